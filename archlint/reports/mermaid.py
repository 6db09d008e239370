"""Mermaid flowcharts, and the one of the `markdown` report: the layers and their broken edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from archlint.model.findings import Finding, Result, RunInfo
from archlint.reports.safe import visible
from archlint.reports.tally import by_severity
from archlint.reports.verdict import fails

_NODES, _EDGES, _LABEL = 40, 40, 40  # readable, and below Mermaid's limit of 50,000 characters
OUTSIDE = "in no layer"
FAILING, OTHER, NEW, GONE = "#cf222e", "#9a6700", "#1a7f37", "#6e7781"


class Link(NamedTuple):
    """An edge of a chart, between two names; `label` is plain ASCII."""

    source: str
    target: str
    label: str
    color: str
    dashed: bool = False


def flowchart(names: Iterable[str], links: Iterable[Link], direction: str = "TD") -> str:
    """Return a chart without its fence: a node for each name, and for each end of a link."""
    drawn = list(links)
    ids = {
        name: f"n{number}"
        for number, name in enumerate(dict.fromkeys([*names, *(end for link in drawn for end in link[:2])]))
    }
    lines = [f"flowchart {direction}", *(f'  {ids[name]}["{_label(name or OUTSIDE)}"]' for name in ids)]
    colors: dict[str, list[str]] = {FAILING: [], OTHER: [], NEW: [], GONE: []}
    for number, link in enumerate(drawn):
        line = "-.->" if link.dashed else "-->"
        lines.append(f'  {ids[link.source]} {line}|"{link.label}"| {ids[link.target]}')
        colors[link.color].append(str(number))
    lines += [f"  linkStyle {','.join(links)} stroke:{color},color:{color}" for color, links in colors.items() if links]
    return "\n".join(lines)


def broken_layers(result: Result, run: RunInfo) -> str:
    """Return the chart without its fence; "" if no finding is between two layers.

    An edge is red if a finding on it fails the run, else amber.
    """
    edges: dict[tuple[str, str], list[Finding]] = {}
    for finding in result.findings:
        for edge in broken_edges(finding):
            edges.setdefault(edge, []).append(finding)
    if not edges:
        return ""
    layers = [layer.name for layer in result.stats.layers if layer.name]
    return flowchart(layers[:_NODES], (broken_link(*item, run) for item in list(edges.items())[:_EDGES]))


def broken_link(ends: tuple[str, str], findings: Iterable[Finding], run: RunInfo) -> Link:
    """Return the edge that these findings are about."""
    told = list(findings)
    color = FAILING if any(fails(finding, run) for finding in told) else OTHER
    return Link(*ends, by_severity(told), color)


def broken_edges(finding: Finding) -> Iterator[tuple[str, str]]:
    """Yield the edges between layers that a finding reports; "" means in no layer."""
    if finding.change == "retired" or finding.kind == "missing-import":
        return
    if finding.kind == "layer-cycle" and finding.cycle:
        yield from ((hop.source, hop.target) for hop in finding.cycle.hops)
    elif finding.target and finding.layers[0] != finding.layers[1]:
        yield finding.layers


def _label(text: str) -> str:
    """Escape every character that could mean something to Mermaid as an entity, its only kind of escape."""
    shown = visible(text)
    if len(shown) > _LABEL:
        shown = f"{shown[: _LABEL // 2 - 2]}...{shown[1 - _LABEL // 2 :]}"
    return "".join(char if char.isalnum() or char in " _-./" else f"#{ord(char)};" for char in shown)

"""The layers and their broken edges as a Mermaid flowchart, for the `markdown` report."""

from __future__ import annotations

from collections.abc import Iterator

from archlint.model.findings import Finding, Result, RunInfo
from archlint.reports.safe import visible
from archlint.reports.tally import by_severity
from archlint.reports.verdict import fails

_NODES, _EDGES, _LABEL = 40, 40, 40  # readable, and below Mermaid's limit of 50,000 characters
_OUTSIDE = "in no layer"
_FAILING, _OTHER = "#cf222e", "#9a6700"


def broken_layers(result: Result, run: RunInfo) -> str:
    """Return the chart without its fence; "" if no finding is between two layers.

    An edge is red if a finding on it fails the run, else amber.
    """
    edges: dict[tuple[str, str], list[Finding]] = {}
    for finding in result.findings:
        for edge in _edges_of(finding):
            edges.setdefault(edge, []).append(finding)
    shown = list(edges.items())[:_EDGES]
    if not shown:
        return ""
    layers = [layer.name for layer in result.stats.layers if layer.name]
    names = dict.fromkeys([*layers[:_NODES], *(name for edge, _ in shown for name in edge)])
    ids = {name: f"n{number}" for number, name in enumerate(names)}
    lines = ["flowchart TD", *(f'  {ids[name]}["{_label(name or _OUTSIDE)}"]' for name in names)]
    colors: dict[str, list[str]] = {_FAILING: [], _OTHER: []}
    for number, ((source, target), findings) in enumerate(shown):
        lines.append(f'  {ids[source]} -->|"{by_severity(findings)}"| {ids[target]}')
        colors[_FAILING if any(fails(finding, run) for finding in findings) else _OTHER].append(str(number))
    lines += [f"  linkStyle {','.join(links)} stroke:{color},color:{color}" for color, links in colors.items() if links]
    return "\n".join(lines)


def _edges_of(finding: Finding) -> Iterator[tuple[str, str]]:
    """Yield the edges between layers that a finding reports; "" means in no layer."""
    if finding.change == "retired":
        return
    if finding.kind == "layer-cycle" and finding.cycle:
        yield from ((hop.source, hop.target) for hop in finding.cycle.hops)
    elif finding.target and finding.layers[0] != finding.layers[1]:
        yield finding.layers


def _label(text: str) -> str:
    """Escape every character that could mean something to Mermaid as an entity, its only kind of escape."""
    shown = visible(text)[:_LABEL]
    return "".join(char if char.isalnum() or char in " _-./" else f"#{ord(char)};" for char in shown)

"""The dependencies that a change adds, breaks a rule with, or removes, as a Mermaid flowchart for a comment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from typing import NamedTuple

from archlint.model.changes import Arrow, Changes
from archlint.model.findings import Finding, Result, RunInfo
from archlint.reports.mermaid import GONE, NEW, Link, broken_edges, broken_link, flowchart
from archlint.text.lists import count, listed

_NODES, _LINKS = 9, 9  # a comment is read on one screen
_DEEPEST = 12

_Ends = tuple[str, str]
_Rename = Callable[[str], str]


class Picture(NamedTuple):
    """A chart without its fence, and a sentence that says how to read it and what it leaves out."""

    chart: str
    legend: str


class _Level(NamedTuple):
    """What changed on one level: the number of places of each added dependency, the removed ones, and the introduced
    findings about each broken one."""

    nouns: str
    added: dict[_Ends, int]
    removed: dict[_Ends, int]
    broken: dict[_Ends, list[Finding]]

    @property
    def nodes(self) -> set[str]:
        return {end for ends in (*self.added, *self.removed, *self.broken) for end in ends}


def changed_dependencies(result: Result, run: RunInfo) -> Picture | None:
    """The picture of the highest level that shows a broken rule, else of the highest that shows a change: layers,
    slices, or packages, which are folded to their folders where they are many. None if nothing changed."""
    levels = [level for level in _levels(result) if level.nodes]
    shown = next((level for level in levels if level.broken), levels[0] if levels else None)
    if shown is None:
        return None
    if shown.nouns == "packages":
        shown = _folded(shown)
    links = [broken_link(ends, findings, run) for ends, findings in shown.broken.items()]
    links += [
        Link(*ends, f"new: {count(uses, 'place')}", NEW)
        for ends, uses in shown.added.items()
        if ends not in shown.broken
    ]
    links += [Link(*ends, "gone", GONE, dashed=True) for ends in shown.removed]
    kept = _few(links)
    ends = {end for link in kept for end in link[:2]}
    order = [layer.name for layer in result.stats.layers if layer.name in ends]
    chart = flowchart(order if shown.nouns == "layers" else sorted(ends), kept, "LR")
    return Picture(chart, _legend(shown.nouns, kept, len(links) - len(kept)))


def _few(links: Iterable[Link]) -> list[Link]:
    """The first links that make a picture of few nodes."""
    kept: list[Link] = []
    nodes: set[str] = set()
    for link in links:
        ends = {link.source, link.target}
        if len(kept) < _LINKS and len(nodes | ends) <= _NODES:
            kept.append(link)
            nodes |= ends
    return kept


def _legend(nouns: str, kept: list[Link], left: int) -> str:
    colors = {link.color for link in kept}
    words = ["red or amber breaks a rule"] if colors - {NEW, GONE} else []
    words += ["green is new"] if NEW in colors else []
    words += ["dashed is gone"] if GONE in colors else []
    more = f"; {left:,} more {'is' if left == 1 else 'are'} left out" if left else ""
    return f"Dependencies between {nouns}: {listed(words)}{more}."


def _levels(result: Result) -> Iterator[_Level]:
    changes = result.changes or Changes()
    introduced = [finding for finding in result.findings if finding.change == "introduced"]
    at = {finding.place: finding for finding in introduced}
    yield _level("layers", changes, "layer", "", ((ends, item) for item in introduced for ends in broken_edges(item)))
    for family in sorted({arrow.family for arrow in (*changes.added, *changes.removed) if arrow.family}):
        new = (arrow for arrow in changes.added if arrow.family == family)
        broken = (((arrow.source, arrow.target), at[arrow.place]) for arrow in new if arrow.place in at)
        yield _level(f"slices of '{family}'", changes, "slice", family, broken)
    yield _level("packages", changes, "package", "", _between_packages(introduced))


def _level(nouns: str, changes: Changes, name: str, family: str, found: Iterable[tuple[_Ends, Finding]]) -> _Level:
    broken: dict[_Ends, list[Finding]] = {}
    for ends, finding in found:
        broken.setdefault(ends, []).append(finding)

    def here(arrows: Iterable[Arrow]) -> dict[_Ends, int]:
        return {item.ends[2:]: item.uses for item in arrows if item.ends[:2] == (name, family)}

    return _Level(nouns, here(changes.added), here(changes.removed), broken)


def _between_packages(introduced: Iterable[Finding]) -> Iterator[tuple[_Ends, Finding]]:
    for finding in introduced:
        if finding.kind == "package-cycle" and finding.cycle:
            yield from (((hop.source, hop.target), finding) for hop in finding.cycle.hops)
        elif finding.target and not finding.cycle and finding.kind != "missing-import":
            yield (finding.source, finding.target), finding


def _folded(level: _Level) -> _Level:
    """The level with its packages in as few folders as fit into a picture. Names lose the path that all packages of
    the tree share."""
    shared = _shared({end for ends in (*level.added, *level.removed) for end in ends} or level.nodes)

    def at_depth(depth: int) -> _Level:
        def name_at(name: str) -> str:
            parts = name.split("/")
            below = parts[len(shared) :] if parts[: len(shared)] == shared else parts
            return "/".join(below[:depth]) or parts[-1]

        return _renamed(level, name_at)

    whole = at_depth(_DEEPEST)
    for depth in range(_DEEPEST, 0, -1):
        folded = at_depth(depth)
        if len(folded.nodes) <= _NODES:
            return folded if folded.nodes else whole
    return whole


def _shared(names: Iterable[str]) -> list[str]:
    """The first segments that all paths share."""
    paths = [name.split("/") for name in names]
    same = takewhile(lambda column: len(set(column)) == 1, zip(*paths, strict=False))
    return [column[0] for column in same]


def _renamed(level: _Level, rename: _Rename) -> _Level:
    """The level with other names. Dependencies within one name are dropped, and those with the same ends joined."""

    def ends_of(ends: _Ends) -> _Ends:
        return rename(ends[0]), rename(ends[1])

    def joined(arrows: dict[_Ends, int]) -> dict[_Ends, int]:
        sums: dict[_Ends, int] = {}
        for ends, uses in arrows.items():
            new = ends_of(ends)
            if new[0] != new[1]:
                sums[new] = sums.get(new, 0) + uses
        return sums

    broken: dict[_Ends, list[Finding]] = {}
    for ends, findings in level.broken.items():
        new = ends_of(ends)
        if new[0] != new[1]:
            broken.setdefault(new, []).extend(findings)
    return level._replace(added=joined(level.added), removed=joined(level.removed), broken=broken)

"""The dependencies that a change adds, breaks a rule with, or removes, as a Mermaid flowchart for a comment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from typing import NamedTuple, TypeVar

from archlint.model.changes import Arrow, Changes, Level
from archlint.model.findings import Finding, Result, RunInfo
from archlint.reports.change_sections import by_level
from archlint.reports.mermaid import FAILING, GONE, NEW, OTHER, Link, broken_edges, broken_link, flowchart
from archlint.text.lists import count

_NODES, _LINKS = 10, 12  # a comment is read on one screen
_TOO_FEW = 3  # nodes: folders that say nothing about what changed
_DEEPEST = 12
_TIGHT = '%%{init: {"flowchart": {"nodeSpacing": 20, "rankSpacing": 40}}}%%'  # a lower picture

_Ends = tuple[str, str]
_Rename = Callable[[str], str]
_Item = TypeVar("_Item")


class Picture(NamedTuple):
    """A chart without its fence, and a sentence that says how to read it and what it leaves out."""

    chart: str
    legend: str


class _Level(NamedTuple):
    """What changed on one level, by the ends that are drawn: the dependencies that were added or removed between them,
    and the findings about them that are introduced, or would be by the rules of the base."""

    nouns: str
    added: dict[_Ends, list[Arrow]]
    removed: dict[_Ends, list[Arrow]]
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
    shown = _folded(shown) if shown.nouns == "packages" else shown
    noun = "import" if result.view == "today" else "use"
    links = [_broken(ends, findings, run) for ends, findings in shown.broken.items()]
    links += [
        Link(*ends, f"new: {_number(arrows, noun)}", NEW)
        for ends, arrows in _largest_first(shown.added)
        if ends not in shown.broken
    ]
    links += [
        Link(*ends, f"gone: {_number(arrows, noun)}", GONE, dashed=True)
        for ends, arrows in _largest_first(shown.removed)
    ]
    kept = _few(links)
    if not kept:
        return None
    ends = {end for link in kept for end in link[:2]}
    order = [layer.name for layer in result.stats.layers if layer.name in ends]
    chart = flowchart(order if shown.nouns == "layers" else sorted(ends), kept, "LR")
    return Picture(f"{_TIGHT}\n{chart}", _legend(shown.nouns, kept, len(links) - len(kept)))


def _broken(ends: _Ends, findings: list[Finding], run: RunInfo) -> Link:
    """The edge that findings are about; those that the changed rules no longer report have no change."""
    told = [finding for finding in findings if finding.change]
    return broken_link(ends, told, run) if told else Link(*ends, f"{len(findings):,} no longer reported", OTHER)


def _largest_first(arrows: dict[_Ends, list[Arrow]]) -> list[tuple[_Ends, list[Arrow]]]:
    return sorted(arrows.items(), key=lambda item: (-len(item[1]), item[0]))


def _number(arrows: list[Arrow], noun: str) -> str:
    """The imports behind one dependency, or the number of dependencies that were joined to one."""
    return count(arrows[0].uses, noun) if len(arrows) == 1 else f"{len(arrows):,} dependencies"


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
    words = [f"Changed dependencies between {nouns}."]
    words += ["Red: breaks a rule."] if FAILING in colors else []
    words += ["Amber: breaks a rule, old or new, but doesn't fail the check."] if OTHER in colors else []
    words += ["Green: new."] if NEW in colors else []
    words += ["Dashed: gone."] if GONE in colors else []
    words += [f"{left:,} more {'is' if left == 1 else 'are'} left out."] if left else []
    return " ".join(words)


def _levels(result: Result) -> Iterator[_Level]:
    changes = result.changes or Changes()
    introduced = [finding for finding in result.findings if finding.change == "introduced"]
    introduced += [finding._replace(change="") for finding in result.loosened]
    added, removed = by_level(changes.added), by_level(changes.removed)

    def level(nouns: str, key: tuple[Level, str], broken: Iterable[tuple[_Ends, Finding]]) -> _Level:
        new, gone = (
            {(arrow.source, arrow.target): [arrow] for arrow in found.get(key, ())} for found in (added, removed)
        )
        return _Level(nouns, new, gone, broken=_by_ends(broken))

    yield level("layers", ("layer", ""), ((ends, item) for item in introduced for ends in broken_edges(item)))
    at = {finding.place: finding for finding in reversed(introduced)}
    for family in sorted({family for _, family in (*added, *removed) if family}):
        new = (arrow for arrow in added.get(("slice", family), ()) if arrow.place in at)
        broken = (((arrow.source, arrow.target), at[arrow.place]) for arrow in new)
        yield level(f"slices of '{family}'", ("slice", family), broken)
    yield level("packages", ("package", ""), _between_packages(introduced))


def _by_ends(pairs: Iterable[tuple[_Ends, Finding]]) -> dict[_Ends, list[Finding]]:
    found: dict[_Ends, list[Finding]] = {}
    for ends, finding in pairs:
        found.setdefault(ends, []).append(finding)
    return found


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

    levels = [at_depth(depth) for depth in range(_DEEPEST, 0, -1)]
    fitting = next((at for at, folded in enumerate(levels) if len(folded.nodes) <= _NODES), len(levels) - 1)
    return levels[fitting - 1] if fitting and len(levels[fitting].nodes) <= _TOO_FEW else levels[fitting]


def _shared(names: Iterable[str]) -> list[str]:
    """The first segments that all paths share."""
    paths = [name.split("/") for name in names]
    same = takewhile(lambda column: len(set(column)) == 1, zip(*paths, strict=False))
    return [column[0] for column in same]


def _renamed(level: _Level, rename: _Rename) -> _Level:
    """The level with other names. Dependencies within one name are dropped, and those with the same ends joined."""

    def joined(found: dict[_Ends, list[_Item]]) -> dict[_Ends, list[_Item]]:
        result: dict[_Ends, list[_Item]] = {}
        for ends, items in found.items():
            new = (rename(ends[0]), rename(ends[1]))
            if new[0] != new[1]:
                result.setdefault(new, []).extend(items)
        return result

    return level._replace(added=joined(level.added), removed=joined(level.removed), broken=joined(level.broken))

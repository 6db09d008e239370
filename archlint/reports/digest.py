"""Findings grouped for a digest: by rule, and within a rule by the two ends of the dependency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from archlint.model.findings import Boundary, Finding, Result
from archlint.model.location import Place
from archlint.model.policy import SEVERITIES, Severity
from archlint.text.lists import count

Ends = tuple[str, ...]
"""The two names of a dependency, or one name."""

_DEEPEST = 8  # levels of folders


class Group(NamedTuple):
    """The findings of one rule, or those that one boundary causes, at least one, in the order of reports.

    `sentence` is "" for a built-in check. `boundary` is None for the findings of a rule.
    """

    rule: str
    sentence: str
    findings: tuple[Finding, ...]
    boundary: Boundary | None = None

    @property
    def title(self) -> str:
        """A boundary as `a -> 5 parts`, or `a, b -> c`; "" for a rule."""
        if self.boundary is None:
            return ""
        sources = ", ".join(source or "." for source in self.boundary.sources)
        parts = self.boundary.parts
        return f"{sources} -> {count(len(parts), 'part') if self.boundary.kind == 'split' else parts[0].folder or '.'}"

    @property
    def kinds(self) -> dict[str, list[Finding]]:
        """The findings by kind, the kind with the most first."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.kind, []).append(finding)
        return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))

    @property
    def severity(self) -> Severity:
        """The worst severity of the findings."""
        return min((finding.severity for finding in self.findings), key=SEVERITIES.index)

    @property
    def cost(self) -> int:
        """An estimate of the files to change: those with findings, or those that import at the cuts of a cycle."""
        files = {finding.place.path for finding in self.findings if not finding.cycle}
        cuts = sum(cut.weight for finding in self.findings if finding.cycle for cut in finding.cycle.cuts)
        return len(files) + cuts

    @property
    def advice(self) -> str:
        """The advice that all findings share, "" if they differ."""
        first, *others = dict.fromkeys(finding.advice for finding in self.findings)
        return "" if others else first


class Pair(NamedTuple):
    """The findings with the same ends, at least one."""

    ends: Ends
    findings: tuple[Finding, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """The places of the findings, without duplicates."""
        return tuple(dict.fromkeys(finding.place for finding in self.findings))


def groups_of(findings: Iterable[Finding], result: Result) -> list[Group]:
    """Group the findings by boundary, where one causes several, and the others by rule: the most severe first, then the
    cheapest to fix."""
    by_rule: dict[str, list[Finding]] = {outcome.rule.id: [] for outcome in result.outcomes}
    by_boundary: dict[Boundary, list[Finding]] = {}
    every = list(findings)
    causes = Counter(finding.boundary for finding in every)
    for finding in every:
        if finding.boundary is not None and causes[finding.boundary] > 1:
            by_boundary.setdefault(finding.boundary, []).append(finding)
        else:
            by_rule.setdefault(finding.rule, []).append(finding)
    sentences = {outcome.rule.id: outcome.rule.sentence for outcome in result.outcomes}
    groups = [Group(rule, sentences.get(rule, ""), tuple(found)) for rule, found in by_rule.items() if found]
    groups += [Group(found[0].rule, "", tuple(found), boundary=boundary) for boundary, found in by_boundary.items()]
    return sorted(groups, key=lambda group: (SEVERITIES.index(group.severity), group.cost))


def module_of(findings: Sequence[Finding]) -> str:
    """Return the module path of most packages with findings, with a `/` at its end.

    Return "" if it's unknown, or if two packages would have the same name without it. A package's id is the path of its
    module and the folder of its files.
    """
    seen: Counter[str] = Counter()
    for finding in findings:
        folder = (finding.moved or finding.place.path).rpartition("/")[0]
        if folder and finding.source.endswith(f"/{folder}"):
            seen[finding.source[: -len(folder)]] += 1
    if not seen:
        return ""
    module = min(seen, key=lambda prefix: (-seen[prefix], prefix))
    names = {name for finding in findings for name in (finding.source, finding.target)}
    short = {name.removeprefix(module) for name in names if name.startswith(module)}
    return "" if short & names else module


class Way(NamedTuple):
    """A way to group findings by pairs. `size` is the number of pairs; `pairs` returns them, the largest first."""

    size: int
    pairs: Callable[[], list[Pair]]


def ways_of(group: Group, module: str) -> list[Way]:
    """Return the ways to group the findings: by packages, by layers, and by folders, from the deepest to the top.

    A way that wouldn't help is left out. Findings of cycles have no pairs.
    """
    findings = group.findings
    if any(finding.cycle for finding in findings):
        return []

    def packages(finding: Finding) -> Ends:
        return _packages(finding, module)

    def layers(finding: Finding) -> Ends:
        return finding.layers

    def folders(most: int) -> Callable[[Finding], Ends]:
        return lambda finding: _folders(_packages(finding, module), most)

    finest = {packages(finding) for finding in findings}
    ways: list[tuple[set[Ends], Callable[[Finding], Ends]]] = [
        (finest, packages),
        ({layers(finding) for finding in findings}, layers),
    ]
    depth = max(end.count("/") for ends in finest for end in ends)
    ways += [({_folders(ends, most) for ends in finest}, folders(most)) for most in range(min(depth, _DEEPEST), 0, -1)]
    return [
        Way(len(found), partial(_paired, findings, ends_of))
        for found, ends_of in ways
        if found is finest or (1 < len(found) < len(finest) and all(map(_is_apart, found)))
    ]


def _paired(findings: Sequence[Finding], ends_of: Callable[[Finding], Ends]) -> list[Pair]:
    found: dict[Ends, list[Finding]] = {}
    for finding in findings:
        found.setdefault(ends_of(finding), []).append(finding)
    pairs = [Pair(ends, tuple(members)) for ends, members in found.items()]
    return sorted(pairs, key=lambda pair: (-len(pair.findings), pair.ends))


def _packages(finding: Finding, module: str) -> Ends:
    """Both ends of a dependency; the folder of the file if the finding is about the whole file, or has one end."""
    if finding.target and finding.target != finding.source and finding.place.end_column > 1:
        return (finding.source.removeprefix(module), finding.target.removeprefix(module))
    return (finding.place.path.rpartition("/")[0] or ".",)


def _folders(ends: Ends, most: int) -> Ends:
    return tuple(_folder(end, most) for end in ends)


def _folder(name: str, most: int) -> str:
    parts = name.split("/", most)
    return "/".join((*parts[:most], "**")) if len(parts) > most else name


def _is_apart(ends: Ends) -> bool:
    """Whether the ends have names, and the names differ."""
    return all(ends) and len({*ends}) == len(ends)

"""Findings as a digest has them: by rule, and under a rule by the pairs that depend on each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from archlint.model.findings import Finding, Result
from archlint.model.location import Place
from archlint.model.policy import SEVERITIES, Severity

Ends = tuple[str, ...]
"""The two names that a pair stands for, or the one."""

_DEEPEST = 8  # folders that are told apart


class Group(NamedTuple):
    """The findings of one rule, in the order of reports; never empty. `sentence` is "" for a built-in check."""

    rule: str
    sentence: str
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """The worst one."""
        return min((finding.severity for finding in self.findings), key=SEVERITIES.index)

    @property
    def cost(self) -> int:
        """About how many files have to change: those with findings, or those that import at the cuts of cycles."""
        files = {finding.place.path for finding in self.findings if not finding.cycle}
        cuts = sum(cut.weight for finding in self.findings if finding.cycle for cut in finding.cycle.cuts)
        return len(files) + cuts

    @property
    def advice(self) -> str:
        """What to do about each of them, "" where that differs."""
        first, *others = dict.fromkeys(finding.advice for finding in self.findings)
        return "" if others else first


class Pair(NamedTuple):
    """Findings between the same two ends, or in the same place where they have one end alone; never empty."""

    ends: Ends
    findings: tuple[Finding, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """Where they are, each place once, in order."""
        return tuple(dict.fromkeys(finding.place for finding in self.findings))


def groups_of(findings: Iterable[Finding], result: Result) -> list[Group]:
    """The findings by rule: the most severe first, of these the cheapest to mend, then in the configuration's order."""
    by_rule: dict[str, list[Finding]] = {outcome.rule.id: [] for outcome in result.outcomes}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    sentences = {outcome.rule.id: outcome.rule.sentence for outcome in result.outcomes}
    groups = [Group(rule, sentences.get(rule, ""), tuple(found)) for rule, found in by_rule.items() if found]
    return sorted(groups, key=lambda group: (SEVERITIES.index(group.severity), group.cost))


def module_of(findings: Sequence[Finding]) -> str:
    """The import path that most packages with findings are below, with a `/` at its end; "" where it is not known, or
    where two packages would have one name without it.

    The folder of a file is what a package's id has behind the path of its module.
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
    """A way to tell the findings of a group by pairs: how many there are, and the pairs, the largest first."""

    size: int
    pairs: Callable[[], list[Pair]]


def ways_of(group: Group, module: str) -> list[Way]:
    """By packages; by layers, where there are two pairs of layers or more; by folders, which are fewer and fewer. None
    where the findings are about cycles."""
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
    """Both ends of a dependency; the folder of the file where the finding is about that, or has one end alone."""
    if finding.target and finding.target != finding.source and finding.place.end_column > 1:
        return (finding.source.removeprefix(module), finding.target.removeprefix(module))
    return (finding.place.path.rpartition("/")[0] or ".",)


def _folders(ends: Ends, most: int) -> Ends:
    return tuple(_folder(end, most) for end in ends)


def _folder(name: str, most: int) -> str:
    parts = name.split("/", most)
    return "/".join((*parts[:most], "**")) if len(parts) > most else name


def _is_apart(ends: Ends) -> bool:
    """Whether the ends are told, and tell anything."""
    return all(ends) and len({*ends}) == len(ends)

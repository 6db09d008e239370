"""Findings as a digest has them: by rule, and under a rule by the pairs that depend on each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from archlint.model.findings import Finding, Result
from archlint.model.location import Place
from archlint.model.policy import SEVERITIES, Severity

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
    """Findings between the same two ends, or at the same place where they have one end only; never empty.

    `ends` are one or two names.
    """

    ends: tuple[str, ...]
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


def pairings(group: Group, module: str) -> list[list[Pair]]:
    """The ways to tell the findings of a group by pairs, the finest first; each has the largest pairs first.

    By packages; by layers, where there are two pairs of layers or more; by folders, which are fewer and fewer. None
    where the findings are about cycles.
    """
    findings = group.findings
    if any(finding.cycle for finding in findings):
        return []
    finest = _paired(findings, lambda finding: _packages(finding, module))
    ways = [finest]
    if all(all(finding.layers) for finding in findings):
        ways += [_paired(findings, lambda finding: finding.layers)]
    depth = max(end.count("/") for pair in finest for end in pair.ends)
    for most in range(min(depth, _DEEPEST), 0, -1):
        ways += [_paired(findings, lambda finding, most=most: _folders(finding, module, most))]  # type: ignore[misc]
    return [finest, *(way for way in ways[1:] if 1 < len(way) < len(finest) and not _has_loop(way))]


def _paired(findings: Sequence[Finding], ends_of: Callable[[Finding], tuple[str, ...]]) -> list[Pair]:
    found: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        found.setdefault(ends_of(finding), []).append(finding)
    pairs = [Pair(ends, tuple(members)) for ends, members in found.items()]
    return sorted(pairs, key=lambda pair: (-len(pair.findings), pair.ends))


def _packages(finding: Finding, module: str) -> tuple[str, ...]:
    """Both ends, or the folder of the file where there is one end alone."""
    if finding.target and finding.target != finding.source:
        return (finding.source.removeprefix(module), finding.target.removeprefix(module))
    return (finding.place.path.rpartition("/")[0] or ".",)


def _folders(finding: Finding, module: str, most: int) -> tuple[str, ...]:
    return tuple(_folder(end, most) for end in _packages(finding, module))


def _folder(name: str, most: int) -> str:
    parts = name.split("/")
    return name if len(parts) <= most else "/".join((*parts[:most], "**"))


def _has_loop(pairs: Iterable[Pair]) -> bool:
    return any(len(set(pair.ends)) < len(pair.ends) for pair in pairs)

"""Applying ignore comments: a finding with an ignore becomes known, with its reason; an unused ignore is a finding."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from archlint.model.facts import FileFacts, Ignore
from archlint.model.findings import Finding, Known
from archlint.model.location import Place

Key = tuple[str, int]


class Ignored(NamedTuple):
    """`kept` findings count, `known` ones don't. `used` are the ignores that matched a finding, as (path, line)."""

    kept: tuple[Finding, ...]
    known: tuple[Known, ...]
    used: frozenset[Key]


_MOST_HINTS = 50
"""For how many unused ignores to look for the nearest rule id."""


def apply(findings: Iterable[Finding], files: Iterable[FileFacts]) -> Ignored:
    """Split off the findings whose import has an ignore for their rule (by rule id, or by the kind of the finding)."""
    ignores = {file.path: file.ignores for file in files if file.ignores}
    if not ignores:
        return Ignored(tuple(findings), (), frozenset())
    kept: list[Finding] = []
    known: list[Known] = []
    used: set[Key] = set()
    for finding in findings:
        path, line = finding.place.path, finding.place.line
        ignore = next(
            (item for item in ignores.get(path, ()) if item.target == line and _speaks_of(item, finding)), None
        )
        if ignore is None:
            kept.append(finding)
            continue
        used.add((path, ignore.line))
        known.append(Known(finding, ignore.reason, source="ignore", place=Place(path, ignore.line, ignore.column)))
    return Ignored(tuple(kept), tuple(known), frozenset(used))


def _speaks_of(ignore: Ignore, finding: Finding) -> bool:
    return bool(ignore.reason) and ignore.rule in (finding.rule, finding.kind)


def unused(files: Iterable[FileFacts], used: Collection[Key], rules: Collection[str]) -> list[Finding]:
    """A finding for each ignore that has no reason or no effect. `rules` are the ids that an ignore can name."""
    found = ((file, ignore) for file in files for ignore in file.ignores if (file.path, ignore.line) not in used)
    return [_unused(file, ignore, rules, hint=count < _MOST_HINTS) for count, (file, ignore) in enumerate(found)]


def _unused(file: FileFacts, ignore: Ignore, rules: Collection[str], *, hint: bool) -> Finding:
    if not ignore.rule:
        message, advice = "This ignore names no rule", "Write //archlint:ignore RULE REASON, or remove it."
    elif not ignore.reason:
        message, advice = f"This ignore of {ignore.rule!r} has no reason", "Add the reason after the rule's id."
    elif not ignore.target:
        message = "This ignore is neither on an import nor on the line above one"
        advice = "Move it there, or remove it."
    else:
        message, advice = f"This ignore of {ignore.rule!r} has no effect", "Remove it: what it excused is gone."
        if ignore.rule not in rules:
            from archlint.suggest import did_you_mean

            near = did_you_mean(ignore.rule, rules) if hint else ""
            advice = f"No rule has this id; did you mean {near}?" if near else "No rule has this id. Remove the ignore."
    return Finding(
        kind="unused-ignore",
        rule="unused-ignore",
        severity="error",
        message=f"{message}.",
        place=Place(file.path, ignore.line, ignore.column, end_column=ignore.column + len("//archlint:ignore")),
        source=file.path,
        target="",
        advice=advice,
        subject=file.path,
        identity=(ignore.rule, ignore.reason),
    )

"""What a check against a base says beside its findings: what the rules let pass now, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archlint.model.changes import Base, Changes, RuleChange
from archlint.model.findings import Finding, Result, RunInfo
from archlint.reports.ansi import Pen
from archlint.reports.change_words import architecture, in_numbers, loosened_first, name_of, rule_changes
from archlint.reports.safe import visible
from archlint.text.lists import count, listed

_SHOWN = 10


def against_blocks(result: Result, run: RunInfo, pen: Pen) -> Iterator[list[str]]:
    """Findings that pass as the rules are looser; changes of the rules; those of the architecture, or their number."""
    base, changes = result.base, result.changes
    if base is None or changes is None:
        return
    if result.loosened:
        yield _loosened(result.loosened, base, run, pen)
    if changes.rules:
        yield _rules(changes.rules, base, run, pen)
    if in_numbers(changes):
        yield _architecture(changes, base, run, pen)


def nothing_changed(result: Result) -> bool:
    """Whether the tree is as the base, in all that archlint compares."""
    changed = any(finding.change != "carried" for finding in result.findings)
    return result.changes is not None and result.changes.is_empty and not result.loosened and not changed


def _loosened(findings: tuple[Finding, ...], base: Base, run: RunInfo, pen: Pen) -> list[str]:
    number = count(len(findings), "finding")
    verb = "passes" if len(findings) == 1 else "pass"
    mark, name = pen("warning", "warning[loosened]"), visible(name_of(base))
    head = f"{mark}: the rules of {name} refuse {number} that {verb} now"
    places = [
        f"  {pen('place', visible(f'{run.prefix}{finding.place}'))}: {visible(f'{finding.rule}: {finding.message}')}"
        for finding in findings
    ]
    return [head, *_some(places, run)]


def _rules(changes: tuple[RuleChange, ...], base: Base, run: RunInfo, pen: Pen) -> list[str]:
    """Changes that may let something pass, one a line; those that don't are counted."""
    ordered = loosened_first(changes)
    shown = [change for change in ordered if run.verbose > 0 or change.effect != "tightened"]
    lines = []
    for change, told in zip(shown, rule_changes(shown), strict=True):
        prefix = run.prefix if change.what == "ignore" else ""
        effect = pen("warning" if change.effect == "loosened" else "strong", change.effect)
        lines.append(f"  {pen('place', visible(f'{prefix}{told.place}'))}: {effect}: {visible(told.text)}")
    hidden = len(changes) - len(shown)
    head = f"{pen('strong', 'Rules changed')} since {visible(name_of(base))}:"
    tightened = f"  {count(hidden, 'change')} {'tightens' if hidden == 1 else 'tighten'} the rules (-v shows all)"
    return [head, *_some(lines, run), *([tightened] if hidden else [])]


def _architecture(changes: Changes, base: Base, run: RunInfo, pen: Pen) -> list[str]:
    head = f"{pen('strong', 'Architecture changed')} since {visible(name_of(base))}:"
    if run.verbose <= 0:
        return [f"{head} {listed(in_numbers(changes))} (-v shows all)"]
    lines = []
    for told in architecture(changes):
        where = f" {pen('place', visible(f'{run.prefix}{told.place}'))}" if told.place else ""
        lines.append(f"  {told.sign} {visible(told.text)}{where}")
    return [head, *lines]


def _some(lines: list[str], run: RunInfo) -> Iterable[str]:
    if run.verbose > 0 or len(lines) <= _SHOWN:
        return lines
    return [*lines[:_SHOWN], f"  and {len(lines) - _SHOWN:,} more (-v shows all)"]

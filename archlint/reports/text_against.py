"""The part of the text report about a base: findings that the rules allow now, and what changed."""

from __future__ import annotations

from collections.abc import Iterator

from archlint.model.changes import RuleChange
from archlint.model.findings import Finding, Result, RunInfo
from archlint.reports.ansi import Pen
from archlint.reports.change_sections import sections
from archlint.reports.change_words import name_of, rule_change
from archlint.reports.safe import visible
from archlint.text.lists import count, first_lines, listed

_SHOWN = 10
_EFFECTS = ("loosened", "changed", "tightened")


def against_blocks(result: Result, run: RunInfo, pen: Pen) -> Iterator[list[str]]:
    """Yield blocks about findings that looser rules allow, changes of rules, and changes of the architecture."""
    base, changes = result.base, result.changes
    if base is None or changes is None:
        return
    name = visible(name_of(base))
    if result.loosened:
        yield _loosened(result.loosened, name, run, pen=pen)
    if changes.rules:
        yield [f"{pen('strong', 'Rules changed')} since {name}:", *_rules(changes.rules, run, pen)]
    found = sections(changes._replace(rules=()), prefix=run.prefix)
    head = f"{pen('strong', 'Architecture changed')} since {name}:"
    if found and run.verbose <= 0:
        parts = [f"{section.title[0].lower()}{section.title[1:]} ({len(section.items):,})" for section in found]
        yield [f"{head} {visible(listed(parts))} (-v shows all)"]
    elif found:
        lines = (line for part in found for line in (f"  {part.title}:", *(f"    {item}" for item in part.items)))
        yield [head, *map(visible, lines)]


def _loosened(findings: tuple[Finding, ...], name: str, run: RunInfo, pen: Pen) -> list[str]:
    verb = "passes" if len(findings) == 1 else "pass"
    mark, number = pen("warning", "warning[loosened]"), count(len(findings), "finding")
    places = [
        f"  {pen('place', visible(f'{run.prefix}{finding.place}'))}: {visible(f'{finding.rule}: {finding.message}')}"
        for finding in findings
    ]
    return [f"{mark}: the rules of {name} refuse {number} that {verb} now", *first_lines(places, _most(run))]


def _rules(changes: tuple[RuleChange, ...], run: RunInfo, pen: Pen) -> Iterator[str]:
    """Changes that may allow more, one per line. Unless verbose, the others are counted."""
    ordered = sorted(changes, key=lambda change: _EFFECTS.index(change.effect))
    shown = [change for change in ordered if run.verbose > 0 or change.effect != "tightened"]
    lines = []
    for change in shown:
        place = visible(f"{run.prefix if change.what == 'ignore' else ''}{change.place.path}:{change.place.line}")
        effect = pen("warning" if change.effect == "loosened" else "strong", change.effect)
        lines.append(f"  {pen('place', place)}: {effect}: {visible(rule_change(change))}")
    yield from first_lines(lines, _most(run))
    hidden = len(changes) - len(shown)
    if hidden:
        yield f"  {count(hidden, 'change')} {'tightens' if hidden == 1 else 'tighten'} the rules (-v shows all)"


def _most(run: RunInfo) -> int:
    return 0 if run.verbose > 0 else _SHOWN

"""Exceptions to a rule, applied: the one place that knows which of them still hold.

An exception names two ends, `from` and `to`, and takes away the findings between them. Two sorts of finding need more:

- a cycle has no ends, so there the imports between `from` and `to` leave the graph before cycles are looked for;
- of the chains of a reach rule only the shortest is told, so there the chain between `from` and `to` must not hide a
  longer one to another target: the form looks for chains without those ends.

An exception holds up to and including its last day. Afterwards its findings are back, and say so. One that takes
nothing away is inert, and an error: what it excused is gone, or it never excused anything.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from archlint.graphs.view import View
from archlint.model.findings import Finding, Known
from archlint.model.location import Place
from archlint.model.policy import Exemption, Rule
from archlint.rules import FORMS
from archlint.rules.exempting import Exempting

Check = Callable[[Rule, View], Iterable[Finding]]


class Excepted(NamedTuple):
    """`kept` findings count, `excepted` ones do not; `unmatched` exceptions took nothing away, past ones
    included."""

    kept: tuple[Finding, ...]
    excepted: tuple[Known, ...] = ()
    unmatched: tuple[Exemption, ...] = ()


def apply(rule: Rule, check: Check, view: View, today: str) -> Excepted:
    """Check a rule in a view and apply its exceptions. `today` is an ISO date (YYYY-MM-DD)."""
    if not rule.exceptions:
        return Excepted(tuple(check(rule, view)))
    live = tuple(item for item in rule.exceptions if not item.until or item.until >= today)
    bare = rule._replace(exceptions=())
    exempted = FORMS[rule.form].exempted
    if exempted is not None:
        covered = {item: list(exempted(bare, view, Exempting(view, item))) for item in rule.exceptions}
        kept = list(check(rule._replace(exceptions=live), view))
    else:
        findings = list(check(bare, view))
        covered = {item: list(_between(findings, view, Exempting(view, item))) for item in rule.exceptions}
        taken = {finding.fingerprint for item in live for finding in covered[item]}
        kept = [finding for finding in findings if finding.fingerprint not in taken]
    past = {item: {finding.fingerprint for finding in covered[item]} for item in rule.exceptions if item not in live}
    return Excepted(
        tuple(_told(finding, past) for finding in kept),
        tuple(_known(live, covered, {finding.fingerprint for finding in kept})),
        tuple(item for item in rule.exceptions if not covered[item]),
    )


def _between(findings: Iterable[Finding], view: View, exempting: Exempting) -> Iterator[Finding]:
    """The findings between the ends of an exception. Where a finding has no package at its far end (a missing import,
    a file in no layer), `from` alone decides."""
    for finding in findings:
        target = view.packages.get(finding.target)
        source = view.packages[finding.source].import_path
        if (target is None or exempting.is_to(target)) and exempting.is_from(finding.place.path, source):
            yield finding


def _known(live: Iterable[Exemption], covered: dict[Exemption, list[Finding]], left: set[str]) -> Iterator[Known]:
    told = set(left)
    for item in live:
        for finding in covered[item]:
            if finding.fingerprint not in told:
                told.add(finding.fingerprint)
                place = Place(item.origin.path, item.origin.line) if item.origin.path else None
                yield Known(finding, item.because, "exception", place)


def _told(finding: Finding, expired: dict[Exemption, set[str]]) -> Finding:
    """The finding, with a word on the exception that once covered it."""
    days = [item.until for item, fingerprints in expired.items() if finding.fingerprint in fingerprints]
    if not days:
        return finding
    day = max(days)
    return finding._replace(advice=f"Its exception ended on {day}. {finding.advice}".strip(), ended=day)

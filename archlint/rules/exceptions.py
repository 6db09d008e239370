"""Apply the exceptions to a rule. Only this module decides whether an exception is still in force.

An exception has two ends, `from` and `to`, and removes the findings between them. Two kinds of findings need more:

- A cycle has no two ends. The imports between `from` and `to` are removed from the graph before the search for cycles.
- A reach rule reports only the shortest chain. A chain that an exception covers must not hide a longer one to another
  target, so the form searches for chains that no exception covers.

An exception is in force up to and including its last day. After that its findings come back, with a note. An exception
that removes nothing is an error (`inert-exception`): its finding is gone, or it never matched one.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from archlint.graphs.view import View
from archlint.model.findings import Finding, Known
from archlint.model.location import Place
from archlint.model.policy import Exemption, Rule
from archlint.rules import FORMS
from archlint.rules.exception_matcher import ExceptionMatcher

Check = Callable[[Rule, View], Iterable[Finding]]


class Excepted(NamedTuple):
    """`kept` findings count, `excepted` ones don't. `unmatched` exceptions cover no finding, in force or not."""

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
        covered = {item: list(exempted(bare, view, ExceptionMatcher(view, item))) for item in rule.exceptions}
        kept = list(check(rule._replace(exceptions=live), view))
    else:
        findings = list(check(bare, view))
        covered = {item: list(_between(findings, view, ExceptionMatcher(view, item))) for item in rule.exceptions}
        taken = {finding.fingerprint for item in live for finding in covered[item]}
        kept = [finding for finding in findings if finding.fingerprint not in taken]
    past = {item: {finding.fingerprint for finding in covered[item]} for item in rule.exceptions if item not in live}
    return Excepted(
        tuple(_with_note(finding, past) for finding in kept),
        tuple(_known(live, covered, {finding.fingerprint for finding in kept})),
        tuple(item for item in rule.exceptions if not covered[item]),
    )


def _between(findings: Iterable[Finding], view: View, matcher: ExceptionMatcher) -> Iterator[Finding]:
    """Yield the findings between the ends of an exception. If a finding's target isn't a package (a missing import, a
    file in no layer), only `from` has to match."""
    for finding in findings:
        target = view.packages.get(finding.target)
        source = view.packages[finding.source].import_path
        if (target is None or matcher.is_to(target)) and matcher.is_from(finding.place.path, source):
            yield finding


def _known(live: Iterable[Exemption], covered: dict[Exemption, list[Finding]], left: set[str]) -> Iterator[Known]:
    seen = set(left)
    for item in live:
        for finding in covered[item]:
            if finding.fingerprint not in seen:
                seen.add(finding.fingerprint)
                place = Place(item.origin.path, item.origin.line) if item.origin.path else None
                yield Known(finding, item.because, source="exception", place=place)


def _with_note(finding: Finding, expired: dict[Exemption, set[str]]) -> Finding:
    """Return the finding with a note on the expired exception that covers it, if there is one."""
    days = [item.until for item, fingerprints in expired.items() if finding.fingerprint in fingerprints]
    if not days:
        return finding
    day = max(days)
    return finding._replace(advice=f"Its exception expired on {day}. {finding.advice}".strip(), ended=day)

"""Judging one view by every rule. Pure."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from archlint.graphs.view import View
from archlint.model.findings import Finding, Known, RuleOutcome
from archlint.model.policy import Config, Exemption, Rule, Tests
from archlint.pipeline import ignores
from archlint.rules import FORMS
from archlint.rules.exceptions import apply as apply_exceptions
from archlint.rules.inert import Missing, Outside, missing_names, why_inert

if TYPE_CHECKING:
    from archlint.rules.advisor import Advisor


class Judged(NamedTuple):
    """The verdict on one view: `findings` count, `known` ones don't.

    `unmatched` are the exceptions that exempted nothing, and `used` the ignores that matched a finding. `missing` are
    the names in each rule's sentence that match nothing; it is empty unless `judge` got `outside`.
    """

    findings: tuple[Finding, ...]
    known: tuple[Known, ...]
    outcomes: tuple[RuleOutcome, ...]
    unmatched: frozenset[Exemption]
    used: frozenset[tuple[str, int]]
    missing: tuple[Missing, ...] = ()


def needed_tests(config: Config) -> Tests:
    """Which files the rules need: without a rule that checks test files, archlint doesn't read them."""
    wanted = {config.scan.tests, *(rule.tests for rule in config.rules)}
    return wanted.pop() if len(wanted) == 1 else "include"


def judge(view: View, config: Config, today: str, outside: Outside | None = None) -> Judged:
    """Judge one view by every rule. `today` is an ISO date.

    `outside` reports whether a glob names packages outside the tree. Without it, no outcome says that a rule is inert.
    """
    findings: list[Finding] = []
    excepted: list[Known] = []
    outcomes: list[RuleOutcome] = []
    missing: list[Missing] = []
    unmatched: set[Exemption] = set()
    optional = frozenset(layer.name for layer in config.layers if layer.optional)
    advisors: list[Advisor] = []

    def check(rule: Rule, view: View) -> Iterable[Finding]:
        found = list(FORMS[rule.form].check(rule, view))
        if found and not advisors:
            from archlint.rules.advisor import Advisor  # only findings need it

            advisors.append(Advisor(view, config.rules))
        return advisors[0].advised(rule, found) if found else ()

    for rule in config.rules:
        form = FORMS[rule.form]
        verdict = apply_exceptions(rule, check, view, today=today)
        findings += verdict.kept
        excepted += verdict.excepted
        unmatched |= set(verdict.unmatched)
        outcome = RuleOutcome(rule, form.subjects(rule, view))
        if outside is not None:
            missing.append(missing_names(rule, view, outside))
            outcome = _with_inert(outcome, view, missing[-1], outside=outside, optional=optional)
        outcomes.append(outcome)
    ignored = ignores.apply(findings, (item.file for item in view.files))
    return Judged(
        ignored.kept,
        known=(*excepted, *ignored.known),
        outcomes=tuple(outcomes),
        unmatched=frozenset(unmatched),
        used=ignored.used,
        missing=tuple(missing),
    )


def _with_inert(
    outcome: RuleOutcome, view: View, missing: Missing, outside: Outside, optional: frozenset[str]
) -> RuleOutcome:
    """The outcome, with the reason if the rule judged nothing. A rule that is inert only because optional layers are
    missing is optional too."""
    inert = why_inert(outcome.rule, view, outcome.subjects, missing=missing, outside=outside)
    if not inert:
        return outcome
    wanting = (*missing.subject, *missing.object) if outcome.subjects else (*missing.subject, *missing.folders)
    waits = bool(wanting) and all(term.kind == "layer" and term.text in optional for term in wanting)
    return outcome._replace(rule=outcome.rule._replace(optional=outcome.rule.optional or waits), inert=inert)

"""Rules that check nothing, names in them that match nothing, and exceptions that exempt nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archlint.errors import Complaint
from archlint.globs import compile_glob
from archlint.graphs.view import View
from archlint.model.findings import RuleOutcome
from archlint.model.policy import Config, Rule, Term
from archlint.pipeline.inert.groups import did_you_mean, expects, unknown
from archlint.pipeline.inert.seen import Remark, Seen
from archlint.pipeline.judge import Judged
from archlint.rules import FORMS
from archlint.rules.import_findings import named
from archlint.rules.inert import Missing
from archlint.rules.names import ROOT


def no_rules(config: Config, views: tuple[View, ...]) -> Iterator[Complaint]:
    """Without rules a check judges nothing. A run with a mapping is still useful: hazards need no rule."""
    if not config.rules and all(view.name == "today" for view in views):
        hint = (
            'write one, e.g. rule = "Domain must not import Infrastructure"; `archlint rules` lists the sentence forms'
        )
        yield Complaint(
            config.path, "there are no rules, so nothing is checked", hint, line=1, key="rules", kind="inert-rule"
        )


def judged_rule(seen: Seen, order: int, rule: Rule, judged: Sequence[Judged]) -> tuple[RuleOutcome, list[Remark]]:
    """A rule's outcome in the last view, with remarks if the rule judges nothing or a name in it matches nothing."""
    outcomes = [each.outcomes[order] for each in judged]
    missing = [each.missing[order] for each in judged]
    outcome = outcomes[-1]
    if rule.optional:
        return outcome, []
    remarks: list[Remark] = []
    waits = bool(outcome.inert) and outcome.rule.optional
    without_subject = not any(each.subjects for each in outcomes)
    if without_subject and not waits:
        remarks.append((_nothing_judged(seen, rule, outcome), True))
    target = FORMS[rule.form].ends(rule).target
    wrong: set[Term] = set()
    for term in _unmatched_terms(seen, missing, without_subject=without_subject):
        remark = term_remark(seen, rule, term, is_object=all(term in each.object for each in missing))
        if remark is not None:
            remarks.append(remark)
            wrong.update({term} if remark[1] else ())
        elif term in target and outcome.subjects:
            outcome = outcome._replace(inert="")
    if target and wrong.issuperset(target) and not outcome.inert:
        outcome = outcome._replace(inert=f"no package is in {named(target, 'or')}")
    lacking = {
        term
        for term in (*missing[-1].subject, *missing[-1].object)
        if term.kind != "layer" or term.text not in seen.emptied
    }
    by_layers = len(missing) > 1 and not outcomes[0].inert and lacking <= {*missing[0].subject, *missing[0].object}
    if outcome.inert and not waits and not by_layers and not any(is_wrong for _, is_wrong in remarks):
        where = "the mapped tree" if seen.views[-1].name == "mapped" else "this tree"
        message = f"nothing in {where} can break {rule.sentence!r}: {outcome.inert}"
        hint = "fine if the mapping is meant to do that" if not outcomes[0].inert else ""
        remarks.append((Complaint.at(rule.origin, message, hint, kind="inert-rule"), False))
    return outcome, remarks


def _unmatched_terms(seen: Seen, missing: list[Missing], *, without_subject: bool) -> list[Term]:
    """The names that match nothing in any view, except optional layers.

    If the rule judges nothing, only globs of its object: another complaint covers the rest.
    """
    found = set.intersection(*({*each.subject, *each.object, *each.folders} for each in missing))
    if without_subject:
        objects = set.intersection(*(set(each.object) for each in missing))
        found = {term for term in found & objects if term.kind == "glob"}
    return sorted(term for term in found if term.kind != "layer" or term.text not in seen.optional)


def _nothing_judged(seen: Seen, rule: Rule, outcome: RuleOutcome) -> Complaint:
    ends = FORMS[rule.form].ends(rule)
    named = [term for term in (*ends.subject, *ends.folders) if term.kind == "glob" and term != ROOT]
    text, hint = seen.first_near(compile_glob(term.text) for term in named)
    hint = hint or ("" if text else "no file or package has this name")
    message = f"{rule.sentence!r} checks nothing in this tree: {outcome.inert}{text}"
    return Complaint.at(rule.origin, message, hint, kind="inert-rule")


def term_remark(seen: Seen, rule: Rule, term: Term, *, is_object: bool) -> Remark | None:
    """The remark for a name that matches nothing; None if that is no problem."""
    message = f"{term} in {rule.sentence!r} matches nothing in this tree"
    if term.kind != "glob":
        return Complaint.at(rule.origin, message, kind="inert-rule"), True
    realm = seen.naming.realm(term.text)
    if is_object and realm in ("std", "listed"):
        return None
    if is_object and realm == "outside":
        beside = [other.text for other in FORMS[rule.form].ends(rule).object if other.kind == "glob"]
        near = seen.naming.misspelt(term.text, seen.views, beside)
        message = unknown(seen, f"{term} in {rule.sentence!r}")
        is_wrong = bool(near) and expects(rule, term)
        return Complaint.at(rule.origin, message, did_you_mean(near), kind="inert-rule"), is_wrong
    cause = seen.names_near(compile_glob(term.text))
    if is_object and cause.importable:
        return None
    if realm == "std-like":
        near = seen.naming.misspelt(term.text, seen.views)
        is_wrong = bool(near) or seen.naming.language.knows_std(seen.tree.modules)
        hint = did_you_mean(near) if near or not is_wrong else "the standard library has no such package"
        return Complaint.at(rule.origin, message, hint, kind="inert-rule"), is_wrong
    return Complaint.at(rule.origin, f"{message}{cause.text}", cause.hint, kind="inert-rule"), True


def exceptions(seen: Seen, judged: Sequence[Judged]) -> Iterator[Complaint]:
    unmatched = frozenset.intersection(*(each.unmatched for each in judged))
    for order, rule in enumerate(seen.config.rules):
        if any(each.outcomes[order].inert and each.outcomes[order].rule.optional for each in judged):
            continue  # the missing layer may bring the imports that the exception excuses
        for exemption in rule.exceptions:
            if exemption in unmatched:
                message = f'the exception "{exemption.source}" -> "{exemption.target}" exempts nothing'
                ends = [compile_glob(text) for text in (exemption.source, exemption.target)]
                unknown = [glob for glob in ends if not any(map(glob.matches_file, seen.known))]
                text, hint = seen.first_near(unknown, imported=True)
                hint = hint or "remove it: what it excused is gone"
                yield Complaint.at(exemption.origin, message + text, hint, kind="inert-exception")

"""`A may import only B, std`: what A imports is listed, or is A's own."""

from __future__ import annotations

from collections.abc import Iterator

from archlint.graph import Package
from archlint.model.findings import Finding
from archlint.model.policy import Rule, Term
from archlint.rules.breaches import Breach, findings_of, listed
from archlint.rules.form import Form, Pair
from archlint.rules.matching import Sources, imports_to_judge, packages_judged
from archlint.rules.names import ANYTHING, INSIDE, Reader
from archlint.view import View


def parse(reader: Reader) -> Pair | None:
    """Read the sentence; None where it is of another form."""
    parts = reader.match("A may import only B")
    if parts is None:
        return None
    subject = reader.names_in(parts[0], INSIDE, "only files of the tree can import")
    return Pair(subject, reader.names_in(parts[1], ANYTHING, ""))


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """One finding for each file of A and unlisted package that it imports."""
    return findings_of(rule, view, "unlisted-import", FORM.advice, _breaches(rule, view))


def _breaches(rule: Rule, view: View) -> Iterator[Breach]:
    sources = Sources(view, rule.clause.subject)
    allowances: dict[Term, _Allowance] = {}
    for edge in imports_to_judge(rule, view):
        for source, uses in sources.split(edge):
            if source is None:
                continue
            allowance = allowances.get(source)
            if allowance is None:
                allowance = allowances[source] = _Allowance(rule, view, source)
            if not allowance.has(edge.target):
                yield Breach(edge, uses, f"'{source.text}' may import only {listed(rule.clause.object)}")


class _Allowance:
    """What the files that one name of A stands for may import.

    A package whose files lie in several layers is allowed when each of them is: its importer gets them all.
    """

    def __init__(self, rule: Rule, view: View, own: Term) -> None:
        self._view = view
        terms = (*rule.clause.object, own)
        self._layers = frozenset(term.text for term in terms if term.kind == "layer")
        self._others = tuple(term for term in terms if term.kind != "layer")
        self._answers: dict[str, bool] = {}

    def has(self, package: Package) -> bool:
        """Whether this package may be imported."""
        answer = self._answers.get(package.id)
        if answer is None:
            by_layer = bool(package.layers) and self._layers.issuperset(package.layers)
            answer = by_layer or self._view.selects_package(self._others, package)
            self._answers[package.id] = answer
        return answer


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """The packages of A."""
    return packages_judged(rule, view, rule.clause.subject)


FORM = Form(
    name="unlisted-import",
    kinds=("unlisted-import",),
    sentence="A may import only B, std",
    meaning="It breaks when a file of A imports anything else; its own layer is always allowed, std only where listed.",
    example="Domain may import only Kernel and std",
    advice="Do without the import, or list its target in the rule if the architecture is meant to allow it.",
    parse=parse,
    check=check,
    subjects=subjects,
)

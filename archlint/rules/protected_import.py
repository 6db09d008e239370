"""`only A may import B`: nobody else does, but for B itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.graphs.graph import Package
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule
from archlint.rules.breaches import findings_of, named
from archlint.rules.form import Ends, Form, Pair, pair_of
from archlint.rules.matching import Key, Sources, packages_judged
from archlint.rules.names import INSIDE

if TYPE_CHECKING:
    from archlint.rules.case import Case


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """One finding for each file outside A and package of B that it imports."""
    clause: Pair = rule.clause
    own = tuple(term for term in clause.object if term.kind in INSIDE)

    def claim(insider: Key, package: Package) -> str:
        target = None if insider else view.term_for(clause.object, package)
        return f"Only {named(clause.subject)} may import '{target.text}'" if target else ""

    return findings_of(rule, view, FORM, Sources(view, clause.subject + own), claim)


def advise(case: Case) -> str:
    """Use an allowed importer, or move the code into it."""
    home = named(case.subject, "or")
    ways = named(case.open(case.subject), "or")
    if ways:
        return f"Use what {ways} offers instead, or move the code that needs '{case.finding.target}' to {home}."
    return f"Move the code that needs '{case.finding.target}' to {home}; nothing of it may be imported from here."


FORM = Form(
    name="protected-import",
    title="A package is imported by one that may not import it.",
    sentence="only A may import B",
    meaning="It breaks when a file that is neither of A nor of B imports a package of B.",
    example="only Application may import Domain",
    breach='package web\nimport "example.com/shop/domain"',
    advice="Go through what may import the target, where that is allowed, or move the code there.",
    parse=pair_of("only A may import B"),
    check=check,
    subjects=packages_judged,
    ends=lambda clause: Ends(clause.subject, clause.object, target=clause.object),
    expects=True,
    advise=advise,
)

"""`only A may import B`: no other package may, except B itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.graphs.graph import Package
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule
from archlint.rules.form import Form, Pair, clause_of, ends_of_ban, pair_of
from archlint.rules.import_findings import findings_of, named
from archlint.rules.matching import Key, Sources, packages_judged
from archlint.rules.names import INSIDE

if TYPE_CHECKING:
    from archlint.rules.case import Case


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """Yield a finding for each file outside A and B, and each package of B that it imports."""
    clause = clause_of(rule, Pair)
    own = tuple(term for term in clause.object if term.kind in INSIDE)

    def claim(insider: Key, package: Package) -> str:
        target = None if insider else view.term_for(clause.object, package)
        return f"Only {named(clause.subject)} may import '{target.text}'" if target else ""

    return findings_of(rule, view, FORM, grouping=Sources(view, clause.subject + own), claim=claim)


def advise(case: Case) -> str:
    """Advise to import A instead, if the file may, or to move the code into A."""
    home = named(case.subject, "or")
    ways = named(case.importable(case.subject), "or")
    if ways:
        return f"Import {ways} instead, or move the code that needs '{case.finding.target}' to {home}."
    return f"Move the code that needs '{case.finding.target}' to {home}, which this file may not import."


FORM = Form(
    name="protected-import",
    title="A package imports a package that only others may import.",
    sentence="only A may import B",
    meaning="It breaks when a file that is in neither A nor B imports a package of B.",
    example="only Application may import Domain",
    violation='package web\nimport "example.com/shop/domain"',
    advice="Use an allowed importer instead, or move the code into it.",
    parse=pair_of("only A may import B"),
    check=check,
    subjects=packages_judged,
    ends=ends_of_ban,
    expects_importer=True,
    advise=advise,
)

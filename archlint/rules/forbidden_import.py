"""`A must not import B`: no file of A may import a package of B."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.graphs.graph import Package
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule
from archlint.rules.form import Form, Pair, clause_of, ends_of_ban, pair_of
from archlint.rules.import_findings import findings_of
from archlint.rules.matching import Key, Sources, subjects_judged

if TYPE_CHECKING:
    from archlint.rules.case import Case


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """Yield a finding for each file of A and each package of B that it imports."""
    clause = clause_of(rule, Pair)

    def claim(source: Key, package: Package) -> str:
        target = view.term_for(clause.object, package) if source else None
        return f"'{source.text}' must not import '{target.text}'" if source and target else ""

    return findings_of(rule, view, FORM, grouping=Sources(view, clause.subject), claim=claim)


def advise(case: Case) -> str:
    """Advise to avoid the import, or to move the code."""
    from archlint.rules.case import instead  # only a finding needs it

    return f"{instead(case)}; or move the code to where the import is allowed."


FORM = Form(
    name="forbidden-import",
    title="A package imports a package that it must not import.",
    sentence="A must not import B",
    meaning="It breaks when a file of A imports a package of B.",
    example="Domain must not import Infrastructure",
    violation='package domain\nimport "example.com/shop/infrastructure/db"',
    advice="Replace the import, e.g. with an interface that the importing package declares, or move the code.",
    parse=pair_of("A must not import B"),
    check=check,
    subjects=subjects_judged,
    ends=ends_of_ban,
    advise=advise,
)

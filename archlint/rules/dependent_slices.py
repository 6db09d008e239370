"""`context must not import each other`: no slice of the family may import another one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from archlint.graphs.graph import Package
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule
from archlint.rules.form import Ends, Form, clause_of
from archlint.rules.import_findings import findings_of
from archlint.rules.names import Reader
from archlint.rules.slicing import Slicing

if TYPE_CHECKING:
    from archlint.rules.case import Case


class Independence(NamedTuple):
    """The family whose slices must be independent."""

    slices: str


def parse(reader: Reader) -> Independence | None:
    """Parse the sentence; return None if it has another form."""
    parts = reader.match("A must not import each other")
    if parts is None:
        return None
    if len(parts[0]) > 1:
        names = [token.text for token in parts[0] if not any(token.says(word) for word in (",", "and", "or"))]
        reader.complain("'must not import each other' takes one family of slices", f"write {' | '.join(names)}")
        return Independence("")
    return Independence(reader.slices_in(parts[0]))


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """Yield a finding for each file and each package of another slice that it imports."""
    family = clause_of(rule, Independence).slices
    slicing = Slicing(view, family)

    def claim(source: str, package: Package) -> str:
        others = (target for target in slicing.of_package(package) if target != source)
        other = next(others, "") if source else ""
        return other and f"'{source}' and '{other}' are slices of '{family}', which must not import each other"

    return findings_of(rule, view, FORM, grouping=slicing, claim=claim)


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """Return the packages that are in a slice."""
    return Slicing(view, clause_of(rule, Independence).slices).packages_judged(rule)


def advise(case: Case) -> str:
    """Advise to move the shared code out of the slices."""
    family = clause_of(case.rule, Independence).slices
    return (
        f"Move what both need to a package outside the slices of '{family}' that both may import, "
        "or declare an event or an interface there that connects the slices."
    )


FORM = Form(
    name="dependent-slices",
    title="One slice imports another.",
    sentence="context must not import each other",
    meaning="It breaks when a slice of the family imports another slice.",
    example="context must not import each other",
    violation='package order // in services/order\nimport "example.com/shop/services/stock"',
    advice="Connect the slices through a package that both may import, e.g. with an event or an interface.",
    parse=parse,
    check=check,
    subjects=subjects,
    ends=lambda rule: Ends(slices=clause_of(rule, Independence).slices),
    why_idle=lambda rule, view: Slicing(view, clause_of(rule, Independence).slices).why_idle(rule),
    advise=advise,
)

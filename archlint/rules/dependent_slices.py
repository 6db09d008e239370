"""`context must not import each other`: no slice of the family imports another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from archlint.graphs.graph import Package
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule
from archlint.rules.breaches import findings_of
from archlint.rules.form import Ends, Form
from archlint.rules.names import Reader
from archlint.rules.slicing import Slicing

if TYPE_CHECKING:
    from archlint.rules.case import Case


class Independence(NamedTuple):
    """The family whose slices are to be independent."""

    slices: str


def parse(reader: Reader) -> Independence | None:
    """Read the sentence; None where it is of another form."""
    parts = reader.match("A must not import each other")
    if parts is None:
        return None
    if len(parts[0]) > 1:
        names = [token.text for token in parts[0] if not any(token.says(word) for word in (",", "and", "or"))]
        reader.complain("'must not import each other' is said of a family of slices", f"write {' | '.join(names)}")
        return Independence("")
    return Independence(reader.slices_in(parts[0]))


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """One finding for each file and package of another slice that it imports."""
    family: str = rule.clause.slices
    slicing = Slicing(view, family)

    def claim(source: str, package: Package) -> str:
        others = (target for target in slicing.of_package(package) if target != source)
        other = next(others, "") if source else ""
        return other and f"'{source}' and '{other}' are slices of '{family}', which must not import each other"

    return findings_of(rule, view, FORM, slicing, claim)


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """The packages that lie in a slice."""
    return Slicing(view, rule.clause.slices).packages_judged(rule)


def advise(case: Case) -> str:
    """Move what both slices need out of the slices."""
    family = case.rule.clause.slices
    return (
        f"Move what both need to a package in no slice of '{family}' that both may import, "
        "or let the slices speak by an event or an interface declared there."
    )


FORM = Form(
    name="dependent-slices",
    title="One slice imports another.",
    sentence="context must not import each other",
    meaning="It breaks when a slice of the family imports another slice.",
    example="context must not import each other",
    breach='package order // in services/order\nimport "example.com/shop/services/stock"',
    advice="Let the slices speak through what both may import, e.g. an event or an interface in a shared package.",
    parse=parse,
    check=check,
    subjects=subjects,
    ends=lambda clause: Ends(slices=clause.slices),
    idle=lambda rule, view: Slicing(view, rule.clause.slices).alone(rule),
    advise=advise,
)

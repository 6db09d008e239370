"""`A must be imported through "services/*/api/**"`: from outside, only A's public door is imported.

The door may lie within A (its public packages) or outside (a wrapper round a third-party library). Who is of A or of
the door is no outsider. Where A is a family of slices, each slice is its own inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from archlint.graphs.graph import Package
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule, Selector
from archlint.rules.breaches import findings_of, named
from archlint.rules.form import Ends, Form
from archlint.rules.matching import Key, Sources, packages_judged
from archlint.rules.names import ANYTHING, INSIDE, Reader
from archlint.rules.slicing import Slicing
from archlint.text.lists import quoted

if TYPE_CHECKING:
    from archlint.rules.case import Case

_NAMED = 2
"""How many packages of a door are named; of more, the names in the sentence are."""


class Door(NamedTuple):
    """What has the door, as names or as a family of slices (`slices`, else ""), and the door."""

    subject: Selector
    slices: str
    door: Selector


def parse(reader: Reader) -> Door | None:
    """Read the sentence; None where it is of another form."""
    parts = reader.match("A must be imported through B")
    if parts is None:
        return None
    family = parts[0][0].text
    is_family = len(parts[0]) == 1 and not parts[0][0].quoted and family in reader.names.slices
    subject = () if is_family else reader.names_in(parts[0], ANYTHING, "")
    door = reader.names_in(parts[1], ("layer", "glob"), "a door is a part of the tree")
    return Door(subject, family if is_family else "", door)


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """One finding for each outside file and package of A, not of the door, that it imports."""
    return _past_slices(rule, view) if rule.clause.slices else _past_names(rule, view)


def _past_names(rule: Rule, view: View) -> Iterator[Finding]:
    clause: Door = rule.clause
    own = tuple(term for term in clause.subject if term.kind in INSIDE)

    def claim(insider: Key, package: Package) -> str:
        target = None if insider else view.term_for(clause.subject, package)
        if target is None or view.selects_package(clause.door, package):
            return ""
        return f"'{target.text}' must be imported through {named(clause.door, 'or')}"

    return findings_of(rule, view, FORM, Sources(view, own + clause.door), claim)


def _past_slices(rule: Rule, view: View) -> Iterator[Finding]:
    clause: Door = rule.clause
    slicing = Slicing(view, clause.slices)

    def claim(source: str, package: Package) -> str:
        slices = slicing.of_package(package)
        if not slices or source in slices or view.selects_package(clause.door, package):
            return ""
        return f"'{slices[0]}', a slice of '{clause.slices}', must be imported through {named(clause.door, 'or')}"

    return findings_of(rule, view, FORM, slicing, claim)


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """Every package, as any of them might import A; for slices, none where there is no slice."""
    if rule.clause.slices and not Slicing(view, rule.clause.slices).packages_judged(rule):
        return ()
    return packages_judged(rule, view)


def advise(case: Case) -> str:
    """Import the door, as far as this file may import it."""
    from archlint.rules.case import MOST, instead  # only a finding needs it

    clause: Door = case.rule.clause
    doors = [package for term in clause.door for package in case.packages_of(term)]
    if clause.slices and case.target is not None:
        slicing = Slicing(case.view, clause.slices)
        own = slicing.of_package(case.target)
        doors = [package for package in doors if not set(own).isdisjoint(slicing.of_package(package))]
        if not doors and own:
            return f"Give '{own[0]}' a door first: it has no package of {named(clause.door, 'or')}."
    open_ = sorted(case.allowed(case.item, doors[:MOST]))
    if not open_:
        return f"{instead(case)}; the door itself may not be imported from here."
    ways = quoted(open_, "or") if len(open_) <= _NAMED else named(clause.door, "or")
    return f"Import {ways} instead, and let it offer what is missing there."


FORM = Form(
    name="bypassed-door",
    title="A package is imported past the public door of its layer or slice.",
    sentence='A must be imported through "services/*/api/**"',
    meaning="It breaks when a file outside A imports a package of A that is not part of the door.",
    example='context must be imported through "services/*/api/**"',
    breach='package order\nimport "example.com/shop/services/billing/internal/tax"',
    advice="Import the door, and widen what it offers if something is missing there.",
    parse=parse,
    check=check,
    subjects=subjects,
    ends=lambda clause: Ends((), clause.subject + clause.door, target=clause.subject, slices=clause.slices),
    advise=advise,
)

"""`A must be imported through "services/*/api/**"`: outsiders may import only A's public door.

The door may be a part of A (its public packages) or not (a wrapper around a third-party library). Files of A and files
of the door aren't outsiders. If A is a family of slices, the files of one slice are outsiders to the other slices.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from archlint.graphs.graph import Package
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule, Selector
from archlint.rules.form import Ends, Form, clause_of
from archlint.rules.import_findings import findings_of, named
from archlint.rules.matching import Key, Sources, packages_judged
from archlint.rules.names import ANYTHING, INSIDE, Reader
from archlint.rules.slicing import Slicing
from archlint.text.lists import quoted

if TYPE_CHECKING:
    from archlint.rules.case import Case

_NAMED = 2
"""How many packages of a door a message lists. If there are more, it lists the names in the sentence instead."""


class Door(NamedTuple):
    """What has the door, as names (`subject`) or as a family of slices (`slices`, else ""), and the door."""

    subject: Selector
    slices: str
    door: Selector


def parse(reader: Reader) -> Door | None:
    """Parse the sentence; return None if it has another form."""
    parts = reader.match("A must be imported through B")
    if parts is None:
        return None
    family = parts[0][0].text
    is_family = len(parts[0]) == 1 and not parts[0][0].quoted and family in reader.names.slices
    subject = () if is_family else reader.names_in(parts[0], ANYTHING, "")
    door = reader.names_in(parts[1], ("layer", "glob"), "a door must be a part of the tree")
    return Door(subject, family if is_family else "", door)


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """Yield a finding for each file outside A, and each package of A that it imports and that isn't the door."""
    return _past_slices(rule, view) if clause_of(rule, Door).slices else _past_names(rule, view)


def _past_names(rule: Rule, view: View) -> Iterator[Finding]:
    clause = clause_of(rule, Door)
    own = tuple(term for term in clause.subject if term.kind in INSIDE)

    def claim(insider: Key, package: Package) -> str:
        target = None if insider else view.term_for(clause.subject, package)
        if target is None or view.selects_package(clause.door, package):
            return ""
        return f"'{target.text}' must be imported through {named(clause.door, 'or')}"

    return findings_of(rule, view, FORM, grouping=Sources(view, own + clause.door), claim=claim)


def _past_slices(rule: Rule, view: View) -> Iterator[Finding]:
    clause = clause_of(rule, Door)
    slicing = Slicing(view, clause.slices)

    def claim(source: str, package: Package) -> str:
        slices = slicing.of_package(package)
        if not slices or source in slices or view.selects_package(clause.door, package):
            return ""
        return f"'{slices[0]}', a slice of '{clause.slices}', must be imported through {named(clause.door, 'or')}"

    return findings_of(rule, view, FORM, grouping=slicing, claim=claim)


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """Return all packages, since each might import A; nothing if A is a family without a slice."""
    family = clause_of(rule, Door).slices
    if family and not Slicing(view, family).packages_judged(rule):
        return ()
    return packages_judged(rule, view)


def ends(rule: Rule) -> Ends:
    """Return A and the door, which are both imported."""
    clause = clause_of(rule, Door)
    return Ends((), clause.subject + clause.door, target=clause.subject, slices=clause.slices)


def advise(case: Case) -> str:
    """Advise to import the door, if it exists and the file may import it."""
    from archlint.rules.case import MOST, instead  # only a finding needs it

    clause = clause_of(case.rule, Door)
    doors = [package for term in clause.door for package in case.packages_of(term)]
    if clause.slices and case.target is not None:
        slicing = Slicing(case.view, clause.slices)
        own = slicing.of_package(case.target)
        doors = [package for package in doors if not set(own).isdisjoint(slicing.of_package(package))]
        if not doors and own:
            return f"Add a door to '{own[0]}' first: it has no package in {named(clause.door, 'or')}."
    importable = sorted(case.allowed(case.item, doors[:MOST]))
    if not importable:
        return f"{instead(case)}. This file may not import the door itself."
    ways = quoted(importable, "or") if len(importable) <= _NAMED else named(clause.door, "or")
    return f"Import {ways} instead, and add what is missing there."


FORM = Form(
    name="bypassed-door",
    title="An import bypasses the public door of a layer or slice.",
    sentence='A must be imported through "services/*/api/**"',
    meaning="It breaks when a file outside A imports a package of A that isn't part of the door.",
    example='context must be imported through "services/*/api/**"',
    violation='package order\nimport "example.com/shop/services/billing/internal/tax"',
    advice="Import the door instead, and add what is missing there.",
    parse=parse,
    check=check,
    subjects=subjects,
    ends=ends,
    advise=advise,
)

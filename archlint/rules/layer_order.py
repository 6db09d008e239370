"""`A > B > C`: imports go downwards. On one level, `A | B` are independent, and `A, B` may import each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from archlint.graphs.graph import Package
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule, Selector, Term
from archlint.rules.form import Ends, Form, clause_of
from archlint.rules.import_findings import findings_of, named
from archlint.rules.matching import Key, Sources, packages_judged
from archlint.rules.names import Reader
from archlint.rules.tokens import Tokens, split

if TYPE_CHECKING:
    from archlint.rules.case import Case


class Order(NamedTuple):
    """Levels, the top one first. A level has independent parts; the names of one part may import each other."""

    levels: tuple[tuple[Selector, ...], ...]
    strict: bool = False

    @property
    def terms(self) -> Selector:
        """All names, the top level first."""
        return tuple(term for level in self.levels for part in level for term in part)

    def ranks(self) -> dict[Term, tuple[int, int]]:
        """Return the level and the part of each name, counted from the top."""
        return {
            term: (height, side)
            for height, level in enumerate(self.levels)
            for side, part in enumerate(level)
            for term in part
        }


def parse(reader: Reader) -> Order | None:
    """Parse the sentence; return None if it has another form. `strictly` may come before or after the levels."""
    tokens, strict = _without_strictly(reader.tokens)
    levels = [split(level, "|") for level in split(tokens, ">")]
    if len(levels) == 1 and len(levels[0]) == 1:
        return None
    role = "an order takes layers and quoted globs"
    parts = tuple(
        tuple(reader.names_in(part, ("layer", "glob"), role) for part in level if _is_there(part, reader))
        for level in levels
    )
    order = Order(parts, strict)
    for term in sorted({term for term in order.terms if order.terms.count(term) > 1}):
        if not reader.problems:
            reader.complain(f"{term} appears twice in the order", "list each name once")
    return order


def _without_strictly(tokens: Tokens) -> tuple[Tokens, bool]:
    if tokens[0].says("strictly"):
        return tokens[1:], True
    if tokens[-1].says("strictly"):
        tokens = tokens[:-1]
        return (tokens[:-1] if tokens and tokens[-1].says(",") else tokens), True
    return tokens, False


def _is_there(part: Tokens, reader: Reader) -> bool:
    if not part:
        reader.complain("a name is missing in the order", "e.g. Interface > Application > Domain")
    return bool(part)


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """Yield a finding for each file and each package it imports from above, beside or (strictly) two levels below."""
    order = clause_of(rule, Order)
    terms, ranks = order.terms, order.ranks()

    def claim(source: Key, package: Package) -> str:
        if source is None:
            return ""
        matching = (term for term in terms if view.selects_package((term,), package))
        claims = (_claim(order, ranks, source, target=target) for target in matching)
        return next(filter(None, claims), "")  # a package in several layers is compared with each, the top one first

    return findings_of(rule, view, FORM, grouping=Sources(view, terms), claim=claim)


def _claim(order: Order, ranks: dict[Term, tuple[int, int]], source: Term, target: Term) -> str:
    """Return what is wrong with an import from one name to another, "" for nothing."""
    (height, side), (depth, other) = ranks[source], ranks[target]
    if depth < height:
        return f"'{source.text}' is below '{target.text}' and must not import it"
    if depth == height and side != other:
        return f"'{source.text}' and '{target.text}' are independent and must not import each other"
    if order.strict and depth > height + 1:
        between = " or ".join(f"'{term.text}'" for part in order.levels[height + 1] for term in part)
        return f"'{source.text}' must not skip {between} to import '{target.text}'"
    return ""


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """Return the packages of all levels."""
    return packages_judged(rule, view, clause_of(rule, Order).terms)


def advise(case: Case) -> str:
    """Advise to invert an upward import, to move shared code below independent parts, or to use the skipped level."""
    from archlint.rules.case import instead  # only a finding needs it

    order = clause_of(case.rule, Order)
    ranks, target = order.ranks(), case.target
    source = case.view.term_for_file(order.terms, case.item.path, case.item.layer, import_path=case.source.import_path)
    matching = (term for term in order.terms if target and case.view.selects_package((term,), target))
    upper = next((term for term in matching if source and _claim(order, ranks, source, target=term)), None)
    if source is None or target is None or upper is None or target.origin != "tree":
        return f"{instead(case)}; or move the code to where the import is allowed."
    height, depth = ranks[source][0], ranks[upper][0]
    below = tuple(term for part in order.levels[height + 1] for term in part) if height + 1 < len(order.levels) else ()
    if depth < height:
        lower = f"the needed code down to '{source.text}'" + " or below" * bool(below)
        if case.may_import_here(target):
            return f"Declare the interface you need here and implement it in '{upper.text}', or move {lower}."
        return f"Move {lower}."
    ways = named(case.importable(below), "or")
    if depth == height:
        shared = f"{ways}, the level below" if ways else "a package that both may import"
        return f"Move what both need to {shared}; or connect the two in a package that may import both."
    if ways:
        return f"Import {ways} instead, and add what is missing there."
    return f"Move the code that needs '{target.id}' to the level in between, {named(below, 'or')}."


FORM = Form(
    name="layer-order",
    title="An import goes against the order of the layers.",
    sentence="A > B > C",
    meaning="It breaks when an import goes upwards, or between independent parts of one level (B1 | B2). "
    "'strictly' before or after the order also forbids skipping a level.",
    example="Interface > Application > Domain",
    violation='package domain\nimport "example.com/shop/application"',
    advice="Import only downwards: declare what is needed in the lower layer, or move it to a level below both.",
    parse=parse,
    check=check,
    subjects=subjects,
    advise=advise,
    ends=lambda rule: Ends(clause_of(rule, Order).terms),
    needs_two_names=True,
)

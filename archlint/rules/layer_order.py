"""`A > B > C`: imports run downwards. `A | B` on one level are independent; `A, B` on one level are free."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from archlint.graphs.graph import Package
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule, Selector, Term
from archlint.rules.breaches import findings_of, named
from archlint.rules.form import Ends, Form
from archlint.rules.matching import Key, Sources, packages_judged
from archlint.rules.names import Reader
from archlint.rules.tokens import Tokens, split

if TYPE_CHECKING:
    from archlint.rules.case import Case


class Order(NamedTuple):
    """Levels, the top first; a level is its independent parts; a part is the names that are free among themselves."""

    levels: tuple[tuple[Selector, ...], ...]
    strict: bool = False

    @property
    def terms(self) -> Selector:
        """All names, the top level first."""
        return tuple(term for level in self.levels for part in level for term in part)

    def ranks(self) -> dict[Term, tuple[int, int]]:
        """Level and part of each name, counted from the top."""
        return {
            term: (height, side)
            for height, level in enumerate(self.levels)
            for side, part in enumerate(level)
            for term in part
        }


def parse(reader: Reader) -> Order | None:
    """Read the sentence; None where it is of another form. `strictly` may stand before or behind the levels."""
    tokens, strict = _without_strictly(reader.tokens)
    levels = [split(level, "|") for level in split(tokens, ">")]
    if len(levels) == 1 and len(levels[0]) == 1:
        return None
    role = "an order is made of layers and quoted globs"
    parts = tuple(
        tuple(reader.names_in(part, ("layer", "glob"), role) for part in level if _is_there(part, reader))
        for level in levels
    )
    order = Order(parts, strict)
    for term in sorted({term for term in order.terms if order.terms.count(term) > 1}):
        if not reader.problems:
            reader.complain(f"{term} stands in two places of the order", "give each name one place")
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
    """One finding for each file and package above it, beside it, or (strictly) more than one level below it."""
    order: Order = rule.clause
    terms, ranks = order.terms, order.ranks()

    def claim(source: Key, package: Package) -> str:
        if source is None:
            return ""
        standing = (term for term in terms if view.selects_package((term,), package))
        claims = (_claim(order, ranks, source, target) for target in standing)
        return next(filter(None, claims), "")  # one in several layers is judged against each, the top one first

    return findings_of(rule, view, FORM, Sources(view, terms), claim)


def _claim(order: Order, ranks: dict[Term, tuple[int, int]], source: Term, target: Term) -> str:
    """What is wrong with an import from one name to another, "" where nothing is."""
    (height, side), (depth, other) = ranks[source], ranks[target]
    if depth < height:
        return f"'{source.text}' lies below '{target.text}' and must not import it"
    if depth == height and side != other:
        return f"'{source.text}' and '{target.text}' are independent and must not import each other"
    if order.strict and depth > height + 1:
        between = " or ".join(f"'{term.text}'" for part in order.levels[height + 1] for term in part)
        return f"'{source.text}' must import '{target.text}' through {between}, without skipping that level"
    return ""


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """The packages of all levels."""
    return packages_judged(rule, view, rule.clause.terms)


def advise(case: Case) -> str:
    """Upwards, invert the import; between siblings, share a level below; past a level, go through it."""
    from archlint.rules.case import instead  # only a finding needs it

    order: Order = case.rule.clause
    ranks, target = order.ranks(), case.target
    source = case.view.term_for_file(order.terms, case.item.path, case.item.layer, case.source.import_path)
    standing = (term for term in order.terms if target and case.view.selects_package((term,), target))
    meant = next((term for term in standing if source and _claim(order, ranks, source, term)), None)
    if source is None or target is None or meant is None or target.origin != "tree":
        return f"{instead(case)}; or move the code to where the import is allowed."
    height, depth = ranks[source][0], ranks[meant][0]
    below = tuple(term for part in order.levels[height + 1] for term in part) if height + 1 < len(order.levels) else ()
    if depth < height:
        turn = f"Declare the interface that you need here and implement it in '{meant.text}', or " * case.serves(target)
        down = f"move what is needed down to '{source.text}'" + " or below" * bool(below)
        return f"{turn}{down}." if turn else f"{down[0].upper()}{down[1:]}."
    ways = named(case.open(below), "or")
    if depth == height:
        meeting = f"{ways}, the level below" if ways else "a package that both may import"
        return f"Move what both need to {meeting}; or let a package that may import both bring them together."
    if ways:
        return f"Go through {ways}: use what it offers, or let it offer what is missing."
    return f"Move the code that needs '{target.id}' to the level between, {named(below, 'or')}."


FORM = Form(
    name="layer-order",
    title="An import runs against the order of the layers.",
    sentence="A > B > C",
    meaning="It breaks when an import runs upwards or between independent parts of a level (B1 | B2); "
    "'strictly' before or behind it forbids skipping a level.",
    example="Interface > Application > Domain",
    breach='package domain\nimport "example.com/shop/application"',
    advice="Import downwards alone: declare what is needed in the lower layer, or move it to a level below both.",
    parse=parse,
    check=check,
    subjects=subjects,
    advise=advise,
    ends=lambda order: Ends(order.terms),
    levels=True,
)

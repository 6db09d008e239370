"""`context must not form cycles`: each slice of the family is one node."""

from collections.abc import Iterator
from typing import NamedTuple

from archlint.graphs.graph import Edge, Use
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule
from archlint.rules.cycle_findings import Arrow, Arrows, CycleWords, cycle_findings
from archlint.rules.exception_matcher import ExceptionMatcher
from archlint.rules.form import Ends, Form, clause_of
from archlint.rules.names import NODE_WORDS, Reader
from archlint.rules.slicing import Slicing


class Family(NamedTuple):
    """The family whose slices must not form cycles."""

    slices: str


def parse(reader: Reader) -> Family | None:
    """Parse the sentence; return None if it has another form."""
    parts = reader.match("A must not form cycles")
    if parts is None or any(parts[0][0].says(word) for word in NODE_WORDS):
        return None
    if any(token.text in reader.names.layers or token.quoted for token in parts[0]):
        names = " ".join(f'"{token.text}"' if token.quoted else token.text for token in parts[0])
        reader.complain(
            f"{names} isn't a family of slices",
            f"write 'packages in {names} must not form cycles' or 'layers must not form cycles'",
        )
        return Family("")
    return Family(reader.slices_in(parts[0]))


def check(rule: Rule, view: View, matcher: ExceptionMatcher | None = None) -> Iterator[Finding]:
    """Yield a finding for each set of slices that all depend on each other."""
    return cycle_findings(rule, view, _cycle_words(rule), arrows=_arrows(rule, view), matcher=matcher)


def _arrows(rule: Rule, view: View) -> Arrows:
    slicing = Slicing(view, clause_of(rule, Family).slices)

    def arrows(edge: Edge) -> Iterator[Arrow]:
        targets = slicing.of_package(edge.target)
        for source in slicing.keys(edge) if targets else ():
            for target in targets:
                if source != target:  # no arrow leads to "", so it's in no cycle
                    yield source, target

    def uses(edge: Edge, arrow: Arrow) -> tuple[Use, ...]:
        return slicing.uses(edge, arrow[0])

    return Arrows(arrows, uses)


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """Return the slices with a judged file."""
    return Slicing(view, clause_of(rule, Family).slices).judged(rule)


def _cycle_words(rule: Rule) -> CycleWords:
    family = clause_of(rule, Family).slices
    return CycleWords(f"slice of '{family}'", f"slices of '{family}'", _WAY)


_WAY = "let one slice publish an event that the other one handles, or move what both need out of the slices"

FORM = Form(
    name="slice-cycle",
    title="Slices depend on each other in a cycle.",
    sentence="context must not form cycles",
    meaning="It breaks when two or more slices of the family depend on each other, each slice taken as one node.",
    example="context must not form cycles",
    violation="order -> stock -> order",
    advice=f"Break the cycle at its cheapest edges: {_WAY}.",
    parse=parse,
    check=check,
    subjects=subjects,
    ends=lambda rule: Ends(slices=clause_of(rule, Family).slices),
    why_idle=lambda rule, view: Slicing(view, clause_of(rule, Family).slices).why_idle(rule),
    exempted=check,
)

"""`only A may import B`: nobody else does, but for B itself."""

from __future__ import annotations

from collections.abc import Iterator

from archlint.model.findings import Finding
from archlint.model.policy import Rule
from archlint.rules.breaches import Breach, findings_of, listed
from archlint.rules.form import Form, Pair
from archlint.rules.matching import Sources, Targets, imports_to_judge, packages_judged
from archlint.rules.names import ANYTHING, INSIDE, Reader
from archlint.view import View


def parse(reader: Reader) -> Pair | None:
    """Read the sentence; None where it is of another form."""
    parts = reader.match("only A may import B")
    if parts is None:
        return None
    subject = reader.names_in(parts[0], INSIDE, "only files of the tree can import")
    return Pair(subject, reader.names_in(parts[1], ANYTHING, ""))


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """One finding for each file outside A and package of B that it imports."""
    return findings_of(rule, view, "protected-import", FORM.advice, _breaches(rule, view))


def _breaches(rule: Rule, view: View) -> Iterator[Breach]:
    protected: Pair = rule.clause
    own = tuple(term for term in protected.object if term.kind in INSIDE)
    insiders, targets = Sources(view, protected.subject + own), Targets(view, protected.object)
    for edge in imports_to_judge(rule, view):
        target = targets(edge.target)
        if target is not None:
            for insider, uses in insiders.split(edge):
                if insider is None:
                    yield Breach(edge, uses, f"Only {listed(protected.subject)} may import '{target.text}'")


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """Every package: any of them might import B."""
    return packages_judged(rule, view)


FORM = Form(
    name="protected-import",
    kinds=("protected-import",),
    sentence="only A may import B",
    meaning="It breaks when a file that is neither of A nor of B imports a package of B.",
    example="only Application may import Domain",
    advice="Go through what may import the target, or move the code there.",
    parse=parse,
    check=check,
    subjects=subjects,
)

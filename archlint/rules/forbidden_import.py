"""`A must not import B`: no file of A imports a package of B."""

from __future__ import annotations

from collections.abc import Iterator

from archlint.model.findings import Finding
from archlint.model.policy import Rule
from archlint.rules.breaches import Breach, findings_of
from archlint.rules.form import Form, Pair
from archlint.rules.matching import Sources, Targets, imports_to_judge, packages_judged
from archlint.rules.names import ANYTHING, INSIDE, Reader
from archlint.view import View


def parse(reader: Reader) -> Pair | None:
    """Read the sentence; None where it is of another form."""
    parts = reader.match("A must not import B")
    if parts is None:
        return None
    subject = reader.names_in(parts[0], INSIDE, "only files of the tree can import")
    return Pair(subject, reader.names_in(parts[1], ANYTHING, ""))


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """One finding for each file of A and package of B that it imports."""
    return findings_of(rule, view, "forbidden-import", FORM.advice, _breaches(rule, view))


def _breaches(rule: Rule, view: View) -> Iterator[Breach]:
    sources, targets = Sources(view, rule.clause.subject), Targets(view, rule.clause.object)
    for edge in imports_to_judge(rule, view):
        target = targets(edge.target)
        if target is not None:
            for source, uses in sources.split(edge):
                if source is not None:
                    yield Breach(edge, uses, f"'{source.text}' must not import '{target.text}'")


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """The packages of A."""
    return packages_judged(rule, view, rule.clause.subject)


FORM = Form(
    name="forbidden-import",
    kinds=("forbidden-import",),
    sentence="A must not import B",
    meaning="It breaks when a file of A imports a package of B.",
    example="Domain must not import Infrastructure",
    advice="Let the target implement an interface that the source declares, or move the code to where it may be used.",
    parse=parse,
    check=check,
    subjects=subjects,
)

"""`context must not import each other`: no slice of the family imports another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archlint.graph import Use
from archlint.model.findings import Finding
from archlint.model.policy import Rule
from archlint.rules.breaches import Breach, findings_of
from archlint.rules.form import Ends, Form
from archlint.rules.matching import imports_to_judge
from archlint.rules.names import Reader
from archlint.rules.slicing import Slicing
from archlint.view import View


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
    return findings_of(rule, view, "dependent-slices", FORM.advice, _breaches(rule, view))


def _breaches(rule: Rule, view: View) -> Iterator[Breach]:
    family: str = rule.clause.slices
    slicing = Slicing(view, family)
    for edge in imports_to_judge(rule, view):
        targets = slicing.of_package(edge.target)
        if not targets:
            continue
        parts: dict[str, list[Use]] = {}
        for use in edge.uses:
            parts.setdefault(slicing.of_file(view.path_of(use.file)), []).append(use)
        for source, uses in parts.items():
            other = next((target for target in targets if target != source), "")
            if source and other:
                claim = f"'{source}' and '{other}' are slices of '{family}', which must not import each other"
                yield Breach(edge, tuple(uses), claim)


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """The packages that lie in a slice."""
    return Slicing(view, rule.clause.slices).packages_judged(rule)


FORM = Form(
    name="dependent-slices",
    kinds=("dependent-slices",),
    sentence="context must not import each other",
    meaning="It breaks when a slice of the family imports another slice.",
    example="context must not import each other",
    advice="Let the slices speak through what both may import, e.g. an event or an interface in a shared package.",
    parse=parse,
    check=check,
    subjects=subjects,
    ends=lambda _: Ends(),
)

"""`every file must belong to a layer`: the layers cover the whole tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.location import Place
from archlint.model.policy import Rule
from archlint.rules.form import Ends, Form, finding_of
from archlint.rules.matching import packages_judged
from archlint.rules.names import Reader

if TYPE_CHECKING:
    from archlint.rules.case import Case


class Everything(NamedTuple):
    """The sentence has no names."""


def parse(reader: Reader) -> Everything | None:
    """Parse the sentence; return None if it has another form."""
    return None if reader.match("every file must belong to a layer") is None else Everything()


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """Yield a finding for each file in no layer."""
    for item in view.files_for(rule.tests):
        if not item.layer:
            path = item.file.path
            message = f"Every file must belong to a layer: '{item.path}' is in none."
            found = finding_of(
                rule, view, Place(path), message=message, source=item.package, target="", advice=FORM.advice
            )
            yield found._replace(identity=(path,))


def advise(case: Case) -> str:
    """Advise to add the file to a layer; for a file that moves, in its row."""
    from archlint.rules.case import or_exclude_tests  # only a finding needs it

    if case.finding.moved:
        return "Map the file to a folder of a layer, or set the target_layer of its row."
    tests = or_exclude_tests(case.rule) if case.item.file.is_test else ""
    return f"Add a glob for it to [layers], or exclude it with [scan] exclude{tests}."


FORM = Form(
    name="unassigned-file",
    title="A file is in no layer.",
    sentence="every file must belong to a layer",
    meaning="It breaks when a scanned file is in no layer.",
    example="every file must belong to a layer",
    violation="tools/gen.go",
    advice="Add a glob for it to [layers], or exclude it with [scan] exclude.",
    parse=parse,
    check=check,
    subjects=packages_judged,
    advise=advise,
    ends=lambda _: Ends(),
)

"""`every file must belong to a layer`: the architecture speaks of the whole tree."""

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
    """Read the sentence; None where it is of another form."""
    return None if reader.match("every file must belong to a layer") is None else Everything()


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """One finding for each file in no layer."""
    for item in view.files_for(rule.tests):
        if not item.layer:
            path = item.file.path
            message = f"Every file must belong to a layer: '{item.path}' is in none."
            found = finding_of(rule, view, Place(path), message, source=item.package, target="", advice=FORM.advice)
            yield found._replace(identity=(path,))


def advise(case: Case) -> str:
    """Give it a layer; for a file that moves, that is a matter of its row."""
    from archlint.rules.case import or_leave_tests_out  # only a finding needs it

    if case.finding.moved:
        return "Send the file to the folder of a layer, or name its layer in the target_layer of its row."
    tests = or_leave_tests_out(case.rule) if case.item.file.is_test else ""
    return f"Add a glob for it in [layers], or leave it out with [scan] exclude{tests}."


FORM = Form(
    name="unassigned-file",
    title="A file is in no layer.",
    sentence="every file must belong to a layer",
    meaning="It breaks when a scanned file is in no layer.",
    example="every file must belong to a layer",
    breach="tools/gen.go",
    advice="Add a glob for it in [layers], or leave it out with [scan] exclude.",
    parse=parse,
    check=check,
    subjects=packages_judged,
    advise=advise,
    ends=lambda _: Ends(),
)

"""The rows that the advice names: changing them breaks the cycle, and if one row is enough, the advice names one."""

from __future__ import annotations

import re

from hypothesis import given, settings
from support.adversary import Case, cases
from support.mapped_trees import check_mapped
from support.moving import write_out

from archlint.model.findings import Finding
from archlint.model.location import Place
from archlint.model.moves import Mapping, Row

SENTENCE = re.compile(r"Map (.*?) to '([^']*)'\.")


def changes(finding: Finding) -> dict[str, str]:
    """Parse the advice: files and the folders to map them to."""
    return {
        path: folder for files, folder in SENTENCE.findall(finding.advice) for path in re.findall(r"'([^']*)'", files)
    }


def cycles(files: dict[str, str], mapping: Mapping) -> list[Finding]:
    """Return the cycles; none if a folder has two package clauses, because it isn't a package then."""
    hazards = check_mapped(files, mapping).hazards
    if any(item.kind == "package-name-clash" for item in hazards):
        return []
    return [item for item in hazards if item.kind == "package-cycle"]


@settings(max_examples=800)
@given(cases())
def test_changing_the_named_rows_breaks_the_cycle(case: Case) -> None:
    files = write_out(case.tree, {})
    for finding in cycles(files, case.mapping):
        change = changes(finding)
        if not change:
            continue
        rows = [row for row in case.mapping.rows if row.old not in change]
        rows += [
            Row(old, f"{folder}/changed_{old.replace('/', '_')}", Place("m.md", 99)) for old, folder in change.items()
        ]
        assert finding.cycle
        members = set(finding.cycle.members)
        after = cycles(files, Mapping(("m.md",), tuple(rows)))
        assert not [each for each in after if each.cycle and set(each.cycle.members) <= members]

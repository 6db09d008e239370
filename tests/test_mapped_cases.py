"""The mapped view of small trees: the expected edges and hazards are in tests/cases/mapped.

Each case is an archive: a title, the rows of the mapping, the files, and the output in `want`. ARCHLINT_UPDATE rewrites
`want`; read the diff before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support import txtar
from support.mapped_trees import Checked, check_mapped, configuration

CASES = sorted((Path(__file__).parent / "cases" / "mapped").glob("*.txtar"))
CONFIG = configuration({"Domain": "domain/**", "Infrastructure": "infra/**"})


def told(checked: Checked) -> str:
    """Return the edges by package with the used names, then the hazards with all their fields."""
    lines = []
    for edge in checked.view.graph.edges:
        places = ", ".join(f"{use.place.path}:{use.place.line}:{use.place.column}" for use in edge.uses)
        names = f" ({', '.join(edge.names)})" if edge.names else ""
        test = " in tests" if edge.scope == "test" else ""
        lines.append(f"{edge.source.id} -> {edge.target.id}{names}: {edge.kind}{test} at {places}\n")
    for finding in checked.hazards:
        lines.append(f"\n{finding.place}: {finding.severity}[{finding.kind}]: {finding.message}\n")
        lines += [f"  see {related.place}: {related.message}\n" for related in finding.related]
        lines.append(f"  {finding.advice}\n")
    return "".join(lines)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    archive = txtar.read_file(path)
    files = {name: text for name, text in archive.files.items() if name != "want"}
    found = told(check_mapped(files, archive.comment.partition("\n")[2], CONFIG))
    if os.environ.get("ARCHLINT_UPDATE"):
        body = "".join(f"-- {name} --\n{text}" for name, text in files.items())
        path.write_text(f"{archive.comment}{body}-- want --\n{found}", encoding="utf-8")
    assert archive.files.get("want") == found or os.environ.get("ARCHLINT_UPDATE")


def test_there_are_cases() -> None:
    assert len(CASES) > 15

"""Unexported members of operands of every shape, compared with the Go type checker: none is missed, and none is likely.

The cases are in tests/cases/members. In each package b.go moves away from a.go.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from support import txtar
from support.go_oracle import NEEDS_GO
from support.references import ask
from test_mapped_members import judge

from archlint.model.location import Place
from archlint.model.moves import Mapping, Row

SHAPES = txtar.read_file(Path(__file__).parent / "cases" / "members" / "shapes.txtar").files
NAMES = sorted({path.partition("/")[0] for path in SHAPES})
SAME_NAMES = """
type decoy struct {
	width int
	next  *decoy
}

func (d decoy) size() int   { return d.width }
func (d decoy) grow() int   { return d.width }
func (d decoy) shrink() int { return d.width }

type decoys interface{ width() int }
"""
"""Members of the same names that stay with the using file, so that names alone don't decide."""


@NEEDS_GO
@pytest.mark.parametrize("decoys", ["", SAME_NAMES], ids=["alone", "with decoys"])
def test_every_use_is_found_and_certain(tmp_path: Path, decoys: str) -> None:
    (tmp_path / "go.mod").write_text("module example.com/shapes\n\ngo 1.24\n")
    for path, text in SHAPES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text + (decoys if path.endswith("a.go") else ""))
    answer = ask(tmp_path, "-members")
    assert not answer.bad, answer.bad
    rows = [Row(f"{name}/b.go", f"moved/{name}/b.go", Place("m.md", 1)) for name in NAMES]
    found = judge(tmp_path, answer, Mapping(("m.md",), tuple(rows)))
    assert found.wanted >= len(NAMES)
    assert (found.missing, found.wrong, found.unlikely) == ((), (), ())
    assert found.likely == 0

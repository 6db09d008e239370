"""Companions: what the check reports as left behind is what `plan --companions` moves along."""

from __future__ import annotations

import pytest
from support.mapped_trees import check_mapped
from support.planning import plan

from archlint.hazards.companions import C_SOURCES
from archlint.languages.go.syntax.mentions import ASSEMBLY
from archlint.pipeline.plan import PlanOptions

TEXT = "TEXT ·Add(SB), 4, $0-0\n\tRET\n"
FILES = {
    "go.mod": "module example.com/m\n\ngo 1.24\n",
    "p/a.go": 'package p\n\nimport "C"\n\nfunc Add()\n',
    "p/b.go": "package p\n\nfunc Other() {}\n",
}


def left_behind(files: dict[str, str], rows: dict[str, str]) -> set[str]:
    found = check_mapped(files, "\n".join(f"{old} -> {new}" for old, new in rows.items())).hazards
    return {hazard.place.path for hazard in found if hazard.kind == "left-behind"}


@pytest.mark.parametrize("suffix", [*C_SOURCES, *ASSEMBLY])
@pytest.mark.parametrize("whole", [True, False], ids=["whole package", "split package"])
def test_what_is_left_behind_moves_along(suffix: str, *, whole: bool) -> None:
    companion = f"p/x{suffix}"
    files = {**FILES, companion: TEXT if suffix in ASSEMBLY else "/* c */\n"}
    rows = {"p/a.go": "q/a.go", **({"p/b.go": "q/b.go"} if whole else {})}
    assert left_behind(files, rows) == {companion}
    made = plan(files, "\n".join(f"{old} -> {new}" for old, new in rows.items()), PlanOptions(companions=True)).plan
    moved = {move.old: move.new for move in made.moves}
    assert moved == {**rows, companion: f"q/x{suffix}"}
    assert not made.blocked
    assert left_behind(files, moved) == set()


def test_the_checksums_move_along_with_the_requirements() -> None:
    files = {"m/go.mod": "module m\n\nrequire example.org/x v1.0.0\n", "m/go.sum": "", "m/p/p.go": "package p\n"}
    rows = {"m/go.mod": "n/go.mod", "m/p/p.go": "n/p/p.go"}
    assert left_behind(files, rows) == {"m/go.sum"}
    made = plan(files, "\n".join(f"{old} -> {new}" for old, new in rows.items()), PlanOptions(companions=True)).plan
    moved = {move.old: move.new for move in made.moves}
    assert moved == {**rows, "m/go.sum": "n/go.sum"}
    assert left_behind(files, moved) == set()

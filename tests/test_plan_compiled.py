"""The compiler judges plans: the tree after each batch of a random plan builds, like today's tree."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from support.adversary import Case, cases
from support.compiler import verdicts
from support.go_oracle import NEEDS_GO
from support.moving import write_out
from support.patches import patched
from support.planning import plan

from archlint.pipeline.plan import PlanOptions
from archlint.pipeline.plan_rewrites import Known, states_after
from archlint.rewriting.rewrites import State, mark, patch_of

COMPILED = int(os.environ.get("ARCHLINT_PLAN_COMPILED", "120"))
HARD = settings(deadline=None, suppress_health_check=list(HealthCheck))


def written(files: dict[str, str], case: Case) -> list[dict[str, str]]:
    """Return the tree after each batch of the plan, with the rewrites of the plan."""
    made = plan(files, case.mapping, PlanOptions(2))
    moves: dict[str, str] = {}
    marks: dict[str, tuple[str, ...]] = {}
    trees = []
    known: Known = {}
    for batch in made.plan.batches:
        for move in batch.moves:
            moves[move.old] = move.new
            marks[move.old] = mark(batch.id, move.old, move.new, date="2026-01-01")
        if any(item.severity == "warning" for item in batch.behind):
            break  # tests that are left behind don't have to build
        states = states_after(made.checker, moves, marks, text_of=files.__getitem__, known=known)
        tree = {moves.get(path, path): text for path, text in files.items()}
        tree.update(
            (state.path, patched(files[path], patch_of(files[path], State(path), state)))
            for path, state in states.items()
        )
        trees.append(tree)
    return trees


@NEEDS_GO
def test_every_batch_leaves_a_tree_that_builds(tmp_path: Path) -> None:
    found: list[tuple[Case, int, dict[str, str]]] = []

    @settings(HARD, max_examples=COMPILED, phases=[Phase.generate], database=None, derandomize=True)
    @given(cases())
    def choose(case: Case) -> None:
        found.extend((case, number, tree) for number, tree in enumerate(written(write_out(case.tree, {}), case), 1))

    choose()
    assert len(found) > COMPILED // 4
    said = verdicts([tree for _, _, tree in found], tmp_path)
    told = [
        (verdict, number, sorted(case.placement.items()), tree)
        for verdict, (case, number, tree) in zip(said, found, strict=True)
        if verdict
    ]
    assert told == []

"""The laws of plans on random trees and mappings: each prefix is sound, the batches cover the mapping, and the same
input gives the same plan."""

from __future__ import annotations

import os
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.adversary import Case, cases
from support.mapped_trees import check_mapped, configuration, read
from support.moving import write_out
from support.planning import document, plan

from archlint.hazards.registry import BROKEN
from archlint.model.findings import Finding
from archlint.pipeline.plan import PlanOptions
from archlint.planning.plans import Move, Plan

EXAMPLES = int(os.environ.get("ARCHLINT_PLAN_EXAMPLES", "150"))
HARD = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=EXAMPLES)
CYCLES = configuration({}, ("packages must not form cycles",))
SIZES = st.integers(1, 6)


def unsound(files: dict[str, str], moves: list[Move]) -> list[Finding]:
    """Return what the checker, used as in the command, finds for moves that wouldn't compile."""
    checked = check_mapped(files, document(moves), CYCLES)
    found = [*checked.hazards, *checked.findings]
    return [item for item in found if item.kind in BROKEN or (item.kind == "left-behind" and item.severity == "error")]


@HARD
@given(cases(), SIZES)
def test_every_prefix_is_sound_and_the_batches_cover_the_mapping(case: Case, size: int) -> None:
    files = write_out(case.tree, {})
    before = unsound(files, [])
    made = plan(files, case.mapping, PlanOptions(size)).plan
    moves: list[Move] = []
    for batch in made.batches:
        assert batch.moves
        assert len(batch.moves) <= size or len(batch.units) == 1
        moves += batch.moves
        assert len(unsound(files, moves)) <= len(before), [move[:2] for move in moves]
    planned = all_moves(made)
    pending = {old: new for old, new in case.placement.items() if old in files}
    assert sorted((move.old, move.new) for move in planned) == sorted(pending.items())
    for blocked in made.blocked:
        assert blocked.reasons
        assert blocked.ways
    if len(unsound(files, planned)) <= len(before):
        assert not made.blocked


def all_moves(made: Plan) -> list[Move]:
    return [*made.moves, *(move for blocked in made.blocked for move in blocked.moves)]


@HARD
@given(cases(), SIZES, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_files_makes_no_difference(case: Case, size: int, random: Random) -> None:
    files = write_out(case.tree, {})
    rows = list(case.mapping.rows)
    random.shuffle(rows)
    shuffled = case.mapping._replace(rows=tuple(rows))
    options = PlanOptions(size)
    assert plan(files, case.mapping, options).plan == plan(files, shuffled, options).plan
    assert read(files) == read(dict(reversed(files.items())))

"""The law: checking the mapped tree finds what carrying out the moves and then checking would find. The compiler judges
too: a tree that archlint calls sound builds, and one that it rejects doesn't.

A mover that is independent of archlint (`support.moving`) writes the trees twice, before and after the moves.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from support.adversary import Case, cases
from support.compiler import verdicts
from support.go_oracle import NEEDS_GO
from support.mapped_trees import Checked, check_mapped, check_today, configuration
from support.moving import write_out

from archlint.graphs.view import View
from archlint.hazards.registry import SILENT
from archlint.model.findings import Finding

EXAMPLES = int(os.environ.get("ARCHLINT_LAW_EXAMPLES", "600"))
COMPILED = int(os.environ.get("ARCHLINT_LAW_COMPILED", "150"))
HARD = settings(deadline=None, suppress_health_check=list(HealthCheck))

CONFIG = configuration(
    {"L1": "a/**", "L2": "b/**", "L3": "c/**", "L4": "internal/**", "L5": "d/**"},
    (
        "L1 must not import L2",
        "L3 must not reach L1",
        "L2 > L3 > L4",
        "L2 may import only L1, std",
        "only L3 may import L4",
        "L5 must not import unassigned",
        "L1 must import L2",
        "every file must belong to a layer",
        "packages must not form cycles",
        "layers must not form cycles",
    ),
)


def edges(view: View, today: dict[str, str]) -> set[tuple[str, ...]]:
    """Return the dependencies: today's file, its package and layer, the other package and its layers, the scope."""
    return {
        (today.get(path, path), edge.source.id, edge.layer, edge.target.id, *edge.target.layers, edge.scope)
        for edge in view.graph.edges
        for path in {use.file.path for use in edge.uses}
    }


def said(findings: tuple[Finding, ...], today: dict[str, str]) -> Counter[tuple[str, ...]]:
    """Return the findings without lines, which differ, and without the cycle or chain shown, which may be any."""

    def one(item: Finding) -> tuple[str, ...]:
        if item.cycle:
            return item.kind, item.rule, *item.cycle.members
        place = () if item.kind == "forbidden-reach" else (today.get(item.place.path, item.place.path),)
        return item.kind, item.rule, item.source, item.target, *item.layers, *place

    return Counter(map(one, findings))


def places(case: Case) -> set[str]:
    """Return the paths of the files after all moves."""
    return {case.placement.get(file.path, file.path) for file in case.tree.files}


@settings(HARD, max_examples=EXAMPLES)
@given(cases())
def test_the_mapped_tree_is_the_moved_tree(case: Case) -> None:
    mapped = check_mapped(write_out(case.tree, {}), case.mapping, CONFIG)
    if len(places(case)) < len(case.tree.files):
        assert "destination-clash" in {hazard.kind for hazard in mapped.hazards}
        return
    moved = check_today(write_out(case.tree, case.placement), CONFIG)
    today = {new: old for old, new in case.placement.items()}
    assert edges(mapped.view, {}) == edges(moved.view, today)
    assert packages(mapped) == packages(moved)
    assert said(mapped.findings, {}) == said(moved.findings, today)


def packages(checked: Checked) -> dict[str, tuple[object, ...]]:
    """Return all properties of the packages, by id."""
    return {name: tuple(item) for name, item in checked.view.packages.items()}


@NEEDS_GO
def test_the_compiler_rejects_exactly_what_archlint_rejects(tmp_path: Path) -> None:
    """An error means that the moved tree doesn't compile with its tests, on Linux or on Windows. No error and no
    warning means that it does. `likely` and left-behind tests mean either; unmapped files and what Go
    doesn't report don't matter."""
    chosen: list[Case] = []

    @settings(HARD, max_examples=COMPILED, phases=[Phase.generate], database=None, derandomize=True)
    @given(cases())
    def choose(case: Case) -> None:
        if len(places(case)) == len(case.tree.files):
            chosen.append(case)

    choose()
    before = verdicts([write_out(case.tree, {}) for case in chosen], tmp_path / "before", ["linux"])
    assert not any(before), "the generated tree doesn't compile"
    after = verdicts([write_out(case.tree, case.placement) for case in chosen], tmp_path / "after")
    counts = Counter[str]()
    for case, refused in zip(chosen, after, strict=True):
        # Go builds in a workspace here, which connects all modules.
        found = check_mapped(write_out(case.tree, {}), case.mapping).hazards
        hazards = [hazard for hazard in found if hazard.kind != "unresolved-module"]
        errors = [hazard for hazard in hazards if hazard.severity == "error"]
        sure = ("unmapped-file", *SILENT)
        unsure = [hazard for hazard in hazards if hazard.severity == "warning" and hazard.kind not in sure]
        rows = [(row.old, row.new) for row in case.mapping.rows]
        if errors:
            assert refused, (rows, errors)
        elif not unsure:
            assert not refused, (rows, refused)
        counts["refused" if errors else "unsure" if unsure else "sound"] += 1
    assert counts["refused"] > len(chosen) // 10, counts
    assert counts["sound"] > len(chosen) // 5, counts

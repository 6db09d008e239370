"""A plan blocks no row that could move with the others: by brute force on random trees and mappings, and in cases."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from support.adversary import Case, cases
from support.moving import write_out
from support.planning import plan
from test_plan_laws import HARD, unsound

from archlint.pipeline.plan import PlanOptions
from archlint.planning.plans import Move, Plan

MOST = 7
"""Try every set of at most so many blocked moves."""


def blocked(made: Plan) -> list[Move]:
    return [move for item in made.blocked for move in item.moves]


@HARD
@given(cases())
def test_no_blocked_moves_could_be_made_with_the_others(case: Case) -> None:
    files = write_out(case.tree, {})
    before = len(unsound(files, []))
    made = plan(files, case.mapping, PlanOptions()).plan
    left = blocked(made)
    sets: list[tuple[Move, ...]] = [(move,) for move in left]
    if len(left) <= MOST:
        sets = [some for number in range(1, len(left) + 1) for some in combinations(left, number)]
    for some in sets:
        assert len(unsound(files, [*made.moves, *some])) > before, [move[:2] for move in some]
    for item in made.blocked:
        assert len(item.stays) == len(item.moves)


def names(moves: tuple[Move, ...] | list[Move]) -> list[str]:
    return sorted(move.old for move in moves)


def test_one_bad_row_of_a_nested_module_costs_its_own_package_alone() -> None:
    """The module's path doesn't end in its folder, so no import path ends in the folder that a row names."""
    files = {
        "go.work": "go 1.24\n\nuse (\n\t./back\n\t./cmd\n)\n",
        "back/go.mod": "module example.com/back/v2\n\ngo 1.24\n",
        "back/free/free.go": "package free\n\nfunc F() {}\n",
        "back/shut/shut.go": "package shut\n\nfunc S() {}\n",
        "cmd/go.mod": "module example.com/cmd\n\ngo 1.24\n",
        "cmd/main.go": 'package main\n\nimport "example.com/back/v2/shut"\n\nfunc main() { shut.S() }\n',
    }
    made = plan(files, "back/free/ -> back/domain/free/\nback/shut/ -> back/internal/shut/").plan
    assert names(made.moves) == ["back/free/free.go"]
    assert names(blocked(made)) == ["back/shut/shut.go"]
    (stay,) = made.blocked[0].stays
    assert (stay.finding.kind, stay.finding.place.path) == ("internal-visibility", "cmd/main.go")


def test_a_file_follows_the_one_that_it_is_tied_to() -> None:
    """`b.go` and `c.go` are tied to `a.go`, directly and through each other; only `d.go` is free."""
    files = {
        "go.mod": "module example.com/m\n",
        "p/a.go": "package p\n\nfunc a() {}\n",
        "p/b.go": "package p\n\nfunc b() { a() }\n",
        "p/c.go": "package p\n\nfunc C() { b() }\n",
        "p/d.go": "package p\n\nfunc D() {}\n",
    }
    made = plan(files, "p/a.go -> one/a.go\np/b.go -> two/b.go\np/c.go -> two/c.go\np/d.go -> two/d.go").plan
    assert names(made.moves) == ["p/d.go"]
    (item,) = made.blocked
    assert [(move.old, stay.others, stay.elsewhere) for move, stay in zip(item.moves, item.stays, strict=True)] == [
        ("p/a.go", (), ("p/b.go",)),
        ("p/b.go", ("p/a.go",), ()),
        ("p/c.go", ("p/b.go",), ()),
    ]


def test_the_cheaper_end_of_an_import_stays() -> None:
    """Ten packages import one that would become internal: it stays, and they move."""
    files = {"go.mod": "module example.com/m\n", "low/low.go": "package low\n\nfunc L() {}\n"}
    for number in range(10):
        text = f'package u{number}\n\nimport "example.com/m/low"\n\nfunc U() {{ low.L() }}\n'
        files[f"u{number}/u.go"] = text
    rows = "low/ -> deep/internal/low/\n" + "\n".join(f"u{number}/ -> up/u{number}/" for number in range(10))
    made = plan(files, rows).plan
    assert names(blocked(made)) == ["low/low.go"]
    assert len(made.moves) == 10


def test_rows_that_need_each_other_go_together() -> None:
    """The importers may use the internal package only after all of them have moved below its parent."""
    files = {
        "go.mod": "module example.com/m\n",
        "low/low.go": "package low\n\nfunc L() {}\n",
        "one/one.go": 'package one\n\nimport "example.com/m/low"\n\nfunc O() { low.L() }\n',
        "two/two.go": 'package two\n\nimport "example.com/m/low"\n\nfunc T() { low.L() }\n',
        "bad/bad.go": "package bad\n\nfunc B() {}\n",
        "up/bad.go": "package up\n",
    }
    rows = "low/ -> up/internal/low/\none/ -> up/one/\ntwo/ -> up/two/\nbad/bad.go -> up/bad.go"
    made = plan(files, rows).plan
    assert names(made.moves) == ["low/low.go", "one/one.go", "two/two.go"]
    (item,) = made.blocked
    assert [(move.old, stay.finding.kind) for move, stay in zip(item.moves, item.stays, strict=True)] == [
        ("bad/bad.go", "destination-clash")
    ]


def test_a_likely_hazard_blocks_and_its_reason_says_so() -> None:
    """What `far.Make` returns isn't in the tree, so the checker can't be sure which type has the field."""
    files = {
        "go.mod": "module example.com/m\n",
        "p/a.go": "package p\n\ntype T struct{ size int }\n",
        "p/b.go": 'package p\n\nimport "example.org/far"\n\nfunc B() int { return far.Make().size }\n',
        "p/c.go": "package p\n\ntype U struct{ size int }\n",
    }
    made = plan(files, "p/a.go -> q/a.go\np/c.go -> r/c.go").plan
    kinds = {stay.finding.severity for item in made.blocked for stay in item.stays}
    assert kinds == {"warning"}
    assert all(stay.why.startswith("likely unexported-use of ") for item in made.blocked for stay in item.stays)

"""The benchmark that has Go judge plans, on a tree of a few lines: it accepts what builds and prints what doesn't."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support import txtar
from support.go_oracle import NEEDS_GO

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))

import compiled
from compiled_go import HOST, Build, Copy, Judge, builds_for
from compiled_moves import Draw

from archlint.model.location import Place
from archlint.model.moves import Row

TREE = """-- go.mod --
module example.com/shop

go 1.24
-- main.go --
package main

import "example.com/shop/cart"

func main() { cart.New().Add() }
-- cart/cart.go --
package cart

type Cart struct{ items int }

func New() *Cart { return &Cart{} }

func (c *Cart) Add() { c.items++ }
-- cart/price.go --
package cart

func Price(c *Cart) int { return c.items }
-- cart/tax.go --
package cart

func Tax() int { return 1 }
-- cart/tax_test.go --
package cart

import "testing"

func TestTax(t *testing.T) {
\tif Tax() != 1 {
\t\tt.Fail()
\t}
}
"""


@pytest.fixture(name="run")
def fixture_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> compiled.Run:
    """The benchmark's run on the tree."""
    monkeypatch.setenv("GOFLAGS", "")
    monkeypatch.setenv("GOWORK", "off")
    tree = tmp_path / "shop"
    txtar.read(TREE).write(tree)
    monkeypatch.setattr(sys, "argv", ["compiled", str(tree), "--tests", "--over-refusal", "9", "--back"])
    return compiled.Run(tree, tmp_path / "copy", compiled.parse())


def drawn(*rows: tuple[str, str]) -> Draw:
    return Draw(
        0, "split", tuple(Row(old, new, Place("m.md", line)) for line, (old, new) in enumerate(rows, 1)), 9, False
    )


@NEEDS_GO
def test_go_agrees_with_a_sound_batch_and_with_a_blocked_file(run: compiled.Run) -> None:
    run.mapping(
        drawn(
            ("cart/tax.go", "tax/tax.go"), ("cart/tax_test.go", "tax/tax_test.go"),
            ("cart/price.go", "price/price.go"),
        )
    )  # fmt: skip
    assert run.figures == {
        "mappings": 1, "moves in batches": 2, "blocked units": 1, "blocked moves": 1, "batches": 1, "runs of tests": 1,
        "judged for another build": 0, "blocked units tried": 1, "blocked files tried": 1,
        "units with an over-refused file": 0, "mappings, back": 1, "moves in batches, back": 2, "batches, back": 1,
        "blocked units, back": 0, "blocked moves, back": 0, "judged for another build, back": 0,
        "runs of tests, back": 1,
    }  # fmt: skip
    assert ["cannot refer to unexported field" in text for text in run.confirmed] == [True]


@NEEDS_GO
def test_a_fault_of_the_plan_is_printed_with_the_fewest_moves(
    run: compiled.Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("archlint.hazards.registry.BROKEN", frozenset())
    run.mapping(drawn(("cart/tax.go", "tax/tax.go"), ("cart/price.go", "price/price.go"), ("main.go", "cmd/main.go")))
    assert run.figures["BATCHES THAT FAIL"] == 1
    out = capsys.readouterr().out
    assert "    cart/price.go -> price/price.go\n  says: " in out
    assert "tax.go ->" not in out


@NEEDS_GO
def test_what_the_untouched_tree_has_too_does_not_count(run: compiled.Run, tmp_path: Path) -> None:
    wrong = 'package cart\n\nimport "fmt"\n\nfunc Print() { fmt.Printf("%d", "one") }\n'
    (tmp_path / "shop" / "cart" / "print.go").write_text(wrong, "utf-8")
    judge = Judge(Copy(tmp_path / "shop", tmp_path / "other"))
    assert judge.add_module("")
    subject = compiled.Subject(tmp_path / "shop")
    planned = subject.plan(drawn(("cart/tax.go", "tax/tax.go")))
    state = subject.state(planned.checker, {"cart/tax.go": "tax/tax.go"}, {}, {})
    assert judge.complaints(state, [HOST]) == []
    state = subject.state(planned.checker, {"cart/price.go": "price/price.go"}, {}, {})
    assert ["unexported field items" in each.text for each in judge.complaints(state, [HOST])] == [True]


def test_builds_are_chosen_for_constraints() -> None:
    assert builds_for(["linux", "", "windows", "windows", "darwin && arm64"], 2) == [
        Build("windows", cgo=False), Build("darwin", "arm64", cgo=False),
    ]  # fmt: skip
    assert builds_for(["e2e || !linux", "ignore"], 3) == [Build(tags=("e2e",))]
    assert builds_for(["!cgo"], 3) == [Build(cgo=False)]
    assert builds_for(["openbsd", "openbsd && arm"], 3) == [Build("openbsd", "arm", cgo=False)]

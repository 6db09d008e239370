"""The benchmark `benchmarks/typed.py` on a tiny module: what its Go program reports, and the comparison with archlint.

It needs Go, and golang.org/x/tools from the module proxy or the module cache.
"""

from __future__ import annotations

import functools
import sys
from pathlib import Path

import pytest
from support.references import read_archive

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))

import typed
import typed_truth
from typed_facts import PROGRAM, Facts, facts_of, missing_tool


@functools.cache
def _reason() -> str:
    return missing_tool()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Facts]:
    """The tree of the archive, and the facts about it."""
    if _reason():
        pytest.skip(_reason())
    root = tmp_path_factory.mktemp("tiny")
    _, files = read_archive((PROGRAM / "testdata" / "tiny.txtar").read_text())
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root, facts_of(root)


def test_the_facts(tiny: tuple[Path, Facts]) -> None:
    facts = tiny[1]
    assert facts.failed == frozenset()
    assert {(each.owner, each.name, each.kind, each.form) for each in facts.members["shop"]} == {
        ("Settings", "debug", "field", 1),
        ("Box", "get", "method", 0),
        ("base", "id", "field", 0),
        ("base", "touch", "method", 0),
        ("set", "names", "method", 0),
        ("Item", "name", "field", 0),
        ("Probe", "Exported", "method", 0),
    }
    assert {(each.owner, each.hidden) for each in facts.unkeyed["shop"]} == {
        ("Box", 1), ("Item", 1), ("base", 1), ("Open", 0),
    }  # fmt: skip
    assert [(each.receiver, each.name) for each in facts.methods["shop"]] == [("Item", "Later")]
    assert {(each.how, each.source, each.target, each.method) for each in facts.conversions} == {
        ("assignment", "dog", "runner", "walk"),
        ("assertion", "Cat", "runner", "walk"),
        ("argument", "Cat", "runner", "walk"),
    }
    assert [(each.method, each.target) for each in facts.asserted] == [("walk", "runner")]
    assert {(each.source, each.target) for each in facts.fits} == {("Cat", "runner"), ("dog", "runner")}
    assert {(each.target, each.source, each.method) for each in facts.structs} == {
        ("twin", "pair", "x"), ("twin", "pair", "y"),
    }  # fmt: skip
    assert [(each.line, each.name) for each in facts.captured["depot"]] == [(11, "Use"), (11, "Max")]
    assert "Count" in facts.dots["strings"]
    assert facts.inits == {"shop/more.go"}


@pytest.mark.parametrize("tests", ["include", "exclude"])
def test_the_comparison(tiny: tuple[Path, Facts], tests: str) -> None:
    root, facts = tiny
    report = typed.judge_tree(
        root, facts, splits=40, merges=20, seed=1, tests="include" if tests == "include" else "exclude"
    )
    counts = report.counts
    assert report.done["split"] == 40
    assert report.done["merge"] == 20
    assert report.done["refused"] == 0
    assert sum(count.wrong for count in counts.values()) == 0
    for kind in (
        typed_truth.MEMBERS,
        typed_truth.INTERFACES,
        typed_truth.STRUCTS,
        typed_truth.VETTED,
        typed_truth.REFERENCES,
        typed_truth.NAMES,
        typed_truth.RECEIVERS,
        typed_truth.UNKEYED,
        typed_truth.CYCLES,
    ):
        assert counts[kind].truth > 0
        assert counts[kind].missing == 0

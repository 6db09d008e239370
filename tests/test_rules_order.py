"""Layer order: only downwards, siblings that may or may not import each other, skipped levels."""

from __future__ import annotations

import itertools

import pytest
from support.views import broken, findings, messages, view

from archlint.graphs.view import View

LAYERS = {name: f"{name.lower()}/**" for name in ("High", "Mid", "Low", "Base")}


def stack(text: str, **layers: str) -> View:
    return view(text, layers={**LAYERS, **layers})


PAIRS = list(itertools.product(("high", "mid", "low"), repeat=2))


@pytest.mark.parametrize(("source", "target"), PAIRS, ids=["->".join(pair) for pair in PAIRS])
@pytest.mark.parametrize("depth", ["", "/x", "/x/y"])
def test_downwards_only(source: str, target: str, depth: str) -> None:
    """The depth of the packages in the tree makes no difference."""
    seen = stack(f"{source}/a -> {target}{depth}/b\n{target}{depth}/b")
    height = {"high": 0, "mid": 1, "low": 2}
    expected = [f"{source}/a/x.go:3 {source}/a -> {target}{depth}/b"] if height[source] > height[target] else []
    assert broken("High > Mid > Low", seen) == expected


STRICT = [
    ("high", "mid", True),
    ("high", "low", False),
    ("high", "base", False),
    ("mid", "low", True),
    ("mid", "base", False),
    ("low", "base", True),
    ("base", "high", False),
    ("mid", "mid/other", True),
]


@pytest.mark.parametrize(("source", "target", "fits"), STRICT, ids=[f"{case[0]}->{case[1]}" for case in STRICT])
def test_strictly_forbids_skipping_a_level(source: str, target: str, fits: bool) -> None:
    seen = stack(f"{source} -> {target}\n{target}")
    assert (broken("High > Mid > Low > Base, strictly", seen) == []) == fits
    assert (broken("High > Mid > Low > Base", seen) == []) == (fits or source != "base")


def test_strictly_only_covers_the_named_levels() -> None:
    seen = stack("high -> other, fmt, m.example/x\nother -> low\nlow")
    assert broken("High > Mid > Low strictly", seen) == []


SIBLINGS = [
    ("High > Mid | Low > Base", "mid", "low", False),
    ("High > Mid | Low > Base", "low", "mid", False),
    ("High > Mid | Low > Base", "high", "low", True),
    ("High > Mid | Low > Base", "low", "base", True),
    ("High > Mid | Low > Base", "base", "mid", False),
    ("High > Mid, Low > Base", "mid", "low", True),
    ("High > Mid, Low > Base", "low", "mid", True),
    ("High > Mid and Low | Base", "mid", "low", True),
    ("High > Mid and Low | Base", "mid", "base", False),
    ("High > Mid and Low | Base", "base", "low", False),
    ("Mid | Low", "mid", "low", False),
    ("Mid | Low", "mid", "mid/a", True),
    ("strictly High > Mid | Low > Base", "high", "base", False),
]


@pytest.mark.parametrize(
    ("sentence", "source", "target", "fits"), SIBLINGS, ids=[f"{case[0]}: {case[1]}->{case[2]}" for case in SIBLINGS]
)
def test_siblings(sentence: str, source: str, target: str, fits: bool) -> None:
    seen = stack(f"{source} -> {target}\n{target}")
    assert (broken(sentence, seen) == []) == fits


def test_each_pair_is_judged_on_its_own() -> None:
    """low -> mid and mid -> high are two violations; the chain from low to high isn't a third one."""
    seen = stack("low -> mid\nmid -> high\nhigh")
    assert broken("High > Mid > Low", seen) == ["low/x.go:3 low -> mid", "mid/x.go:3 mid -> high"]


def test_chains_of_imports_do_not_count() -> None:
    """A chain through a package in no layer is a matter for `must not reach`."""
    seen = stack("low -> util\nutil -> high\nhigh")
    assert broken("High > Mid > Low", seen) == []
    assert broken("Low must not reach High", seen) == ["low/x.go:3 low -> high"]


def test_messages() -> None:
    seen = stack("low -> mid, high\nmid -> low\nhigh -> low, base\nbase")
    assert messages("High > Mid > Low", seen) == [
        "'Low' is below 'Mid' and must not import it: 'm/low' imports 'm/mid'.",
        "'Low' is below 'High' and must not import it: 'm/low' imports 'm/high'.",
    ]
    assert messages("Mid | Low", seen) == [
        "'Low' and 'Mid' are independent and must not import each other: 'm/low' imports 'm/mid'.",
        "'Mid' and 'Low' are independent and must not import each other: 'm/mid' imports 'm/low'.",
    ]
    assert messages("strictly High > Mid, Low > Base", seen)[:1] == [
        "'High' must not skip 'Mid' or 'Low' to import 'Base': 'm/high' imports 'm/base'."
    ]


def test_quoted_globs_as_levels() -> None:
    seen = view("cmd/a -> internal/b\ninternal/b -> cmd/a\npkg/c -> internal/b")
    assert broken('"cmd/**" > "internal/**" > "pkg/**"', seen) == [
        "internal/b/x.go:3 internal/b -> cmd/a",
        "pkg/c/x.go:3 pkg/c -> internal/b",
    ]


def test_target_in_several_layers_is_compared_with_each() -> None:
    seen = stack("mid -> both\nboth/high.go\nboth/low.go", High="both/high.go", Low="both/low.go")
    (finding,) = findings("High > Mid > Low", seen)
    assert finding.message == "'Mid' is below 'High' and must not import it: 'm/mid' imports 'm/both'."
    assert finding.layers == ("Mid", "High, Low")
    assert broken("High, Mid > Low", seen) == []


def test_tests_policy() -> None:
    seen = stack("low/a_test.go -> high\nlow/a.go\nhigh")
    assert broken("High > Low", seen) == []
    assert broken("High > Low", seen, tests="include") == ["low/a_test.go:3 low -> high"]

"""Layers: the most specific glob wins, equally specific globs conflict, and the cache changes no result."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.globs import compile_glob
from archlint.graphs.layering import Decision, Layering
from archlint.model.policy import Globs


def of(**layers: str | list[str]) -> Layering:
    return Layering(
        tuple(Globs(name, (globs,) if isinstance(globs, str) else tuple(globs)) for name, globs in layers.items())
    )


@pytest.mark.parametrize(
    ("layers", "path", "layer"),
    [
        ({"A": "a/**"}, "a/x.go", "A"),
        ({"A": "a/**"}, "a/b/c/x.go", "A"),
        ({"A": "a/**"}, "ab/x.go", ""),
        ({"A": "a/**"}, "x.go", ""),
        ({"A": "**"}, "x.go", "A"),
        ({"A": "a"}, "a/x.go", "A"),
        ({"A": "a"}, "a/b/x.go", ""),
        ({"A": "a/x.go"}, "a/x.go", "A"),
        ({"A": "a/x.go"}, "a/y.go", ""),
        ({"A": "**", "B": "b/**"}, "b/x.go", "B"),
        ({"A": "**", "B": "b/**"}, "a/x.go", "A"),
        ({"A": "a/**", "B": "a/b/**"}, "a/b/x.go", "B"),
        ({"A": "a/*/**", "B": "a/b/**"}, "a/b/x.go", "B"),
        ({"A": "a/b*/**", "B": "a/*/**"}, "a/bc/x.go", "A"),
        ({"A": "a/**", "B": "**/*_gen.go"}, "a/x_gen.go", "A"),
        ({"A": "a/**", "B": "a/*_gen.go"}, "a/x_gen.go", "B"),
        ({"A": "a/**", "B": "a/*_gen.go"}, "a/x.go", "A"),
        ({"A": "**/domain/**", "B": "services/*/**"}, "services/x/domain/y.go", "B"),
        ({"A": ["a/**", "b/**"], "B": "b/c/**"}, "b/x.go", "A"),
        ({"A": []}, "a/x.go", ""),
        ({}, "a/x.go", ""),
    ],
)
def test_which_layer(layers: dict[str, str | list[str]], path: str, layer: str) -> None:
    decision = of(**layers).decide(path)
    assert (decision.layer, decision.rival) == (layer, ("", ""))


def test_decision() -> None:
    layering = of(Rest="**", Domain=["*/domain/**", "order/domain/**"], Generated="order/domain/*_gen.go")
    assert layering.decide("order/domain/x_gen.go") == Decision(
        "Generated",
        "order/domain/*_gen.go",
        (
            ("Generated", "order/domain/*_gen.go"),
            ("Domain", "order/domain/**"),
            ("Domain", "*/domain/**"),
            ("Rest", "**"),
        ),
    )
    assert layering.decide("x.go") == Decision("Rest", "**", (("Rest", "**"),))


def test_conflict() -> None:
    layering = of(A="a/*/**", B="*/b/**")
    assert layering.decide("a/b/x.go") == Decision(
        "B", glob="*/b/**", matched=(("B", "*/b/**"), ("A", "a/*/**")), rival=("A", "a/*/**")
    ) or (
        layering.decide("a/b/x.go")
        == Decision("A", glob="a/*/**", matched=(("A", "a/*/**"), ("B", "*/b/**")), rival=("B", "*/b/**"))
    )
    assert layering.decide("a/c/x.go").rival == ("", "")


def test_conflict_is_the_same_for_any_order_of_layers() -> None:
    assert of(A="a/*/**", B="*/b/**").decide("a/b/x.go") == of(B="*/b/**", A="a/*/**").decide("a/b/x.go")


def test_equally_specific_globs_of_one_layer_dont_conflict() -> None:
    assert of(A=["a/*/**", "*/b/**"]).decide("a/b/x.go").rival == ("", "")


def test_a_more_specific_glob_resolves_a_conflict() -> None:
    decision = of(A="a/*/**", B="*/b/**", C="a/b/**").decide("a/b/x.go")
    assert (decision.layer, decision.rival) == ("C", ("", ""))


def test_layer_of_a_folder() -> None:
    layering = of(A="a/**", B="a/b")
    assert layering.layer_of_folder("a") == "A"
    assert layering.layer_of_folder("a/b") == "B"
    assert layering.layer_of_folder("b") == ""


_segments = st.sampled_from(["a", "b", "c", "*", "**", "a*", "?", "x.go"])
_globs = st.lists(_segments, min_size=1, max_size=4).map("/".join)
_layers = st.dictionaries(st.sampled_from(["A", "B", "C"]), st.lists(_globs, max_size=3, unique=True), max_size=3)
_paths = st.lists(st.sampled_from(["a", "b", "ab", "c"]), max_size=3).flatmap(
    lambda folders: st.sampled_from(["x.go", "y.go"]).map(lambda name: "/".join([*folders, name]))
)


@given(_layers, st.lists(_paths, min_size=1, max_size=12))
def test_against_the_simple_definition(layers: dict[str, list[str]], paths: list[str]) -> None:
    layering = of(**layers)
    globs = [(compile_glob(text), name) for name, texts in layers.items() for text in texts]
    for path in paths:
        decision = layering.decide(path)
        matching = [(glob.specificity, name, glob.text) for glob, name in globs if glob.matches_file(path)]
        assert sorted((name, text) for _, name, text in matching) == sorted(decision.matched)
        best = max((specificity for specificity, _, _ in matching), default=None)
        winners = {name for specificity, name, _ in matching if specificity == best}
        assert decision.layer in winners or (decision.layer == "" and not matching)
        assert bool(decision.rival[0]) == (len(winners) > 1)
        assert decision == of(**layers).decide(path)  # earlier calls change nothing

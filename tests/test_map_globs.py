"""Globs with placeholders: what each one captures, and laws that compare them with globs without names."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from archlint.globs import compile_glob, problem

CAPTURES = [
    ("internal/{context}/{file}.go", "internal/api/x.go", {"context": "api", "file": "x"}),
    ("internal/{context}/{file}.go", "internal/api/v1/x.go", None),
    ("internal/{context}/{file}.go", "internal/api/x.proto", None),
    ("{a}_{b}.go", "x_y_z.go", {"a": "x", "b": "y_z"}),
    ("{a}_{b}.go", "_y.go", None),
    ("a/{rest:**}", "a/b/c.go", {"rest": "b/c.go"}),
    ("a/{rest:**}", "a/c.go", {"rest": "c.go"}),
    ("a/{rest:**}", "a", {"rest": ""}),
    ("a/{rest:**}", "ab/c.go", None),
    ("a/{rest:**}/{file}.go", "a/x.go", {"rest": "", "file": "x"}),
    ("a/{rest:**}/{file}.go", "a/b/c/x.go", {"rest": "b/c", "file": "x"}),
    ("{rest:**}/{file}.go", "x.go", {"rest": "", "file": "x"}),
    ("{all:**}", "a/b", {"all": "a/b"}),
    ("{up:**}/b/{down:**}", "b", {"up": "", "down": ""}),
    ("{up:**}/b/{down:**}", "x/y/b/z", {"up": "x/y", "down": "z"}),
    ("{up:**}/b/{in:**}/{file}", "a/b/c/b/d", {"up": "a", "in": "c/b", "file": "d"}),
    ("**/b/{in:**}/c/**", "x/b/y/c/z", {"in": "y"}),
    ("*/{x}?.go", "a/bcd.go", {"x": "bc"}),
]

PROBLEMS = {
    "{a}/{a}": "has the placeholder {a} twice",
    "{a:**}/{a}": "has the placeholder {a} twice",
    "{a}{b}.go": "has two wildcards with nothing between them, so it's unclear where the first one ends",
    "{a}*.go": "has two wildcards with nothing between them, so it's unclear where the first one ends",
    "*{a}.go": "has two wildcards with nothing between them, so it's unclear where the first one ends",
    "{a:**}/**": "has {a:**} next to **, so it's unclear where the first one ends",
    "{a:**}/{b:**}": "has {a:**} next to {b:**}, so it's unclear where the first one ends",
    "x{a:**}": "has ** inside the segment 'x{a:**}'; ** has to be a whole segment",
    "{a:*}": "has braces; a placeholder is {name}, or {name:**} as a whole segment for any depth",
    "{a,b}": "has braces; a placeholder is {name}, or {name:**} as a whole segment for any depth",
    "{1}": "has braces; a placeholder is {name}, or {name:**} as a whole segment for any depth",
    "{a": "has braces; a placeholder is {name}, or {name:**} as a whole segment for any depth",
    "/{a}": "is absolute; globs are relative to the scan root",
    "{a}": "",
    "a/**/b/**": "",
    "{a:**}/x/{b:**}/{c}.go": "",
}


@pytest.mark.parametrize(("glob", "path", "want"), CAPTURES)
def test_captures(glob: str, path: str, want: dict[str, str] | None) -> None:
    assert compile_glob(glob, placeholders=None).captures(path) == want


@pytest.mark.parametrize("glob", PROBLEMS)
def test_problems(glob: str) -> None:
    assert problem(glob, placeholders=None) == PROBLEMS[glob]


def test_slices_allow_no_placeholder_of_any_depth() -> None:
    assert problem("services/{context:**}", placeholders=1)
    assert problem("services/{context:**}")


SEGMENTS = st.sampled_from(["a", "b", "*", "**", "{x}", "{y}.go", "a{z}", "{u:**}", "{v:**}", "?b"])
GLOBS = (
    st.lists(SEGMENTS, min_size=1, max_size=5).map("/".join).filter(lambda glob: not problem(glob, placeholders=None))
)
NAMED = (
    st.lists(st.sampled_from(["a", "{x}", "{y}.go", "a{z}", "{u:**}", "{v:**}"]), min_size=1, max_size=4, unique=True)
    .map("/".join)
    .filter(lambda glob: not problem(glob, placeholders=None))
)
PATHS = st.lists(st.sampled_from(["a", "b", "ab", "c.go", "a.go"]), min_size=1, max_size=6).map("/".join)


def anonymous(glob: str) -> str:
    """The glob with a wildcard for each placeholder."""
    return re.sub(r"\{\w+\}", "?*", re.sub(r"\{\w+:\*\*\}", "**", glob))


@given(GLOBS, PATHS)
def test_placeholder_matches_like_the_wildcard(glob: str, path: str) -> None:
    assert compile_glob(glob, placeholders=None).matches(path) == compile_glob(anonymous(glob)).matches(path)


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(NAMED, PATHS)
def test_captures_restore_the_path(glob: str, path: str) -> None:
    captures = compile_glob(glob, placeholders=None).captures(path)
    assume(captures is not None)
    assert captures is not None
    filled = re.sub(r"\{(\w+)(?::\*\*)?\}", lambda found: captures[found[1]], glob)
    assert "/".join(segment for segment in filled.split("/") if segment) == path


@given(GLOBS)
def test_placeholder_has_the_specificity_of_its_wildcard(glob: str) -> None:
    plain = re.sub(r"\{\w+\}", "*", re.sub(r"\{\w+:\*\*\}", "**", glob))
    assert compile_glob(glob, placeholders=None).specificity == compile_glob(plain).specificity


def test_hostile_glob_takes_at_most_quadratic_time() -> None:
    glob = "/x/".join(f"{{a{number}:**}}" for number in range(12)) + "/{end}_{of}_{it}.go"
    compiled = compile_glob(glob, placeholders=None)
    assert compiled.captures("/".join(["x", "y"] * 400) + "/" + "_" * 400 + ".c") is None
    assert compiled.captures("/".join(["x", "y"] * 400) + "/a_b_c.go") is not None

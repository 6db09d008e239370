"""The glob language: a table of cases, and laws that compare it with a plain matcher, segment by segment."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.globs import Glob, compile_glob, problem

# glob -> paths it matches, paths it doesn't match (whole paths, `matches`)
PATHS = {
    "infra/**": (["infra", "infra/x", "infra/x/y.go"], ["infrastructure/x", "x/infra", "infrastructure", ""]),
    "infra/*": (["infra/x", "infra/x.go"], ["infra", "infra/x/y", "infra/"]),
    "infra": (["infra"], ["infra/x", "infrastructure", "x/infra"]),
    "**": (["", "a", "a/b/c.go"], []),
    "*": (["a", "a.go"], ["", "a/b"]),
    "*/**": (["a", "a/b"], [""]),
    "**/mocks/**": (["mocks", "a/mocks", "mocks/x", "a/b/mocks/c/d"], ["a/xmocks/c", "mocksx"]),
    "**/x.go": (["x.go", "a/x.go", "a/b/x.go"], ["ax.go", "x.go/b"]),
    "a/**/z": (["a/z", "a/b/z", "a/b/c/z"], ["az", "a/bz", "a/z/b", "z"]),
    "a/**/b/**/c": (["a/b/c", "a/x/b/y/c", "a/b/b/c/c"], ["a/c", "a/b", "a/cb/c", "a/b/c/x"]),
    "**/a/**/b/**": (["a/b", "x/a/y/b/z", "a/a/b"], ["b/a", "a", "xa/b"]),
    "services/*/domain/**": (
        ["services/im/domain", "services/im/domain/x.go"],
        ["services/domain/x", "services/a/b/domain"],
    ),
    "*_test.go": (["x_test.go", "_test.go"], ["x_test.gox", "a/x_test.go"]),
    "a?c": (["abc", "a.c"], ["ac", "a/c", "abbc"]),
    "*a*b*": (["ab", "xaxbx", "aab", "abb"], ["ba", "a", "b", "a/b"]),
    "*.pb.go": (["x.pb.go", "x.pb.pb.go"], ["xpb.go", "x.pbxgo"]),
    "a+b.(c)": (["a+b.(c)"], ["aab.(c)", "a+bx(c)"]),
    "github.com/x/**": (["github.com/x", "github.com/x/y"], ["github.com/xy", "githubxcom/x"]),
    "**/**/a": (["a", "x/a", "x/y/a"], ["xa"]),
    "a/**/**": (["a", "a/b"], ["ab"]),
}

# glob -> files it matches, files it does not match (`matches_file`: by their own path or their folder)
FILES = {
    "infra/**": (["infra/x.go", "infra/y/x.go"], ["infra", "infrastructure/x.go"]),
    "infra": (["infra/x.go", "infra"], ["infra/y/x.go"]),
    "infra/*": (["infra/x.go", "infra/y/x.go"], ["infra/y/z/x.go", "x.go"]),
    "infra/*.go": (["infra/x.go"], ["infra/x.c", "infra/y/x.go"]),
    "*/**": (["a/x.go", "a/b/x.go"], ["x.go"]),  # a file at the root is in no folder
    "services/*/**": (["services/a/x.go"], ["services/x.go"]),
    "**": (["x.go", "a/x.go"], []),
    "**/x.go": (["x.go", "a/x.go", "a/x.go/y.go"], ["a/y.go"]),
}

PROBLEMS = {
    "": "is empty",
    "a\\b": "has a backslash; write / between folders, on Windows too",
    "/a": "is absolute; globs are relative to the scan root",
    "C:/a": "is absolute; globs are relative to the scan root",
    "a/": "ends with /; write a/** for the folder and everything below it",
    "a//b": "has an empty segment (//)",
    "./a": "has the segment .; globs are relative to the scan root and can't leave it",
    "a/../b": "has the segment ..; globs are relative to the scan root and can't leave it",
    "a**": "has ** inside the segment 'a**'; ** has to be a whole segment",
    "a/***": "has ** inside the segment '***'; ** has to be a whole segment",
    "a/...": 'has "..."; write ** for any depth',
    "[ab]": "has a square bracket; there are no character classes, only *, ? and **",
    "{a,b}/c": "has braces; write alternatives such as {a,b} as two globs",
    "a/{": "has braces; write alternatives such as {a,b} as two globs",
    "{1}": "has braces; write alternatives such as {a,b} as two globs",
    "a/{b}": "has a placeholder in braces, which only slices and destinations can have",
    "!a": "starts with !; a glob can't be negated, so list what it should match",
    " a": "starts or ends with a space, or has an unprintable character",
    "a\n": "starts or ends with a space, or has an unprintable character",
    "a\x00b": "starts or ends with a space, or has an unprintable character",
    "a/**": "",
    "a b/*.go": "",
    "领域/**": "",
}


@pytest.mark.parametrize("text", PATHS)
def test_paths(text: str) -> None:
    glob = compile_glob(text)
    for path in PATHS[text][0]:
        assert glob.matches(path), path
    for path in PATHS[text][1]:
        assert not glob.matches(path), path


@pytest.mark.parametrize("text", FILES)
def test_files(text: str) -> None:
    glob = compile_glob(text)
    for path in FILES[text][0]:
        assert glob.matches_file(path), path
    for path in FILES[text][1]:
        assert not glob.matches_file(path), path


@pytest.mark.parametrize("text", PROBLEMS)
def test_problems(text: str) -> None:
    assert problem(text) == PROBLEMS[text]
    if PROBLEMS[text]:
        with pytest.raises(ValueError, match="the glob "):
            compile_glob(text)


def test_problems_of_placeholders() -> None:
    assert problem("a/{b}", placeholders=1) == ""
    assert problem("a/b", placeholders=1) == "needs 1 placeholder such as {context}, but has 0"
    assert problem("{a}/{b}", placeholders=1) == "needs 1 placeholder such as {context}, but has 2"
    assert problem("{a}/{b,c}", placeholders=1) == PROBLEMS["{a,b}/c"]


@pytest.mark.parametrize(
    ("text", "path", "captured"),
    [
        ("services/{context}/**", "services/im/x.go", "im"),
        ("services/{context}/**", "services/im/domain/x.go", "im"),
        ("services/{context}/**", "services/x.go", ""),  # a file in the folder services, not a slice
        ("services/{context}/**", "services", ""),
        ("services/{context}/**", "pkg/im/x.go", ""),
        ("services/{context}", "services/im/x.go", "im"),
        ("services/{context}", "services/im/domain/x.go", ""),
        ("{context}/**", "im/x.go", "im"),
        ("{context}/**", "x.go", ""),
        ("**/{context}/api/**", "a/b/im/api/x.go", "im"),
        ("archlint/reports/{report}.py", "archlint/reports/text.py", "text"),
        ("archlint/reports/{report}.py", "archlint/reports/.py", ""),
        ("svc-{context}-v*/**", "svc-im-v2/x.go", "im"),
        ("*-{context}/**", "a-b-c/x.go", "b-c"),
        ("{context}_*_x/**", "a_b_c_x/x.go", "a"),
    ],
)
def test_captures(text: str, path: str, captured: str) -> None:
    assert compile_glob(text, placeholders=1).capture(path) == captured


def test_the_most_specific_glob_wins() -> None:
    ranked = ["**", "a/**", "*/b/**", "a/b/**", "a/b/x*.go", "a/b/xy*.go", "a/b/xyz.go", "a/b/**/xyz.go"]
    order = sorted(ranked[:-1], key=lambda text: compile_glob(text).specificity)
    assert order == ranked[:-1]
    assert compile_glob("a/b/**/xyz.go").specificity == compile_glob("a/b/xyz.go").specificity
    assert compile_glob("*/**").specificity < compile_glob("a*/**").specificity < compile_glob("a/**").specificity


# --- laws -------------------------------------------------------------------------------------------------------------


def plainly(pattern: list[str], path: list[str]) -> bool:
    """Report whether segments match segments: what the language means, without regard to speed."""
    if not pattern:
        return not path
    if pattern[0] == "**":
        return any(plainly(pattern[1:], path[start:]) for start in range(len(path) + 1))
    return bool(path) and segment_matches(pattern[0], path[0]) and plainly(pattern[1:], path[1:])


def segment_matches(pattern: str, text: str) -> bool:
    if pattern == "*":
        return bool(text)
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(segment_matches_rest(pattern[1:], text[start:]) for start in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and segment_matches_rest(pattern[1:], text[1:])


def segment_matches_rest(pattern: str, text: str) -> bool:
    return True if pattern == "*" else segment_matches(pattern, text)


def split(path: str) -> list[str]:
    return path.split("/") if path else []


segments = st.text("ab*?", min_size=1, max_size=5).filter(lambda text: "**" not in text) | st.just("**")
globs = st.lists(segments, min_size=1, max_size=6).map("/".join)
paths = st.lists(st.text("ab.\n", min_size=1, max_size=4).filter(lambda text: text not in (".", "..")), max_size=6)


@given(globs, paths)
@settings(max_examples=2000, deadline=None)
def test_matches_like_the_plain_matcher(text: str, path: list[str]) -> None:
    assert compile_glob(text).matches("/".join(path)) == plainly(text.split("/"), path)


@given(globs, paths.filter(bool))
@settings(max_examples=1000, deadline=None)
def test_file_matches_by_path_or_folder(text: str, path: list[str]) -> None:
    glob = compile_glob(text)
    by_folder = plainly(text.split("/"), path[:-1])
    by_name = plainly(text.split("/"), path) and not glob.folder_only
    assert glob.matches_file("/".join(path)) == (by_folder or by_name)


@given(globs, paths.filter(bool), st.text("ab", min_size=1))
@settings(max_examples=500, deadline=None)
def test_folder_only_globs_match_all_files_of_a_folder_or_none(text: str, path: list[str], name: str) -> None:
    glob = compile_glob(text)
    if glob.folder_only:
        assert glob.matches_file("/".join(path)) == glob.matches_file("/".join([*path[:-1], name]))


captures = st.text("ab*?", max_size=3).filter(lambda text: "**" not in text)


@given(globs, captures, captures, st.booleans(), paths.filter(bool))
@settings(max_examples=1500, deadline=None)
def test_glob_with_the_captured_text_matches(before: str, left: str, right: str, deep: bool, path: list[str]) -> None:
    text = f"{before}/{left}{{x}}{right}" + ("/**" if deep else "")
    glob = compile_glob(text, placeholders=1)
    captured = glob.capture("/".join(path))
    wildcard = f"{before}/{left}?*{right}".replace("?**", "?*") + ("/**" if deep else "")
    if problem(wildcard):
        return
    assert bool(captured) == compile_glob(wildcard).matches_file("/".join(path))
    instance = text.replace("{x}", captured)
    if captured and not problem(instance):  # a glob can't contain a captured line end
        assert compile_glob(instance).matches_file("/".join(path))


@given(st.text(max_size=12) | st.text("ab*?/.{}[]\\!", max_size=12))
@settings(max_examples=1000, deadline=None)
def test_any_text_is_valid_or_has_a_problem(text: str) -> None:
    for placeholders in (0, 1):
        if problem(text, placeholders=placeholders):
            continue
        glob = compile_glob(text, placeholders=placeholders)
        assert isinstance(glob, Glob)
        if not placeholders and not set(text) & set("*?"):
            assert glob.matches(text)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/".join(["**", "a"] * 40 + ["b"]), "a/" * 1_000 + "c"),
        ("*a" * 60 + "b", "a" * 200),
        ("/".join(["**", "*a*a*a*a*"] * 20 + ["b"]), "/".join(["a" * 50] * 200)),
    ],
)
def test_every_glob_is_fast(text: str, path: str) -> None:
    assert not compile_glob(text).matches(path)


# What a glob could match


SEGMENTS = ("a", "b", "*", "a*", "?", "**")
NAMES = ("a", "b", "ab")


def test_what_can_match_below_a_folder() -> None:
    """Compared with every path of up to four names: a glob of three segments reports true if it matches one of them."""
    paths = ["/".join(names) for length in range(1, 5) for names in product(NAMES, repeat=length)]
    for segments in (each for length in range(1, 4) for each in product(SEGMENTS, repeat=length)):
        glob = compile_glob("/".join(segments))
        matched = [path for path in paths if glob.matches(path)]
        below = {"/".join(path.split("/")[:count]) for path in matched for count in range(1, path.count("/") + 2)}
        for folder in (path for path in paths if path.count("/") < 2):
            assert glob.can_match_below(folder) == (folder in below), (glob.text, folder)


@pytest.mark.parametrize(
    ("glob", "head"),
    [("a/b/**", "a/b"), ("a/b", "a/b"), ("**/a", ""), ("a/b*/c", "a"), ("*", "")],
)
def test_head(glob: str, head: str) -> None:
    assert compile_glob(glob).head == head

"""Limits that keep time linear on hostile input, and that they change no result."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.headers import read_header

from archlint.edge.tree import Ignores
from archlint.languages.go.build import compatible
from archlint.languages.go.build.compatible import Compatible
from archlint.languages.go.build.expressions import evaluate, parse_expression
from archlint.languages.go.headers.ignores import LONGEST_REASON
from archlint.languages.go.modules.files import read_mod
from archlint.languages.go.syntax.parse import TooManyStepsError, parse
from archlint.languages.go.syntax.places import Places
from archlint.languages.go.syntax.scopes import Local, _innermost
from archlint.languages.go.syntax.symbols import extract
from archlint.languages.python import LONGEST_LINE, MOST_BRACES, MOST_BYTES, read_python
from archlint.mapping.paths import LONGEST, PathError, clean_path

# whole files


@pytest.mark.parametrize("piece", ["/* ", "a b c\n", "func f(a b, c) (d e { return ( }\n"])
def test_a_file_that_takes_too_many_steps_has_a_problem_with_its_place(piece: str) -> None:
    text = f"package a\n\nvar x = 1\n{piece * 40_000}"
    problem = extract("a.go", text.encode()).problem
    assert problem is not None
    assert problem.message.startswith("the parser stopped here, because it took too many steps for a file of ")
    assert problem.line >= 3
    assert extract("a.go", text.encode()).problem == problem


def test_a_large_file_with_a_few_errors_is_read() -> None:
    functions = "".join(f"func f{number}() {{ g{number}() }}\n" for number in range(20_000))
    symbols = extract("a.go", f"package a\nfunc broken( {{\n{functions}".encode())
    assert symbols.problem is not None
    assert symbols.problem.message == "there is a syntax error here"
    assert {"f10", "f19999"} <= symbols.declared_names


def test_too_many_steps_error_has_the_offset_it_reached() -> None:
    data = b"package a\n" + b"/* " * 20_000
    with pytest.raises(TooManyStepsError) as caught:
        parse(data)
    assert 0 <= caught.value.offset <= len(data)


@pytest.mark.parametrize(
    "body",
    ["var s e\n(s,.)", "T{:1}", "T{.:1}", "x.", "for range", "x :=", "var =1", "switch x:=y.(type){case :}", "f(.x)"],
)
def test_a_missing_name_is_handled(body: str) -> None:
    assert extract("a.go", f"package a\nfunc f() {{\n{body}\n}}\n".encode()).problem is not None


@pytest.mark.parametrize("text", ["make().a", "new().a", "var x = make().a"])
def test_a_call_without_arguments(text: str) -> None:
    extract("a.go", f"package a\nfunc f() {{ _ = {text} }}\n".encode())


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)), max_size=8))
def test_the_innermost_declaration(nested: list[tuple[int, int, int]]) -> None:
    blocks = [(0, 14)]
    for start, end, _ in sorted(nested):
        inside = [block for block in blocks if block[0] <= start < end <= block[1]]
        if inside and all(end <= block[0] or block[1] <= start or block in inside for block in blocks):
            blocks.append((start, end))
    locals_: list[Local] = []
    for order, (start, _, shift) in enumerate(nested):
        home = min((block for block in blocks if block[0] <= start < block[1]), key=lambda block: block[1] - block[0])
        if start + shift < home[1]:
            locals_.append(Local(start + shift % max(1, home[1] - start), home[1], node=None, order=order))  # type: ignore[arg-type]  # nothing reads the node
    offsets, seen = _innermost(locals_)
    for offset in range(16):
        before = [index for index, at in enumerate(offsets) if at <= offset]
        found = seen[before[-1]] if before else None
        holding = [
            local for local in sorted(locals_, key=lambda local: local.start) if local.start <= offset < local.end
        ]
        ends = holding[-1].end if holding else 0
        wanted = None
        for local in reversed(holding):
            if local.end != ends:
                break
            wanted = local
        assert (found is None) == (wanted is None)
        assert found is None or wanted is None or (found.start, found.end) == (wanted.start, wanted.end)


@given(st.text(alphabet="aé漢😀\n ", max_size=1500), st.data())
def test_columns_of_long_lines(text: str, data: st.DataObject) -> None:
    line = text.replace("\n", "") * 40
    at = data.draw(st.integers(0, len(line)))
    offset = len(line[:at].encode())
    assert Places(f"x\n{line}".encode()).of((offset + 2,)) == (2, at + 1)


# build constraints

_TAGS = ("linux", "windows", "unix", "amd64", "a", "b", "gc", "gccgo")
_EXPRESSIONS = st.recursive(
    st.sampled_from(_TAGS),
    lambda inner: st.one_of(
        inner.map(lambda text: f"!({text})"),
        st.tuples(inner, st.sampled_from(("&&", "||")), inner).map(
            lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"
        ),
    ),
    max_leaves=6,
)


@given(_EXPRESSIONS, _EXPRESSIONS)
def test_constraints_are_compatible_if_one_build_satisfies_both(one: str, other: str) -> None:
    def builds() -> bool:
        for system, arch, a, b, compiler in product(
            ("linux", "windows", "plan9"), ("amd64", "arm64"), (False, True), (False, True), ("gc", "gccgo", "")
        ):
            tags = {system, arch, compiler, *(["unix"] if system == "linux" else [])}
            tags |= {name for name, is_on in (("a", a), ("b", b)) if is_on}
            if all(evaluate(parse_expression(text), tags.__contains__) for text in (one, other)):
                return True
        return False

    assert Compatible()(one, other) == (one == other or builds())


def test_constraints_that_take_too_long_are_compatible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compatible, "MOST_STEPS_IN_ALL", 0)
    assert Compatible()("linux && x", "windows && x") is True


# other readers


def test_a_long_reason_is_cut() -> None:
    facts = read_header("a.go", f'package a\n//archlint:ignore r {"x" * 10_000}\nimport "fmt"\n'.encode())
    assert [len(ignore.reason) for ignore in facts.ignores] == [LONGEST_REASON]


def test_a_path_that_is_too_long_is_rejected() -> None:
    assert clean_path("./" * 40 + "a" * 1000) == ("a" * 1000, False)
    with pytest.raises(PathError, match="longer than"):
        clean_path("a/" * LONGEST)


@pytest.mark.parametrize(
    ("folder", "path", "answer"),
    [
        ("", "a", True), ("", "x/a", True), ("", "x/b/c", True), ("", "b/c", True), ("", "c", False), ("", "xa", False),
        ("m", "m/a", True), ("m", "m/x/a", True), ("m", "a", False), ("m", "n/a", False), ("m", "m/b/c", True),
        ("", "s", True), ("", "x/s", False), ("m", "m/s", True),
    ],
)  # fmt: skip
def test_ignored_folders(folder: str, path: str, answer: bool) -> None:
    ignores = Ignores()
    ignores.add(folder, read_mod(b"module m\nignore a\nignore b/c\nignore ./s\n"))
    assert ignores.has(path) is answer


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = 1\n" * MOST_BYTES, 1),
        (f"import a\nx = '{'a' * LONGEST_LINE}'\n", 2),
        ("import a" + "\\\n.a" * LONGEST_LINE, 3332),
        ("# coding: utf-7\nimport a" + "+AFw-\n.a" * LONGEST_LINE, 3333),
        ('import a\nx = f"""' + "{a}\n" * (MOST_BRACES + 1) + '"""\n', 1),
        ('# coding: utf-7\nx = f"""' + "+AHs-a+AH0-\n" * (MOST_BRACES + 1) + '"""\n', 1),
    ],
)
def test_python_files_that_are_not_parsed(text: str, line: int) -> None:
    (problem,) = read_python("a.py", text.encode()).problems
    assert problem.line == line
    assert re.search(r"larger than|longer than|more than", problem.message)

"""Calls pass at most three arguments by position, so that a reader doesn't have to count commas.

The tests compare names only: they look at calls of a name that archlint gives to something with more than three
parameters.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from support.command import REPOSITORY

MOST = 3

HOT: dict[str, set[str]] = {
    "archlint/answers/graph.py": {"Place"},
    "archlint/graphs/graph.py": {"Edge"},
    "archlint/graphs/view.py": {"_term_has_file"},
    "archlint/languages/go/headers/reader.py": {"Import"},
    "archlint/languages/go/headers/scanner.py": {"Token"},
    "archlint/languages/go/references/join.py": {"Reference", "_to"},
    "archlint/languages/go/syntax/declarations.py": {"Declaration"},
    "archlint/languages/go/syntax/scopes.py": {"Local", "_declare"},
    "archlint/languages/go/syntax/symbols.py": {"Filled"},
    "archlint/pipeline/placing.py": {"Placed", "ViewFile"},
    "archlint/rules/matching.py": {"term_for_file"},
}
"""Calls that run once for each file, import or use, by file. Records are slower to make with keywords."""

HOUSE = sorted((REPOSITORY / "archlint").rglob("*.py"))
FILES = [path.relative_to(REPOSITORY).as_posix() for path in (*HOUSE, *sorted((REPOSITORY / "tests").rglob("*.py")))]


def long_signatures(tree: ast.Module) -> Iterator[str]:
    """Yield the functions, methods and classes that take more than three arguments by position."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            makers = [each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
            fields = [each for each in node.body if isinstance(each, ast.AnnAssign)]
            if makers[0].args.vararg is None and len(makers[0].args.args) > MOST + 1 if makers else len(fields) > MOST:
                yield node.name
        elif isinstance(node, ast.FunctionDef) and node.args.vararg is None and len(node.args.args) > MOST:
            yield node.name


LONG = frozenset(name for path in HOUSE for name in long_signatures(ast.parse(path.read_bytes())))


def foreign(tree: ast.Module, path: str) -> set[str]:
    """Return the names in a file that don't come from archlint: imports, and what a test defines."""
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("archlint")
        for alias in node.names
    }
    if path.startswith("tests/"):
        names.update(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef))
    return names


def unnamed(path: str, text: str) -> list[str]:
    """Return the calls of what archlint defines that pass more than three arguments by position."""
    tree = ast.parse(text)
    others = foreign(tree, path) | HOT.get(path, set())
    return [
        f"{path}:{call.lineno}: {name}"
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and len(call.args) > MOST
        for name in [call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")]
        if name in LONG - others and not any(isinstance(argument, ast.Starred) for argument in call.args)
    ]


@pytest.mark.parametrize("path", FILES)
def test_calls_with_many_arguments_use_keywords(path: str) -> None:
    assert unnamed(path, (REPOSITORY / path).read_text("utf-8")) == []


def test_a_call_without_keywords_is_found() -> None:
    call = 'Complaint("layers.toml", "is empty", "", 0)\nself.complain(1, 2, 3)\n'
    assert unnamed("archlint/x.py", call) == ["archlint/x.py:1: Complaint"]
    assert unnamed("tests/x.py", f"from archlint.errors import Complaint\n{call}") == ["tests/x.py:2: Complaint"]
    assert unnamed("tests/x.py", f"from support.x import Complaint\n{call}") == []


@pytest.mark.parametrize("path", HOT)
def test_hot_calls_exist(path: str) -> None:
    found = {line.rpartition(" ")[2] for line in unnamed("", (REPOSITORY / path).read_text("utf-8"))}
    assert HOT[path] <= found

"""Ignores in the source: on an import or right above it, with a reason. Any other ignore is a finding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support import txtar
from support.command import archlint
from support.headers import read_header

HEAD = """\
-- go.mod --
module example.com/m
-- layers.toml --
version = 1
[layers]
A = ["a/**"]
B = ["b/**", "c/**"]
[[rules]]
id      = "pure"
rule    = "A must not import B"
because = "we say so"
-- b/b.go --
package b
-- c/c.go --
package c
-- a/a.go --
"""


def run(tmp_path: Path, source: str) -> tuple[int, list[str], list[str]]:
    """Return the exit status, the findings (line, rule), and the reasons of the known findings."""
    txtar.read(HEAD + source).write(tmp_path)
    outcome = archlint("check", tmp_path, "--format", "json")
    document = json.loads(outcome.out)
    found = [f"{item['place']['line']} {item['rule']}" for item in document["findings"]]
    return outcome.status, found, [item["reason"] for item in document["known"]]


B = '"example.com/m/b"'
C = '"example.com/m/c"'


@pytest.mark.parametrize(
    ("source", "status", "found", "known"),
    [
        (f"package a\n\nimport _ {B} //archlint:ignore pure #12, until the split\n", 0, [], ["#12, until the split"]),
        (f"package a\n\n//archlint:ignore pure old debt\nimport _ {B}\n", 0, [], ["old debt"]),
        (f"package a\n\n//archlint:ignore forbidden-import by its kind\nimport _ {B}\n", 0, [], ["by its kind"]),
        (
            f"package a\n\nimport (\n\t// why\n\t//archlint:ignore pure debt\n\t// more\n\t_ {B}\n\t_ {C}\n)\n",
            1,
            ["8 pure"],
            ["debt"],
        ),
        (f"package a\n\nimport (\n\t//archlint:ignore pure debt\n\n\t_ {B}\n)\n", 1, ["4 unused-ignore", "6 pure"], []),
        (f"package a\n\n//archlint:ignore pure\nimport _ {B}\n", 1, ["3 unused-ignore", "4 pure"], []),
        (f"package a\n\n//archlint:ignore\nimport _ {B}\n", 1, ["3 unused-ignore", "4 pure"], []),
        (f"package a\n\n//archlint:ignore puer debt\nimport _ {B}\n", 1, ["3 unused-ignore", "4 pure"], []),
        ('package a\n\n//archlint:ignore pure debt\nimport _ "fmt"\n', 1, ["3 unused-ignore"], []),
        (f"package a\n\n/*\n//archlint:ignore pure debt\n*/\nimport _ {B}\n", 1, ["6 pure"], []),
        (f"package a\n\n// archlint:ignore pure debt\nimport _ {B}\n", 1, ["4 pure"], []),
        (f"package a\r\n\r\n//archlint:ignore pure debt\r\nimport _ {B}\r\n", 0, [], ["debt"]),
    ],
    ids=[
        "on the line", "above", "by kind", "among comments, one of two", "a blank line between", "no reason", "no rule",
        "misspelt", "ignores nothing", "in a block comment", "not a directive", "CRLF",
    ],
)  # fmt: skip
def test_an_ignore(tmp_path: Path, source: str, status: int, found: list[str], known: list[str]) -> None:
    assert run(tmp_path, source) == (status, found, known)


def test_a_misspelled_rule_gets_a_suggestion(tmp_path: Path) -> None:
    txtar.read(f"{HEAD}package a\n\n//archlint:ignore puer debt\nimport _ {B}\n").write(tmp_path)
    assert "did you mean pure?" in archlint("check", tmp_path).out


def test_comments_after_the_last_import_are_not_read() -> None:
    source = b'package a\n\nimport "fmt"\n\n//archlint:ignore pure debt\nvar _ = fmt.Sprint("//archlint:ignore x y")\n'
    assert read_header("a.go", source).ignores == ()


def test_columns_count_code_points() -> None:
    source = 'package a\n\nimport _ "é" //archlint:ignore pure débt\n'.encode()
    (ignore,) = read_header("a.go", source).ignores
    assert (ignore.line, ignore.column, ignore.rule, ignore.reason, ignore.target) == (3, 14, "pure", "débt", 3)

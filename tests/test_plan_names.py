"""The id of a plan becomes part of file names, so an invalid id is rejected with its line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.command import archlint
from support.repository import small_repository

from archlint.planning.plan_ids import MOST, id_from, problem_with_id

TREE = """
-- layers.toml --
version = 1

[layers]
A = ["a/**"]

[[rules]]
rule = "A must not import third-party"
-- go.mod --
module example.com/m
-- a/x.go --
package a
-- c/c.go --
package c

import _ "example.com/m/a"
"""
ROWS = "| old_path | new_path |\n|---|---|\n| `a/` | `b/` |\n"
GOOD = ["a", "2026-01-18-mapping", "WKIM_4.2", "第一批", "ä1", "_x", "a.", "plan", "x" * MOST]
BAD = [
    "../../escaped/evil",
    "/etc/cron.d/x",
    "a/b",
    "a\\b",
    "C:x",
    "..",
    ".hidden",
    "-rf",
    "a b",
    "a\nb",
    "a\0b",
    "\x1b]0;pwn\x07x",
    "a\u202eb",
    "a\u200bb",
    "\u3164",
    "a\tb",
    "$(id)",
    "`id`",
    "a'b",
    'a"b',
    "a*",
    "con",
    "NUL.x",
    "com1.txt",
    "LPT¹.a",
    "x" * (MOST + 1),
    "ä" * (MOST // 2 + 1),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_repository(tmp_path / "tree", TREE)


def quoted(text: str) -> str:
    """Return a text as a quoted scalar of YAML."""
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\u{ord(c):04x}" for c in text) + '"'


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_id_is_rejected_with_its_line(root: Path, name: str) -> None:
    (root / "m.md").write_text(f"---\ndoc_type: x\nbatch_id: {quoted(name)}\n---\n\n{ROWS}")
    before = everything(root.parent)
    for more in ([], ["--status"], ["--format", "json"], ["-o", "out/deep/er"]):
        found = archlint("plan", "-m", "m.md", *more, cwd=root)
        assert (found.status, found.out) == (2, "")
        assert found.err.startswith("archlint: error: m.md:3: batch_id: ")
        assert "letters, digits, '.', '_' and '-'" in found.err
        assert found.err.isprintable() or found.err.count("\n") == 1
    assert everything(root.parent) == before
    assert archlint("check", "-m", "m.md", cwd=root).status == 0, "a check names no file by it"


@pytest.mark.parametrize("name", GOOD)
def test_a_good_id_names_the_files(root: Path, name: str) -> None:
    (root / "m.md").write_text(f"---\nbatch_id: {quoted(name)}\n---\n\n{ROWS}", "utf-8")
    assert archlint("plan", "-m", "m.md", "-o", "out", cwd=root).status == 0
    suffixes = ("md", "patch", "rewrites.csv", "rewrites.json", "sh")
    assert sorted(os.listdir(root / "out")) == sorted(["plan.json", *(f"{name}-01.{end}" for end in suffixes)])


@pytest.mark.parametrize("name", [name for name in BAD if "\0" not in name])
def test_a_bad_id_on_the_command_line_is_rejected(root: Path, name: str) -> None:
    found = archlint("map", f"--batch-id={name}", cwd=root)
    assert (found.status, found.out, found.err.count("\n")) == (2, "", 1)
    assert found.err.startswith("archlint: error: --batch-id: ")


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX file names")
@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("-rf x.md", "rf-x"),
        (".md", "plan"),
        ("a\nb.md", "a-b"),
        ("\x1b[2J.md", "2J"),
        ("...md", "plan"),
        ("con.md", "plan"),
        ("moves\u202e.md", "moves"),
        ("x" * 240 + ".md", "x" * MOST),
    ],
)
def test_the_default_id_is_the_name_of_the_document(root: Path, document: str, expected: str) -> None:
    (root / "docs").mkdir()
    (root / "docs" / document).write_text(ROWS)
    found = archlint("plan", "-m", f"docs/{document}", "-o", "out", cwd=root)
    assert found.status == 0, found.err
    assert (root / "out" / f"{expected}-01.sh").is_file()


@given(st.text(max_size=300))
def test_any_name_gives_a_valid_id(text: str) -> None:
    made = id_from(text)
    assert problem_with_id(made) == ""
    if problem_with_id(text) == "" and "." not in text and not text.endswith("-"):
        assert made == text

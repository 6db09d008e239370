"""Destinations where Go would treat a file differently are rejected with the line of their row."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import txtar
from support.command import archlint

TREE = txtar.read("""\
-- go.mod --
module example.com/m
-- layers.toml --
version = 1
[scan]
tests = "include"
[layers]
A   = ["a/**"]
New = ["new/**"]
[[rules]]
rule    = 'A, New must not import "net/http"'
because = "we say so"
-- a/a.go --
package a
-- a/a_test.go --
package a
-- a/b_linux.go --
package a
-- a/note.txt --
""")

REFUSED = [
    ("a/", "testdata/", "is in a folder that Go ignores (testdata)"),
    ("a/", "new/vendor/x/", "is in a folder that Go ignores (vendor)"),
    ("a/", "_c/", "is in a folder that Go ignores (_c)"),
    ("a/", "new/.x/", "is in a folder that Go ignores (.x)"),
    ("a/a.go", "new/a_windows.go", "builds only for windows, because of its name"),
    ("a/b_linux.go", "new/b.go", "loses the build constraint in its name"),
    ("a/a.go", "new/x!/a.go", "has a folder that isn't valid in an import path ('x!')"),
    ("a/a.go", "new/x./a.go", "has a folder that isn't valid in an import path ('x.')"),
    ("a/a.go", "new/aux/a.go", "has a folder that Go rejects, because it's a device name on Windows (aux)"),
]


def check(tree: Path, old: str, new: str) -> tuple[int, str]:
    TREE.write(tree)
    (tree / "moves.csv").write_text(f"old_path,new_path\n{old},{new}\n")
    outcome = archlint("check", tree, "--mapping", tree / "moves.csv", "--no-cache")
    return outcome.status, outcome.out


@pytest.mark.parametrize(("old", "new", "said"), REFUSED, ids=[new for _, new, _ in REFUSED])
def test_destinations_that_change_how_go_builds_a_file_are_rejected(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    status, out = check(tmp_path, old, new)
    assert status == 2
    where = f"{new}a.go" if new.endswith("/") else new
    assert f"moves.csv:2: error[mapping]: new_path: '{where}' {said}" in out


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a/a.go", "new/a.go"),
        ("a/a.go", "new/v1.2/a-b~c/a.go"),
        ("a/a_test.go", "a/c_test.go"),
        ("a/b_linux.go", "new/c_linux.go"),
        ("a/note.txt", "testdata/note.txt"),
    ],
)
def test_destinations_that_keep_how_go_builds_a_file_are_accepted(tmp_path: Path, old: str, new: str) -> None:
    assert "error[mapping]" not in check(tmp_path, old, new)[1]


def test_a_layer_of_today_is_not_inert_because_the_mapping_empties_it(tmp_path: Path) -> None:
    """The configuration has the globs of both trees while the moves are carried out."""
    TREE.write(tmp_path)
    (tmp_path / "moves.csv").write_text("old_path,new_path\na/,new/a/\n")
    outcome = archlint("check", tmp_path, "--mapping", tmp_path / "moves.csv", "--no-cache")
    assert (outcome.status, outcome.err) == (0, ""), outcome.out


def test_a_missing_mapping_is_reported(tmp_path: Path) -> None:
    TREE.write(tmp_path)
    text = (tmp_path / "layers.toml").read_text().replace("[layers]", '[mapping]\nfiles = ["docs/*.md"]\n[layers]')
    (tmp_path / "layers.toml").write_text(text)
    outcome = archlint("check", tmp_path)
    assert outcome.status == 2
    assert '"docs/*.md" matches no file, so there is no mapping' in outcome.out

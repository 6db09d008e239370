"""The walk through a tree and the reading of headers: what is entered and read, what isn't, and that nothing blocks."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from archlint.edge.walk import FIRST_READ, MAX_HEADER, Folder, read_headers, walk
from archlint.languages.go.headers.reader import HeaderReader
from archlint.model.facts import FileFacts, Import, Problem

if TYPE_CHECKING:
    from pathlib import Path

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file system")


def build(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"package p\n")


def read(root: Path, *paths: str) -> list[FileFacts]:
    return list(read_headers(str(root), paths, HeaderReader().read))


def test_folders_are_sorted_and_skip_what_go_ignores(tmp_path: Path) -> None:
    build(tmp_path, "b.go", "a.go", "_c.go", ".d.go", "go.mod", "z/y.txt", "a-b/x.go", "a/x.go", "a/b/x_test.go")
    build(tmp_path, "vendor/v/v.go", "a/testdata/t.go", "_x/x.go", ".git/g.go", "a/vendored/x.go")
    assert list(walk(str(tmp_path))) == [
        Folder("", ("a.go", "b.go"), (".d.go", "_c.go", "go.mod")),
        Folder("a", ("x.go",)),
        Folder("a/b", ("x_test.go",)),
        Folder("a/vendored", ("x.go",)),
        Folder("a-b", ("x.go",)),
        Folder("z", (), ("y.txt",)),
    ]


def test_the_root_is_walked_whatever_its_name(tmp_path: Path) -> None:
    build(tmp_path, "testdata/x.go")
    assert list(walk(str(tmp_path / "testdata"))) == [Folder("", ("x.go",))]


def test_enters_decides_which_folders_are_walked(tmp_path: Path) -> None:
    build(tmp_path, "vendor/v.go", "a/b/x.go", "a/c/x.go")
    asked = []

    def enters(parent: str, name: str) -> bool:
        asked.append((parent, name))
        return name != "b"

    assert [folder.path for folder in walk(str(tmp_path), enters)] == ["", "a", "a/c", "vendor"]
    assert sorted(asked) == [("", "a"), ("", "vendor"), ("a", "b"), ("a", "c")]


@POSIX
def test_links_and_pipes_are_reported_not_followed(tmp_path: Path) -> None:
    build(tmp_path, "tree/x.go", "secret/s.go")
    (tmp_path / "tree" / "link.go").symlink_to(tmp_path / "secret" / "s.go")
    (tmp_path / "tree" / "loop").symlink_to(tmp_path / "tree")
    (tmp_path / "tree" / "up").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "tree" / "pipe.go")
    assert list(walk(str(tmp_path / "tree"))) == [
        Folder("", go_files=("x.go",), other_files=(), odd=("link.go", "pipe.go"))
    ]
    link, pipe = read(tmp_path / "tree", "link.go", "pipe.go")
    assert link.problems[0].message.startswith("the file can't be read")
    assert pipe.problems != ()


@POSIX
def test_hostile_names_are_kept(tmp_path: Path) -> None:
    names = ["new\nline.go", 'quote".go', "<x>.go", "a::b.go", os.fsdecode(b"\xff\xfe.go"), " .go"]
    for name in names:
        try:
            (tmp_path / name).write_bytes(b"package p\n")
        except OSError:
            pytest.skip("this file system doesn't allow such names")
    (folder,) = walk(str(tmp_path))
    assert set(folder.go_files) == set(names)
    assert [facts.package for facts in read(tmp_path, *folder.go_files)] == ["p"] * len(names)


def test_unreadable_folders_and_files_are_reported(tmp_path: Path) -> None:
    assert [bool(folder.problem) for folder in walk(str(tmp_path / "missing"))] == [True]
    (tmp_path / "folder.go").mkdir()
    for facts in read(tmp_path, "missing.go", "folder.go"):
        assert facts.package == ""
        assert facts.problems[0].message.startswith("the file can't be read: ")


@POSIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_folders_and_files_without_permission_are_reported(tmp_path: Path) -> None:
    build(tmp_path, "a/x.go", "b.go")
    (tmp_path / "a").chmod(0)
    (tmp_path / "b.go").chmod(0)
    try:
        assert [bool(folder.problem) for folder in walk(str(tmp_path))] == [False, True]
        assert "Permission denied" in read(tmp_path, "b.go")[0].problems[0].message
    finally:
        (tmp_path / "a").chmod(0o700)


def test_only_the_header_of_a_50_megabyte_file_is_read(tmp_path: Path) -> None:
    with (tmp_path / "big.go").open("wb") as big:
        big.write(b'package p\n\nimport "a"\n\nvar x = 1\n')
        big.truncate(50 * 1024 * 1024)
    with (tmp_path / "comment.go").open("wb") as big:
        big.write(b"package p\n\n/*")
        big.seek(50 * 1024 * 1024)
        big.write(b"*/")
    big_facts, comment_facts = read(tmp_path, "big.go", "comment.go")
    assert big_facts == FileFacts("big.go", "p", (Import("a", line=3, column=8, end_column=11),))
    assert comment_facts.problems == (Problem(1, 1, "the header is longer than 4 MiB"),)


@pytest.mark.parametrize("size", [0, 1, FIRST_READ - 1, FIRST_READ, FIRST_READ + 1, 70_000, MAX_HEADER // 4 + 1])
def test_headers_of_every_length(tmp_path: Path, size: int) -> None:
    comment = b"//" + b"x" * size
    (tmp_path / "x.go").write_bytes(comment + b'\npackage p\nimport "a"')
    (tmp_path / "y.go").write_bytes(b"package p" + comment)
    (tmp_path / "z.go").write_bytes((b"package p //" + b"x" * size)[:size])
    x, y, z = read(tmp_path, "x.go", "y.go", "z.go")
    assert x == FileFacts("x.go", "p", (Import("a", line=3, column=8, end_column=11),))
    assert y == FileFacts("y.go", "p", ())
    assert z.package == ("p" if size > 9 else "")

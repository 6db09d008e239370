"""A small repository for tests of whole runs: what they read, write and don't change."""

from __future__ import annotations

from pathlib import Path

from support import txtar

ONE_FINDING = """
-- layers.toml --
version = 1

[layers]
A = ["a/**"]

[[rules]]
rule = 'A must not import "net/http"'
-- go.mod --
module example.com/m
-- a/x.go --
package a

import "net/http"

var _ = http.Get
-- moves.md --
| old_path | new_path |
|---|---|
| `a/` | `c/` |
"""


def small_repository(folder: Path, text: str = ONE_FINDING) -> Path:
    """Create a repository with these files. For archlint, a folder `.git` is enough."""
    txtar.read(text).write(folder)
    (folder / ".git").mkdir(parents=True)
    return folder


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder with their contents."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

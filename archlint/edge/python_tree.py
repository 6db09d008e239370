"""A tree of Python files, read: the edge for `[scan] language = "python"`, as `tree` is for Go.

Folders that Python programmers never mean are passed over: .x, __pycache__, node_modules and virtual environments.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.edge.sources import Progress, Sources
from archlint.edge.walk import walk
from archlint.edge.workspace import read_text_file
from archlint.errors import Complaint, InputError
from archlint.excludes import Excludes
from archlint.languages.python import read_python, resolve
from archlint.model.facts import FileFacts, Problem, Tree
from archlint.model.policy import Scan

if TYPE_CHECKING:
    from archlint.edge.git_tree import Tracked

_IGNORED = ("__pycache__", "node_modules")


def read_python_tree(
    sources: Sources, scan: Scan, *, progress: Progress | None = None, tracked: Tracked | None = None
) -> Tree:
    """Read the Python tree of these sources, of `tracked` files alone where they are given.

    Raises InputError where nothing is left to check.
    """
    root, excludes, skipped = sources.root, Excludes(scan), Counter[str]()
    paths = list(_paths(root, excludes, skipped, tracked))
    if not paths:
        hint = "name the folder that holds the Python code, or look at [scan] in layers.toml"
        message = "no Python file to check"
        raise InputError(Complaint(os.path.basename(root) or root, 0, "", message, hint, "inert-scan"))
    wrapped = progress(paths, "Reading Python files") if progress else paths
    files = resolve(_read(sources, path) for path in wrapped)
    return Tree(files, skipped=tuple(sorted(skipped.items())), matched_excludes=frozenset(excludes.matched))


def _paths(root: str, excludes: Excludes, skipped: Counter[str], tracked: Tracked | None) -> Iterator[str]:
    environments: set[str] = set()

    def enters(parent: str, name: str) -> bool:
        path = f"{parent}/{name}" if parent else name
        if parent in environments or name.startswith(".") or name in _IGNORED:
            return False
        if excludes.folder(path):
            skipped["excluded folders"] += 1
            return False
        return True

    for folder in walk(root, enters):
        if "pyvenv.cfg" in folder.other_files:
            environments.add(folder.path)
            continue
        for name in folder.other_files:
            path = f"{folder.path}/{name}" if folder.path else name
            if not name.endswith(".py"):
                continue
            if excludes.file(path):
                skipped["excluded files"] += 1
            elif tracked is not None and path not in tracked.files:
                skipped["untracked files"] += 1
            else:
                yield path


def _read(sources: Sources, path: str) -> FileFacts:
    try:
        data = read_text_file(os.path.join(sources.root, path), "the file")
    except InputError as wrong:
        return FileFacts(path, "", (), problems=(Problem(1, 1, wrong.complaints[0].message),))
    sources.add(path, data, whole=True)
    return read_python(path, data)

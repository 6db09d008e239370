"""Reads a tree of Python files, for `[scan] language = "python"`.

Folders that don't contain the project's own code are skipped: .x, __pycache__, node_modules, virtual environments.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.edge.sources import Progress, Sources
from archlint.edge.tree import nothing_to_check
from archlint.edge.walk import walk
from archlint.edge.workspace import read_text_file
from archlint.errors import InputError
from archlint.excludes import Excludes
from archlint.languages.python import PYTHON, ignored_folder, read_python, resolve, unread
from archlint.model.facts import FileFacts, Problem, Tree
from archlint.model.policy import Scan, Tests

if TYPE_CHECKING:
    from archlint.edge.git_tree import Tracked


def read_python_tree(
    sources: Sources, scan: Scan, tests: Tests, *, progress: Progress | None = None, tracked: Tracked | None = None
) -> Tree:
    """Read the Python tree of these sources. Raises InputError if there is nothing to check.

    `tests` says which files to read; `tracked` limits the tree to the files that git tracks.
    """
    root, excludes, skipped = sources.root, Excludes(scan), Counter[str]()
    paths = list(_paths(root, excludes, tests, skipped, tracked))
    if not paths:
        raise InputError(nothing_to_check(root, PYTHON, skipped))
    wrapped = progress(paths, "Reading Python files") if progress else paths
    files = resolve(_read(sources, path) for path in wrapped)
    return Tree(files, skipped=tuple(sorted(skipped.items())), matched_excludes=frozenset(excludes.matched))


def _paths(
    root: str, excludes: Excludes, tests: Tests, skipped: Counter[str], tracked: Tracked | None
) -> Iterator[str]:
    environments: set[str] = set()

    def enters(parent: str, name: str) -> bool:
        path = f"{parent}/{name}" if parent else name
        if parent in environments or ignored_folder(name):
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
            if not PYTHON.is_source(name):
                continue
            if excludes.file(path):
                skipped["excluded files"] += 1
            elif tracked is not None and path not in tracked.files:
                skipped["untracked files"] += 1
            elif tests != "include" and PYTHON.is_test(path) != (tests == "only"):
                skipped["test files" if tests == "exclude" else "production files"] += 1
            else:
                yield path


def _read(sources: Sources, path: str) -> FileFacts:
    try:
        data = read_text_file(os.path.join(sources.root, path), "the file")
    except InputError as wrong:
        return unread(path, Problem(1, 1, wrong.complaints[0].message))
    sources.add(path, data, whole=True)
    return read_python(path, data)

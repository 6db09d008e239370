"""Reads a tree of a language in which each file is a package, such as Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.edge.sources import Progress, Sources
from archlint.edge.tree import nothing_to_check
from archlint.errors import InputError
from archlint.excludes import Excludes
from archlint.model.facts import FileFacts, Problem, Tree
from archlint.model.language import FileLanguage
from archlint.model.policy import Scan, Tests

if TYPE_CHECKING:
    from archlint.edge.git_tree import Tracked


def read_file_tree(
    sources: Sources,
    language: FileLanguage,
    scan: Scan,
    tests: Tests,
    *,
    progress: Progress | None = None,
    tracked: Tracked | None = None,
) -> Tree:
    """Read the tree of these sources. `tests` says which files to read; `tracked` limits the tree to the files
    that git tracks. Raises InputError if there is nothing to check.
    """
    root, excludes, skipped = sources.root, Excludes(scan), Counter[str]()
    paths = list(_paths(sources, language, excludes, tests=tests, skipped=skipped, tracked=tracked))
    if not paths:
        raise InputError(nothing_to_check(root, language, skipped))
    wrapped = progress(paths, f"Reading {language.title} files") if progress else paths
    files = language.resolve(_read(sources, language, path) for path in wrapped)
    return Tree(files, skipped=tuple(sorted(skipped.items())), matched_excludes=frozenset(excludes.matched))


def _paths(
    sources: Sources,
    language: FileLanguage,
    excludes: Excludes,
    tests: Tests,
    skipped: Counter[str],
    tracked: Tracked | None,
) -> Iterator[str]:
    environments: set[str] = set()

    def enters(parent: str, name: str) -> bool:
        path = f"{parent}/{name}" if parent else name
        if parent in environments or language.ignores_folder(name):
            return False
        if excludes.folder(path):
            skipped["excluded folders"] += 1
            return False
        return True

    for folder in sources.walk(enters):
        if language.environment in folder.other_files:
            environments.add(folder.path)
            continue
        for name in folder.other_files:
            path = f"{folder.path}/{name}" if folder.path else name
            if not language.is_source(name):
                continue
            if excludes.file(path):
                skipped["excluded files"] += 1
            elif tracked is not None and path not in tracked.files:
                skipped["untracked files"] += 1
            elif tests != "include" and language.is_test(path) != (tests == "only"):
                skipped["test files" if tests == "exclude" else "production files"] += 1
            else:
                yield path


def _read(sources: Sources, language: FileLanguage, path: str) -> FileFacts:
    try:
        return language.read(path, sources.read_whole(path))
    except InputError as wrong:
        return language.unread(path, Problem(1, 1, wrong.complaints[0].message))

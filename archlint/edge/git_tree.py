"""Which files of the tree git tracks, and the walk held to them (`archlint check --tracked`)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

from archlint.edge.git import find_git
from archlint.edge.walk import Folder

_HINT = "leave out --tracked to check every file there is"


class Tracked(NamedTuple):
    """The files that git's index holds below the scan root, and their folders; root-relative, `/` only."""

    files: frozenset[str]
    folders: frozenset[str]

    def keep(self, folder: Folder) -> tuple[Folder, list[str]]:
        """A folder of the walk without what is not tracked, and the paths of the files that were left out."""
        prefix = f"{folder.path}/" if folder.path else ""

        def parted(names: tuple[str, ...]) -> tuple[str, ...]:
            left_out.extend(prefix + name for name in names if prefix + name not in self.files)
            return tuple(name for name in names if prefix + name in self.files)

        left_out: list[str] = []
        problem = folder.problem if folder.path in self.folders else ""
        kept = Folder(folder.path, parted(folder.go_files), parted(folder.other_files), parted(folder.odd), problem)
        return kept, left_out


def read_tracked(root: str) -> Tracked:
    """Ask git for the files of its index below `root` (a folder of this machine), those of submodules included.

    The index is the one that git itself would use, also within a commit that is being made (GIT_INDEX_FILE). Raises
    InputError where there is no git, or `root` is in no repository.
    """
    git = find_git(root, "--tracked", _HINT)
    failure = "git cannot say which files it tracks"
    found = git.ask("ls-files", "-z", "--cached", "--recurse-submodules", failure=failure)
    return tracked(os.fsdecode(path) for path in found.split(b"\0") if path)


def tracked(paths: Iterable[str]) -> Tracked:
    """The record of these root-relative paths."""
    files = frozenset(paths)
    folders = {""}
    for path in files:
        folder = path.rpartition("/")[0]
        while folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return Tracked(files, frozenset(folders))

"""The files that git tracks, and the walk restricted to them (`archlint check --tracked`)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

from archlint.edge.git import find_git
from archlint.edge.walk import Folder
from archlint.model.location import folders_of

_HINT = "omit --tracked to check all files"


class Tracked(NamedTuple):
    """The files below the scan root that are in git's index, and their folders; root-relative, `/` only."""

    files: frozenset[str]
    folders: frozenset[str]

    def keep(self, folder: Folder) -> tuple[Folder, list[str]]:
        """Return the folder without untracked files, and the paths of the files that were left out."""
        prefix = f"{folder.path}/" if folder.path else ""

        def parted(names: tuple[str, ...]) -> tuple[str, ...]:
            left_out.extend(prefix + name for name in names if prefix + name not in self.files)
            return tuple(name for name in names if prefix + name in self.files)

        left_out: list[str] = []
        problem = folder.problem if folder.path in self.folders else ""
        kept = Folder(
            folder.path, parted(folder.go_files), parted(folder.other_files), odd=parted(folder.odd), problem=problem
        )
        return kept, left_out


def read_tracked(root: str) -> Tracked:
    """Return the files of git's index below `root` (a path of this machine), including those of submodules.

    The index is the one that git itself would use, also during a commit (GIT_INDEX_FILE). Raises
    InputError if there is no git, or if `root` isn't in a repository.
    """
    git = find_git(root, "--tracked", _HINT)
    listed = git.ask("ls-files", "-z", "--cached", "--recurse-submodules", failure="git can't list the tracked files")
    return tracked(os.fsdecode(path) for path in listed.split(b"\0") if path)


def tracked(paths: Iterable[str]) -> Tracked:
    """Return the record for these root-relative paths."""
    files = frozenset(paths)
    return Tracked(files, frozenset(("", *folders_of(files))))

"""The edge to git: which files of the tree it tracks, and the walk held to them (`archlint check --tracked`).

git is asked only where the user asks for it. The repository may be a stranger's, and git runs what a repository's
configuration names; so the questions here are such as need no hook, pager, monitor or remote, and each of these is
switched off besides.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from typing import NamedTuple

from archlint.edge.walk import Folder
from archlint.errors import Complaint, InputError
from archlint.model.location import folders_of

_SAFE = (
    "--no-pager",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "safe.bareRepository=explicit"),  # a folder of the tree may look like a repository, with a configuration
)
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
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
    program = _find_git()
    if program is None:
        raise InputError(_complaint("asked for tracked files alone, but there is no git on PATH"))
    command = [program, *_SAFE, "ls-files", "-z", "--cached", "--recurse-submodules"]
    try:
        done = subprocess.run(
            command, cwd=root, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError as problem:
        raise InputError(_complaint(f"git cannot be run: {problem.strerror}")) from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[0].removeprefix("fatal: ") if said else f"it ended with status {done.returncode}"
        raise InputError(_complaint(f"git cannot say which files it tracks: {reason}"))
    return tracked(os.fsdecode(path) for path in done.stdout.split(b"\0") if path)


def tracked(paths: Iterable[str]) -> Tracked:
    """The record of these root-relative paths."""
    files = frozenset(paths)
    return Tracked(files, frozenset(("", *folders_of(files))))


def _find_git() -> str | None:
    """git in an absolute folder of PATH: never one that the current folder, which may be the tree, has to offer."""
    for folder in os.get_exec_path():
        found = shutil.which(os.path.join(folder, "git")) if os.path.isabs(folder) else None
        if found:
            return found
    return None


def _environment() -> dict[str, str]:
    """This process's environment. GIT_DIR alone means that the work tree is the current folder, which is another one
    for the git that runs in the scan root; so both are said in full."""
    environment = {**os.environ, **_QUIET}
    if "GIT_DIR" in environment:
        environment["GIT_DIR"] = os.path.abspath(environment["GIT_DIR"])
        environment["GIT_WORK_TREE"] = os.path.abspath(environment.get("GIT_WORK_TREE", "."))
    return environment


def _complaint(message: str) -> Complaint:
    return Complaint("", message, _HINT, kind="input")

"""The files that git tracks, and the walk restricted to them (`archlint check --tracked`).

git runs only if the user asks for it. The repository may come from a stranger, and git executes programs that the
repository's configuration names. So the commands used here need no hook, pager, monitor or remote, and each of these
is also turned off.
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
    *("-c", "safe.bareRepository=explicit"),  # a folder of the tree may look like a repository with a configuration
)
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
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
    program = _find_git()
    if program is None:
        raise InputError(_complaint("--tracked needs git, which isn't on PATH"))
    command = [program, *_SAFE, "ls-files", "-z", "--cached", "--recurse-submodules"]
    try:
        done = subprocess.run(
            command, cwd=root, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError as problem:
        raise InputError(_complaint(f"git can't be run: {problem.strerror}")) from None
    if done.returncode != 0:
        errors = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = errors[0].removeprefix("fatal: ") if errors else f"it exited with status {done.returncode}"
        raise InputError(_complaint(f"git can't list the tracked files: {reason}"))
    return tracked(os.fsdecode(path) for path in done.stdout.split(b"\0") if path)


def tracked(paths: Iterable[str]) -> Tracked:
    """Return the record for these root-relative paths."""
    files = frozenset(paths)
    return Tracked(files, frozenset(("", *folders_of(files))))


def _find_git() -> str | None:
    """Find git in an absolute folder of PATH, never in the current folder, which may be the tree."""
    for folder in os.get_exec_path():
        found = shutil.which(os.path.join(folder, "git")) if os.path.isabs(folder) else None
        if found:
            return found
    return None


def _environment() -> dict[str, str]:
    """Return this process's environment, with absolute paths for git.

    With GIT_DIR alone, git takes the current folder for the work tree, but it runs in the scan root.
    """
    environment = {**os.environ, **_QUIET}
    if "GIT_DIR" in environment:
        environment["GIT_DIR"] = os.path.abspath(environment["GIT_DIR"])
        environment["GIT_WORK_TREE"] = os.path.abspath(environment.get("GIT_WORK_TREE", "."))
    return environment


def _complaint(message: str) -> Complaint:
    return Complaint("", message, _HINT, kind="input")

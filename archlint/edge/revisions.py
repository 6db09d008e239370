"""Revisions of the repository: which commit a name means, what its tree holds, and which files were renamed since.

Everything comes from git's objects. Nothing is checked out, and nothing is fetched.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from archlint.edge.blobs import read_named
from archlint.edge.git import HINT_PARTIAL, GitError, complaint, find_git
from archlint.errors import Complaint

_HINT_SHALLOW = "fetch the whole history: git fetch --unshallow, or fetch-depth: 0 in the step that checks out"
_MOST_RENAMED = 1000
"""How many files git compares with as many others to find renames; beyond that, only unchanged files are paired. It is
git's own default, and takes git a second or two."""

LINK, SUBMODULE = "120000", "160000"
"""The modes of what is no regular file (git, "gitformat-index", mode)."""


class Revision(NamedTuple):
    """A commit: the name that the user gave, and its object id."""

    name: str
    commit: str


class Renames(NamedTuple):
    """Renamed files: old path -> new path, both in the repository. If not `complete`, only files that didn't change."""

    paths: Mapping[str, str]
    complete: bool = True


class Entry(NamedTuple):
    """An entry of a tree: its mode, and the object id of its contents."""

    mode: str
    id: str


class Repository:
    """The repository around the folder `root`. `option` is what asks for it, for messages; `hint` ends them.

    `prefix` is the folder's path in the repository, "" or ending in `/`. Raises GitError if there is no git, no
    repository, or one that git refuses to read.
    """

    def __init__(self, root: str, option: str, hint: str) -> None:
        self.git = find_git(root, option, hint)
        self.option = option
        questions = ("--show-prefix", "--git-path", "info/sparse-checkout")
        answer = self.git.ask("rev-parse", *questions, failure=f"{option} needs a git repository")
        prefix, _, sparse = os.fsdecode(answer.removesuffix(b"\n")).rpartition("\n")
        self.prefix = prefix
        self._sparse = os.path.join(root, sparse)

    def revision(self, name: str) -> Revision:
        """The commit that a name means; a branch that is only on the remote `origin` is found there.

        Raises GitError for a name that means none.
        """
        for candidate in (name, f"refs/remotes/origin/{name}"):
            commit = self.commit_of(candidate)
            if commit:
                return Revision(name, commit)
        raise GitError(self._unknown(name))

    def merge_base(self, name: str) -> Revision:
        """The commit where the history of HEAD left that of the revision: the revision itself if it is an ancestor.

        Raises GitError if the name means no commit, or the clone has no such ancestor.
        """
        found = self.git.answer("merge-base", "--end-of-options", name, "HEAD") if _is_name(name) else None
        if found:
            return Revision(name, found)
        revision = self.revision(name)
        if not self.commit_of("HEAD"):
            raise GitError(complaint("HEAD is no commit yet, so there is nothing to compare with", self.git.hint))
        found = self.git.answer("merge-base", revision.commit, "HEAD")
        if found:
            return Revision(name, found)
        what = f"{name!r} and HEAD have no common ancestor"
        if self._is_shallow():
            raise GitError(complaint(f"{what} in this clone, which is shallow", _HINT_SHALLOW))
        raise GitError(complaint(what, self.git.hint))

    def entries(self, commit: str) -> dict[str, Entry]:
        """All that a commit holds, by path in the repository; links and submodules too."""
        failure = "git can't list the files of the base"
        git = self.git._replace(hint=HINT_PARTIAL) if self.git.is_partial() else self.git
        listed = git.ask("ls-tree", "-r", "-z", "--full-tree", commit, failure=failure)
        found: dict[str, Entry] = {}
        for line in listed.split(b"\0"):
            if line:
                head, _, path = line.partition(b"\t")
                mode, _, name = head.decode().split(" ")
                found[os.fsdecode(path)] = Entry(mode, name)
        return found

    def has_folder(self, commit: str, folder: str) -> bool:
        """Whether a commit has this folder; its path ends in `/`."""
        return self.git.answer("rev-parse", "--verify", "--quiet", f"{commit}:{folder.rstrip('/')}") is not None

    def files(self, commit: str, folder: str, paths: Iterable[str]) -> list[bytes | None]:
        """The contents of files of a commit, by their paths from a folder; None for one that is not in the repository.

        Raises GitError if the clone lacks the contents.
        """
        inner = [posixpath.normpath(folder + path) for path in paths]
        names = [f"{commit}:{path}" for path in inner if not path.startswith("../") and "\n" not in path]
        found = dict(zip(names, read_named(self.git, names), strict=True))
        return [found.get(f"{commit}:{path}") for path in inner]

    def renames(self, before: str, after: str | None) -> Renames:
        """Files that git takes for renamed between two commits.

        `after` None is the index: what is staged, and what HEAD has besides. No file of the working tree is read.
        """
        command = ["diff-index", "--cached"] if after is None else ["diff-tree", "-r"]
        options = ["-z", "--name-status", "--no-ext-diff", "--no-textconv", f"-l{_MOST_RENAMED}"]
        options += ["--diff-filter=R", "--full-index", "--ignore-submodules=all"]
        trees = [before] if after is None else [before, after]
        answer = self.git.bytes_of(*command, *options, "-M", *trees, "--")
        complete = answer is not None
        if answer is None:  # a clone that lacks contents, which need not be those of source files
            failure = "git can't say which files were renamed"
            answer = self.git.ask(*command, *options, "-M100%", *trees, "--", failure=failure)
        paths = [os.fsdecode(path) for path in answer.split(b"\0")]
        return Renames({paths[at + 1]: paths[at + 2] for at in range(0, len(paths) - 2, 3)}, complete)

    @cached_property
    def is_sparse(self) -> bool:
        """Whether only a part of the files is checked out."""
        if not os.path.exists(self._sparse):
            return False
        return self.git.answer("config", "--type=bool", "--get", "core.sparseCheckout") == "true"

    def not_checked_out(self) -> frozenset[str]:
        """The files below the root that a sparse checkout leaves out, by path in the repository."""
        listed = self.git.ask("ls-files", "-z", "-t", "--full-name", failure="git can't list its index")
        return frozenset(os.fsdecode(line[2:]) for line in listed.split(b"\0") if line.startswith(b"S "))

    def submodule(self, path: str) -> Repository | None:
        """The submodule at this path in the repository, None if it isn't checked out."""
        top = self.git.answer("rev-parse", "--show-toplevel")
        folder = os.path.join(top or self.git.root, path)
        if not os.path.lexists(os.path.join(folder, ".git")):
            return None
        return Repository(folder, self.option, self.git.hint)

    def parents(self, commit: str) -> tuple[str, ...]:
        """The object ids of the parents of a commit."""
        return tuple((self.git.answer("rev-parse", f"{commit}^@") or "").split())

    def commit_of(self, name: str) -> str:
        """The object id of the commit that a name means, "" for none."""
        if not _is_name(name):
            return ""
        return self.git.answer("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}") or ""

    def _unknown(self, name: str) -> Complaint:
        message = f"{name!r} is not a revision that git knows here"
        if self._is_shallow():
            return complaint(f"{message}; this clone is shallow", _HINT_SHALLOW)
        return complaint(message, "name a branch, a tag or a commit of this clone, or fetch it first")

    def _is_shallow(self) -> bool:
        return self.git.answer("rev-parse", "--is-shallow-repository") == "true"


def _is_name(name: str) -> bool:
    """Whether git may be asked for a name: it is no option, and no several lines."""
    return bool(name) and not name.startswith("-") and not any(char < " " for char in name)


def renamed_below(renames: Mapping[str, str], before: str, after: str) -> dict[str, str]:
    """The renames between the folder `before` of the one tree and the folder `after` of the other, with paths relative
    to them; both are "" or end in `/`."""
    return {
        old[len(before) :]: new[len(after) :]
        for old, new in renames.items()
        if old.startswith(before) and new.startswith(after)
    }

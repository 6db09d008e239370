"""Revisions of the repository: which commit a name means, what its tree holds, and which files were renamed since.

Everything comes from git's objects. Nothing is checked out, and nothing is fetched.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from typing import NamedTuple

from archlint.edge.blobs import Blob, read_blobs
from archlint.edge.git import HINT_PARTIAL, complaint, find_git
from archlint.errors import Complaint, InputError

_HINT_SHALLOW = "fetch the whole history: git fetch --unshallow, or fetch-depth: 0 in the step that checks out"
_MOST_RENAMED = 2000
"""How many files git compares with as many others to find renames; beyond that, only unchanged files are paired."""

LINK, SUBMODULE = "120000", "160000"
"""The modes of what is no regular file (git, "gitformat-index", mode)."""


class Revision(NamedTuple):
    """A commit: the name that the user gave, the object ids of the commit and of its tree."""

    name: str
    commit: str
    tree: str


class Entry(NamedTuple):
    """An entry of a tree: its mode, and the object id of its contents."""

    mode: str
    id: str


class Repository:
    """The repository around the folder `root`. `option` is what asks for it, for messages; `hint` ends them.

    `prefix` is the folder's path in the repository, "" or ending in `/`. Raises InputError if there is no git, no
    repository, or one that git refuses to read.
    """

    def __init__(self, root: str, option: str, hint: str) -> None:
        self.git = find_git(root, option, hint)
        self.option = option
        answer = self.git.ask("rev-parse", "--show-prefix", failure=f"{option} needs a git repository")
        self.prefix = os.fsdecode(answer.removesuffix(b"\n"))

    def revision(self, name: str) -> Revision:
        """The commit that a name means; a branch that is only on the remote `origin` is found there.

        Raises InputError for a name that means none.
        """
        for candidate in (name, f"refs/remotes/origin/{name}"):
            commit = self._commit(candidate)
            if commit:
                tree = self.git.ask("rev-parse", f"{commit}^{{tree}}", failure=f"git can't read the commit {commit}")
                return Revision(name, commit, tree.decode().strip())
        raise InputError(self._unknown(name))

    def merge_base(self, revision: Revision, head: str = "HEAD") -> Revision:
        """The commit where the history of `head` left that of the revision: the revision itself if it is an ancestor.

        Raises InputError if the clone has no such commit.
        """
        here = self._commit(head)
        if not here:
            raise InputError(complaint(f"{head} is no commit yet, so there is nothing to compare with", self.git.hint))
        found = self.git.answer("merge-base", revision.commit, here)
        if found:
            tree = self.git.ask("rev-parse", f"{found}^{{tree}}", failure=f"git can't read the commit {found}")
            return Revision(revision.name, found, tree.decode().strip())
        what = f"{revision.name!r} and {head} have no common ancestor"
        if self._is_shallow():
            raise InputError(complaint(f"{what} in this clone, which is shallow", _HINT_SHALLOW))
        raise InputError(complaint(what, self.git.hint))

    def entries(self, tree: str) -> dict[str, Entry]:
        """All that a tree holds, by path in the repository; links and submodules too."""
        failure = "git can't list the files of the base"
        git = self.git._replace(hint=HINT_PARTIAL) if self.git.is_partial() else self.git
        listed = git.ask("ls-tree", "-r", "-z", "--full-tree", tree, failure=failure)
        found: dict[str, Entry] = {}
        for line in listed.split(b"\0"):
            if line:
                head, _, path = line.partition(b"\t")
                mode, _, name = head.decode().split(" ")
                found[os.fsdecode(path)] = Entry(mode, name)
        return found

    def has_folder(self, tree: str, folder: str) -> bool:
        """Whether a tree has this folder; its path ends in `/`."""
        return self.git.answer("rev-parse", "--verify", "--quiet", f"{tree}:{folder.rstrip('/')}") is not None

    def file(self, tree: str, folder: str, path: str) -> bytes | None:
        """The contents of a file of a tree, by its path from a folder; None where there is none in the repository.

        Raises InputError if the clone lacks the contents.
        """
        inner = posixpath.normpath(folder + path)
        name = (
            None if inner.startswith("../") else self.git.answer("rev-parse", "--verify", "--quiet", f"{tree}:{inner}")
        )
        return None if name is None else next(read_blobs([Blob(self.git, name)]))

    def renames(self, before: str, after: str | None) -> dict[str, str]:
        """Files that git takes for renamed between two trees: old path -> new path, both in the repository.

        `after` None is the index: what is staged, and what HEAD has besides. No file of the working tree is read.
        """
        command = ["diff-index", "--cached"] if after is None else ["diff-tree", "-r"]
        options = ["-z", "--name-status", "--no-ext-diff", "--no-textconv", "-M", f"-l{_MOST_RENAMED}"]
        trees = [before] if after is None else [before, after]
        options += ["--diff-filter=R", "--full-index", "--ignore-submodules=all"]
        failure = "git can't say which files were renamed"
        parts = self.git.ask(*command, *options, *trees, "--", failure=failure).split(b"\0")
        paths = [os.fsdecode(path) for path in parts]
        return {paths[at + 1]: paths[at + 2] for at in range(0, len(paths) - 2, 3)}

    def is_sparse(self) -> bool:
        """Whether only a part of the files is checked out."""
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
        return self._commit(name)

    def _commit(self, name: str) -> str:
        if not name or name.startswith("-") or any(char < " " for char in name):
            return ""
        return self.git.answer("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}") or ""

    def _unknown(self, name: str) -> Complaint:
        message = f"{name!r} is not a revision that git knows here"
        if self._is_shallow():
            return complaint(f"{message}; this clone is shallow", _HINT_SHALLOW)
        return complaint(message, "name a branch, a tag or a commit of this clone, or fetch it first")

    def _is_shallow(self) -> bool:
        return self.git.answer("rev-parse", "--is-shallow-repository") == "true"


def renamed_below(renames: Mapping[str, str], before: str, after: str) -> dict[str, str]:
    """The renames between the folder `before` of the one tree and the folder `after` of the other, with paths relative
    to them; both are "" or end in `/`."""
    return {
        old[len(before) :]: new[len(after) :]
        for old, new in renames.items()
        if old.startswith(before) and new.startswith(after)
    }

"""Finds the base of a check: where the branch left the revision that the user, or the CI event, names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from archlint.commands.revision_reader import Found, RevisionReader, find_folder
from archlint.edge.ci_event import event_base
from archlint.edge.git import complaint
from archlint.edge.revisions import Repository, Revision
from archlint.errors import InputError

if TYPE_CHECKING:
    from archlint.commands.options import Options
    from archlint.edge.cache import Cache

_HINT = "leave out --base to check the whole tree"


def find_base(options: Options, root: str, cache: Cache | None) -> RevisionReader:
    """Find the base of a check of the tree at `root`. Raises InputError if there is none."""
    return RevisionReader(options, _find(options, root), cache)


def _find(options: Options, root: str) -> Found:
    repository = Repository(root, "--base", _HINT)
    revision = _of_event(repository) if options.base == "auto" else repository.merge_base(options.base or "")
    return find_folder(repository, revision, repository.renames(revision.commit, None))


def _of_event(repository: Repository) -> Revision:
    """The base of the event: the first parent of a merge that the service made, else where the branch left its base."""
    event = event_base(os.environ)
    parents = repository.parents("HEAD")
    if len(parents) == 2 and event.head == parents[1]:
        found = repository.revision(parents[0])
    else:
        found = repository.merge_base(event.name)
    if found.commit == repository.commit_of("HEAD"):
        message = "--base auto: the commit that is checked out is the base itself, so there is nothing to compare"
        raise InputError(complaint(message, "check out the head of the pull request, or name another base"))
    return found._replace(name="auto")

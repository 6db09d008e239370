"""The facts of the files of revisions, remembered from run to run by git's object ids.

A branch changes few files, and so does its base from one run to the next: only those are read. One entry of the cache
has the facts of one revision of a root; the next revision takes over what it has too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from archlint.edge.fact_store import decoded, encoded
from archlint.model.facts import FileFacts

if TYPE_CHECKING:
    from archlint.edge.cache import Cache

_Known = dict[tuple[str, str], FileFacts]


class RevisionFacts:
    """The facts of files below `root`, by path and object id: some facts depend on the path."""

    def __init__(self, cache: Cache, root: str) -> None:
        self._cache = cache
        self._key = cache.key("revision", os.path.realpath(root))

    @cached_property
    def known(self) -> _Known:
        """What is remembered."""
        names, _, text = (self._cache.get(self._key) or "").partition("\n")
        try:
            paths, ids = json.loads(names)
            return dict(zip(zip(paths, ids, strict=True), decoded(paths, text), strict=True))
        except (ValueError, TypeError, LookupError):  # nothing, or nothing that this code has written
            return {}

    def save(self, found: Iterable[tuple[str, FileFacts]], ids: Mapping[str, str]) -> None:
        """Remember the facts of these files, and those of others that the revision has too. `ids` has all its files."""
        kept = {key: facts for key, facts in self.known.items() if ids.get(key[0]) == key[1]}
        kept.update(((path, ids[path]), facts) for path, facts in found)
        if kept.keys() != self.known.keys():
            self.known = kept
            paths, names = [path for path, _ in kept], [name for _, name in kept]
            head = json.dumps([paths, names], separators=(",", ":"))
            self._cache.put(self._key, f"{head}\n{encoded([*kept.values()])}")

"""What stands for the contents of files that are read whole, remembered from run to run by their stamps (`file_times`).

So what was made of such a file is found again, without a look into it.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from archlint.edge.file_times import NONE, FileTimes, Stamp

if TYPE_CHECKING:
    from archlint.edge.cache import Cache
    from archlint.edge.sources import Sources


def content_id(cache: Cache, path: str, data: bytes) -> str:
    """What stands for a file of this path and these contents. Its symbols are remembered under it."""
    return cache.key("symbols", path, data)


class ContentIds:
    """The ids of the files of `sources`, by path."""

    def __init__(self, cache: Cache, sources: Sources) -> None:
        self.cache = cache
        self._sources = sources
        self._key = cache.key("contents", os.path.realpath(sources.root))
        self._times = sources.times
        self._known = self._read(sources.times) if sources.times and sources.times.device >= 0 else {}
        self._is_new = False

    def of(self, path: str) -> str:
        """The id of the contents that a file has, which are those of this run where it was read before."""
        known = self._known.get(path)
        if known and self._times and path not in self._sources.stamps and (*self._times.of_all([path]),) == known[0]:
            return known[1]
        found = content_id(self.cache, path, self._sources.read(path))
        stamp = self._sources.stamps.get(path, NONE)
        if stamp is not NONE and (stamp, found) != known:
            self._known[path] = stamp, found
            self._is_new = True
        return found

    def save(self) -> None:
        """Remember what was found."""
        if self._is_new and self._times:
            here = [(path, *entry) for path, entry in self._known.items() if self._sources.size(path)]
            rows = [[path, *stamp, found] for path, stamp, found in here]
            self.cache.put(self._key, json.dumps([self._times.began, self._times.device, rows], separators=(",", ":")))

    def _read(self, times: FileTimes) -> dict[str, tuple[Stamp, str]]:
        try:
            began, device, rows = json.loads(self.cache.get(self._key) or "")
            if began > times.began or device != times.device:
                return {}
            return {
                path: ((size, written, changed, inode), found) for path, size, written, changed, inode, found in rows
            }
        except (ValueError, TypeError, LookupError):
            return {}

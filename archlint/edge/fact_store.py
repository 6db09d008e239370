"""The facts of a tree's files, remembered from run to run in the cache. A run reads the files that have changed.

Two entries are kept for each way to scan a root. One lists the files with their stamps (`file_times`). The other has
the facts, under a digest of the paths and of all that it says. This digest stands for the facts where a verdict is
remembered, so verdicts are kept by contents alone, and no time gets into them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from archlint.edge.file_times import NONE, FileTimes, Stamp
from archlint.edge.walk import read_headers
from archlint.model.facts import FileFacts, Ignore, Import, Problem

if TYPE_CHECKING:
    from archlint.edge.cache import Cache
    from archlint.edge.sources import Sources
    from archlint.edge.walk import Read

_WIDTH = len(NONE)
_record = tuple.__new__  # makes a NamedTuple without the detour through Python code


class _Listed(NamedTuple):
    """The files of an earlier run with their facts, and the digest of both. `stamps` has the numbers of all stamps, one
    after the other."""

    digest: str
    paths: list[str]
    stamps: list[int]
    facts: list[FileFacts]


class FactStore:
    """The facts of the files of `sources`. `scan` has all that decides which of them are asked for.

    `digest` stands for the paths and facts that `headers` has given, "" before it has given all.
    """

    def __init__(self, cache: Cache, sources: Sources, *scan: str) -> None:
        self.digest = ""
        self._cache = cache
        self._sources = sources
        self._key = cache.key("files", os.path.realpath(sources.root), *scan)
        self._times = FileTimes(sources.root, cache.folder)
        self._stamp = NONE

    def headers(self, paths: Sequence[str], read: Read) -> Iterator[FileFacts]:
        """The facts of the files at `paths`, in that order, as `Sources.headers` gives them."""
        paths, root = list(paths), self._sources.root
        listed = self._listed()
        stamps = self._times.stamps(root, paths) if listed else [*NONE] * len(paths)
        places = _places(listed, paths, stamps) if listed else [-1] * len(paths)
        fresh = read_headers(root, (path for path, place in zip(paths, places, strict=True) if place < 0), read, self)
        found: list[FileFacts] = []
        for now, place in enumerate(places):
            if listed and place >= 0:
                facts = listed.facts[place]
            else:
                self._stamp = NONE
                facts = next(fresh)
                stamps[_WIDTH * now : _WIDTH * (now + 1)] = self._stamp
            found.append(facts)
            yield facts
        self._remember(paths, found, stamps, listed)

    def whole_files(self) -> Mapping[str, bytes]:
        """The files that were read to their end before, by path."""
        return self._sources.whole_files()

    def keep(self, path: str, descriptor: int, data: bytes, *, whole: bool) -> None:
        """Keep what was read of a file that is still open, and its stamp."""
        self._stamp = self._times.stamp(os.fstat(descriptor))
        self._sources.keep(path, descriptor, data, whole=whole)

    def _listed(self) -> _Listed | None:
        """What is remembered; None for nothing, or where the times of files mean nothing."""
        text = self._cache.get(self._key) if self._times.device >= 0 else None
        if text is None:
            return None
        head, _, names = text.partition("\n")
        began, device, digest, stamps = json.loads(head)
        # A clock that was set back comes once more to the times that files were written at.
        if began > self._times.began or device != self._times.device:
            return None
        facts = self._cache.get(digest)
        if facts is None:
            return None
        paths = json.loads(names)
        return _Listed(digest, paths, stamps, _decoded(paths, facts))

    def _remember(self, paths: list[str], facts: list[FileFacts], stamps: list[int], listed: _Listed | None) -> None:
        """Remember what has changed; only the digest where the times of files mean nothing."""
        is_local = self._times.device >= 0
        if listed and listed.paths == paths and listed.facts == facts:
            self.digest = listed.digest
            # A file that was written just now has no stamp yet, and what it had before still leads to the same facts.
            for at in range(0, len(stamps), _WIDTH) if NONE[0] in stamps else ():
                if stamps[at] == NONE[0]:
                    stamps[at : at + _WIDTH] = listed.stamps[at : at + _WIDTH]
            if listed.stamps == stamps:
                return
        names = json.dumps(paths, separators=(",", ":"))
        if not self.digest:
            text = _encoded(facts)
            self.digest = self._cache.key("facts", names, text)
            if is_local:
                self._cache.put(self.digest, text)
        if is_local:
            head = [self._times.began, self._times.device, self.digest, stamps]
            self._cache.put(self._key, json.dumps(head, separators=(",", ":")) + "\n" + names)


def _places(listed: _Listed, paths: list[str], stamps: list[int]) -> list[int]:
    """For each path its place among the files that are listed, -1 where it has no stamp or not that of before."""
    if listed.paths == paths and listed.stamps == stamps and NONE[0] not in stamps:
        return [*range(len(paths))]
    before = {path: place for place, path in enumerate(listed.paths)}
    found: list[int] = []
    for now, path in enumerate(paths):
        place = before.get(path, -1)
        stamp = stamps[_WIDTH * now : _WIDTH * (now + 1)]
        is_same = stamp[0] >= 0 and stamp == listed.stamps[_WIDTH * place : _WIDTH * (place + 1)]
        found.append(place if is_same else -1)
    return found


def _encoded(files: Sequence[FileFacts]) -> str:
    """The facts without their paths, as one line of ASCII: imports and heads, which files share, and the numbers of
    those that each file has."""
    imports: dict[Import, int] = {}
    heads: dict[tuple[Any, ...], int] = {}
    rows: list[list[int]] = []
    for _, package, specs, *rest in files:
        head = heads.setdefault((package, *rest), len(heads))
        rows.append([head, *[imports.setdefault(spec, len(imports)) for spec in specs]])
    return json.dumps([[*imports], [*heads], rows], separators=(",", ":"))


def _decoded(paths: list[str], text: str) -> list[FileFacts]:
    specs, heads, rows = json.loads(text)
    import_of = [_record(Import, spec) for spec in specs].__getitem__
    shared = [
        (package, constraint, generated, _all(Problem, problems), _all(Ignore, ignores), scope)
        for package, constraint, generated, problems, ignores, scope in heads
    ]
    found: list[FileFacts] = []
    for path, (head, *numbers) in zip(paths, rows, strict=True):
        package, *rest = shared[head]
        found.append(_record(FileFacts, (path, package, tuple(map(import_of, numbers)), *rest)))
    return found


def _all(record: Any, rows: list[Any]) -> tuple[Any, ...]:
    return tuple(record(*row) for row in rows)

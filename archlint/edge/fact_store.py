"""The facts of a tree's files, remembered from run to run in the cache. A run reads the files that have changed.

Two entries are kept for each way to scan a root. One lists the files with their stamps (`file_times`). The other has
the facts, under a digest of the paths and of all that it says. This digest stands for the facts where a verdict is
remembered, so verdicts are kept by contents alone, and no time gets into them.

To write this takes a tenth of the time of a check. So the first run notes only that it was there: a tree that is
checked once, as in a clone that a service throws away, costs no more than it did.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from archlint.edge.file_times import NONE, FileTimes
from archlint.model.facts import FileFacts, Ignore, Import, Problem

if TYPE_CHECKING:
    from archlint.edge.cache import Cache
    from archlint.edge.sources import Sources
    from archlint.edge.walk import Read

_SEEN = "seen"
_WIDTH = len(NONE)
_record = tuple.__new__  # makes a NamedTuple without the detour through Python code


class _Listed(NamedTuple):
    """Files with their facts, and the digest of both. `stamps` has the numbers of all stamps, one after the other."""

    digest: str
    paths: list[str]
    stamps: list[int]
    facts: list[FileFacts]


class FactStore:
    """The facts of the files of `sources`. `scan` has all that decides which of them are asked for.

    `is_used` says whether an earlier run has asked for them too.
    """

    def __init__(self, cache: Cache, sources: Sources, *scan: str) -> None:
        self.cache = cache
        self._sources = sources
        self._key = cache.key("files", os.path.realpath(sources.root), *scan)
        self._text = cache.get(self._key)
        self.is_used = self._text is not None
        if sources.times is None and (self.is_used or sources.whole):
            sources.times = FileTimes(sources.root, cache.folder)
        self._given: tuple[list[str], list[FileFacts]] = [], []
        self._digest = ""

    @property
    def digest(self) -> str:
        """What stands for the paths and facts that `headers` has given."""
        if not self._digest:
            paths, facts = self._given
            self._digest = self.cache.key("facts", _json(paths), encoded(facts))
        return self._digest

    def headers(self, paths: Sequence[str], read: Read) -> Iterator[FileFacts]:
        """The facts of the files at `paths`, in that order, as `Sources.headers` gives them."""
        paths = [*paths]
        found: list[FileFacts] = []
        self._given = paths, found
        sources = self._sources
        if not self.is_used or sources.times is None:
            self.cache.put(self._key, _SEEN)
            for facts in sources.headers(paths, read):
                found.append(facts)
                yield facts
            return
        before = self._listed(sources.times)
        stamps = sources.times.of_all(paths) if before else [*NONE] * len(paths)
        places = _places(before, paths, stamps) if before else [-1] * len(paths)
        fresh = sources.headers((path for path, place in zip(paths, places, strict=True) if place < 0), read)
        stamp_of = sources.stamps.get if sources.whole else sources.stamps.pop  # nobody else asks for those of headers
        for now, place in enumerate(places):
            if before and place >= 0:
                facts = before.facts[place]
            else:
                facts = next(fresh)
                stamps[_WIDTH * now : _WIDTH * (now + 1)] = stamp_of(paths[now], NONE)
            found.append(facts)
            yield facts
        self._remember(sources.times, stamps, before)

    def _listed(self, times: FileTimes) -> _Listed | None:
        """What is remembered; None for nothing, or where the times of files mean nothing."""
        if times.device < 0 or self._text in (None, _SEEN):
            return None
        import json

        head, _, names = (self._text or "").partition("\n")
        try:
            began, device, digest, stamps = json.loads(head)
            # A clock that was set back comes once more to the times that files were written at.
            if began > times.began or device != times.device:
                return None
            paths = json.loads(names)
            return _Listed(digest, paths, stamps, facts=decoded(paths, self.cache.get(digest) or ""))
        except (ValueError, TypeError, LookupError):  # there are no facts, or none that this code has written
            return None

    def _remember(self, times: FileTimes, stamps: list[int], before: _Listed | None) -> None:
        """Remember what has changed; nothing where the times of files mean nothing."""
        if times.device < 0:
            return
        paths, facts = self._given
        if before and before.paths == paths and before.facts == facts:
            self._digest = before.digest
            # A file that was written just now has no stamp yet, and what it had before still leads to the same facts.
            for at in range(0, len(stamps), _WIDTH) if NONE[0] in stamps else ():
                if stamps[at] == NONE[0]:
                    stamps[at : at + _WIDTH] = before.stamps[at : at + _WIDTH]
            if before.stamps == stamps:
                return
        names = _json(paths)
        if not self._digest:
            text = encoded(facts)
            self._digest = self.cache.key("facts", names, text)
            self.cache.put(self._digest, text)
        self.cache.put(self._key, f"{_json([times.began, times.device, self._digest, stamps])}\n{names}")


def _places(before: _Listed, paths: list[str], stamps: list[int]) -> list[int]:
    """For each path its place among the files of before, -1 if it has no stamp, or not that of before."""
    if before.paths == paths and before.stamps == stamps and NONE[0] not in stamps:
        return [*range(len(paths))]
    places = {path: place for place, path in enumerate(before.paths)}
    found: list[int] = []
    for now, path in enumerate(paths):
        place = places.get(path, -1)
        stamp = stamps[_WIDTH * now : _WIDTH * (now + 1)]
        is_same = stamp[0] >= 0 and stamp == before.stamps[_WIDTH * place : _WIDTH * (place + 1)]
        found.append(place if is_same else -1)
    return found


def encoded(files: Sequence[FileFacts]) -> str:
    """The facts without their paths, as one line of ASCII: imports and heads, which files share, and the numbers of
    those that each file has."""
    imports: dict[Import, int] = {}
    heads: dict[tuple[Any, ...], int] = {}
    known: dict[int, int] = {}  # by the record that it is, which is quicker than by what it says

    def number(spec: Import) -> int:
        found = known[id(spec)] = imports.setdefault(spec, len(imports))
        return found

    rows: list[list[int]] = []
    for _, package, specs, *rest in files:
        row = [heads.setdefault((package, *rest), len(heads))]
        for spec in specs:
            known_as = known.get(id(spec))
            row.append(number(spec) if known_as is None else known_as)
        rows.append(row)
    return _json([[*imports], [*heads], rows])


def decoded(paths: list[str], text: str) -> list[FileFacts]:
    """The facts of the files at these paths, from the text that `encoded` has made of them.

    Raises ValueError, TypeError or LookupError for any other text.
    """
    import json

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


def _json(value: Any) -> str:
    import json

    return json.dumps(value, separators=(",", ":"))

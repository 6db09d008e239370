"""The contents of the files of a tree: each file is opened once in a run, and kept for later reads.

So everything that a run reports and caches about a file is about the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from archlint.edge.walk import Folder, Read, read_headers, walk
from archlint.edge.workspace import read_regular, read_text_file
from archlint.model.location import Place

if TYPE_CHECKING:
    from archlint.edge.file_times import FileTimes, Stamp
    from archlint.model.facts import FileFacts

Progress = Callable[[Sequence[str], str], Iterable[str]]
"""Shows progress under a label: takes items, and yields them one by one."""

MAX_KEPT = 64 * 1024 * 1024
"""The number of bytes that are kept. A file that isn't kept completely is opened again when more of it is needed."""

MAX_PARSED = 16 * 1024 * 1024
"""The size of the largest file that is parsed; larger Go files are generated tables. Their symbols aren't known."""

MAX_SHOWN = 1024 * 1024
"""How many bytes of a file a report searches for the line that it shows."""

MAX_MOD = 16 * 1024 * 1024
"""The most that is read of a go.mod or go.work."""

_STEP = 64 * 1024


class Sources:
    """The files below `root`. `whole` reads each to its end at once, because complete files will be needed.

    With `times`, `stamps` gets the stamp of each file when it is opened.
    """

    def __init__(self, root: str, *, whole: bool = False, most: int = MAX_KEPT) -> None:
        self.root = root
        self.whole = whole
        self.times: FileTimes | None = None
        self.stamps: dict[str, Stamp] = {}
        self._room = most
        self._kept: dict[str, tuple[bytes, bool]] = {}  # by path: the first bytes, and whether these are all

    def __reduce__(self) -> tuple[type[Sources], tuple[object, ...]]:
        """A pool process opens files itself; a forked process has the kept contents."""
        return Sources, (self.root,)

    def walk(self, enters: Callable[[str, str], bool]) -> Iterator[Folder]:
        """Every folder, as `walk.walk` gives them."""
        return walk(self.root, enters)

    def headers(self, paths: Iterable[str], read: Read) -> Iterator[FileFacts]:
        """The facts of the files at `paths`, in that order, as `walk.read_headers` gives them."""
        return read_headers(self.root, paths, read, kept=self)

    def go_mod_above(self) -> tuple[bytes, str]:
        """The nearest go.mod above the root, b"" for none, and the root's path below its folder.

        It is not looked for beyond the folder of `.git`, or of a go.mod that cannot be read.
        """
        return self._above("go.mod")

    def go_work_above(self) -> tuple[bytes, str]:
        """The same for go.work."""
        return self._above("go.work")

    def _above(self, wanted: str) -> tuple[bytes, str]:
        folder, inside = os.path.realpath(self.root), ""
        while not any(os.path.lexists(os.path.join(folder, name)) for name in (".git", wanted)):
            parent, name = os.path.split(folder)
            if parent == folder:
                break
            folder, inside = parent, f"{name}/{inside}" if inside else name
        return (read_regular(os.path.join(folder, wanted), MAX_MOD), inside) if inside else (b"", "")

    def want_whole_files(self) -> None:
        """From now on, read each file to its end."""
        self.whole = True

    def keep(self, path: str, descriptor: int, data: bytes, *, whole: bool) -> None:
        """Keep the first bytes of an open file, and read the rest if complete files will be needed."""
        self._opened(path, descriptor)
        if self.whole and not whole:
            data, whole = _read_on(descriptor, data, min(MAX_PARSED + 1, self._room))
        if path not in self._kept and len(data) <= self._room:
            self._room -= len(data)
            self._kept[path] = data, whole

    def add(self, path: str, data: bytes, *, whole: bool) -> None:
        """Keep the first bytes of a file, if there is room for them."""
        known, _ = self._kept.get(path, (b"", False))
        if len(data) - len(known) <= self._room and (len(data) > len(known) or not known):
            self._room -= len(data) - len(known)
            self._kept[path] = data, whole

    def whole_files(self) -> dict[str, bytes]:
        """Return the files that are kept completely, by path."""
        return {path: data for path, (data, whole) in self._kept.items() if whole}

    def read(self, path: str, most: int = MAX_PARSED + 1) -> bytes:
        """Return the first `most` bytes of a file, b"" if it can't be read. Doesn't follow links."""
        data, whole = self._kept.get(path, (b"", False))
        if whole or len(data) >= most:
            return data[:most]
        data = read_regular(_at(self.root, path), most, partial(self._opened, path))
        if data:  # not for a file that can't be read
            self.add(path, data, whole=len(data) < most)
        return data

    def read_whole(self, path: str) -> bytes:
        """A file to its end, links followed. Raises InputError where it cannot be read, or is too large."""
        data = read_text_file(os.path.join(self.root, path), "the file")
        self.add(path, data, whole=True)
        return data

    def size(self, path: str) -> int:
        """Return the size of a file, 0 if it is unknown."""
        data, whole = self._kept.get(path, (b"", False))
        if whole:
            return len(data)
        try:
            return os.lstat(_at(self.root, path)).st_size
        except OSError:
            return 0

    def lines(self, places: Iterable[Place]) -> dict[tuple[str, int], str]:
        """Return the text of the line of each place, as far as it can be read: (path, line) -> text."""
        wanted: dict[str, set[int]] = {}
        for place in places:
            wanted.setdefault(place.path, set()).add(place.line)
        found: dict[tuple[str, int], str] = {}
        for path, numbers in wanted.items():
            for number, line in enumerate(self._first_lines(path, max(numbers)), 1):
                if number in numbers:
                    found[path, number] = line.rstrip(b"\r").decode("utf-8", "surrogateescape")
        return found

    def _opened(self, path: str, descriptor: int) -> None:
        if self.times is not None:
            self.stamps[path] = self.times.of_open(descriptor)

    def _first_lines(self, path: str, last: int) -> list[bytes]:
        """Return the lines of a file up to line `last`."""
        data, whole = self._kept.get(path, (b"", False))
        lines = data[:MAX_SHOWN].split(b"\n", last)
        if not whole and len(lines) <= last:  # the end of the last line isn't in the kept bytes
            lines = self.read(path, MAX_SHOWN).split(b"\n", last)
        return lines[:last]


def _read_on(descriptor: int, data: bytes, most: int) -> tuple[bytes, bool]:
    """Return the first `most` bytes of the file, and whether these are all."""
    parts, size = [data], len(data)
    while size < most:
        wanted = min(max(_STEP, size), most - size)
        more = os.read(descriptor, wanted)
        parts.append(more)
        size += len(more)
        if len(more) < wanted:
            return b"".join(parts), True
    return b"".join(parts), False


def _at(root: str, path: str) -> str:
    """Return the path on this machine of a root-relative path.

    `..` is resolved first, because the system would resolve it after following a root that is a link.
    """
    return os.path.normpath(os.path.join(root, path))

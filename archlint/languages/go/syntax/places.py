"""Converts the byte offsets of a file to lines and columns. Both are 1-based; columns count code points."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, count
from operator import add
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


_LONG = 1000
"""A column after this many bytes is computed from an index of its line, so that long lines take linear time."""

_WIDE = re.compile("[^\x00-\x7f\udc80-\udcff]")


class Places:
    """The lines and columns of one file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._is_ascii = data.isascii()
        self._wide: dict[int, tuple[list[int], list[int]]] = {}  # a cache of `_wide_characters`, by start of the line
        # The start of each line: the lengths of the lines before it, and one newline for each.
        lengths = accumulate(map(len, data.split(b"\n")), initial=0)
        self._lines = list(map(add, lengths, count()))

    def of(self, offsets: Iterable[int]) -> tuple[int, ...]:
        """Return the line and column of each offset, as one flat tuple."""
        lines, is_ascii = self._lines, self._is_ascii
        found: list[int] = []
        for offset in offsets:
            line = bisect_right(lines, offset)
            start = lines[line - 1]
            found.append(line)
            found.append(offset - start + 1 if is_ascii else self._column(start, offset))
        return tuple(found)

    def _column(self, start: int, offset: int) -> int:
        if offset - start > _LONG:
            wide = self._wide.get(start)
            if wide is None:
                end = self._data.find(b"\n", start)
                wide = self._wide[start] = _wide_characters(self._data[start : end if end >= 0 else None])
            index = bisect_right(wide[0], offset - start)
            return offset - start - (wide[1][index - 1] if index else 0) + 1
        before = self._data[start:offset]
        return len(before if before.isascii() else before.decode(errors="surrogateescape")) + 1


def _wide_characters(line: bytes) -> tuple[list[int], list[int]]:
    """The ends of the multi-byte characters of a line, and for each the number of extra bytes up to there."""
    ends: list[int] = []
    more: list[int] = []
    extra = 0
    for match in _WIDE.finditer(line.decode(errors="surrogateescape")):
        extra += len(match[0].encode()) - 1
        ends.append(match.end() + extra)
        more.append(extra)
    return ends, more

"""Byte offsets of a file -> lines and columns: 1-based, columns in code points."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, count
from operator import add
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Places:
    """Tells places in one file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._is_ascii = data.isascii()
        # Where each line starts: the lengths of the lines before it, and a newline for each of them.
        lengths = accumulate(map(len, data.split(b"\n")), initial=0)
        self._lines = list(map(add, lengths, count()))

    def of(self, offsets: Iterable[int]) -> tuple[int, ...]:
        """Line and column of each offset, one after the other."""
        lines, is_ascii = self._lines, self._is_ascii
        found: list[int] = []
        for offset in offsets:
            line = bisect_right(lines, offset)
            start = lines[line - 1]
            found.append(line)
            found.append(offset - start + 1 if is_ascii else self._column(start, offset))
        return tuple(found)

    def _column(self, start: int, offset: int) -> int:
        before = self._data[start:offset]
        return len(before if before.isascii() else before.decode(errors="surrogateescape")) + 1

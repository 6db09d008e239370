"""Makes a failing input smaller: leaves out pieces while the input fails in the same way."""

from __future__ import annotations

import time
from collections.abc import Callable

Cut = Callable[[bytes], list[list[bytes]]]

MOST_TRIES = 3000
MOST_SECONDS = 8.0


class _Spent(Exception):  # noqa: N818  # not an error: the end of the search
    pass


def shrink(data: bytes, fails: Callable[[bytes], bool], cut: Cut) -> bytes:
    """Return the smallest failing input found. `cut` returns the ways to cut an input into pieces, the coarsest
    first."""
    tries, end = 0, time.monotonic() + MOST_SECONDS
    best = data

    def still_fails(candidate: bytes) -> bool:
        nonlocal tries, best
        tries += 1
        if tries > MOST_TRIES or time.monotonic() > end:
            raise _Spent
        if not fails(candidate):
            return False
        best = candidate
        return True

    try:
        before = None
        while before != best:
            before = best
            for way in range(len(cut(best))):
                _leave_out(cut(best)[way], still_fails)
    except _Spent:
        pass
    return best


def _leave_out(pieces: list[bytes], fails: Callable[[bytes], bool]) -> None:
    """Leave out pieces, at first half of them at once, then fewer and fewer."""
    size = len(pieces)
    while size:
        place = 0
        while place < len(pieces):
            rest = pieces[:place] + pieces[place + size :]
            if fails(b"".join(rest)):
                pieces = rest
            else:
                place += size
        size //= 2

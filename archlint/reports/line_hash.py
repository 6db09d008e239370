"""GitHub's fingerprint of a line: `primaryLocationLineHash`, by which code scanning knows an alert again.

The uploader of GitHub's codeql-action computes it where a log lacks it, and warns where a log has another value; so it
is the same here to the bit. The hash of a line is a polynomial over the 100 next significant UTF-16 units from the
line's start: blanks and tabs do not count, every kind of line end is one line feed, the end of the file is 65535 with
zeros behind it. Lines of one file with the same hash are numbered.
"""

from __future__ import annotations

from array import array
from collections import Counter
from sys import byteorder

_BLOCK = 100
_BASE = 37
_MASK = (1 << 64) - 1
_END_OF_FILE = 0xFFFF
_UTF16 = f"utf-16-{byteorder[0]}e"


def line_hashes(text: str, last: int) -> list[str]:
    """The fingerprints of lines 1 to `last`, fewer where the text ends before; like `7d1c3e5f09ab2468:1`.

    A text that ends in a line feed has one empty line more. Lone surrogates are not expected: a file is decoded with
    U+FFFD for what is not UTF-8, as Node.js does.
    """
    significant = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    lines = significant.split("\n", last)
    rest = lines[last : last + 1]
    units = array("H", "\n".join([*lines[:last], *(line[:_BLOCK] for line in rest)]).encode(_UTF16))
    if not rest or len(rest[0]) < _BLOCK:
        units.append(_END_OF_FILE)
    units.extend([0] * _BLOCK)
    seen: Counter[int] = Counter()
    hashes = []
    start = 0
    for line in lines[:last]:
        value = 0
        for unit in units[start : start + _BLOCK]:
            value = value * _BASE + unit
        value &= _MASK
        seen[value] += 1
        hashes.append(f"{value:x}:{seen[value]}")
        start += len(line.encode(_UTF16)) // 2 + 1
    return hashes

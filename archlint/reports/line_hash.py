"""GitHub's fingerprint of a line, `primaryLocationLineHash`, by which code scanning recognizes an alert.

The uploader of GitHub's codeql-action computes it if a log doesn't have it, and warns if a log has another value, so
this module must return exactly the same value. The hash of a line is a polynomial over the next 100 significant UTF-16
units from the start of the line: blanks and tabs don't count, every line end is one line feed, and the end of the file
is 65535 followed by zeros. Lines of one file with the same hash are numbered.
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
    """Return the fingerprints of lines 1 to `last`, or fewer if the text ends earlier; e.g. `7d1c3e5f09ab2468:1`.

    A text that ends in a line feed has one more, empty line. The text must have no lone surrogates: decode the file
    with U+FFFD for invalid UTF-8, as Node.js does.
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

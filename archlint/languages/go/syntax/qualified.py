"""The uses `q.Name` of some imports in a Go file, without parsing it: bytes -> `Symbols` with nothing else, or None.

A file that only imports a package has no other references to it, and parsing it whole takes ten times as long. Every
local declaration that could hide an import's name names it once without a dot behind it. So where each occurrence of
the name, outside comments and literals, has a dot behind it (or before it: a selector), it is never hidden, and each is
a use. Anything else is left to `symbols.extract`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from archlint.languages.go.syntax.places import Places
from archlint.model.symbols import Dotted, Symbols

if TYPE_CHECKING:
    from collections.abc import Iterable

_OPAQUE = re.compile(
    rb"""//[^\n]*|/\*.*?\*/|`[^`]*`|"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"|'[^'\\\n]*(?:\\[^\n][^'\\\n]*)*'"""
    rb"|(?P<open>/\*|[`\"'])",  # not closed, so that the file does not compile
    re.DOTALL,
)
_WORD = rb"[A-Za-z0-9_\x80-\xff]"
_AFTER = re.compile(rb"[ \t\r]*\.[ \t\r\n]*(" + _WORD + rb"+)|[ \t\r]*[\"`]")
_CLAUSE = re.compile(rb"(?<!" + _WORD + rb")package\Z")
_BLANK = b" \t\r\n"
_BLANKS = re.compile(rb"[ \t\r\n]*")
_SLASH = ord("/")
_NEAR = 256

MOST_NAMES = 50
"""The file is gone through once for each name; for more of them it is quicker to parse it."""


def qualified_uses(path: str, data: bytes, qualifiers: Iterable[str]) -> Symbols | None:
    """What the file names through imports called `qualifiers`, as `dotted`; None where only a parser can tell.

    The file has to be one that imports the packages under these names.
    """
    names = sorted(set(qualifiers))
    if len(names) > MOST_NAMES:
        return None
    opaque: list[tuple[int, int]] = []
    for match in _OPAQUE.finditer(data):
        if match["open"] is not None:
            return None
        opaque.append(match.span())
    places = Places(data)
    found: list[Dotted] = []
    for qualifier in names:
        uses = _uses(data, qualifier.encode(errors="surrogateescape"), opaque)
        if uses is None:
            return None
        for name, (firsts, seconds) in uses.items():
            text = name.decode(errors="surrogateescape")
            found.append(Dotted(qualifier, text, places.of(firsts), places.of(seconds)))
    return Symbols(path, dotted=tuple(found))


def _uses(
    data: bytes, qualifier: bytes, opaque: list[tuple[int, int]]
) -> dict[bytes, tuple[list[int], list[int]]] | None:
    """By name, the offsets of qualifier and name. None where an occurrence is not plainly a use or a selector."""
    found: dict[bytes, tuple[list[int], list[int]]] = {}
    name = re.escape(qualifier)  # first in the pattern, so that the search looks for these letters
    for match in re.finditer(rb"%s(?<!%s%s)(?!%s)" % (name, _WORD, name, _WORD), data):
        start, end = match.span()
        index = bisect_right(opaque, (start, len(data))) - 1
        if index >= 0 and start < opaque[index][1]:
            continue
        before = _before(data, start, opaque, index)
        if before is None:
            return None
        if (before.endswith(b".") or _CLAUSE.search(before)) and not before.endswith(b"..."):
            continue  # a selector, or the package clause
        after = _AFTER.match(data, end)
        if after is None or (after[1] is not None and after[1][:1].isdigit()):
            return None
        if after[1] is not None:
            firsts, seconds = found.setdefault(after[1], ([], []))
            firsts.append(start)
            seconds.append(after.start(1))
    return found


def _before(data: bytes, start: int, opaque: list[tuple[int, int]], index: int) -> bytes | None:
    """The end of what stands before an offset, without blanks and comments; None where these go on for too long."""
    back, end = start, opaque[index][1] if index >= 0 else 0
    while index >= 0 and data[opaque[index][0]] == _SLASH and _BLANKS.fullmatch(data, end, back):
        back = opaque[index][0]
        index -= 1
        end = opaque[index][1] if index >= 0 else 0
    near = max(end, back - _NEAR)
    before = data[near:back].rstrip(_BLANK)
    return before if before or near == end else None

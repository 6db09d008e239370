"""Finds the uses `q.Name` of some imports in a Go file without parsing it.

This is enough for a file that only imports a package, and ten times as fast as parsing it. A local declaration that
hides the name of an import has the name without a dot after it. So if every occurrence of the name outside comments and
literals has a dot after it (or before it: a selector), the name is never hidden, and every occurrence is a use. Any
other file needs `symbols.extract`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from archlint.languages.go.syntax.mentions import go_mentions
from archlint.languages.go.syntax.places import Places
from archlint.model.symbols import Dotted, Symbols

if TYPE_CHECKING:
    from collections.abc import Iterable

_OPAQUE = re.compile(
    rb"""//[^\n]*|/\*.*?\*/|`[^`]*`|"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"|'[^'\\\n]*(?:\\[^\n][^'\\\n]*)*'"""
    rb"|(?P<open>/\*|[`\"'])",  # not closed, so the file doesn't compile
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
"""The file is searched once for each name. For more names, parsing is faster."""


def qualified_uses(path: str, data: bytes, qualifiers: Iterable[str]) -> Symbols | None:
    """Return the uses of imports that are named `qualifiers`, as `Symbols.dotted`; None if only a parser can find them.

    The file must import packages under these names.
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
            found.append(Dotted(qualifier, text, places.of(firsts), at=places.of(seconds)))
    return Symbols(path, dotted=tuple(found), whole=False, mentions=go_mentions(data))


def _uses(
    data: bytes, qualifier: bytes, opaque: list[tuple[int, int]]
) -> dict[bytes, tuple[list[int], list[int]]] | None:
    """By name, the offsets of qualifier and name. None if an occurrence isn't clearly a use or a selector."""
    found: dict[bytes, tuple[list[int], list[int]]] = {}
    name = re.escape(qualifier)  # comes first in the pattern, because searching for a literal prefix is fast
    for match in re.finditer(rb"%s(?<!%s%s)(?!%s)" % (name, _WORD, name, _WORD), data):
        start, end = match.span()
        index = bisect_right(opaque, (start, len(data))) - 1
        if index >= 0 and start < opaque[index][1]:
            continue
        before = _before(data, start, opaque, index=index)
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
    """The end of the text before an offset, without blanks and comments; None if these are too long."""
    back, end = start, opaque[index][1] if index >= 0 else 0
    while index >= 0 and data[opaque[index][0]] == _SLASH and _BLANKS.fullmatch(data, end, back):
        back = opaque[index][0]
        index -= 1
        end = opaque[index][1] if index >= 0 else 0
    near = max(end, back - _NEAR)
    before = data[near:back].rstrip(_BLANK)
    return before if before or near == end else None

"""Random changes to texts, token by token, for most fuzzers."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

_TOKEN = re.compile(
    rb"""//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|`[^`]*`|[A-Za-z0-9_\x80-\xff]+|[ \t]+|\r?\n|[^\w\s]|.""", re.DOTALL
)

HOSTILE = tuple(
    text.encode("utf-8", "surrogateescape")
    for text in (
        "\ufeff", "\0", "\r", "\r\n", "\n", "\t", " ", "\x0b", "\x0c", "\x1b[31m", "\x7f", "\x85", "\x9b", "\xa0", "\xad",
        "\u061c", "\u200b", "\u200f", "\u2028", "\u2029", "\u202e", "\u2066", "\ufffd", "\uffff", "\U0001f600",
        "\U000e0001", "é", "世界", "²", "٣", "\udcff", "\udce4\udcb8", "\udced\udca0\udc80", "\udcc0\udc80",
        "\udcf4\udc90\udc80\udc80", "\\", "'", '"', "`", "/*", "*/", "//", "#", "$", "%s", "{}", "../", "/", "::", "##[",
        "<", ">", "&", "]]>", "<!--", "-->", "|", "\\u0000", "\\ud800", "\\U80000000", "\\x", "99999999999999999999",
        "-1", "1e999", "0x", "_", ".", "..",
    )
)  # fmt: skip
"""Texts that parsers often handle wrong."""


def tokens(data: bytes) -> list[bytes]:
    """Split a text into words, literals, comments, blanks and other characters."""
    return _TOKEN.findall(data)


def mutated(source: random.Random, data: bytes, fragments: Sequence[bytes], other: bytes = b"") -> bytes:
    """Change the text one to five times: pieces are left out, inserted, doubled, swapped, joined or cut, or bytes
    change."""
    pieces = tokens(data) or [b""]
    for _ in range(source.choice((1, 1, 1, 2, 2, 3, 5))):
        place = source.randrange(len(pieces))
        match source.randrange(10):
            case 0:
                del pieces[place : place + source.choice((1, 1, 2, 5, 20))]
            case 1 | 2:
                pieces.insert(place, source.choice(fragments))
            case 3:
                pieces[place] = source.choice(fragments)
            case 4:
                pieces.insert(place, pieces[source.randrange(len(pieces))])
            case 5:
                there = source.randrange(len(pieces))
                pieces[place], pieces[there] = pieces[there], pieces[place]
            case 6:
                pieces[place] = _other_bytes(source, pieces[place])
            case 7:
                pieces.insert(place, source.choice(HOSTILE))
            case 8:
                pieces[place] = pieces[place].strip()
            case _:
                pieces = _cut(source, pieces, other)
        pieces = pieces or [b""]
    return b"".join(pieces)


def _other_bytes(source: random.Random, piece: bytes) -> bytes:
    if not piece:
        return source.randbytes(1)
    place = source.randrange(len(piece))
    return piece[:place] + source.choice((b"", source.randbytes(1), piece[place : place + 1] * 2)) + piece[place + 1 :]


def _cut(source: random.Random, pieces: list[bytes], other: bytes) -> list[bytes]:
    """Only the start, cut within a piece; sometimes with the end of another text."""
    whole = b"".join(pieces)
    head = whole[: source.randrange(len(whole) + 1)]
    tail = other[source.randrange(len(other) + 1) :] if source.randrange(2) else b""
    return tokens(head + tail)

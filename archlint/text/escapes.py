"""Escaping of text from outside: as one line, or as a quoted string of TOML or YAML."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return one printable line, with `?` for each character that doesn't print."""
    return "".join(char if char.isprintable() else "?" for char in text)


def escaped(text: str) -> str:
    """Return one printable line, with Python's escape for each character that doesn't print."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def double_quoted(text: str) -> str:
    """Return a double-quoted string for TOML or YAML, with `?` for each character that `\\uXXXX` can't express."""
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else _unicode_escape(ord(char)) for char in text) + '"'


def _unicode_escape(code: int) -> str:
    return "?" if code > 0xFFFF or 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"

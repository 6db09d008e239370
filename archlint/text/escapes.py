"""Text that comes from elsewhere, made to fit where it is written: one line, a quoted string of TOML or YAML."""

from __future__ import annotations


def printable(text: str) -> str:
    """One line in which each character prints; `?` stands for the others."""
    return "".join(char if char.isprintable() else "?" for char in text)


def escaped(text: str) -> str:
    """One line in which each character prints; the others are shown as Python's escapes."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def double_quoted(text: str) -> str:
    """A double-quoted string, the same in TOML and in YAML. `?` stands for a character that `\\uXXXX` can't express."""
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else _unicode_escape(ord(char)) for char in text) + '"'


def _unicode_escape(code: int) -> str:
    return "?" if code > 0xFFFF or 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"

"""Checks the ids of plans. An id becomes part of file names, commit messages and comments in Go files."""

from __future__ import annotations

MOST = 200
"""The longest id, in bytes: most systems allow 255 for a file name, and `-0001.rewrites.json` follows."""

ALLOWED = f"letters, digits, '.', '_' and '-', at most {MOST} bytes, with a letter or digit or '_' first"

_BLANK = "\u115f\u1160\u3164\uffa0"  # letters that are invisible
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{name}{digit}" for name in ("COM", "LPT") for digit in "0123456789¹²³")}


def problem_with_id(text: str) -> str:
    """Return why a text isn't a valid id; "" if it is."""
    for char in text:
        if not _allowed(char):
            return f"{text!r} contains {char!r}, but the id becomes part of file names"
    if text[:1] in ("", ".", "-"):
        return f"{text!r} starts with {text[:1]!r}, but the id becomes part of file names" if text else "is empty"
    if len(text.encode("utf-8", "surrogateescape")) > MOST:
        return f"has more than {MOST} bytes, but the id becomes part of file names"
    if text.partition(".")[0].upper() in _RESERVED:
        return f"{text!r} is a device name on Windows, but the id becomes part of file names"
    return ""


def id_from(document: str) -> str:
    """Return the id for a plan whose mapping has none: the name of its document, without invalid characters."""
    stem = document.rpartition("/")[2].partition(".")[0]
    text = "".join(char if _allowed(char) else "-" for char in stem).strip("-")
    text = text.encode()[:MOST].decode("utf-8", "ignore")
    return "plan" if problem_with_id(text) else text


def _allowed(char: str) -> bool:
    return (char.isalnum() and char not in _BLANK) or char in "._-"

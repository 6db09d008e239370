"""The id of a plan, which becomes the name of files, of a commit and of a comment in Go files: what it may be."""

from __future__ import annotations

MOST = 200
"""The longest id, in bytes: a file name has 255 on most systems, and `-0001.rewrites.json` follows."""

ALLOWED = f"letters, digits, '.', '_' and '-', at most {MOST} bytes, with a letter or digit or '_' first"

_BLANK = "\u115f\u1160\u3164\uffa0"  # letters that nobody sees
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{name}{digit}" for name in ("COM", "LPT") for digit in "0123456789¹²³")}


def problem_with_id(text: str) -> str:
    """Why a text cannot be an id, "" where it can."""
    for char in text:
        if not _allowed(char):
            return f"{text!r} has the character {char!r}, and files are named by it"
    if text[:1] in ("", ".", "-"):
        return f"{text!r} starts with {text[:1]!r}, and files are named by it" if text else "is empty"
    if len(text.encode("utf-8", "surrogateescape")) > MOST:
        return f"has more than {MOST} bytes, and files are named by it"
    if text.partition(".")[0].upper() in _RESERVED:
        return f"{text!r} is the name of a device on Windows, and files are named by it"
    return ""


def id_from(document: str) -> str:
    """The id of a plan whose mapping gives none: the name of its document, without what no id may have."""
    stem = document.rpartition("/")[2].partition(".")[0]
    text = "".join(char if _allowed(char) else "-" for char in stem).strip("-")
    text = text.encode()[:MOST].decode("utf-8", "ignore")
    return "plan" if problem_with_id(text) else text


def _allowed(char: str) -> bool:
    return (char.isalnum() and char not in _BLANK) or char in "._-"

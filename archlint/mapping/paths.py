"""Reading the path in a cell of a mapping: it must be relative to the scan root."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"\\([!-/:-@\[-`{-~])")
_CODE = re.compile(r"(`+)(?!`)(.*[^`])\1")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:")
_ODD = re.compile(r"[\\\x00-\x1f\x7f]|^[/~]|^[A-Za-z]:|(?:^|/)(?:\.{0,2})(?:/|$)")


_HERE = re.compile(r"(?:\./)+")

LONGEST = 4096
"""The longest path, in characters. Linux can't open a longer one, and messages repeat paths."""


class PathError(Exception):
    """Why a path isn't valid in a mapping, and what to write instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def unwrap(cell: str) -> str:
    """The text of a Markdown cell, without enclosing backticks and with escapes resolved.

    CommonMark spec, "Code spans" (one space inside each end is dropped) and "Backslash escapes" (not in code spans).
    """
    if cell[:1] == "`":
        inner = cell[1:-1]
        if "`" not in inner and cell[-1:] == "`":
            return inner.strip()
        code = _CODE.fullmatch(cell)
        if code:
            return code[2].strip()
    return _PUNCTUATION.sub(r"\1", cell) if "\\" in cell else cell


def clean_path(text: str) -> tuple[str, bool]:
    """Return the root-relative path without its trailing slash, and whether it had one. "." is the root itself.

    Raises PathError for a path that is empty, absolute, outside the tree, or doesn't separate folders with `/`.
    """
    is_folder = text.endswith("/")
    body = text[:-1] if is_folder else text
    if len(text) > LONGEST:
        raise PathError(f"is longer than {LONGEST:,} characters", "no file has a path that long")
    if here := _HERE.match(body):
        body = body[here.end() :]
    if not _ODD.search(body):
        return body, is_folder
    if body == "." and text:
        return ".", True
    if not text:
        raise PathError("is empty")
    if "\\" in text:
        raise PathError(f"has a backslash: {text}", f"write {text.replace(chr(92), '/')}")
    if _DRIVE.match(body):
        raise PathError(f"names a drive: {text}", "paths are relative to the scan root")
    if text.startswith(("/", "~")):
        raise PathError(f"is absolute: {text}", "paths are relative to the scan root")
    if _CONTROL.search(text):
        raise PathError(f"has a control character: {text!r}")
    if ".." in body.split("/"):
        raise PathError(f"has a .. segment: {text}", "write the path relative to the scan root, without ..")
    raise PathError(f"has an empty or . segment: {text}")


def shortened(path: str, most: int = 200) -> str:
    """A path for a message, shortened to its beginning and end if it's long: many rows may repeat it."""
    return path if len(path) <= most else f"{path[: most // 2]}...{path[-most // 2 :]}"

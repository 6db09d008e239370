"""Paths of the tree as the URIs and paths that machine-readable reports want: relative to the repository's root."""

from __future__ import annotations

from posixpath import normpath
from urllib.parse import quote

from archlint.reports.safe import unicode_text


def uri(path: str) -> str:
    """The path as a relative URI reference (RFC 3986) that decodes to UTF-8: JavaScript readers fail on anything else.

    Everything that is not plain is percent-encoded; a byte that is not UTF-8 is written as the text `\\xff` first.
    """
    return quote(unicode_text(path), safe="/")


def inside(prefix: str, path: str) -> str:
    """The path of a file that the user named, below `prefix`, without `.` and `..`; "" where it leads elsewhere."""
    if not path or path.startswith("/") or path[1:2] == ":":
        return ""
    joined = normpath(prefix + path)
    return "" if joined in (".", "..") or joined.startswith("../") else joined

"""Paths and URIs for machine formats, relative to the repository's root."""

from __future__ import annotations

from posixpath import normpath
from urllib.parse import quote

from archlint.reports.safe import unicode_text


def uri(path: str) -> str:
    """Return the path as a relative URI reference (RFC 3986).

    It decodes to UTF-8, because JavaScript readers fail on anything else: a byte that isn't UTF-8 becomes the text
    `\\xff` before percent-encoding.
    """
    return quote(unicode_text(path), safe="/")


def inside(prefix: str, path: str) -> str:
    """Return a path from the user, joined to `prefix` and without `.` and `..`; "" if it is outside the repository."""
    if not path or path.startswith("/") or path[1:2] == ":":
        return ""
    joined = normpath(prefix + path)
    return "" if joined in (".", "..") or joined.startswith("../") else joined

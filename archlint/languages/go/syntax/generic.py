"""Finds files that declare generic functions or types, without parsing them."""

from __future__ import annotations

import re

_TYPE_PARAMETERS = re.compile(
    rb"^[ \t]*(?:(?:func|type)[ \t]+)?[\w\x80-\xff]+[ \t]*\[\s*[\w\x80-\xff]+(?:\s*,\s*[\w\x80-\xff]+)*\s+[^\]\s]",
    re.MULTILINE,
)
"""A name at the start of a line, then `[`, names, and a constraint. Some indexes look the same."""


def may_declare_generic(data: bytes) -> bool:
    """Report whether a file may declare something generic. A file that does is never missed, unless a comment stands
    between the name and the brackets."""
    return _TYPE_PARAMETERS.search(data) is not None

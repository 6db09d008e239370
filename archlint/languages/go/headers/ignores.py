"""Ignores in the source: `//archlint:ignore <rule> <reason>` on an import, or in the comment lines right above it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from archlint.model.facts import Ignore, Import

LONGEST_REASON = 500
"""A longer reason is cut to this many characters, because reports repeat it for each finding."""

_IGNORE = re.compile(r"//archlint:ignore(?:[ \t]+(\S+)(?:[ \t]+(\S.*))?)?", re.DOTALL)
_COMMENT_LINE = re.compile(r"[ \t]*//.*")


def find_ignores(
    text: str,
    comments: Iterable[tuple[int, int]],
    position: Callable[[int], tuple[int, int]],
    imports: tuple[Import, ...],
) -> tuple[Ignore, ...]:
    """Return the ignores in the comments of a header, in order, up to the last of the `imports`.

    `comments` are the start and end offsets of the comments in `text`. `position` returns the 1-based line and column
    of an offset.
    """
    if not imports:
        return ()
    last = imports[-1].line
    found: list[tuple[int, int, re.Match[str]]] = []
    for start, end in comments:
        if text.startswith("//archlint:ignore", start):
            match = _IGNORE.fullmatch(text[start:end].rstrip(" \t\r"))
            line, column = position(start)
            if match is not None and line <= last:
                found.append((line, column, match))
    if not found:
        return ()
    targets = _targets(text.split("\n", last)[:last], {spec.line for spec in imports})
    return tuple(
        Ignore(line, column, rule=match[1] or "", reason=(match[2] or "")[:LONGEST_REASON], target=targets[line])
        for line, column, match in found
    )


def _targets(lines: list[str], at_line: set[int]) -> list[int]:
    """For each 1-based line, the line of the import that an ignore on it applies to; 0 for none.

    That is the line itself, or the first line below it with an import, if only comment lines are between them.
    """
    targets = [0] * (len(lines) + 2)
    below = 0  # the target of a comment on the line above
    for line in range(len(lines), 0, -1):
        targets[line] = line if line in at_line else below
        if line in at_line or not _COMMENT_LINE.match(lines[line - 1]):
            below = targets[line] if line in at_line else 0
    return targets

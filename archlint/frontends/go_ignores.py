"""Ignores in the source: `//archlint:ignore <rule> <reason>` on an import, or in the comment lines right above it.

Only the header of a file is looked at, like for everything else: an ignore speaks of an import.
"""

from __future__ import annotations

import re

from archlint.model.facts import Ignore, Import

_TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|`[^`]*`', re.DOTALL)
_IGNORE = re.compile(r"//archlint:ignore(?:[ \t]+(\S+))?(?:[ \t]+(\S.*?))?[ \t\r]*\Z")
_COMMENT_LINE = re.compile(r"[ \t]*(?://.*)?\r?\Z")


def find_ignores(data: bytes, imports: tuple[Import, ...]) -> tuple[Ignore, ...]:
    """The ignores in the header of a file whose first bytes are `data`, in order.

    `imports` are the file's imports; text behind the last of them is not looked at.
    """
    if not imports:
        return ()
    lines = data.decode("utf-8", "surrogateescape").split("\n")[: imports[-1].line]
    text = "\n".join(lines)
    at_line = {spec.line for spec in imports}
    found: list[Ignore] = []
    for token in _TOKEN.finditer(text):
        match = _IGNORE.match(token[0])
        if match is None:
            continue
        line = text.count("\n", 0, token.start()) + 1
        column = token.start() - text.rfind("\n", 0, token.start())
        found.append(Ignore(line, column, match[1] or "", match[2] or "", _target(line, at_line, lines)))
    return tuple(found)


def _target(line: int, at_line: set[int], lines: list[str]) -> int:
    """The line of the import that an ignore at `line` speaks of, 0 for none."""
    if line in at_line:
        return line
    for below in range(line + 1, len(lines) + 1):
        if below in at_line:
            return below
        text = lines[below - 1]
        if not text.strip() or not _COMMENT_LINE.match(text):
            return 0
    return 0

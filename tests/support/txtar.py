"""Test trees as text: a comment, then each file after a line `-- path --`, like Go's txtar."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_MARK = re.compile(r"-- (.+) --\n?")


class Archive(NamedTuple):
    """A comment and files by path, in order."""

    comment: str
    files: dict[str, str]

    def write(self, folder: Path) -> None:
        """Write the files below a folder."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")


def read(text: str) -> Archive:
    """Parse an archive."""
    comment: list[str] = []
    files: dict[str, list[str]] = {}
    current = comment
    for line in text.splitlines(keepends=True):
        found = _MARK.fullmatch(line)
        if found:
            current = files.setdefault(found[1], [])
        else:
            current.append(line)
    return Archive("".join(comment), {name: "".join(lines) for name, lines in files.items()})


def read_file(path: Path) -> Archive:
    """Read an archive from a file."""
    return read(path.read_text(encoding="utf-8"))

"""Writing rows as text that `read_mapping` can read: a Markdown table, or CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archlint.mapping.paths import PathError, clean_path, unwrap
from archlint.mapping.rows import COLUMNS
from archlint.model.moves import Row

_TICKS = re.compile(r"`+")


class _Lines:
    """A file-like object for `csv`."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, text: str) -> None:
        self.written.append(text)


def markdown_table(rows: Iterable[Row]) -> str:
    """The table with its seven columns, one line per row, with paths as code spans."""
    lines = [_line(COLUMNS), _line("---" for _ in COLUMNS)]
    lines += [_line(map(_cell, (code(row.old), code(row.new), *row[4:]))) for row in rows]
    return "".join(lines)


def csv_table(rows: Iterable[Row]) -> str:
    """The same as comma-separated values (RFC 4180), but with `\\n` line ends."""
    import csv

    lines = _Lines()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((row.old, row.new, *row[4:]) for row in rows)
    return "".join(lines.written)


def can_be_written(path: str) -> bool:
    """Whether a mapping can contain the path: it's printable on one line, and reading it gives the same path."""
    if not path.isprintable() or path != path.strip():
        return False
    try:
        return clean_path(unwrap(code(path))) == (path, False)
    except PathError:
        return False


def code(text: str) -> str:
    """A path as a code span (CommonMark, "Code spans"). Unprintable characters are escaped."""
    shown = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
    fence = "`"
    while fence in _TICKS.findall(shown):
        fence += "`"
    pad = " " if len(fence) > 1 else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"

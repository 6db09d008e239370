"""Writing rows as text that `read_mapping` can read: a Markdown table, or CSV."""

from __future__ import annotations

from collections.abc import Iterable

from archlint.mapping.paths import PathError, clean_path, unwrap
from archlint.model.moves import COLUMNS, Row
from archlint.text import markdown
from archlint.text.csv_text import csv_text
from archlint.text.escapes import escaped


def markdown_table(rows: Iterable[Row]) -> str:
    """The table with its seven columns, one line per row, with paths as code spans."""
    return markdown.table(COLUMNS, ((code(row.old), code(row.new), *row.texts) for row in rows))


def csv_table(rows: Iterable[Row]) -> str:
    """The same as comma-separated values."""
    return csv_text([COLUMNS, *((row.old, row.new, *row.texts) for row in rows)])


def can_be_written(path: str) -> bool:
    """Whether a mapping can contain the path: it's printable on one line, and reading it gives the same path."""
    if not path.isprintable() or path != path.strip():
        return False
    try:
        return clean_path(unwrap(code(path))) == (path, False)
    except PathError:
        return False


def code(path: str) -> str:
    """A path as a code span. Unprintable characters are escaped."""
    return markdown.code(escaped(path))

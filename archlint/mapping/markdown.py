"""Tables of a Markdown document, parsed as in GitHub Flavored Markdown (GFM spec, "Tables (extension)")."""

from __future__ import annotations

import re
from typing import NamedTuple

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*|(?<=~).*)$")
_DELIMITER = re.compile(r" {0,3}\|? *:?-+:? *(?:\| *:?-+:? *)*\|?")
_BLOCK = re.compile(r" {0,3}(?:#{1,6}(?:\s|$)|>|```|~~~|<|[-+*]\s|\d{1,9}[.)]\s|([-_*])(?: *\1){2,} *$)")
_SPLIT = re.compile(r"(?<!\\)\|")


class TableRow(NamedTuple):
    """A row of a table: its 1-based line, its trimmed cells (`\\|` is `|`), and its text."""

    line: int
    cells: list[str]
    text: str


class Table(NamedTuple):
    """A table: its header row, and the rows below the delimiter row."""

    header: TableRow
    rows: list[TableRow]


def front_matter_end(lines: list[str]) -> int | None:
    """The index of the line that closes the front matter. 0 if nothing opens one, None if nothing closes it."""
    if lines[0].rstrip() != "---":
        return 0
    return next((index for index in range(1, len(lines)) if lines[index].rstrip() in ("---", "...")), None)


def split_cells(line: str) -> list[str]:
    """The cells of a row. Every pipe splits, unless a backslash precedes it; code spans make no difference."""
    text = line.strip()
    if text[:1] == "|":
        text = text[1:]
    if "\\" not in text:
        return [cell.strip() for cell in text.removesuffix("|").split("|")]
    if text[-1:] == "|" and text[-2:-1] != "\\":
        text = text[:-1]
    return [cell.strip().replace("\\|", "|") for cell in _SPLIT.split(text)]


def tables(lines: list[str], first: int = 0) -> list[Table]:
    """All tables of `lines[first:]`, except those in fenced code, indented code and HTML comments."""
    found: list[Table] = []
    index, end = first, len(lines)
    while index < end:
        line = lines[index]
        fence = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence:
            index = _after_fence(lines, index + 1, fence[1])
        elif "<!--" in line and line.lstrip(" ").startswith("<!--"):
            while index < end and "-->" not in lines[index]:
                index += 1
            index += 1
        elif _starts_table(lines, index):
            table, index = _table(lines, index)
            found.append(table)
        else:
            index += 1
    return found


def _starts_table(lines: list[str], index: int) -> bool:
    if index + 1 == len(lines) or "|" not in lines[index] or _DELIMITER.fullmatch(lines[index + 1].rstrip()) is None:
        return False
    line = lines[index]
    if line.startswith(("    ", "\t")) or "\t" in line[: len(line) - len(line.lstrip())]:
        return False
    return len(split_cells(line)) == len(split_cells(lines[index + 1]))


def _table(lines: list[str], index: int) -> tuple[Table, int]:
    """The table whose header is at `index`; it ends before an empty line or the start of another block."""
    header = TableRow(index + 1, split_cells(lines[index]), lines[index])
    rows: list[TableRow] = []
    index += 2
    while index < len(lines):
        line = lines[index]
        if not line.startswith("|") and (not line.strip() or _BLOCK.match(line)):
            break
        index += 1
        rows.append(TableRow(index, split_cells(line), line))
    return Table(header, rows), index


def _after_fence(lines: list[str], index: int, opening: str) -> int:
    closing = re.compile(rf" {{0,3}}{re.escape(opening[0])}{{{len(opening)},}}\s*$")
    while index < len(lines) and closing.match(lines[index]) is None:
        index += 1
    return index + 1

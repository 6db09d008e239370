"""Markdown: code spans, tables, and the frame of a generated document."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archlint.text.escapes import double_quoted


def code(text: str) -> str:
    """One line as a code span (CommonMark, "Code spans"), "" for a blank one."""
    if not text.strip():
        return ""
    runs = {len(run) for run in re.findall("`+", text)}
    fence = "`" * next(length for length in range(1, len(runs) + 2) if length not in runs)
    pad = " " if runs or text != text.strip() else ""  # readers remove one blank from each end
    return f"{fence}{pad}{text}{pad}{fence}"


def row(cells: Iterable[str]) -> str:
    """A row of a table from cells that are Markdown: one line, pipes escaped. Tables want that in code spans too."""
    return "| " + " | ".join(" ".join(cell.split("\n")).replace("|", "\\|") for cell in cells) + " |"


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table, one line a row, ending in a newline."""
    names = list(header)
    return "".join(f"{row(cells)}\n" for cells in (names, ["---"] * len(names), *rows))


def bullets(lines: Iterable[str]) -> str:
    """A list, one line an item."""
    return "".join(f"- {line}\n" for line in lines)


def numbered(sections: Iterable[tuple[str, str]]) -> str:
    """Sections from headings and bodies; the headings are numbered in the order they are given in."""
    return "\n".join(f"## {number}. {heading}\n\n{body}" for number, (heading, body) in enumerate(sections, 1))


def batch_front_matter(head: Iterable[tuple[str, str]], contexts: Iterable[str], layers: Iterable[str]) -> str:
    """The front matter of a mapping document: the values of `head`, and the scope of the batch."""
    lines = [f"{key}: {double_quoted(value)}" for key, value in head]
    scope = [
        f"  {key}: [{', '.join(map(double_quoted, items))}]"
        for key, items in (("bounded_contexts", contexts), ("layers", layers))
    ]
    return "\n".join(["---", "doc_type: migration_batch", *lines, "status: planned", "scope:", *scope, "---", ""])

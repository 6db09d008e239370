"""Markdown: code spans, tables, lists, and the front matter of generated documents."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archlint.text.escapes import double_quoted


def code(text: str) -> str:
    """Return one line as a code span (CommonMark, "Code spans"), "" for a blank line."""
    if not text.strip():
        return ""
    runs = {len(run) for run in re.findall("`+", text)}
    fence = "`" * next(length for length in range(1, len(runs) + 2) if length not in runs)
    pad = " " if runs or text != text.strip() else ""  # renderers strip one space from each end
    return f"{fence}{pad}{text}{pad}{fence}"


def row(cells: Iterable[str]) -> str:
    """Return a table row. The cells are Markdown; pipes are escaped even in code spans, because tables need that."""
    return "| " + " | ".join(" ".join(cell.split("\n")).replace("|", "\\|") for cell in cells) + " |"


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table, which ends in a newline."""
    names = list(header)
    return "".join(f"{row(cells)}\n" for cells in (names, ["---"] * len(names), *rows))


def bullets(lines: Iterable[str]) -> str:
    """Return a list with one line for each item."""
    return "".join(f"- {line}\n" for line in lines)


def numbered(sections: Iterable[tuple[str, str]]) -> str:
    """Return sections with numbered headings, from (heading, body) pairs."""
    return "\n".join(f"## {number}. {heading}\n\n{body}" for number, (heading, body) in enumerate(sections, 1))


def batch_front_matter(head: Iterable[tuple[str, str]], contexts: Iterable[str], layers: Iterable[str]) -> str:
    """Return the front matter of a mapping document: the values of `head`, and the scope of the batch."""
    lines = [f"{key}: {double_quoted(value)}" for key, value in head]
    scope = [
        f"  {key}: [{', '.join(map(double_quoted, items))}]"
        for key, items in (("bounded_contexts", contexts), ("layers", layers))
    ]
    return "\n".join(["---", "doc_type: migration_batch", *lines, "status: planned", "scope:", *scope, "---", ""])

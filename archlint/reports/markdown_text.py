"""Escapes text from the tree for Markdown.

Backslashes don't stop a code host from finding mentions, issues, addresses or formulas in a text. So plain words stay
unchanged, and any other text becomes a code span, which code hosts don't interpret.
"""

from __future__ import annotations

import re

from archlint.reports.safe import visible, without_commands
from archlint.text import markdown

_LONGEST = 400
# Letters, digits and the punctuation that means nothing to Markdown and code hosts inside a line; `#412` may be a link.
_PLAIN = re.compile(r"(?:[\w ,.;'\"()/>=+%?-]|:(?= |$)|(?<![\w/])#(?=\d)|&(?= ))+")


def prose(text: str) -> str:
    """Return one line of Markdown: the text itself if it is plain, else a code span."""
    text = _one_line(text)
    if _PLAIN.fullmatch(text) and "www." not in text:
        return text.replace("_", "\\_")
    return code(text)


def code(text: str) -> str:
    """Return the text as a code span of one line; "" for no text."""
    return markdown.code(_one_line(text))


def row(*cells: str) -> str:
    """Return a row of a table. Cells are Markdown; a backslash before a pipe doesn't escape it."""
    return markdown.row(cell.replace("\\|", "\\ |") for cell in cells)


def fenced(text: str, language: str = "text") -> str:
    """Return lines as a code block. A run of more than 40 backticks is cut, to keep the fence short."""
    text = re.sub("`{40,}", f"{'`' * 40}...", text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _one_line(text: str) -> str:
    text = without_commands(visible(text))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."

"""Text from the tree as Markdown that means nothing but itself.

Backslashes do not stop a code host from finding mentions, issues, addresses or formulas in a text. So plain words stay
as they are, and whatever holds anything else becomes a code span, in which nothing is looked for.
"""

from __future__ import annotations

import re

from archlint.reports.safe import visible, without_commands
from archlint.text import markdown

_LONGEST = 400
# Letters, digits and the punctuation that Markdown and code hosts give no meaning inside a line; `#412` may be a link.
_PLAIN = re.compile(r"(?:[\w ,.;'\"()/>=+%?-]|:(?= |$)|(?<![\w/])#(?=\d)|&(?= ))+")


def prose(text: str) -> str:
    """One line of text, as words if it is plain, else as a code span."""
    text = _one_line(text)
    if _PLAIN.fullmatch(text) and "www." not in text:
        return text.replace("_", "\\_")
    return code(text)


def code(text: str) -> str:
    """One line of text as a code span, "" for none."""
    return markdown.code(_one_line(text))


def row(*cells: str) -> str:
    """A row of a table, from cells that are Markdown; a backslash before a pipe stays one."""
    return markdown.row(cell.replace("\\|", "\\ |") for cell in cells)


def fenced(text: str, language: str = "text") -> str:
    """Lines as a code block. A run of backticks that would make the fence absurdly long is cut."""
    text = re.sub("`{40,}", f"{'`' * 40}...", text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _one_line(text: str) -> str:
    text = without_commands(visible(text))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."

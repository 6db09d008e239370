"""The source line of a finding with its columns underlined, for the text report."""

from __future__ import annotations

from archlint.model.location import Place
from archlint.reports.ansi import Pen
from archlint.reports.safe import visible

_WIDTH = 160  # a longer line is cut to the text around the underline
_BEFORE = 60


def excerpt(place: Place, line: str | None, severity: str, pen: Pen) -> list[str]:
    """Return two lines: `  5 | import "x"` and the underline; none if the place is a whole file or `line` is None.

    Tabs stay tabs in both lines, so that the underline fits at any tab width. A wide character takes two cells.
    """
    if line is None or place.end_column <= 1:
        return []
    start = min(place.column - 1, len(line))
    end = max(place.end_column - 1, start + 1)
    first = start - _BEFORE if start > _BEFORE and len(line) > _WIDTH else 0
    last = max(first + _WIDTH, min(end, start + _WIDTH))
    left, right = "..." if first else "", "..." if len(line) > last else ""
    before, marked, after = line[first:start], line[start : min(end, last)], line[end:last]
    number = f"{place.line:5}"
    mark = left.replace(".", " ") + _blank(before) + pen(severity, "^" * max(_cells(_shown(marked)), 1))
    return [
        f"{pen('faint', f'{number} |')} {left}{_shown(before)}{_shown(marked)}{_shown(after)}{right}".rstrip(),
        f"{pen('faint', ' ' * len(number) + ' |')} {mark}",
    ]


def _shown(text: str) -> str:
    return "\t".join(visible(part) for part in text.split("\t"))


def _blank(text: str) -> str:
    """Blanks that are as wide as the text on a terminal. Tabs stay tabs."""
    return "\t".join(" " * _cells(visible(part)) for part in text.split("\t"))


def _cells(text: str) -> int:
    """The width of the text on a terminal (Unicode Standard Annex 11): wide 2, combining 0; a tab counts 1."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(char) in ("Mn", "Me") else 2 if east_asian_width(char) in ("W", "F") else 1 for char in text
    )

"""The source line of a finding with its columns underlined, for the text report."""

from __future__ import annotations

from archlint.model.location import Place
from archlint.reports.ansi import Pen
from archlint.reports.fold import cells
from archlint.reports.safe import visible

_ROOM = 160  # where no terminal says how wide a line may be
_TAB = 8
_DOTS = "..."


def excerpt(place: Place, line: str | None, severity: str, pen: Pen, width: int = 0) -> list[str]:
    """Two lines: `  5 | import "x"` and the underline below; none for a place that is a whole file, or without text.

    A line that is too long is cut to the neighbourhood of the mark. Tabs stay tabs in both lines, so that the mark
    stands right at any tab width; a wide character counts two cells.
    """
    if line is None or place.end_column <= 1:
        return []
    start = min(place.column - 1, len(line))
    end = max(place.end_column - 1, start + 1)
    number = f"{place.line:5}"
    first, last = _window(line, start, width - len(f"{number} | ") - 2 * len(_DOTS) if width else _ROOM)
    end = min(end, last)
    left, right = _DOTS if first else "", _DOTS if len(line) > last else ""
    before, marked, after = line[first:start], line[start:end], line[end:last]
    mark = " " * len(left) + _blank(before) + pen(severity, "^" * max(cells(_shown(marked)), 1))
    return [
        f"{pen('faint', f'{number} |')} {left}{_shown(before)}{_shown(marked)}{_shown(after)}{right}".rstrip(),
        f"{pen('faint', ' ' * len(number) + ' |')} {mark}",
    ]


def _window(line: str, start: int, room: int) -> tuple[int, int]:
    """The first and the last column to show: all of the line, or what stands around the start of the mark."""
    if sum(map(_cells, line)) <= room:
        return 0, len(line)
    first, used = start, 0
    while first and used + _cells(line[first - 1]) <= room * 3 // 8:
        first -= 1
        used += _cells(line[first])
    last = start
    while last < len(line) and used + _cells(line[last]) <= room:
        used += _cells(line[last])
        last += 1
    return first, last


def _cells(char: str) -> int:
    return _TAB if char == "\t" else cells(visible(char))


def _shown(text: str) -> str:
    return "\t".join(visible(part) for part in text.split("\t"))


def _blank(text: str) -> str:
    """As wide as the text on a terminal, with its tabs, and nothing to see."""
    return "\t".join(" " * cells(visible(part)) for part in text.split("\t"))

"""Text that fits a terminal: lines are wrapped between words, and names are shortened in the middle."""

from __future__ import annotations

import re

LEAST = 40
"""The smallest width that lines are wrapped to. With less, nothing would be left of a name."""
_DOTS = "..."
_PROSE = 2
_WORD = " *[^ ]+"
_COLOR = r"\x1b\[[0-9;]*m"


def cells(text: str) -> int:
    """The width of the text on a terminal (Unicode Standard Annex 11): wide 2, combining and colours 0, a tab 1."""
    if "\x1b" in text:
        text = re.sub(_COLOR, "", text)
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(char) in ("Mn", "Me") else 2 if east_asian_width(char) in ("W", "F") else 1 for char in text
    )


def fold(line: str, width: int, hang: int = -1) -> list[str]:
    """Wrap the line at `width` columns; 0 means no limit. A word that is longer gets its own line.

    The lines after the first are indented by `hang` columns, or a little more than the first if that is negative.
    """
    if not width or len(line) * 2 <= width or "\t" in line or cells(line) <= width:
        return [line]
    if hang < 0:
        indent = len(line) - len(line.lstrip(" "))
        hang = indent + 2 if indent <= _PROSE else indent + 4  # entries of a list have lines below them at indent + 2
    lines, row, used = [], "", 0
    for word in re.findall(_WORD, line):
        more = cells(word)
        if row.strip() and used + more > width:
            lines.append(row)
            row, used = " " * hang, hang
            word = word.lstrip(" ")
            more = cells(word)
        row += word
        used += more
    return [*lines, row]


def shortened(name: str, most: int) -> str:
    """Cut a name in the middle, to at most `most` columns. Parts of a path or an id stay whole if possible.

    `github.com/acme/shop/internal/billing/store` in 30 columns is `github.com/.../billing/store`.
    """
    if cells(name) <= most:
        return name
    for sign in ("/", "-"):
        head, *rest = name.split(sign)
        while sign == "-" and len(rest) > 1 and cells(head) + len(sign) + cells(rest[0]) < most // 2:
            head += sign + rest.pop(0)
        left = most - cells(head) - len(sign) - len(_DOTS)
        kept: list[str] = []
        for part in reversed(rest):
            left -= len(sign) + cells(part)
            if left < 0:
                break
            kept.append(part)
        if kept:
            return sign.join((head, _DOTS, *reversed(kept)))
    room = max(most - len(_DOTS), 2)
    head = _fitting(name, room // 2)
    tail = _fitting(name[::-1], room - cells(head))[::-1]
    return f"{head}{_DOTS}{tail}"


def _fitting(text: str, most: int) -> str:
    """The longest start of the text that fits."""
    end = used = 0
    for char in text:
        used += cells(char)
        if used > most:
            break
        end += 1
    return text[:end]

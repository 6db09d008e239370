"""Colour for the text report."""

from typing import NamedTuple

CODES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "good": "1;32",
    "strong": "1",
    "faint": "2",
    "place": "36",
}


class Pen(NamedTuple):
    """Writes text in a style of `CODES` if `color` is true, else as plain text."""

    color: bool

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{CODES[style]}m{text}\x1b[0m" if self.color and text else text

"""Colour for the text report: a pen that writes plain text when colour is off."""

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
    """Writes text in a style ("error", "warning", "note", "good", "strong", "faint", "place"), if colour is on."""

    color: bool

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{CODES[style]}m{text}\x1b[0m" if self.color and text else text

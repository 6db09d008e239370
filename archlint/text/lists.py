"""Numbers and lists in English, for messages and text reports."""

from __future__ import annotations

from collections.abc import Iterable

FEW = 3
"""The number of names that a message lists before it counts the rest."""


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`, `1,200 entries`."""
    return f"{number:,} {noun if number == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """The plural of the nouns that archlint uses."""
    if noun.endswith("y"):
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith("ch") else "s")


def listed(items: Iterable[str], joint: str = "and", *, most: int = 0, how: str = "") -> str:
    """`a`, `a and b`, `a, b and c`; with `most` items shown, `a, b and 9 more`. 0 shows all.

    `how` says how to see the rest: `a, b and 9 more (-v shows all)`.
    """
    words = list(items)
    if most and len(words) > most:
        words[most:] = [f"{len(words) - most:,} more" + (f" ({how})" if how else "")]
        joint = "and"
    return f" {joint} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def quoted(names: Iterable[str], joint: str = "and", *, most: int = 0) -> str:
    """`'A', 'B' and 'C'`, `'A' or 'B'`, `'A', 'B' and 2 more`."""
    words = [f"'{name}'" for name in names]
    return listed(words, joint, most=most)


def first_lines(lines: Iterable[str], most: int, indent: int = 2) -> list[str]:
    """The first `most` lines, and one that counts the rest; 0 shows all."""
    shown = list(lines)
    if most and len(shown) > most:
        shown[most:] = [f"{' ' * indent}and {len(shown) - most:,} more (-v shows all)"]
    return shown


def one_line(text: str) -> str:
    """Return a text of several lines as one line."""
    return " ".join(text.split())

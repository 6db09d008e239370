"""Comma-separated values."""

from __future__ import annotations

from collections.abc import Iterable


class _Lines(list[str]):
    """The lines that `csv` writes."""

    write = list.append


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return one line for each row (RFC 4180, but with line feeds)."""
    import csv  # few runs need it

    lines = _Lines()
    csv.writer(lines, lineterminator="\r\n").writerows(rows)  # with this terminator, every Python quotes a lone `\r`
    return "".join(line.removesuffix("\r\n") + "\n" for line in lines)

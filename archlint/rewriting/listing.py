"""The list of what a batch rewrites, for machines: CSV and JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from archlint.languages.go.language import GO
from archlint.planning.plans import Move
from archlint.rewriting.rewrites import Rewrite, mark


def rewrites_csv(rewrites: Iterable[Rewrite]) -> str:
    """One line a rewrite, with a header; RFC 4180, but with `\\n` line ends."""
    lines = [Rewrite._fields, *rewrites]
    return "".join(",".join(_field(str(value)) for value in line) + "\n" for line in lines)


def _field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(char in text for char in ',"\r\n') else text


def rewrites_document(batch: str, rewrites: Iterable[Rewrite], moves: Iterable[Move], date: str) -> dict[str, Any]:
    """The same as a JSON document, with the comment of each Go file that moves. Schema 1."""
    return {
        "schema": 1,
        "batch": batch,
        "rewrites": [rewrite._asdict() for rewrite in rewrites],
        "marks": [
            {"path": move.new, "before": move.old, "comment": list(mark(batch, move.old, move.new, date)[1:])}
            for move in moves
            if GO.is_source(move.new)
        ],
    }

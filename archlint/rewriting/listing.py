"""The rewrites of a batch as CSV and JSON, for other tools."""

from __future__ import annotations

from collections.abc import Iterable

from archlint.languages.go.language import GO
from archlint.planning.plans import Move
from archlint.rewriting.rewrites import Rewrite, mark
from archlint.text.csv_text import csv_text


def rewrites_csv(rewrites: Iterable[Rewrite]) -> str:
    """Return a header and one line for each rewrite."""
    return csv_text([Rewrite._fields, *rewrites])


def rewrites_document(batch: str, rewrites: Iterable[Rewrite], moves: Iterable[Move], date: str) -> dict[str, object]:
    """Return the same as a JSON document, with the comment to add to each Go file that moves. Schema 1."""
    return {
        "schema": 1,
        "batch": batch,
        "rewrites": [rewrite._asdict() for rewrite in rewrites],
        "marks": [
            {"path": move.new, "before": move.old, "comment": list(mark(batch, move.old, move.new, date=date)[1:])}
            for move in moves
            if GO.is_source(move.new)
        ],
    }

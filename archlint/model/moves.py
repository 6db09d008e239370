"""What a mapping says: the table old_path -> new_path, before it is applied to anything."""

from __future__ import annotations

from typing import Literal, NamedTuple

from archlint.model.location import Place

RowState = Literal["pending", "done", "conflict", "dangling", "no-move"]


class Row(NamedTuple):
    """One row. Paths are root-relative with `/`, without a trailing slash; `is_folder` tells a row for a directory.

    `place` is where the row stands in its document; the other fields are the seed's columns, "" where absent.
    """

    old: str
    new: str
    place: Place
    is_folder: bool = False
    context: str = ""
    layer: str = ""
    responsibility: str = ""
    reason: str = ""
    confidence: str = ""


class Mapping(NamedTuple):
    """One or more mapping documents, read. `meta` holds the front matter of each as (key, value) pairs of text."""

    documents: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    meta: tuple[tuple[tuple[str, str], ...], ...] = ()

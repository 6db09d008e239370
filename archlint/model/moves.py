"""Mappings: the table old_path -> new_path, and the moves that it makes in a tree."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnlyDict
from typing import Literal, NamedTuple

from archlint.model.location import Place

COLUMNS = ("old_path", "new_path", "target_context", "target_layer", "responsibility", "reason", "confidence")
"""The columns of a mapping table."""

RowState = Literal["pending", "done", "conflict", "dangling", "no-move"]


class Row(NamedTuple):
    """One row. Paths are root-relative with `/`, without a trailing slash; `is_folder` marks a row for a directory.

    `place` is the row's place in its document; the other fields are the other columns, "" if absent.
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

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells after the two paths."""
        return self[4:]


class Mapping(NamedTuple):
    """One or more parsed mapping documents. `front_matter` is the text of each one's front matter, "" for none."""

    documents: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    front_matter: tuple[str, ...] = ()

    @property
    def layers(self) -> tuple[str, ...]:
        """The names in the target_layer column, in the order of their first row."""
        return tuple(dict.fromkeys(row.layer for row in self.rows if row.layer))


class Moves(NamedTuple):
    """A mapping applied to the files of a tree.

    `files` maps today's path to the new path for each file that moves, sorted by today's path; `folders` does so for
    each folder row that isn't done. `row_of` maps today's path to the row that covers the file, even if the row is
    done or moves nothing. `states` has every row, in the mapping's order.
    """

    files: ReadOnlyDict[str, str]
    folders: ReadOnlyDict[str, str]
    row_of: ReadOnlyDict[str, Row]
    states: tuple[tuple[Row, RowState], ...]

    def path_of(self, path: str) -> str:
        """Return the path that today's file has after the moves."""
        return self.files.get(path, path)

    def folder_of(self, folder: str) -> str:
        """Return where a folder goes by the deepest folder row at or above it; the folder itself if there is none."""
        probe, rest = folder, ""
        while self.folders and probe:
            new = self.folders.get(probe)
            if new is not None:
                return join(new, rest)
            probe, _, tail = probe.rpartition("/")
            rest = f"{tail}/{rest}" if rest else tail
        return folder


def join(folder: str, rest: str) -> str:
    """Join a folder and a path below it; the folder "." is the root."""
    if not rest:
        return "" if folder == "." else folder
    return rest if folder in (".", "") else f"{folder}/{rest}"

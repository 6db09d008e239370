"""What a mapping says: the table old_path -> new_path, before it is applied to anything."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnlyDict
from typing import Literal, NamedTuple

from archlint.model.location import Place

COLUMNS = ("old_path", "new_path", "target_context", "target_layer", "responsibility", "reason", "confidence")
"""The columns of a mapping table."""

RowState = Literal["pending", "done", "conflict", "dangling", "no-move"]


class Row(NamedTuple):
    """One row. Paths are root-relative with `/`, without a trailing slash; `is_folder` tells a row for a directory.

    `place` is where the row stands in its document; the other fields are the other columns, "" where absent.
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
        """The cells behind the two paths."""
        return self[4:]


class Mapping(NamedTuple):
    """One or more mapping documents, read. `front_matter` holds the text of each one's, "" for none."""

    documents: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    front_matter: tuple[str, ...] = ()

    @property
    def layers(self) -> tuple[str, ...]:
        """The names in the target_layer column, in the order of their first row."""
        return tuple(dict.fromkeys(row.layer for row in self.rows if row.layer))


class Moves(NamedTuple):
    """A mapping held against the files of a tree.

    `files` maps today's path to the new path for each file that moves, sorted by today's path; `folders` does so for
    each folder row that is still to be carried out. `row_of` maps today's path to the row that speaks of the file,
    also where it is done or no move. `states` has every row, in the mapping's order.
    """

    files: ReadOnlyDict[str, str]
    folders: ReadOnlyDict[str, str]
    row_of: ReadOnlyDict[str, Row]
    states: tuple[tuple[Row, RowState], ...]

    def path_of(self, path: str) -> str:
        """The path that today's file has once the mapping is carried out."""
        return self.files.get(path, path)

    def folder_of(self, folder: str) -> str:
        """Where a folder goes by the deepest folder row at or above it; the folder itself where none is."""
        probe, rest = folder, ""
        while self.folders and probe:
            new = self.folders.get(probe)
            if new is not None:
                return join(new, rest)
            probe, _, tail = probe.rpartition("/")
            rest = f"{tail}/{rest}" if rest else tail
        return folder


def join(folder: str, rest: str) -> str:
    """A path below a folder; the folder "." is the root itself."""
    if not rest:
        return "" if folder == "." else folder
    return rest if folder in (".", "") else f"{folder}/{rest}"

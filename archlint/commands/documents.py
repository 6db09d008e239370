"""Reads the mapping documents: those on the command line, else those in the configuration."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from archlint.edge import workspace
from archlint.edge.confine import Territory, check_read
from archlint.edge.walk import all_paths
from archlint.errors import Complaint, MappingError
from archlint.mapping import merge_mappings, read_mapping
from archlint.mapping.resolve import resolve_rows, without_source
from archlint.model.moves import Mapping, Row

if TYPE_CHECKING:
    from archlint.edge.git_tree import Tracked


def read_documents(
    named: Sequence[str], globs: Sequence[str], root: str, territory: Territory, *, tracked: Tracked | None
) -> Mapping:
    """Return the documents `named` on the command line, else those that the globs match, as one mapping.

    Raises MappingError if there is none, or with all their problems.
    """
    paths = [(path, workspace.relative_to(root, path)) for path in named]
    if not paths:
        found = workspace.matching_files(root, globs)
        kept = [path for path in found if tracked is None or path in tracked.files]
        paths = [(os.path.join(root, path), path) for path in kept]
    if not paths:
        hint = "name one with --mapping FILE, or in [mapping] files"
        raise MappingError(Complaint("", "the mapped view needs a mapping, but there is none", hint, kind="mapping"))
    documents: list[Mapping] = []
    complaints: list[Complaint] = []
    sound: list[Row] = []
    for path, shown in paths:
        try:
            check_read(path, territory, what="the mapping", error=MappingError, shown=shown)
            documents.append(read_mapping(shown, workspace.read_text_file(path, "the mapping", MappingError)))
        except MappingError as wrong:
            complaints += wrong.complaints
            sound += wrong.sound
    if not complaints:
        return merge_mappings(documents)
    rows = (*sound, *(row for document in documents for row in document.rows))
    there = frozenset(all_paths(root)) if tracked is None else tracked.files
    complaints += without_source(resolve_rows(Mapping((), tuple(rows)), there))
    raise MappingError(*sorted(complaints, key=lambda complaint: (complaint.path, complaint.line)))

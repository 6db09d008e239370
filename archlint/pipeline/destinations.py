"""Destinations at which Go would read a file otherwise than today, so that no graph of the moved tree could be right.

What a Go file is hangs on its path: the folders that Go looks away from, the build constraint in its name (`go help
packages`, `go help buildconstraint`), and the import path that its folder makes (`golang.org/x/mod/module`,
CheckImportPath). Such a row is refused with its line; the file can be mapped elsewhere. What a row for one file tells
by itself (no Go file any more, a test or none) is refused where rows are read, in `mapping.rows`.
"""

from __future__ import annotations

import re

from archlint.errors import Complaint, MappingError
from archlint.languages.go.build.constraints import file_name_constraint, ignored_dir
from archlint.mapping.resolve import without_source
from archlint.model.facts import Tree
from archlint.model.moves import Moves

_IMPORT_PATH = re.compile(r"[A-Za-z0-9\-._~+/]*")
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?")


def refuse_destinations(tree: Tree, moves: Moves) -> None:
    """Raise MappingError with a complaint for each row whose destination makes something else of a scanned file; rows
    that move nothing are told with these, since no finding can tell them then."""
    scanned = {file.path for file in tree.files}
    complaints: dict[Complaint, None] = {}
    for old, new in moves.files.items():
        fault = _fault(old, new) if old in scanned else ""
        if fault:
            row = moves.row_of[old]
            hint = "give it a destination where it stays what it is"
            complaints[
                Complaint(row.place.path, f"{new!r} {fault}", hint, line=row.place.line, key="new_path", kind="mapping")
            ] = None
    if complaints:
        found = {**complaints, **dict.fromkeys(without_source(moves))}
        raise MappingError(*sorted(found, key=lambda complaint: complaint.sort_key))


def _fault(old: str, new: str) -> str:
    """What Go would make of a file that moves from `old` to `new`, "" where it stays what it is."""
    folder, _, name = new.rpartition("/")
    before = old.rpartition("/")[2]
    parts = folder.split("/") if folder else []
    away = next((part for part in parts if ignored_dir(part)), "")
    if away:
        return f"is in a folder that Go looks away from ({away})"
    if file_name_constraint(name) != file_name_constraint(before):
        wanted = file_name_constraint(name)
        return f"builds only for {wanted}, by its name" if wanted else "loses the build constraint that its name states"
    return _import_path_fault(parts)


def _import_path_fault(parts: list[str]) -> str:
    for part in parts:
        if not _IMPORT_PATH.fullmatch(part) or part.endswith("."):
            return f"has a folder that cannot stand in an import path ({part!r})"
        if _DEVICES.fullmatch(part):
            return f"has a folder that Go refuses, since it is a device on Windows ({part})"
    return ""

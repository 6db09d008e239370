"""Destinations that change how Go builds a file. The graph of the mapped tree would be wrong for such a file.

Go derives three things from a file's path: whether to ignore it, the build constraint in its name (`go help packages`,
`go help buildconstraint`), and the import path of its folder (`golang.org/x/mod/module`, CheckImportPath). archlint
rejects rows that change them. `mapping.rows` rejects what a single row shows without the tree, such as a Go file that
would become a test.
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
    """Raise MappingError with a complaint for each row whose destination changes how Go builds a scanned file.

    The error also reports rows that move nothing, because without a view there are no findings to report them.
    """
    scanned = {file.path for file in tree.files}
    complaints: dict[Complaint, None] = {}
    for old, new in moves.files.items():
        fault = _fault(old, new) if old in scanned else ""
        if fault:
            row = moves.row_of[old]
            hint = "choose a path that doesn't change how Go builds the file"
            complaints[
                Complaint(row.place.path, f"{new!r} {fault}", hint, line=row.place.line, key="new_path", kind="mapping")
            ] = None
    if complaints:
        found = {**complaints, **dict.fromkeys(without_source(moves))}
        raise MappingError(*sorted(found, key=lambda complaint: complaint.sort_key))


def _fault(old: str, new: str) -> str:
    """How Go would treat a file differently after a move from `old` to `new`; "" if it wouldn't."""
    folder, _, name = new.rpartition("/")
    before = old.rpartition("/")[2]
    parts = folder.split("/") if folder else []
    ignored = next((part for part in parts if ignored_dir(part)), "")
    if ignored:
        return f"is in a folder that Go ignores ({ignored})"
    if file_name_constraint(name) != file_name_constraint(before):
        wanted = file_name_constraint(name)
        return f"builds only for {wanted}, because of its name" if wanted else "loses the build constraint in its name"
    return _import_path_fault(parts)


def _import_path_fault(parts: list[str]) -> str:
    for part in parts:
        if not _IMPORT_PATH.fullmatch(part) or part.endswith("."):
            return f"has a folder that isn't valid in an import path ({part!r})"
        if _DEVICES.fullmatch(part):
            return f"has a folder that Go rejects, because it's a device name on Windows ({part})"
    return ""

"""unresolved-module for Go files: a go.mod moves away from them, or another one takes them, or they leave all modules.

Source: Go Modules Reference, "Modules, packages, and versions": the nearest go.mod at or above a folder is its module.
Go builds no package outside of a module.
"""

from __future__ import annotations

from collections.abc import Iterator

from archlint.hazards.context import HazardContext, below, folder_of
from archlint.model.facts import Module
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.text.lists import FEW, count


def other_module(context: HazardContext) -> Iterator[Finding]:
    """Go files that end up in no module, or in another one although no row of theirs says so.

    One finding for each file that is the cause, usually a go.mod, and each new module.
    """
    relocation = context.relocation
    moved = {
        module.path: path
        for folder, module in relocation.today.by_folder.items()
        if (path := below(folder, "go.mod")) in relocation.moves.files
    }
    found: dict[tuple[str, str], list[str]] = {}
    for item in context.placed:
        path = item.file.path
        if not moved and path not in relocation.moves.files:
            continue
        old = relocation.today.owner(folder_of(path))
        new = relocation.modules.owner(folder_of(item.path))
        if old is None or (new is not None and (new.path == old.path or path in relocation.moves.row_of)):
            continue
        cause = moved.get(old.path) or (moved.get(new.path) if new else None) or path
        found.setdefault((cause, new.path if new else ""), []).append(path)
    for (cause, module), files in found.items():
        old = relocation.today.owner(folder_of(files[0]))
        if old is not None:
            yield _finding(context, cause, old, module=module, files=files)


def _finding(context: HazardContext, cause: str, old: Module, *, module: str, files: list[str]) -> Finding:
    row = context.relocation.moves.row_of.get(cause)
    ends = f"module '{module}'" if module else "no module"
    alone = len(files) == 1
    why = f"Go can't build {'it' if alone else 'them'}"
    rows = "a row that moves the file" if alone else "rows that move these files"
    if module:
        why = "its import path changes" if alone else "their import paths change"
    message = (
        f"'{cause}' moves to '{context.new_path(cause)}', and {count(len(files), 'Go file')} of module '{old.path}' "
        f"would be in {ends}, so {why}."
    )
    if cause == files[0]:
        message = f"'{cause}' {context.goes(cause)}, which is in no module, so Go can't build it."
    return context.hazard(
        "unresolved-module",
        message,
        row.place if row else Place(cause),
        advice="Map it to a folder of a module."
        if cause == files[0]
        else f"Add {rows} too, or leave the go.mod where it is.",
        source=folder_of(cause),
        related=[Related(Place(path), context.goes(path)) for path in files[:FEW]] if cause != files[0] else (),
        identity=(cause, old.path, module),
    )

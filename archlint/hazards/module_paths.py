"""Paths in go.mod and go.work: directives that no longer lead to a module after its go.mod has moved.

Source: Go Modules Reference, "replace directive", "Workspaces".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from archlint.hazards.context import HazardContext, below, folder_of
from archlint.model.facts import Module
from archlint.model.findings import Finding
from archlint.model.location import Place, Related


def stale_module_path(context: HazardContext) -> Iterator[Finding]:
    """unresolved-module: a `replace` or `use` directive whose folder is another one after a go.mod has moved."""
    modules = context.relocation.today.by_folder
    moved = {folder: new for folder in modules if (new := moved_folder(context, folder)) != folder}
    if not moved:
        return
    for folder, module in sorted(modules.items()):
        for path, target in module.replaces:
            new_folder, new_target = moved.get(folder, folder), moved.get(target, target)
            if ".." in (folder, target) or relative_folder(target, folder) == relative_folder(new_target, new_folder):
                continue
            yield _stale(
                context,
                mod_of(module),
                f"replace {path} => {relative_folder(target, folder)}",
                fixed=f"replace {path} => {relative_folder(new_target, new_folder)}",
                moved=target if target in moved else folder,
            )
    if context.workspace is None or context.workspace.path.startswith("../"):
        return
    for folder in context.workspace.uses:
        if folder in moved and folder != "..":
            old, new = (relative_folder(each, "") for each in (folder, moved[folder]))
            yield _stale(context, context.workspace.path, f"use {old}", fixed=f"use {new}", moved=folder)


def _stale(context: HazardContext, path: str, line: str, fixed: str, moved: str) -> Finding:
    mod = below(moved, "go.mod")
    return context.hazard(
        "unresolved-module",
        f"`{line}` in '{path}' no longer leads to the module, because '{mod}' {context.goes(mod)}.",
        Place(path),
        advice=f"Change it to `{fixed}` in the commit that moves the module.",
        source=folder_of(path),
        related=[Related(Place(mod), context.goes(mod))] if mod != path else (),
        identity=(path, line),
    )


def moved_folder(context: HazardContext, folder: str) -> str:
    """Where the module of a folder goes: a module moves with its go.mod."""
    if folder == "..":
        return folder
    new, _, name = context.new_path(below(folder, "go.mod")).rpartition("/")
    return new if name == "go.mod" else folder


def mod_of(module: Module) -> str:
    return below(module.folder, "go.mod")


def relative_folder(folder: str, start: str) -> str:
    """The path of a folder from another one, as a directive writes it. The folder ".." is an unknown one above."""
    if ".." in (folder, start):
        return "FOLDER"
    path = posixpath.relpath(f"/{folder}", f"/{start}")
    return path if path.startswith(".") else f"./{path}"

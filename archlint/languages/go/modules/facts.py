"""Facts about modules: what go.mod and go.work files say, with folders relative to the scan root."""

from __future__ import annotations

import posixpath

from archlint.languages.go.modules.files import ModFile, Replace, WorkFile
from archlint.model.facts import Module, Workspace


def module_facts(mod: ModFile, folder: str) -> Module:
    """Return the module of a go.mod in this folder."""
    local, replaced = local_replaces(mod.replaces, folder), replaced_paths(mod.replaces)
    return Module(mod.module, folder, local, requires=mod.requires, go=mod.go, replaced=replaced)


def workspace_facts(work: WorkFile, inside: str = "") -> Workspace:
    """Return the workspace of a go.work. `inside` is the scan root's path below the folder of the go.work."""
    used = (_folder_below(inside, use) for use in work.uses)
    up = "../" * (inside.count("/") + 1) if inside else ""
    return Workspace(f"{up}go.work", tuple(folder for folder in used if folder is not None))


def local_replaces(replaces: tuple[Replace, ...], folder: str) -> tuple[tuple[str, str], ...]:
    """Return the replacements by folders in the tree, as (module path, root-relative folder)."""
    local: list[tuple[str, str]] = []
    for replace in replaces:
        if replace.local and not posixpath.isabs(replace.target):
            target = posixpath.normpath(posixpath.join(folder, replace.target.replace("\\", "/")))
            if target != ".." and not target.startswith("../"):
                local.append((replace.module, "" if target == "." else target))
    return tuple(local)


def replaced_paths(replaces: tuple[Replace, ...]) -> tuple[str, ...]:
    """Return the module paths that have a replacement."""
    return tuple(dict.fromkeys(replace.module for replace in replaces))


def _folder_below(inside: str, use: str) -> str | None:
    """The root-relative folder of a use directive, ".." if it contains the scan root, None if it's elsewhere."""
    folder = posixpath.normpath(use.replace("\\", "/"))
    folder = "" if folder == "." else folder
    if folder == inside:
        return ""
    if folder.startswith(("/", "../")) or folder == "..":
        return None
    if inside and f"{inside}/".startswith(f"{folder}/" if folder else ""):
        return ".."
    prefix = f"{inside}/" if inside else ""
    return folder[len(prefix) :] if folder.startswith(prefix) else None

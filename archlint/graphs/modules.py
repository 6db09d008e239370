"""From folders to import paths and back: the module of a folder, and the folder of an import path.

Source: Go Modules Reference, "Packages and modules": the module whose path is the longest prefix owns the package.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from archlint.model.facts import Module
from archlint.model.language import PackageOrigin


class ModuleMap(NamedTuple):
    """The modules of a tree. `by_folder` maps a folder ("" is the root) to its module.

    `folders_by_path` maps module paths, including those of local `replace` directives, to folders. The folder ".." is
    any folder above the scan root; only the scan root below it is part of the tree. `twins` are the folders
    of modules whose path another module already has.
    """

    by_folder: dict[str, Module]
    folders_by_path: dict[str, str]
    packages: frozenset[str]
    is_std: Callable[[str], bool]
    inside: str
    twins: frozenset[str] = frozenset()

    def import_path(self, folder: str) -> str:
        """Return the import path of a root-relative folder.

        It is `./folder`, as in the arguments of `go build`, if the folder can't be imported: it is in no module, its
        path is one of the standard library, or another module has its path.
        """
        owner = self.owner(folder)
        if owner is None:
            return _unnamed(folder)
        if owner.folder == "..":
            return _join(_join(owner.path, self.inside), folder)
        path = _join("" if owner.path == "std" else owner.path, folder[len(owner.folder) :].lstrip("/"))
        return path if self.origin(path) == "tree" and self.folder(path) == folder else _unnamed(folder)

    def owner(self, folder: str) -> Module | None:
        """Return the module of a root-relative folder: the nearest one at or above it."""
        probe = folder
        while probe not in self.by_folder:
            if not probe:
                return self.by_folder.get("..")
            probe = probe.rpartition("/")[0]
        return self.by_folder[probe]

    def meant(self, import_path: str, folder: str) -> str:
        """Resolve an import path in a file of this folder: if several modules share a path, each means itself."""
        owner = self.owner(folder)
        if owner is None or owner.folder not in self.twins or not _is_at_or_below(import_path, owner.path):
            return import_path
        return self.import_path(_join(owner.folder, import_path[len(owner.path) + 1 :]))

    def folder(self, import_path: str) -> str | None:
        """Return the root-relative folder of an import path, None if it isn't in the tree.

        "" is the root; a package of the same module outside the scan root has the folder "..".
        """
        if "std" in self.folders_by_path:
            folder = _join(self.folders_by_path["std"], import_path)
            if folder in self.packages:
                return folder
        probe, rest = import_path, ""
        while probe:
            base = self.folders_by_path.get(probe)
            if base is not None:
                return self._below(base, rest)
            head, _, tail = probe.rpartition("/")
            probe, rest = head, _join(tail, rest)
        return None

    def _below(self, base: str, rest: str) -> str:
        if base != "..":
            return _join(base, rest)
        if rest == self.inside:
            return ""
        prefix = self.inside + "/"
        return rest[len(prefix) :] if rest.startswith(prefix) else ".."

    def origin(self, import_path: str) -> PackageOrigin:
        """Return where an import path comes from. As in Go, the standard library has priority."""
        scans_std = "std" in self.folders_by_path
        if not scans_std and self.is_std(import_path):
            return "std"
        if self.folder(import_path) is not None:
            return "tree"
        return "std" if scans_std and self.is_std(import_path) else "third-party"


def module_map(
    modules: Iterable[Module], *, folders: Iterable[str], is_std: Callable[[str], bool], inside: str = ""
) -> ModuleMap:
    """Index the modules of a tree. `folders` are the root-relative folders with source files.

    A module in the folder ".." is the one that contains the scan root; `inside` is then the scan root's folder within
    that module.
    """
    ordered = sorted(modules, key=lambda module: (module.folder.count("/"), module.folder))
    by_folder = {module.folder: module for module in ordered if module.path}
    folders_by_path: dict[str, str] = {}
    for folder, module in by_folder.items():
        folders_by_path.setdefault(module.path, folder)
    twins = frozenset(folder for folder, module in by_folder.items() if folders_by_path[module.path] != folder)
    for module in ordered:
        for path, folder in module.replaces:
            folders_by_path.setdefault(path, folder)
    return ModuleMap(by_folder, folders_by_path, frozenset(folders), is_std=is_std, inside=inside, twins=twins)


def _unnamed(folder: str) -> str:
    return f"./{folder}" if folder else "."


def _is_at_or_below(path: str, ancestor: str) -> bool:
    return path == ancestor or path.startswith(f"{ancestor}/")


def _join(left: str, right: str) -> str:
    return f"{left}/{right}" if left and right else left or right

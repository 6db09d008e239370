"""The new places of files, packages and modules under a mapping: the part of the mapped view without symbols."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from archlint.graphs.graph import Package, Placed, packages_of
from archlint.graphs.modules import ModuleMap, module_map
from archlint.model.facts import FileFacts, Module
from archlint.model.language import Language
from archlint.model.moves import Moves


class Relocation(NamedTuple):
    """Today's packages, and where their files go.

    `homes` maps today's path of a file to the import path of its new folder. `packages` are today's packages by id,
    `package_of` has today's package id by today's path, `importable` today's package id by import path.
    `parts` maps each package id to the new import paths of the files that importers see: its production files (all
    files, if it has only tests); `split` are the packages whose files, including tests, go to several folders.
    `modules` are those of the mapped tree, `today` those of today's tree.
    """

    moves: Moves
    homes: Mapping[str, str]
    packages: Mapping[str, Package]
    package_of: Mapping[str, str]
    importable: Mapping[str, str]
    parts: Mapping[str, frozenset[str]]
    split: frozenset[str]
    modules: ModuleMap
    today: ModuleMap
    language: Language

    def target_of(self, import_path: str) -> Package | None:
        """Return today's package of an import path, None if it has no scanned file."""
        found = self.importable.get(import_path)
        return None if found is None else self.packages[found]

    def moved_import_path(self, import_path: str) -> str:
        """Return where the import path of a folder without scanned files goes.

        The folder moves by the folder rows at or above it, or with its other source files if they all go to one folder.
        Import paths from outside the tree stay.
        """
        folder = self.today.folder(import_path)
        if folder is None or folder == "..":
            return import_path
        prefix = f"{folder}/" if folder else ""
        new = self.moves.folder_of(folder)
        if new == folder:
            others = {_folder(self.moves.files[path]) for path in self.moves.row_of if self._is_source_in(path, prefix)
                      and path in self.moves.files}  # fmt: skip
            new = others.pop() if len(others) == 1 else folder
        return import_path if new == folder else self.modules.import_path(new)

    def _is_source_in(self, path: str, prefix: str) -> bool:
        return self.language.is_source(path) and path.startswith(prefix) and "/" not in path[len(prefix) :]


def relocate(
    today: Iterable[Placed], moves: Moves, modules: Iterable[Module], today_map: ModuleMap, *, language: Language
) -> Relocation:
    """Move files, packages and modules. `today` are the files of today's view, `modules` the modules of `today_map`."""
    placed = list(today)
    packages, package_of, importable = packages_of(placed, language)
    folders = {_folder(moves.path_of(item.path)) for item in placed}
    mapped = module_map(
        mapped_modules(modules, moves, language.module_file),
        folders=folders,
        is_std=today_map.is_std,
        inside=today_map.inside,
    )
    import_paths = {folder: mapped.import_path(folder) for folder in folders}
    homes = {item.path: import_paths[_folder(moves.path_of(item.path))] for item in placed}
    facts = {item.path: item.file for item in placed}
    parts = {name: frozenset(homes[path] for path in _seen(package.files, facts)) for name, package in packages.items()}
    split = frozenset(name for name, item in packages.items() if len({homes[path] for path in item.files}) > 1)
    return Relocation(
        moves,
        homes,
        packages,
        package_of=package_of,
        importable=importable,
        parts=parts,
        split=split,
        modules=mapped,
        today=today_map,
        language=language,
    )


def parted_tests(relocation: Relocation, facts: Mapping[str, FileFacts]) -> set[str]:
    """The external tests that end up in another folder than a production file of the folder where they are today."""
    homes, packages = relocation.homes, relocation.packages
    today = {path: packages[name].import_path for path, name in relocation.package_of.items()}
    tested: dict[str, set[str]] = {}
    for path, import_path in today.items():
        if facts[path].scope == "production":
            tested.setdefault(import_path, set()).add(homes[path])
    return {
        path
        for path, import_path in today.items()
        if facts[path].scope == "external-test" and not tested.get(import_path, set()) <= {homes[path]}
    }


def mapped_modules(modules: Iterable[Module], moves: Moves, module_file: str) -> Iterator[Module]:
    """Yield the modules of the mapped tree: a module moves with its `module_file`, and local replacements follow it.

    A module whose file gets another name is none any more.
    """
    known = tuple(modules)
    moved = {module.folder: _new_folder(module.folder, moves, module_file) for module in known if module.path}
    folders = {folder: new for folder, new in moved.items() if new is not None}
    for module in known:
        if module.folder in moved and module.folder not in folders:
            continue
        replaces = tuple((path, folders.get(folder, folder)) for path, folder in module.replaces)
        yield module._replace(folder=folders.get(module.folder, module.folder), replaces=replaces)


def _new_folder(folder: str, moves: Moves, module_file: str) -> str | None:
    file = f"{folder}/{module_file}" if folder else module_file
    new_folder, _, name = moves.path_of(file).rpartition("/")
    return new_folder if name == module_file else None


def _seen(files: tuple[str, ...], facts: Mapping[str, FileFacts]) -> Iterable[str]:
    return [path for path in files if facts[path].scope == "production"] or files


def _folder(path: str) -> str:
    return path.rpartition("/")[0]

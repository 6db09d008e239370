"""Preparing the files of a tree for the `[[classify]]` rules. Pure.

While a mapping is being carried out, the rules still describe the tree before the moves. They see a moved file under
its old path; the same applies to its importers and the packages it imports.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archlint.drafting.classify import Classified, ClassifiedFile, Imported, classify, names_ending
from archlint.globs import compile_glob
from archlint.graphs.modules import ModuleMap
from archlint.languages.go.language import GO
from archlint.model.classifying import Classification
from archlint.model.facts import FileFacts, Tree
from archlint.model.policy import Config
from archlint.model.symbols import Symbols


def concerned(tree: Tree, rules: Iterable[Classification], renamed: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The Go files that the path of a rule matches, and the other files that one matches, sorted.

    `renamed` maps the path of a file that has already moved to its old path.
    """
    globs = [compile_glob(path, placeholders=None) for rule in rules for path in rule.paths]
    endings = [glob for glob in globs if names_ending(glob)]
    sources = [file.path for file in tree.files if any(g.matches(renamed.get(file.path, file.path)) for g in globs)]
    others = [
        path
        for path in tree.others
        if not GO.is_source(path) and any(glob.matches(renamed.get(path, path)) for glob in endings)
    ]
    return sources, sorted(others)


def judge(
    tree: Tree,
    config: Config,
    modules: ModuleMap,
    symbols: Mapping[str, Symbols],
    others: Iterable[str],
    renamed: Mapping[str, str],
) -> Classified:
    """Classify the scanned Go files and the `others`."""
    importers = _importers(tree, modules, renamed) if any(rule.imported_by for rule in config.classify) else {}
    folders = _old_folders(renamed)
    subjects = [
        ClassifiedFile(
            renamed.get(file.path, file.path),
            imports=_imports(file, modules, folders),
            importers=importers.get(_folder(file.path), ()),
            declarations=symbols[file.path].declarations if file.path in symbols else (),
        )
        for file in tree.files
    ]
    subjects += [ClassifiedFile(renamed.get(path, path), source=False) for path in others]
    return classify(subjects, config.classify, config.groups)


def _imports(file: FileFacts, modules: ModuleMap, folders: Mapping[str, str]) -> tuple[Imported, ...]:
    here = _folder(file.path)
    found = []
    for path in dict.fromkeys(spec.path for spec in file.imports):
        meant = modules.meant(path, here)
        folder = modules.folder(meant) or ""
        found.append(Imported(path, modules.origin(meant), folders.get(folder, folder)))
    return tuple(found)


def _importers(tree: Tree, modules: ModuleMap, renamed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """For each folder of the tree, the files in other folders that import its package."""
    found: dict[str, dict[str, None]] = {}
    for file in tree.files:
        for imported in _imports(file, modules, {}):
            if imported.origin == "tree" and imported.folder != _folder(file.path):
                found.setdefault(imported.folder, {})[renamed.get(file.path, file.path)] = None
    return {folder: tuple(paths) for folder, paths in found.items()}


def _old_folders(renamed: Mapping[str, str]) -> dict[str, str]:
    """The old folder of each folder, if all files that moved there came from one folder."""
    found: dict[str, set[str]] = {}
    for path, old in renamed.items():
        found.setdefault(_folder(path), set()).add(_folder(old))
    return {folder: min(old) for folder, old in found.items() if len(old) == 1}


def _folder(path: str) -> str:
    return path.rpartition("/")[0]

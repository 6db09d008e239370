"""The files of a tree as the rules of `[[classify]]` see them, and what these say of them. Pure.

While a mapping is being carried out, the rules still speak of the tree as it was: a file that has moved is known to
them by its old path, and so are the files that import it and the packages that it imports.
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
    """The Go files that the path of a rule matches, and the other files that one does; sorted.

    `renamed` gives, for a file that a mapping has moved already, the path that the rules know it by.
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
    """Classify the scanned Go files, and those of the `others` that a rule may speak of."""
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
    """For each folder of the tree, the files outside it that import its package."""
    found: dict[str, dict[str, None]] = {}
    for file in tree.files:
        for imported in _imports(file, modules, {}):
            if imported.origin == "tree" and imported.folder != _folder(file.path):
                found.setdefault(imported.folder, {})[renamed.get(file.path, file.path)] = None
    return {folder: tuple(paths) for folder, paths in found.items()}


def _old_folders(renamed: Mapping[str, str]) -> dict[str, str]:
    """Where the files of a folder came from, if all that have come to it came from one folder."""
    found: dict[str, set[str]] = {}
    for path, old in renamed.items():
        found.setdefault(_folder(path), set()).add(_folder(old))
    return {folder: min(old) for folder, old in found.items() if len(old) == 1}


def _folder(path: str) -> str:
    return path.rpartition("/")[0]

"""Random mappings of a tree: splits of packages by files, and merges of two packages."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from typed_facts import Facts, Unit, folder_of

from archlint.model.facts import FileFacts, Tree


class Case(NamedTuple):
    """One mapping: the tree that it is applied to, and new paths by today's. `split` and `merged` are folders."""

    number: int
    tree: Tree
    moves: Mapping[str, str]
    split: tuple[str, ...] = ()
    merged: tuple[str, str] | None = None
    same_clause: bool = False


def split_cases(facts: Facts, tree: Tree, splits: int, rng: random.Random) -> Iterator[Case]:
    """Mappings that split several packages each, until `splits` packages are split."""
    listed = _go_files(tree)
    able = sorted({unit.folder for unit in facts.units if len(unit.files) > 1} - facts.failed)
    if not able:
        return
    number = 0
    while splits > 0:
        chosen: list[str] = []
        moves: dict[str, str] = {}
        for folder in sorted(rng.sample(able, k=min(len(able), splits, rng.randint(1, 12)))):
            parted = _parted(folder, listed[folder], rng)
            if len({folder_of(parted.get(path, path)) for path in listed[folder]}) > 1:
                chosen.append(folder)
                moves.update(parted)
        if chosen:
            splits -= len(chosen)
            yield Case(number, tree, moves, split=tuple(chosen))
            number += 1


def _parted(folder: str, files: list[str], rng: random.Random) -> dict[str, str]:
    """New paths for the files of a folder: two to four parts in random proportions. Mostly one part stays; tests go
    with the code that they are named after, stay, or go anywhere."""
    count = min(len(files), rng.choice((2, 2, 2, 3, 4)))
    weights = [rng.uniform(0.1, 1) for _ in range(count)]
    parts = [f"{folder}/part{number}".lstrip("/") if rng.random() < 0.7 else f"moved/{folder}/part{number}".rstrip("/")
             for number in range(count)]  # fmt: skip
    if rng.random() < 0.8:
        parts[0] = folder
    tests = rng.choice(("beside", "beside", "stay", "anywhere"))
    place: dict[str, str] = {}
    production = [path for path in files if not path.endswith("_test.go")]
    for order, path in enumerate(rng.sample(production, k=len(production))):
        place[path] = parts[order] if order < count else rng.choices(parts, weights)[0]
    for path in files:
        if path not in place:
            code = path.replace("_test.go", ".go")
            beside = place.get(code) or rng.choices(parts, weights)[0]
            place[path] = {"beside": beside, "stay": folder, "anywhere": rng.choices(parts, weights)[0]}[tests]
    return {path: f"{new}/{path.rpartition('/')[2]}".lstrip("/") for path, new in place.items() if new != folder}


def merge_cases(facts: Facts, tree: Tree, merges: int, rng: random.Random) -> Iterator[Case]:
    """Mappings that move all files of one package to another's folder, in one module. A half gets one package clause
    before: as if the files were renamed and their importers gave the old name to the import."""
    listed = _go_files(tree)
    modules = _modules_of(facts, tree)
    importers: dict[str, list[str]] = {}
    for folder, specs in facts.imports.items():
        for spec in specs:
            target = facts.folders.get(spec.import_path)
            if target is not None and target != folder and folder not in importers.setdefault(target, []):
                importers[target].append(folder)
    units = [unit for unit in facts.units if unit.folder not in facts.failed and _has_code(unit)]
    counts: dict[str, int] = {}
    for unit in units:
        counts[unit.folder] = counts.get(unit.folder, 0) + 1
    units = [unit for unit in units if counts[unit.folder] == 1]
    by_folder = {unit.folder: unit for unit in units}
    if len(units) < 2:
        return
    number = 0
    for _ in range(20 * merges):
        if number == merges:
            return
        one = rng.choice(units)
        close = [by_folder[folder] for folder in importers.get(one.folder, ()) if folder in by_folder]
        other = rng.choice(close) if close and rng.random() < 0.5 else rng.choice(units)
        if one.folder == other.folder or modules[one.folder] != modules[other.folder]:
            continue
        if rng.random() < 0.5:
            one, other = other, one
        same = one.name == other.name or rng.random() < 0.7
        changed = _renamed(tree, one, other.name) if same and one.name != other.name else tree
        taken = {path.rpartition("/")[2] for path in listed[other.folder]}
        moves = {}
        for path in listed[one.folder]:
            name = path.rpartition("/")[2]
            moves[path] = f"{other.folder}/{f'merged_{name}' if name in taken else name}".lstrip("/")
        number += 1
        yield Case(number, changed, moves, merged=(one.folder, other.folder), same_clause=same)


def _has_code(unit: Unit) -> bool:
    return any(not path.endswith("_test.go") for path in unit.files)


def _renamed(tree: Tree, unit: Unit, name: str) -> Tree:
    """The tree with another package clause in one folder. Importers keep their qualifier by an alias."""

    def change(file: FileFacts) -> FileFacts:
        if folder_of(file.path) == unit.folder and file.package.removesuffix("_test") == unit.name:
            file = file._replace(package=name + file.package[len(unit.name) :])
        if not any(spec.path == unit.import_path and not spec.alias for spec in file.imports):
            return file
        specs = tuple(
            spec._replace(alias=unit.name) if spec.path == unit.import_path and not spec.alias else spec
            for spec in file.imports
        )
        return file._replace(imports=specs)

    return tree._replace(files=tuple(map(change, tree.files)))


def _go_files(tree: Tree) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in tree.files:
        found.setdefault(folder_of(file.path), []).append(file.path)
    return found


def _modules_of(facts: Facts, tree: Tree) -> dict[str, str]:
    """The folder of the module that each folder belongs to."""
    roots = {module.folder for module in tree.modules}
    found: dict[str, str] = {}
    for unit in facts.units:
        folder = unit.folder
        while folder and folder not in roots:
            folder = folder_of(folder)
        found[unit.folder] = folder
    return found

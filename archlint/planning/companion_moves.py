"""Moves for companion files without a row: tests, testdata, embedded files, assembly and C sources, go.sum.

These are the files that `hazards.companions` reports as left behind.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from archlint.hazards.companions import beside, beside_testdata, module_sums, source_owners
from archlint.hazards.context import below, folder_of
from archlint.hazards.paths_in_code import embedded_files, module_folders
from archlint.languages.go.language import GO, tested_file
from archlint.model.facts import FileFacts
from archlint.model.symbols import Symbols


def companion_moves(
    moves: Mapping[str, str],
    mapped: Collection[str],
    paths: Collection[str],
    facts: Mapping[str, FileFacts],
    symbols: Mapping[str, Symbols],
    compatible: Callable[[str, str], bool],
) -> dict[str, str]:
    """Return the moves of companions (today's path -> new path) for the moves of a mapping.

    `mapped` are the paths that have a row, `paths` all files of the tree, `facts` those of Go files, and `symbols`
    those of files that embed, of assembly, and of the Go files beside it in packages that are split. Assembly and C
    sources move if all Go files that need them move to one folder. Tests move only if all Go files leave their folder:
    to the one folder of these, otherwise `x_test.go` to where `x.go` moves. No companion moves to a taken path.
    """
    taken = set(paths) | set(moves.values())
    every = sorted(paths)
    found: dict[str, str] = {}
    folders: dict[str, list[str]] = {}
    for path in every:
        folders.setdefault(folder_of(path), []).append(path)
    sums = [(total, beside(moves[mod], "go.sum")) for mod, total in module_sums(every) if _is_mod(moves.get(mod, ""))]
    wanted = [*sums, *_embedded(moves, every, symbols), *_beside(moves, every)]
    for members in folders.values():
        sources = [path for path in members if path in facts and facts[path].scope == "production"]
        for path, owners, _ in source_owners(facts, symbols, sources, companions=members, compatible=compatible):
            homes = {folder_of(moves.get(owner, owner)) for owner in owners}
            if len(homes) == 1:
                wanted.append((path, below(min(homes), path.rpartition("/")[2])))
    for old, new in wanted:
        if old not in mapped and old not in found and new not in taken:
            found[old] = new
            taken.add(new)
    return dict(sorted(found.items()))


def _is_mod(path: str) -> bool:
    return path.rpartition("/")[2] == "go.mod"


def _embedded(
    moves: Mapping[str, str], paths: Sequence[str], symbols: Mapping[str, Symbols]
) -> Iterator[tuple[str, str]]:
    ordered = sorted(paths)
    modules = module_folders(ordered)
    for path in sorted(symbols.keys() & moves.keys()):
        for embed in symbols[path].embeds:
            for found, rest in embedded_files(embed, folder_of(path), ordered, modules=modules):
                yield found, below(folder_of(moves[path]), rest)


def _beside(moves: Mapping[str, str], paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    folders: dict[str, list[str]] = {}
    testdata: dict[str, list[str]] = {}
    for path in paths:
        folders.setdefault(folder_of(path), []).append(path)
        for folder in beside_testdata(path):
            testdata.setdefault(folder, []).append(path)
    for folder, members in folders.items():
        sources = [path for path in members if GO.is_source(path) and not GO.is_test(path)]
        homes = {folder_of(moves[path]) if path in moves else folder for path in sources}
        if not sources or folder in homes:
            continue
        for path in members:
            name = path.rpartition("/")[2]
            twin = moves.get(tested_file(path), "")
            if GO.is_test(path) and (len(homes) == 1 or twin):
                yield path, below(min(homes) if len(homes) == 1 else folder_of(twin), name)
        if len(homes) == 1:
            start = len(below(folder, ""))
            for path in testdata.get(folder, ()):
                yield path, below(min(homes), path[start:])

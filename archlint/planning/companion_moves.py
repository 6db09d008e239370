"""Moves for companion files without a row: tests, testdata, embedded files, assembly and C sources.

These are the files that `hazards.companions` reports as left behind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from archlint.hazards.companions import beside_testdata, embedded_files
from archlint.hazards.context import folder_of
from archlint.languages.go.language import GO, tested_file
from archlint.model.symbols import Symbols

_SOURCES = (".s", ".S", ".sx", ".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".m", ".syso")


def companion_moves(
    moves: Mapping[str, str], mapped: Collection[str], paths: Collection[str], symbols: Mapping[str, Symbols]
) -> dict[str, str]:
    """Return the moves of companions (today's path -> new path) for the moves of a mapping.

    `mapped` are the paths that have a row, `paths` all files of the tree, and `symbols` those of files that embed.
    Tests and sources of other languages move only if all Go files leave their folder. If these move to one folder, the
    companions move there too; otherwise `x_test.go` moves to where `x.go` moves. No companion moves to a taken path.
    """
    taken = set(paths) | set(moves.values())
    every = sorted(paths)
    found: dict[str, str] = {}
    for old, new in (*_embedded(moves, every, symbols), *_beside(moves, every)):
        if old not in mapped and old not in found and new not in taken:
            found[old] = new
            taken.add(new)
    return dict(sorted(found.items()))


def _embedded(
    moves: Mapping[str, str], paths: Sequence[str], symbols: Mapping[str, Symbols]
) -> Iterator[tuple[str, str]]:
    for path in sorted(symbols.keys() & moves.keys()):
        for embed in symbols[path].embeds:
            for found, rest in embedded_files(embed, folder_of(path), paths):
                yield found, _below(folder_of(moves[path]), rest)


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
            if (GO.is_test(path) or path.endswith(_SOURCES)) and (len(homes) == 1 or twin):
                yield path, _below(min(homes) if len(homes) == 1 else folder_of(twin), name)
        if len(homes) == 1:
            start = len(_below(folder, ""))
            for path in testdata.get(folder, ()):
                yield path, _below(min(homes), path[start:])


def _below(folder: str, rest: str) -> str:
    return f"{folder}/{rest}" if folder else rest

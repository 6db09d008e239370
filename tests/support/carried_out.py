"""Trees in memory after the moves of a mapping, with archlint's own rewrites, whether or not it finds them sound."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnly

from support.mapped_trees import Files, configuration, mapping, read
from support.patches import patched

from archlint.languages.go.syntax.symbols import extract
from archlint.model.symbols import Symbols
from archlint.pipeline.checker import Checker
from archlint.pipeline.mapped_view import map_tree
from archlint.pipeline.placing import modules_of
from archlint.pipeline.plan_rewrites import states_after
from archlint.rewriting.rewrites import State, patch_of


def carried_out(files: Files, rows: str) -> dict[str, str]:
    """Return the tree after all moves of these rows."""

    def symbols(paths: ReadOnly[str, tuple[str, ...]]) -> ReadOnly[str, Symbols]:
        return {path: extract(path, files[path].encode()) for path in paths}

    tree, config = read(files), configuration()
    modules = modules_of(tree)
    moves = map_tree(tree, config, mapping=mapping(rows), modules=modules).moves.files
    checker = Checker(tree, config, modules, symbols=symbols, rows={}, pending=())
    moved = {moves.get(path, path): text for path, text in files.items()}
    for path, state in states_after(checker, moves, {}, text_of=files.__getitem__, known={}).items():
        moved[state.path] = patched(files[path], patch_of(files[path], State(path), state))
    return moved

"""Trees in memory after all moves of a mapping, with the rewrites that a plan would make, sound or not."""

from __future__ import annotations

from support.mapped_trees import configuration, mapping, read, symbols_of
from support.patches import patched

from archlint.pipeline.checker import Checker
from archlint.pipeline.mapped_view import map_tree
from archlint.pipeline.placing import modules_of
from archlint.pipeline.plan_rewrites import states_after
from archlint.rewriting.rewrites import State, patch_of


def moved_tree(files: dict[str, str], rows: str) -> dict[str, str]:
    """Return the tree after all moves."""
    tree, config, document = read(files), configuration(), mapping(rows)
    modules = modules_of(tree)
    moves = map_tree(tree, config, document, modules=modules).moves
    checker = Checker(
        tree,
        config,
        modules,
        symbols=lambda paths: {path: symbols_of(path, files[path].encode(), names) for path, names in paths.items()},
        rows=moves.row_of,
        pending=moves.files.keys(),
    )
    states = states_after(checker, moves.files, {}, text_of=files.__getitem__, known={})
    moved = {moves.path_of(path): text for path, text in files.items()}
    for path, state in states.items():
        moved[state.path] = patched(files[path], patch_of(files[path], State(path), state))
    return moved

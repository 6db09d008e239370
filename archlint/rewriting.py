"""What each batch of a plan rewrites, over the whole tree: the mapped view of every prefix, told as edits of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from archlint.judging import Checker
from archlint.planning.edits import Ground, concerned, edits_of, package_names
from archlint.planning.plans import Batch, Plan
from archlint.planning.rewrites import Rewrite, State, mark, patch_of, rewrites_of
from archlint.references import Reference


class Written(NamedTuple):
    """A batch with what it rewrites: the list, and all of it with the comments of moved files as one patch."""

    batch: Batch
    rewrites: tuple[Rewrite, ...]
    patch: str


def write_batches(plan: Plan, checker: Checker, text_of: Callable[[str], str], date: str) -> Iterator[Written]:
    """The batches in order. `checker` knows the tree with its tests, `text_of` reads the text of one of today's files.

    Nothing is rewritten that is not Go, or that is excluded from the scan.
    """
    made: dict[str, str] = {}
    marks: dict[str, tuple[str, ...]] = {}
    before: dict[str, State] = {}
    for batch in plan.batches:
        for move in batch.moves:
            made[move.old] = move.new
            if move.new.endswith(".go"):
                marks[move.old] = mark(batch.id, move.old, move.new, date)
        after = states_after(checker, made, marks, text_of)
        rewrites: list[Rewrite] = []
        patches: list[str] = []
        for path in sorted(after, key=lambda path: after[path].path):
            old = before.get(path, State(path))
            new = after[path]
            if (old.edits, old.marks) != (new.edits, new.marks):
                text = text_of(path)
                rewrites += rewrites_of(text, old, new)
                patches.append(patch_of(text, old, new))
        before = after
        yield Written(batch, tuple(rewrites), "".join(patches))


def states_after(
    checker: Checker, made: dict[str, str], marks: dict[str, tuple[str, ...]], text_of: Callable[[str], str]
) -> dict[str, State]:
    """Every file of the tree as it is once these moves are made."""
    plan, placed = checker.placed(made)
    concern = [item for item in placed if concerned(item)]
    references: dict[str, tuple[Reference, ...]] = {}
    if concern:
        grouped: dict[str, list[Reference]] = {item.file.path: [] for item in concern}
        for reference in checker.references(plan):
            if reference.path in grouped:
                grouped[reference.path].append(reference)
        references = {path: tuple(found) for path, found in grouped.items()}
    homes = plan.relocation.homes
    names = package_names(homes, checker.symbols, {item.import_path for item in concern})
    ground = Ground(plan.relocation, checker.symbols, references, names)
    states = {item.file.path: State(item.path, (), marks.get(item.file.path, ())) for item in placed}
    for item in concern:
        path = item.file.path
        states[path] = states[path]._replace(edits=edits_of(item, text_of(path), ground))
    return states

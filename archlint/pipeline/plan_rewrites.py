"""What each batch of a plan rewrites in the whole tree, from the mapped view after each batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from archlint.graphs.graph import Placed
from archlint.languages.go.language import GO
from archlint.languages.go.references.join import Reference
from archlint.languages.go.syntax.qualified import qualified_uses
from archlint.pipeline.checker import Checker
from archlint.pipeline.mapped_view import MappedTree
from archlint.planning.plans import Batch, Plan
from archlint.rewriting.edits import Edit, EditContext, edits_of, needs_edits
from archlint.rewriting.rewrites import Rewrite, State, mark, patch_of, rewrites_of

Known = dict[str, tuple[Placed, tuple[Edit, ...]]]
"""The latest edits of each file, by today's path, with the placing that they were made for."""


def write_batches(
    plan: Plan, checker: Checker, text_of: Callable[[str], str], date: str
) -> Iterator[tuple[Batch, tuple[Rewrite, ...], str]]:
    """The batches in order, each with its rewrites and its patch.

    `checker` knows the tree with its tests, and `text_of` reads one of today's files. Only scanned Go files are
    rewritten.
    """
    made: dict[str, str] = {}
    marks: dict[str, tuple[str, ...]] = {}
    before: dict[str, State] = {}
    known: Known = {}
    checker.placed({move.old: move.new for move in plan.moves})  # reads nearly all symbols at once, in parallel
    for batch in plan.batches:
        for move in batch.moves:
            made[move.old] = move.new
            if GO.is_source(move.new):
                marks[move.old] = mark(batch.id, move.old, move.new, date=date)
        after = states_after(checker, made, marks, text_of=text_of, known=known)
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
        yield batch, tuple(rewrites), "".join(patches)


def states_after(
    checker: Checker,
    made: Mapping[str, str],
    marks: Mapping[str, tuple[str, ...]],
    text_of: Callable[[str], str],
    known: Known,
) -> dict[str, State]:
    """The state of every file after these moves, by today's path.

    `known` caches edits of earlier states: they stay valid while a file's path and dependencies don't change.
    """
    plan, placed = checker.placed(made)
    fresh: list[Placed] = []
    states: dict[str, State] = {}
    for item in placed:
        path = item.file.path
        edits: tuple[Edit, ...] = ()
        if needs_edits(item):
            last = known.get(path)
            if last is not None and (last[0].import_path, last[0].redirected) == (item.import_path, item.redirected):
                edits = last[1]
            else:
                fresh.append(item)
        states[path] = State(item.path, edits, marks.get(path, ()))
    if fresh:
        context = _context(checker, plan, placed, items=fresh, text_of=text_of)
        for item in fresh:
            path = item.file.path
            known[path] = item, edits_of(item, text_of(path), context)
            states[path] = states[path]._replace(edits=known[path][1])
    return states


def _context(
    checker: Checker, plan: MappedTree, placed: list[Placed], items: list[Placed], text_of: Callable[[str], str]
) -> EditContext:
    grouped: dict[str, list[Reference]] = {item.file.path: [] for item in items}
    for reference in checker.parsed(plan).references:
        if reference.path in grouped:
            grouped[reference.path].append(reference)
    return EditContext(
        plan.relocation,
        checker.symbols,
        references={path: tuple(found) for path, found in grouped.items()},
        declares=_Declared(checker, placed, text_of),
    )


class _Declared:
    """Reports whether a package of the mapped tree declares a name: `declared(import path, name)`.

    Files that the mapped view doesn't need whole are parsed only if the name occurs in them and may be a declaration.
    """

    def __init__(self, checker: Checker, placed: Iterable[Placed], text_of: Callable[[str], str]) -> None:
        self._checker = checker
        self._text_of = text_of
        self._files: dict[str, list[str]] = {}
        self._names: dict[str, frozenset[str]] = {}
        for item in placed:
            self._files.setdefault(item.import_path, []).append(item.file.path)

    def __call__(self, home: str, name: str) -> bool:
        return any(name in self._names_of(path, name) for path in self._files.get(home, ()))

    def _names_of(self, path: str, name: str) -> frozenset[str]:
        """The names that a file declares, or a part of them without this name."""
        if path not in self._names:
            symbols = self._checker.whole(path)
            if symbols is None:
                text = self._text_of(path)
                if name not in text or qualified_uses(path, text.encode(errors="surrogateescape"), (name,)) is not None:
                    return frozenset()
                symbols = self._checker.read_whole(path)
            self._names[path] = symbols.declared_names
        return self._names[path]

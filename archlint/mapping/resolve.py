"""Comparing a mapping with the tree: which files move where, and the state of each row.

All rows apply at once, so swaps and chains need no order: a destination is free if another row moves its file away. The
state of a row depends only on the tree:

| state | old_path | new_path |
|---|---|---|
| pending | exists | free, or another row moves its file away |
| done | gone, or another row moved a file there | exists |
| conflict | exists | exists, and its file stays |
| dangling | gone | doesn't exist |
| no-move | the same as new_path: the row excludes the file from a folder row above it | |

A swap looks the same before and after it is carried out, so delete its rows afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from archlint.errors import Complaint
from archlint.model.location import folders_of
from archlint.model.moves import Mapping, Moves, Row, RowState, join


class _RowsByPath(NamedTuple):
    """The rows by old path: those for files, those for folders, and the old paths of rows already carried out."""

    files: dict[str, Row]
    folders: dict[str, Row]
    done: set[str]


def resolve_rows(mapping: Mapping, paths: Collection[str]) -> Moves:
    """Resolve the rows against `paths`: every file below the scan root, of any kind, root-relative.

    A folder row moves each file below it, unless a more specific row covers the file (a file row or a deeper folder
    row), the file is already at the row's destination, or another row moved it there.
    """
    files = paths if isinstance(paths, (set, frozenset)) else frozenset(paths)
    plan = _plan(mapping.rows, files)
    moves: dict[str, str] = {}
    row_of: dict[str, Row] = {}
    for old, row in plan.files.items():
        if old in files and old not in plan.done:
            row_of[old] = row
            moves[old] = row.new
    for old in sorted(plan.done & plan.files.keys()):
        row_of.setdefault(plan.files[old].new, plan.files[old])
    if plan.folders:
        _expand(plan, files, moves, row_of=row_of)
    pending = {old: new for old, new in sorted(moves.items()) if old != new}
    folders = {old: row.new for old, row in plan.folders.items() if old not in plan.done and old != row.new}
    return Moves(pending, folders, row_of, states=_states(mapping.rows, plan, files, pending=pending, row_of=row_of))


def without_source(moves: Moves) -> Iterator[Complaint]:
    """A complaint for each row that moves nothing, for runs that have no view to report it as a finding."""
    for row, state in moves.states:
        if state == "dangling":
            message = f"'{row.old}' doesn't exist, and neither does '{row.new}', so the row moves nothing"
            hint = "correct the path, or delete the row"
            yield Complaint(row.place.path, message, hint, line=row.place.line, key="old_path", kind="inert-row")


def _plan(rows: tuple[Row, ...], files: Collection[str]) -> _RowsByPath:
    """Split rows into file rows and folder rows (a folder may be written without its slash), and find the done ones."""
    by_file: dict[str, Row] = {}
    by_folder: dict[str, Row] = {}
    known: set[str] | None = None
    for row in rows:
        is_folder = row.is_folder
        if not is_folder and row.old not in files and row.new not in files:
            known = _folders(files) if known is None else known
            is_folder = row.old in known or row.new in known
        (by_folder if is_folder else by_file)[row.old] = row
    done = _done(by_file, files)
    if by_folder:
        done |= _done(by_folder, _folders(files) if known is None else known)
    return _RowsByPath(by_file, by_folder, done)


def _folders(files: Collection[str]) -> set[str]:
    """Every folder that contains a file, at any depth; "." is the root."""
    return {".", *folders_of(files)}


def _done(rows: dict[str, Row], there: Collection[str]) -> set[str]:
    """The old paths of the rows that are done. A done row may have moved a file to the old path of another done row.

    In a chain a -> b, b -> c where `a` is gone and `b` and `c` exist, both rows are done: `b` came from `a`.
    """
    done: set[str] = set()
    for old, row in rows.items():
        current: Row | None = row
        if old in there or old == row.new:
            continue
        while current is not None and current.old not in done and current.new in there:
            done.add(current.old)
            current = rows.get(current.new)
    return done


def _expand(plan: _RowsByPath, files: Collection[str], moves: dict[str, str], row_of: dict[str, Row]) -> None:
    """Add the moves of folder rows."""
    every = sorted((*plan.files.values(), *plan.folders.values()), reverse=True)
    arrived = {row.new: row for row in every if row.old in plan.done}
    covering: dict[str, str | None] = {}
    for path in files:
        if path in row_of:
            continue
        folder = path.rpartition("/")[0]
        old = _covering(folder, plan.folders, covering)
        arrival = _arrival(path, old or "", arrived, refilled=old in plan.done) if arrived else None
        if arrival is not None:
            row_of[path] = arrival
        elif old is not None:
            row = row_of[path] = plan.folders[old]
            if old in plan.done:
                continue
            moves[path] = path if _is_below(path, row.new, old) else join(row.new, path[len(old) + 1 :])


def _covering(folder: str, rows: dict[str, Row], known: dict[str, str | None]) -> str | None:
    """The old path of the deepest folder row at or above `folder`."""
    passed: list[str] = []
    probe = folder
    while probe and probe not in known and probe not in rows:
        passed.append(probe)
        probe = probe.rpartition("/")[0]
    found = probe if probe in rows else known.get(probe)
    known.update(dict.fromkeys((*passed, probe), found))
    return found


def _arrival(path: str, below: str, arrived: dict[str, Row], *, refilled: bool) -> Row | None:
    """The done row that moved this file here, if any. Its new path is deeper than `below`, the folder row's old path.

    If the folder row itself is done (`refilled`), another row moved the files that are at its old path now.
    """
    probe = path
    while probe and len(probe) > len(below):
        row = arrived.get(probe)
        if row is not None:
            return row
        probe = probe.rpartition("/")[0]
    return arrived.get(below) if refilled else None


def _is_below(path: str, new: str, old: str) -> bool:
    """Whether the file is already at the row's destination, if that is inside the folder that moves."""
    return new == old or (new.startswith(old + "/") and path.startswith(new + "/"))


def _states(
    rows: tuple[Row, ...], plan: _RowsByPath, files: Collection[str], pending: dict[str, str], row_of: dict[str, Row]
) -> tuple[tuple[Row, RowState], ...]:
    conflicts = {row_of[old].old for old, new in pending.items() if new in files and new not in pending}
    there = {row.old for row in row_of.values()} | (_folders(files) if plan.folders else set())
    states: list[tuple[Row, RowState]] = []
    for row in rows:
        state: RowState = "pending"
        if row.old in plan.done:
            state = "done"
        elif row.old in conflicts:
            state = "conflict"
        elif row.old not in there:
            state = "dangling"
        elif row.old == row.new:
            state = "no-move"
        states.append((row, state))
    return tuple(states)

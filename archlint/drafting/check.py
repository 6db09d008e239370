"""Comparing a mapping with the tree and the rules of `[[classify]]`: which rows differ. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from archlint.drafting.classify import Classified, Placement
from archlint.drafting.draft import writable
from archlint.model.moves import Moves, Row, join

DifferenceKind = Literal["missing", "stale", "moved", "contradicted", "unruled"]

FAILING: tuple[DifferenceKind, ...] = ("missing", "stale", "contradicted")
"""The kinds that fail the check. A row that is carried out, or whose file no rule matches, is only a remark."""


class Difference(NamedTuple):
    """One difference, for a row or for a file without one. `place` is the `document:line` of the row, or of the rule.

    | kind | means |
    |---|---|
    | missing | a rule matches the file, but it has no row |
    | stale | the row's old_path is gone, and its new_path doesn't exist |
    | contradicted | the new_path, context, layer or confidence of the row differs from the rule's |
    | moved | the row has been carried out |
    | unruled | no rule matches the row's file |
    """

    kind: DifferenceKind
    place: str
    path: str
    message: str


def carried_out(moves: Moves) -> dict[str, str]:
    """The old path of each file that a row has already moved, by today's path."""
    done = {row.old for row, state in moves.states if state == "done"}
    return {
        path: join(row.old, path[len(row.new) + 1 :]) if row.is_folder else row.old
        for path, row in moves.row_of.items()
        if row.old in done
    }


def compare(moves: Moves, classified: Classified, paths: Collection[str]) -> list[Difference]:
    """All differences: first the rows, in the order of the document, then the files without a row.

    `classified` has moved files under their old path (`carried_out`). `paths` are all files of the tree.
    """
    renamed = carried_out(moves)
    covered = {renamed.get(path, path) for path in moves.row_of}
    verdicts = {verdict.path: verdict for verdict in classified.verdicts}
    by_row: dict[str, list[str]] = {}
    for path, row in moves.row_of.items():
        by_row.setdefault(row.old, []).append(renamed.get(path, path))
    free = sorted(path for path in paths if path not in moves.row_of)
    found: list[Difference] = []
    for row, state in moves.states:
        if state == "dangling":
            found.append(_stale(row, free))
            continue
        if state == "done":
            message = f"the row has been carried out: {row.new} exists"
            found.append(Difference("moved", _place(row), row.old, message=message))
        matching = [verdicts[path] for path in sorted(by_row.get(row.old, ())) if path in verdicts]
        for verdict in matching:
            found += _contradictions(row, verdict)
        if not matching:
            found.append(Difference("unruled", _place(row), row.old, message="no rule of [[classify]] matches it"))
    for verdict in classified.verdicts:
        if verdict.path not in covered and writable(verdict):
            message = f"it has no row; the rule maps it to {verdict.new}"
            found.append(Difference("missing", _rule(verdict), verdict.path, message=message))
    return found


def _stale(row: Row, free: list[str]) -> Difference:
    name = row.old.rpartition("/")[2]
    near = [] if row.is_folder else [path for path in free if path.rpartition("/")[2] == name]
    hint = f"; a file of this name is now at {near[0]}" if len(near) == 1 else ""
    return Difference("stale", _place(row), row.old, message=f"is gone, and {row.new} doesn't exist either{hint}")


def _contradictions(row: Row, verdict: Placement) -> Iterator[Difference]:
    """The cells of a row that differ from the rule. An empty cell never differs."""
    new = join(row.new, verdict.path[len(row.old) + 1 :]) if row.is_folder else row.new
    cells = (
        ("new_path", new, verdict.new),
        ("target_context", row.context, verdict.context),
        ("target_layer", row.layer, verdict.layer),
        ("confidence", row.confidence, verdict.confidence),
    )
    for column, said, given in cells:
        if said and said != given:
            message = f"{column} is {said}, but {_rule(verdict)} gives {given}"
            yield Difference("contradicted", _place(row), verdict.path, message=message)


def _place(row: Row) -> str:
    return f"{row.place.path}:{row.place.line}"


def _rule(verdict: Placement) -> str:
    return f"{verdict.rule.origin.path}:{verdict.rule.origin.line}"

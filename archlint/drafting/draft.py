"""The result of the `[[classify]]` rules as rows of a mapping, with the questions that they leave open. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from archlint.drafting.classify import Classified, Placement
from archlint.mapping.writing import can_be_written
from archlint.model.location import Place
from archlint.model.moves import Row

Tell = Callable[[str], str]
"""Returns the text of the responsibility column for a path."""


class Clash(NamedTuple):
    """A destination that several files share, or (`taken`) where a file stays that has no row."""

    new: str
    paths: tuple[str, ...]
    taken: bool = False


class MappingDraft(NamedTuple):
    """The rows, sorted by old path, and what they leave open.

    `unwritable` are files that a rule matches, but whose old or new path isn't valid in a mapping.
    """

    rows: tuple[Row, ...]
    verdicts: tuple[Placement, ...]
    unmatched: tuple[str, ...]
    unwritable: tuple[str, ...]
    clashes: tuple[Clash, ...]


def make_draft(classified: Classified, tell: Tell, paths: Collection[str]) -> MappingDraft:
    """The rows for the classified files. `paths` are all files of the tree."""
    rows = [
        Row(
            verdict.path,
            verdict.new,
            Place(""),
            context=verdict.context,
            layer=verdict.layer,
            responsibility=tell(verdict.path),
            reason=verdict.reason,
            confidence=verdict.confidence,
        )
        for verdict in classified.verdicts
        if writable(verdict)
    ]
    unwritable = tuple(verdict.path for verdict in classified.verdicts if not writable(verdict))
    clashes = tuple(_clashes(rows, paths))
    return MappingDraft(tuple(rows), classified.verdicts, classified.unmatched, unwritable=unwritable, clashes=clashes)


def writable(verdict: Placement) -> bool:
    """Whether a row can hold the placement: reading it gives the same paths, and the context is plain text."""
    plain = all(each.isalnum() or each in "-_. " for each in verdict.context)
    return plain and can_be_written(verdict.path) and can_be_written(verdict.new)


def _clashes(rows: list[Row], paths: Collection[str]) -> Iterable[Clash]:
    """Destinations that several rows share, ignoring letter case, and destinations where a file stays."""
    going: dict[str, list[Row]] = {}
    for row in rows:
        going.setdefault(row.new.casefold(), []).append(row)
    leaving = {row.old for row in rows}
    staying = {path.casefold() for path in paths if path not in leaving}
    for folded in sorted(going):
        each = going[folded]
        if len(each) > 1:
            yield Clash(each[0].new, tuple(row.old for row in each))
        if folded in staying:
            yield Clash(each[0].new, tuple(row.old for row in each), taken=True)

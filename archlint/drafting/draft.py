"""What the rules of `[[classify]]` gave, as the rows of a mapping, with all that they leave open. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from archlint.drafting.classify import Classified, Placement
from archlint.mapping.writing import can_be_written
from archlint.model.location import Place
from archlint.model.moves import Row

Tell = Callable[[str], str]
"""The text of the responsibility column for the file at a path."""


class Clash(NamedTuple):
    """A destination that cannot be: of several files, or (`taken`) of a file that stays where it is."""

    new: str
    paths: tuple[str, ...]
    taken: bool = False


class MappingDraft(NamedTuple):
    """The rows, sorted by old path, and what they leave open.

    `unwritable` are files that a rule speaks of and whose old or new path cannot stand in a mapping.
    """

    rows: tuple[Row, ...]
    verdicts: tuple[Placement, ...]
    unmatched: tuple[str, ...]
    unwritable: tuple[str, ...]
    clashes: tuple[Clash, ...]


def make_draft(classified: Classified, tell: Tell, paths: Collection[str]) -> MappingDraft:
    """The rows for what was classified. `paths` are all files of the tree."""
    rows: list[Row] = []
    unwritable: list[str] = []
    for verdict in classified.verdicts:
        if not writable(verdict):
            unwritable.append(verdict.path)
            continue
        rows.append(
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
        )
    clashes = tuple(_clashes(rows, paths))
    return MappingDraft(tuple(rows), classified.verdicts, classified.unmatched, tuple(unwritable), clashes)


def writable(verdict: Placement) -> bool:
    """Whether a row can say what the rules give: paths that are read back as they are, a context in plain letters."""
    plain = all(each.isalnum() or each in "-_. " for each in verdict.context)
    return plain and can_be_written(verdict.path) and can_be_written(verdict.new)


def _clashes(rows: list[Row], paths: Collection[str]) -> Iterable[Clash]:
    """Destinations of several rows (also by letter case alone), and those where a file stays."""
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

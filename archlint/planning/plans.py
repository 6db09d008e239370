"""A plan as data: batches of moves, and the blocked moves with ways to unblock them."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnlyDict
from typing import NamedTuple

from archlint.model.findings import Finding
from archlint.model.moves import Row
from archlint.text.lists import quoted


class Move(NamedTuple):
    """The move of one file. `row` is its row; None for a companion without a row."""

    old: str
    new: str
    row: Row | None = None

    @property
    def context(self) -> str:
        """The row's target_context."""
        return self.row.context if self.row else ""

    @property
    def layer(self) -> str:
        """The row's target_layer."""
        return self.row.layer if self.row else ""


class Unit(NamedTuple):
    """Files that move together. `name` is their folder today, or several; `why` are the reasons for joining these."""

    name: str
    moves: tuple[str, ...]
    why: tuple[str, ...] = ()


class Way(NamedTuple):
    """A remedy: a change that unblocks rows. `kind` is "rows", "names" or "code"; `size` counts the changes.

    `proven` means that the checker finds the rows sound after the change.
    """

    kind: str
    size: int
    text: str
    items: tuple[str, ...] = ()
    proven: bool = False


class Stay(NamedTuple):
    """Why a move is left out: the hazard that it would make if it joined the moves of the batches.

    `others` are the files of the hazard that stay, and `elsewhere` those that must be in one package with it but have
    rows that move them to other folders.
    """

    finding: Finding
    others: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """The reason as a clause: the hazard, its names and place, and the files because of which it would be there."""
        finding = self.finding
        likely = "likely " if finding.severity == "warning" else ""
        names = f" of {quoted(finding.names, most=2)}" if finding.names else ""
        because = ""
        if self.elsewhere:
            because = f", because the mapping moves {quoted(self.elsewhere, most=2)} to another folder"
        elif self.others:
            because = f", because {quoted(self.others, most=2)} {'stays' if len(self.others) == 1 else 'stay'}"
        return f"{likely}{finding.kind}{names} at {finding.place}{because}"


class Blocked(NamedTuple):
    """The moves of one of today's folders that can't be made soundly, with the reasons and the remedies.

    `reasons` are what would be unsound if these moves were made too. `stays` has one entry for each of `moves`.
    """

    folder: str
    moves: tuple[Move, ...]
    reasons: tuple[Finding, ...]
    ways: tuple[Way, ...]
    stays: tuple[Stay, ...] = ()


class Figures(NamedTuple):
    """The size of a batch: the files and packages that move, and the files that import them.

    `leaning` counts the packages outside the batch that its files import, and `done` how many of these have already
    moved. The names are keys of the JSON document.
    """

    files: int = 0
    packages: int = 0
    importers: int = 0
    leaning: int = 0
    done: int = 0


class Batch(NamedTuple):
    """One step of a plan. After it and all earlier batches the tree is sound.

    `worse` are the findings of rules that the batch introduces, and `better` those that it solves. `lasting` has the
    fingerprints of those in `worse` that remain after the last batch. `behind` are warnings about companions,
    `warnings` those about changes that Go doesn't report.
    """

    number: int
    id: str
    units: tuple[Unit, ...]
    moves: tuple[Move, ...]
    figures: Figures = Figures()
    worse: tuple[Finding, ...] = ()
    better: tuple[Finding, ...] = ()
    lasting: frozenset[str] = frozenset()
    behind: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


class Count(NamedTuple):
    """The number of rows of one context, of one layer, or of all: done, pending, blocked."""

    name: str
    done: int = 0
    pending: int = 0
    blocked: int = 0


class Plan(NamedTuple):
    """Batches and blocked moves. Together they contain each selected pending row exactly once.

    `documents` are the documents of the mapping, and `meta` is the front matter of the first: text by dotted key. The
    other rows are `done`, `dangling` (neither path exists) and `outside` (pending, but not selected).
    """

    id: str
    documents: tuple[str, ...]
    meta: ReadOnlyDict[str, str]
    batches: tuple[Batch, ...]
    blocked: tuple[Blocked, ...]
    done: tuple[Row, ...] = ()
    dangling: tuple[Row, ...] = ()
    outside: tuple[Move, ...] = ()

    @property
    def moves(self) -> tuple[Move, ...]:
        """All moves of the batches, in order."""
        return tuple(move for batch in self.batches for move in batch.moves)

"""A plan as data: moves in batches, and the moves that are set apart with the way to free them."""

from __future__ import annotations

from typing import NamedTuple

from archlint.model.findings import Finding
from archlint.model.moves import Row


class Move(NamedTuple):
    """One file and where it goes. `row` is what says so; None for a companion that no row speaks of."""

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
    """Files that move together. `name` is the folder they stand in today, or several; `why` says what joined these."""

    name: str
    moves: tuple[str, ...]
    why: tuple[str, ...] = ()


class Way(NamedTuple):
    """A change that frees blocked rows. `kind` is "rows", "names" or "code"; `size` counts what has to be changed.

    `proven` tells that the checker finds the rows sound once that has been done.
    """

    kind: str
    size: int
    text: str
    items: tuple[str, ...] = ()
    proven: bool = False


class Blocked(NamedTuple):
    """Moves of one of today's folders that cannot be made soundly: the reasons, and ways out, the smallest first."""

    folder: str
    moves: tuple[Move, ...]
    reasons: tuple[Finding, ...]
    ways: tuple[Way, ...]


class Figures(NamedTuple):
    """What a batch touches: packages and files that move, files that import them, and what they depend on.

    `leaning` counts the packages of the tree, outside the batch, that its files import; `done` those of them that
    stand at their new place already.
    """

    files: int = 0
    packages: int = 0
    importers: int = 0
    leaning: int = 0
    done: int = 0


class Batch(NamedTuple):
    """One step of a plan. After it and all before it the tree is sound.

    `worse` are the findings of rules that it brings and `better` those that it takes away; `lasting` are the
    fingerprints among `worse` that the finished mapping has too. `behind` are warnings about companions.
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


class Count(NamedTuple):
    """Rows of one context, layer or the whole: carried out, planned, blocked."""

    name: str
    done: int = 0
    pending: int = 0
    blocked: int = 0


class Plan(NamedTuple):
    """Batches and blocked moves, which together are all pending rows of the scope, each once.

    `documents` are those of the mapping, `meta` the front matter of the first. `done`, `dangling` and `outside` are
    rows: carried out, with neither end there, and pending but not asked for.
    """

    id: str
    documents: tuple[str, ...]
    meta: tuple[tuple[str, str], ...]
    batches: tuple[Batch, ...]
    blocked: tuple[Blocked, ...]
    done: tuple[Row, ...] = ()
    dangling: tuple[Row, ...] = ()
    outside: tuple[Move, ...] = ()

    @property
    def moves(self) -> tuple[Move, ...]:
        """All moves of the batches, in order."""
        return tuple(move for batch in self.batches for move in batch.moves)

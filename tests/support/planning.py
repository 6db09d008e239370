"""Plans for trees that are dictionaries of texts."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as ReadOnly

from support.mapped_trees import Files, configuration, mapping, read, symbols_of

from archlint.model.location import Place
from archlint.model.moves import Mapping, Row
from archlint.model.policy import Config
from archlint.model.symbols import Symbols
from archlint.pipeline.inputs import Inputs
from archlint.pipeline.plan import Planned, PlanOptions, plan_batches
from archlint.planning.plans import Move


def plan(
    files: Files, moves: Mapping | str, options: PlanOptions | None = None, config: Config | None = None
) -> Planned:
    """Return the plan of a mapping for a tree in memory."""

    def symbols(paths: ReadOnly[str, tuple[str, ...]]) -> ReadOnly[str, Symbols]:
        return {path: symbols_of(path, files[path].encode(), names) for path, names in paths.items()}

    document = mapping(moves) if isinstance(moves, str) else moves
    inputs = Inputs(
        read(files), config=config or configuration(), today="2026-01-01", mapping=document, symbols=symbols
    )
    return plan_batches(inputs, document, options or PlanOptions())


def document(moves: Iterable[Move]) -> Mapping:
    """Return a mapping with one row for each move, as a person would write it."""
    return Mapping(("p.md",), tuple(Row(move.old, move.new, Place("p.md", line)) for line, move in enumerate(moves, 1)))

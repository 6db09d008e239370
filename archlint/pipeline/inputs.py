"""Everything that a check depends on, as one record: what was read, what is asked for, and how to read more."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from archlint.model.facts import Reason, Tree
from archlint.model.policy import Config

if TYPE_CHECKING:
    from archlint.model.moves import Mapping as Document
    from archlint.model.symbols import Symbols
    from archlint.pipeline.baseline import Entry

ViewChoice = Literal["today", "mapped", "both"]
SymbolsOf = Callable[[Mapping[str, tuple[str, ...]]], Mapping[str, "Symbols"]]
"""Reads the symbols of files: by path, the names of the imports whose uses are all that is asked, () for everything."""

LeftOut = Callable[[], Mapping[str, Reason]]
"""Asks the edge for every file that is not scanned, by path, with the reason. It takes a second walk."""


class Inputs(NamedTuple):
    """What a check is given.

    `today` is the ISO date by which exceptions and entries expire. Without a `mapping`, `view` is "today". `baseline`
    has the known findings, None where there is no baseline; `baseline_path` is its path from the scan root. `symbols`
    is called where a mapping splits packages, `left_out` where a glob matches no scanned file.
    """

    tree: Tree
    config: Config
    today: str
    mapping: "Document | None" = None
    view: ViewChoice = "today"
    baseline: "tuple[Entry, ...] | None" = None
    baseline_path: str = ""
    symbols: SymbolsOf = lambda _: {}
    left_out: LeftOut = dict


def chosen_view(wanted: ViewChoice | None, mapping: "Document | None") -> ViewChoice:
    """The view that is judged: without a wish, the mapped one where there is a mapping."""
    if mapping is None:
        return "today"
    return wanted or "mapped"

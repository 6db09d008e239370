"""The table of terms of one file, while it is written."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

from archlint.model.terms import UNKNOWN, Term

if TYPE_CHECKING:
    from archlint.languages.go.syntax.parse import Node
    from archlint.languages.go.syntax.scopes import Local, Scopes
    from archlint.model.symbols import Declaration, Spot

Work = Generator["Node | Local", int, int]
"""The work on one node: yields the nodes and local declarations that it needs, receives their terms, returns a term."""


class TermTable:
    """The terms so far, the source that they come from, and what is to be added at the end.

    `waiting` are the specs of local types that are named, but not yet in `local_types`, `local_numbers` their numbers
    there by offset. `constraints` are the same for type parameters: the number of the term, and the constraint.
    `starts` are the offsets of the declarations at package level, `values` the expressions of lists.
    """

    def __init__(self, data: bytes, scopes: Scopes, spot: Callable[[int], Spot]) -> None:
        self.table: list[Term] = [UNKNOWN]
        self.local_types: list[Declaration] = []
        self.data = data
        self.scopes = scopes
        self.spot = spot
        self._numbers: dict[Term, int] = {UNKNOWN: 0}
        self.waiting: list[Node] = []
        self.constraints: list[tuple[int, Node]] = []
        self.local_numbers: dict[int, int] = {}
        self.starts = [node.start_byte for node in scopes.top]
        self.values: dict[int, list[Node]] = {}

    def of_name(self, name: str) -> int:
        """Return the number of the term of a name that is free in the file."""
        return self.add(Term("name", name))

    def add(self, term: Term) -> int:
        """Return the number of a term, which the table gets if it doesn't have it."""
        number = self._numbers.get(term)
        if number is None:
            number = self._numbers[term] = len(self.table)
            self.table.append(term)
        return number

    def text(self, node: Node) -> str:
        """Return the source of a node."""
        return self.data[node.start_byte : node.end_byte].decode(errors="surrogateescape")

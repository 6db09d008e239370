"""Reports whether a local declaration hides a name at a place of a Go file where a rewrite is about to write it."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from archlint.languages.go.syntax.qualified import qualified_uses

if TYPE_CHECKING:
    from archlint.languages.go.syntax.scopes import Scopes
    from archlint.model.symbols import Spot


class LocalNames:
    """The local names of a file. It is parsed only for a name that may be local."""

    def __init__(self, text: str) -> None:
        self._data = text.encode(errors="surrogateescape")
        self._never: dict[str, bool] = {}
        self._wide: dict[int, list[int]] = {}  # the offsets of the characters of lines that aren't ASCII

    def hides(self, name: str, spot: Spot) -> bool:
        """Report whether a local declaration of a name is visible at a place. If the file can't be parsed: yes."""
        never = self._never.get(name)
        if never is None:
            never = self._never[name] = qualified_uses("", self._data, (name,)) is not None
        if never:
            return False
        if self._scopes is None:
            return True
        return self._scopes.find(name.encode(errors="surrogateescape"), self._offset(spot)) is not None

    def _offset(self, spot: Spot) -> int:
        start, end = self._starts[spot.line - 1 : spot.line + 1]
        line = self._data[start:end]
        if line.isascii():
            return start + spot.column - 1
        if spot.line not in self._wide:
            lengths = (len(char.encode(errors="surrogateescape")) for char in line.decode(errors="surrogateescape"))
            self._wide[spot.line] = list(accumulate(lengths, initial=0))
        return start + self._wide[spot.line][spot.column - 1]

    @cached_property
    def _scopes(self) -> Scopes | None:
        """The scopes of the file; None if the parser gives up."""
        from archlint.languages.go.syntax.parse import TooManyStepsError, parse
        from archlint.languages.go.syntax.scopes import Scopes

        try:
            return Scopes(self._data, parse(self._data))
        except TooManyStepsError:
            return None

    @cached_property
    def _starts(self) -> list[int]:
        """The offset of each line, and the end."""
        starts = [0]
        for line in self._data.split(b"\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

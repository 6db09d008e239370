"""Packs ordered units into batches, so that the tree is sound after each batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from archlint.model.findings import Finding
from archlint.planning.evidence import Judge, files_of
from archlint.planning.plans import Unit
from archlint.planning.units import join

Step = Callable[[int, int], None]
"""Reports progress: how many moves are in a batch so far, and how many moves there are."""


def make_batches(
    units: Iterable[Unit], moves: Mapping[str, str], judge: Judge, size: int, step: Step = lambda _done, _all: None
) -> list[tuple[Unit, ...]]:
    """Pack units into batches of about `size` files; a larger unit gets its own. All moves together must be sound.

    A unit that is unsound at its turn waits for the others. A unit that never becomes sound on its own is joined with
    the units that its hazards name. This terminates because all units together are sound.
    """
    packing = _Packing(list(units), dict(moves), judge, size=size)
    batches: list[tuple[Unit, ...]] = []
    while packing.waiting:
        batches.append(packing.next_batch())
        step(len(packing.made), len(packing.moves))
    return batches


class _Packing:
    def __init__(self, units: list[Unit], moves: dict[str, str], judge: Judge, size: int) -> None:
        self.waiting = units
        self.moves = moves
        self.judge = judge
        self.size = size
        self.made: dict[str, str] = {}

    def next_batch(self) -> tuple[Unit, ...]:
        """Make the next batch, and return it."""
        while True:
            taken = self._front(self.waiting)
            sound = self._longest(taken)
            if sound:
                return self._make(sound)
            sound = self._any_other()
            if sound:
                return self._make(sound)
            self._join()

    def _front(self, units: list[Unit]) -> list[Unit]:
        taken, count = [units[0]], len(units[0].moves)
        for unit in units[1:]:
            count += len(unit.moves)
            if count > self.size:
                break
            taken.append(unit)
        return taken

    def _longest(self, taken: list[Unit]) -> list[Unit]:
        """The longest sound prefix of these units, by binary search; [] if even the first unit is unsound."""
        if not self._unsound(taken):
            return taken
        low, high = 0, len(taken)
        while high - low > 1:
            middle = (low + high) // 2
            if self._unsound(taken[:middle]):
                high = middle
            else:
                low = middle
        return taken[:low]

    def _any_other(self) -> list[Unit]:
        """The first unit after the first that is sound alone, with the units after it as long as they are sound."""
        for index in range(1, len(self.waiting)):
            if not self._unsound([self.waiting[index]]):
                return self._longest(self._front(self.waiting[index:]))
        return []

    def _join(self) -> None:
        """Join the first unit with those that its hazards name, or with the next unit if they name none."""
        first = self.waiting[0]
        found = self._unsound([first])
        unit_of = {path: unit for unit in self.waiting for path in unit.moves}
        named = {unit_of[path] for finding in found for path in files_of(finding) if path in unit_of}
        homes = {self.moves[path].rpartition("/")[0] for path in first.moves}
        if not named - {first}:  # try the units that move to or from the same folders
            named = {
                unit
                for unit in self.waiting
                if any(path.rpartition("/")[0] in homes or self.moves[path].rpartition("/")[0] in homes
                       for path in unit.moves)
            }  # fmt: skip
        if not named - {first}:
            named = {self.waiting[1]}
        together = [unit for unit in self.waiting if unit is first or unit in named]
        rest = [unit for unit in self.waiting if unit is not first and unit not in named]
        self.waiting = [join(together, found[0].message), *rest]

    def _make(self, units: list[Unit]) -> tuple[Unit, ...]:
        self.made = self._with(units)
        self.waiting = [unit for unit in self.waiting if unit not in units]
        return tuple(units)

    def _unsound(self, units: list[Unit]) -> tuple[Finding, ...]:
        return self.judge(self._with(units))

    def _with(self, units: list[Unit]) -> dict[str, str]:
        return {**self.made, **{path: self.moves[path] for unit in units for path in unit.moves}}

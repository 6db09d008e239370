"""Batches: units in order, as many as a batch takes, cut or joined until the checker finds every prefix sound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from archlint.model.findings import Finding
from archlint.planning.plans import Unit
from archlint.planning.units import join


class Judge(Protocol):
    """The checker: what would be unsound once the moves (today's path -> new path) were made, and nothing else."""

    def __call__(self, moves: Mapping[str, str]) -> tuple[Finding, ...]: ...


Step = Callable[[int, int], None]
"""Told of progress: how many of how many moves are in a batch."""


def make_batches(
    units: Iterable[Unit], moves: Mapping[str, str], judge: Judge, size: int, step: Step = lambda _done, _all: None
) -> list[tuple[Unit, ...]]:
    """Pack units into batches of about `size` files, a larger unit alone. All moves together have to be sound.

    What is unsound at its turn waits for the others; what never becomes sound alone is joined with those that the
    checker names. That ends, since all units together are sound.
    """
    packing = _Packing(list(units), dict(moves), judge, size)
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
        """The next batch, which is then made."""
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
        """The longest start of these units that is sound, by halving; [] if not even the first one is."""
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
        """The first unit behind the first that is sound alone, with what follows it as far as that is sound."""
        for index in range(1, len(self.waiting)):
            if not self._unsound([self.waiting[index]]):
                return self._longest(self._front(self.waiting[index:]))
        return []

    def _join(self) -> None:
        """Join the first unit with those that its hazards name; with the next one where they name none."""
        first = self.waiting[0]
        found = self._unsound([first])
        unit_of = {path: unit for unit in self.waiting for path in unit.moves}
        named = {unit_of[path] for finding in found for path in files_of(finding) if path in unit_of}
        homes = {self.moves[path].rpartition("/")[0] for path in first.moves}
        if not named - {first}:  # who comes to, or leaves, the same folders
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


def files_of(finding: Finding) -> list[str]:
    """Every file that a finding speaks of, today's paths, in the order of the telling."""
    paths = [finding.place.path, *(related.place.path for related in finding.related)]
    if finding.cycle is not None:
        paths += [place.path for hop in finding.cycle.hops for place in hop.places]
    if finding.kind in ("unexported-use", "split-receiver", "name-clash", "destination-clash"):
        paths += finding.identity
    return list(dict.fromkeys(paths))

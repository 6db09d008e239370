"""Finds a sound subset of the moves: decides which ones to leave out so that the rest is sound.

Three steps. First, moves are taken out until nothing is unsound: files that must be in one package and can't be, then,
for each other hazard, the files that take part in the most hazards for the fewest moves. Second, moves are added back,
many at a time. Third, each move that is still left out has a hazard as its proof: either it is tied to a file that
stays, or the checker found the hazard with all files that decide it where they are at the end. So nothing that is left
out can be added, alone or with the moves that it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from archlint.hazards.context import folder_of
from archlint.model.findings import Finding
from archlint.planning.evidence import Judge, files_of, tied_files
from archlint.planning.plans import Stay

Destinations = dict[str, str]


class Subset(NamedTuple):
    """The moves that are sound together, those that are left out, and why each of these is."""

    kept: Destinations
    left: Destinations
    stays: Mapping[str, Stay]


def sound_subset(moves: Mapping[str, str], judge: Judge) -> Subset:
    """Split moves into those that are sound together, and those to leave out."""
    search = _Search(dict(moves), judge)
    search.reduce()
    search.grow()
    left = {old: new for old, new in moves.items() if old not in search.kept}
    return Subset(search.kept, left, search.reasons(left))


class _Proof(NamedTuple):
    """A hazard of some moves. `moving` are those of the files that decide it that move, `fixed` the others."""

    finding: Finding
    moving: frozenset[str]
    fixed: frozenset[str]


Unit = frozenset[str]
"""Moves that can only be added together."""


class _Search:
    def __init__(self, moves: Destinations, judge: Judge) -> None:
        self.moves = moves
        self.judge = judge
        self.kept = dict(moves)
        self.ties: dict[str, dict[str, Finding]] = {}
        self.proofs: dict[Unit, _Proof] = {}

    # taking out

    def reduce(self) -> None:
        """Take moves out until the rest is sound."""
        while self.kept:
            found = self._found(self.kept)
            if not found:
                break
            out = self._torn(found) or self._chosen(found) or {self._culprit()}
            self.kept = {old: new for old, new in self.kept.items() if old not in out}

    def _found(self, moves: Destinations) -> tuple[Finding, ...]:
        """What is unsound after these moves. Remember which files it ties together."""
        found = self.judge(moves)
        for finding in found:
            tied = tied_files(finding)
            for one in tied:
                for other in tied:
                    if one != other:
                        self.ties.setdefault(one, {}).setdefault(other, finding)
        return found

    def _torn(self, found: Iterable[Finding]) -> set[str]:
        """The files that can't leave their folders in any case, because of what they are tied to."""
        return {old for finding in found for old in tied_files(finding) if old in self.kept and self._leaves(old)}

    def _leaves(self, old: str) -> bool:
        return folder_of(old) != folder_of(self.moves[old])

    def _chosen(self, found: tuple[Finding, ...]) -> set[str]:
        """For each hazard, moves to leave out: those that avoid the most hazards for the fewest files."""
        sizes: dict[str, int] = {}
        for old in self.kept:
            sizes[folder_of(old)] = sizes.get(folder_of(old), 0) + 1
        options = [list(dict.fromkeys(self._options(finding))) for finding in found]
        hits: dict[frozenset[str], int] = {}
        for choices in options:
            for choice in choices:
                hits[choice] = hits.get(choice, 0) + 1

        def rank(choice: frozenset[str]) -> tuple[float, int, list[str]]:
            cost = sum(sizes[folder] for folder in {folder_of(old) for old in choice})
            return cost / hits[choice], len(choice), sorted(choice)

        out: set[str] = set()
        for choices in options:
            if choices and not any(choice <= out for choice in choices):
                best = min(choices, key=rank)
                out.update(best)
        return out

    def _options(self, finding: Finding) -> Iterator[Unit]:
        """Sets of moves, each of which may avoid a hazard if it is left out."""
        if finding.cycle is not None:
            cuts = [place.path for cut in finding.cycle.cuts for place in cut.places]
            named = frozenset(path for path in cuts if path in self.kept)
            if named:
                yield named
                return
        else:
            for path in files_of(finding):
                if path in self.kept:
                    yield frozenset((path,))
        rest = frozenset(path for path in self._involved(self.kept, finding) if path in self.kept)
        rest -= frozenset(files_of(finding))
        if rest:
            yield rest

    def _involved(self, moves: Destinations, finding: Finding) -> frozenset[str]:
        return self.judge.involved(moves, finding)

    def _culprit(self) -> str:
        """A move without which fewer moves are unsound, for hazards that name no move: by bisection."""
        order = sorted(self.kept)
        low, high = 0, len(order)
        while high - low > 1:
            middle = (low + high) // 2
            if self._found({old: self.kept[old] for old in order[:middle]}):
                high = middle
            else:
                low = middle
        return order[high - 1]

    # adding back

    def grow(self) -> None:
        """Add moves back until each one that is left out has a proof."""
        while True:
            pending = self._pending()
            if not pending:
                if not self._grow_with_needs() and not self._pending():
                    return
                continue
            before = len(self.kept)
            self._try(pending)
            if len(self.kept) == before:
                for unit in pending:
                    if not self._is_proven(unit):
                        self._try([unit])

    def _pending(self) -> list[Unit]:
        return [unit for unit in self._units() if not self._is_proven(unit)]

    def _units(self) -> list[Unit]:
        """The moves that are left out, each with those that it is tied to."""
        units: list[Unit] = []
        seen: set[str] = set()
        for old in self.moves:
            if old in self.kept or old in seen:
                continue
            unit, waiting = {old}, [old]
            while waiting:
                one = waiting.pop()
                for other in self.ties.get(one, ()):
                    if other in unit or other in self.kept or other not in self.moves:
                        continue
                    if self._leaves(one) and self._leaves(other):
                        unit.add(other)
                        waiting.append(other)
            seen |= unit
            units.append(frozenset(unit))
        return units

    def _is_proven(self, unit: Unit) -> bool:
        """Whether it is known that the unit can't be added to the moves that are kept."""
        if self._torn_tie(unit) is not None:
            return True
        proof = self.proofs.get(unit)
        return (
            proof is not None
            and all(path in self.kept or path in unit for path in proof.moving)
            and not any(path in self.kept or path in unit for path in proof.fixed)
        )

    def _torn_tie(self, unit: Unit) -> tuple[str, str] | None:
        """Two files that are tied and that would be in two folders if the unit moved, the first one of the unit."""
        for one in sorted(unit):
            for other in self.ties.get(one, ()):
                there = self.moves[other] if other in self.kept or other in unit else other
                if folder_of(self.moves[one]) != folder_of(there):
                    return one, other
        return None

    def _try(self, units: list[Unit]) -> None:
        """Add those of these units that can be added, and note a proof for each of the others."""
        waiting = [units]
        while waiting:
            some = [unit for unit in waiting.pop() if self._torn_tie(unit) is None]
            if not some:
                continue
            added = {**self.kept, **{old: self.moves[old] for unit in some for old in unit}}
            found = self._found(added)
            if not found:
                self.kept = self._ordered(added)
                continue
            clean, mixed = self._blamed(some, added, found)
            if len(some) == 1:
                continue
            if len(clean) == len(some):
                middle = len(some) // 2
                waiting += [some[middle:], some[:middle]]
            else:
                waiting += [*_apart(mixed), clean]

    def _blamed(
        self, some: list[Unit], added: Destinations, found: tuple[Finding, ...]
    ) -> tuple[list[Unit], list[Unit]]:
        """The units that no hazard is about, and those that share one. The others get their hazard as a proof."""
        unit_of = {old: unit for unit in some for old in unit}
        clean, mixed = dict.fromkeys(some), dict[Unit, None]()
        proven: dict[Unit, None] = {}
        for finding in found:
            involved = self._involved(added, finding)
            blamed = dict.fromkeys(unit_of[path] for path in sorted(involved) if path in unit_of)
            if len(some) == 1:
                blamed = dict.fromkeys(some)
            for unit in blamed:
                clean.pop(unit, None)
            if len(blamed) == 1:
                unit = next(iter(blamed))
                moving = frozenset(path for path in involved if path in added)
                if unit not in proven:
                    self.proofs[unit] = _Proof(finding, moving, involved - moving)
                proven[unit] = None
            else:
                mixed.update(blamed)
        return list(clean), [unit for unit in mixed if unit not in proven]

    def _grow_with_needs(self) -> bool:
        """Add a unit together with the units that its hazard names, if that is sound. Return whether that was so."""
        unit_of = {old: unit for unit in self._units() for old in unit}
        tried: set[Unit] = set()
        for unit in dict.fromkeys(unit_of.values()):
            if self._torn_tie(unit) is not None:
                continue
            joined = unit.union(*(unit_of[path] for path in self.proofs[unit].fixed if path in unit_of))
            checked = unit
            while joined != checked and joined not in tried and self._torn_tie(joined) is None:
                tried.add(joined)
                checked = joined
                added = {**self.kept, **{old: self.moves[old] for old in joined}}
                found = self._found(added)
                if not found:
                    self.kept = self._ordered(added)
                    return True
                for finding in found:
                    for path in self._involved(added, finding):
                        joined |= unit_of.get(path, frozenset())
        return False

    def _ordered(self, kept: Destinations) -> Destinations:
        return {old: new for old, new in self.moves.items() if old in kept}

    # saying why

    def reasons(self, left: Iterable[str]) -> dict[str, Stay]:
        """Why each of these moves is left out. Of files that are tied to each other, the first is one that can't move;
        each of the others stays because of one that is nearer to it."""
        found: dict[str, Stay] = {}
        for unit in self._units():
            torn = self._torn_tie(unit)
            if torn is None:
                proof = self.proofs[unit]
                others = tuple(path for path in files_of(proof.finding) if path in proof.fixed - unit)
                found.update((old, Stay(proof.finding, others)) for old in unit)
                continue
            one, other = torn
            moves = other in unit or other in self.kept
            found[one] = Stay(self.ties[one][other], () if moves else (other,), (other,) if moves else ())
            waiting = [one]
            for one in waiting:
                for other, finding in self.ties.get(one, {}).items():
                    if other in unit and other not in found:
                        found[other] = Stay(finding, (one,))
                        waiting.append(other)
        return {old: found[old] for old in left}


def _apart(units: list[Unit]) -> list[list[Unit]]:
    """Groups of units that share a hazard. Units of one folder, which share the most, are in different groups; if there
    are none, there are two groups."""
    groups: list[list[Unit]] = []
    counts: dict[str, int] = {}
    for unit in units:
        folder = folder_of(min(unit))
        number = counts[folder] = counts.get(folder, 0) + 1
        if number > len(groups):
            groups.append([])
        groups[number - 1].append(unit)
    if len(groups) == 1:
        return [units[len(units) // 2 :], units[: len(units) // 2]]
    return groups[::-1]

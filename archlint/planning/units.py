"""Units: moves that are made together, and the order between units."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from archlint.graphs.graph import Graph
from archlint.hazards.context import folder_of
from archlint.languages.go.language import GO
from archlint.planning.order import Arrow, arrange, needed_before
from archlint.planning.plans import Unit

Destinations = Mapping[str, str]


def make_units(moves: Destinations, modules: Iterable[str], size: int) -> list[Unit]:
    """Group moves by today's folder. Other files join the nearest folder of Go files above them.

    If the mapping splits a folder with more files than a batch, each destination is a unit; the checker decides whether
    they can move separately. `modules` are the folders of modules: if a go.mod moves, everything below it moves in the
    same unit, because all import paths change at once.
    """
    go_folders = {folder_of(path) for path in moves if GO.is_source(path)}
    moved = [
        folder for folder in sorted(modules) if (f"{folder}/{GO.module_file}" if folder else GO.module_file) in moves
    ]
    groups: dict[str, list[str]] = {}
    for path in sorted(moves):
        home = next((folder for folder in moved if not folder or path.startswith(f"{folder}/")), None)
        groups.setdefault(_nearest(folder_of(path), go_folders) if home is None else home, []).append(path)
    units: list[Unit] = []
    for folder, paths in sorted(groups.items()):
        homes: dict[str, list[str]] = {}
        goals = {folder_of(moves[path]) for path in paths if GO.is_source(path)}
        for path in paths:
            homes.setdefault(_nearest(folder_of(moves[path]), goals) if goals else "", []).append(path)
        if len(paths) > size and len(homes) > 1 and folder not in moved:
            units += [Unit(f"{folder or '.'} to {home or '.'}", tuple(homes[home])) for home in sorted(homes)]
        else:
            units.append(Unit(folder or ".", tuple(paths)))
    return units


def _nearest(folder: str, go_folders: Collection[str]) -> str:
    probe = folder
    while probe not in go_folders:
        if not probe:
            return folder
        probe = folder_of(probe)
    return probe


def order_units(units: list[Unit], moves: Destinations, today: Graph, start: tuple[str, ...]) -> list[Unit]:
    """Sort units: a unit that frees a path comes before the one that needs it, then units with fewer dependencies.

    `today` is today's graph. `start` names folders or files that should come first, in this order, after what must
    precede them. Units that need each other's paths are joined.
    """
    unit_of = {path: unit.name for unit in units for path in unit.moves}
    by_name = {unit.name: unit for unit in units}
    must = sorted(set(_freeing(moves, unit_of, today)))
    needs = _dependencies(unit_of, today)
    first = _start_positions(units, must, start)
    should = [
        (unit_of[path], name)
        for name, targets in needs.items()
        for target in sorted(targets)
        for path in today.packages[target].files
        if path in unit_of and unit_of[path] != name
    ]
    late = len(start)
    should = [(one, then) for one, then in should if first.get(one, late) <= first.get(then, late)]

    def rank(name: str) -> tuple[int, int, int, str]:
        return first.get(name, late), len(needs.get(name, ())), len(by_name[name].moves), name

    return [
        join([by_name[name] for name in group], "they move to each other's paths" if len(group) > 1 else "")
        for group in arrange(by_name, must, should, rank=rank)
    ]


def join(units: Iterable[Unit], why: str) -> Unit:
    """Join several units into one; `why` is the reason, "" for none."""
    several = list(units)
    name = " + ".join(unit.name for unit in several)
    reasons = dict.fromkeys(text for unit in several for text in unit.why)
    if why:
        reasons[why] = None
    return Unit(name, tuple(sorted(path for unit in several for path in unit.moves)), tuple(reasons))


def _freeing(moves: Destinations, unit_of: Mapping[str, str], today: Graph) -> Iterator[Arrow]:
    """Units that must move before another: from a path that it moves to, or from a folder that all Go files leave."""
    leaving: dict[str, set[str]] = {}
    for package in today.packages.values():
        if package.files and all(folder_of(moves.get(path, path)) != package.folder for path in package.files):
            leaving.setdefault(package.folder, set()).update(package.files)
    for old, new in moves.items():
        if new in moves:
            yield unit_of[new], unit_of[old]
        home = folder_of(new)
        if GO.is_source(new) and home != folder_of(old):
            for path in leaving.get(home, ()):
                yield unit_of[path], unit_of[old]


def _dependencies(unit_of: Mapping[str, str], today: Graph) -> dict[str, set[str]]:
    """For each unit, the packages of the tree that its production files import today, in any unit or none."""
    needs: dict[str, set[str]] = {}
    for edge in today.edges:
        if edge.target.origin != "tree" or edge.scope == "test" or edge.source.id == edge.target.id:
            continue
        for use in edge.uses:
            name = unit_of.get(use.file.path)
            if name is not None:
                needs.setdefault(name, set()).add(edge.target.id)
    return needs


def _start_positions(units: list[Unit], must: list[Arrow], start: tuple[str, ...]) -> dict[str, int]:
    """The position in `start` of each unit that is named there, or that must precede such a unit."""
    first: dict[str, int] = {}
    for index, wanted in enumerate(start):
        for unit in units:
            if any(_is_at_or_below(path, wanted) for path in unit.moves):
                first.setdefault(unit.name, index)
    for name, before in needed_before([unit.name for unit in units], must, sorted(first)).items():
        for each in before:
            first[each] = min(first.get(each, len(start)), first[name])
    return first


def _is_at_or_below(path: str, ancestor: str) -> bool:
    return ancestor in ("", ".") or path == ancestor or path.startswith(f"{ancestor}/")

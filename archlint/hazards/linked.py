"""What programs, tests and packages link, today and in the mapped tree: the packages whose initialization they run.

Source: Go spec, "Program initialization".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from archlint.graphs.cycles import components
from archlint.graphs.graph import Package, Placed
from archlint.hazards.context import HazardContext, folder_of

Pair = tuple[str, str]
"""The id of a package of today, and the id of the package of the mapped tree that must stay linked."""


class Root(NamedTuple):
    """Something that links packages: a program, the tests of a folder, or a package that nothing in the tree imports.

    `runs` are the pairs whose package it links today, as bits, and `keeps` those whose new package it will link.
    `files` are those that could have an import.
    """

    name: str
    kind: str
    runs: int
    keeps: int
    files: tuple[Placed, ...]


class Links:
    """What the programs, tests and packages of the tree link, today and in the mapped tree.

    `lost` are, for each pair, those that link its package today and won't link its new package: programs; where no
    program links it, packages that nothing imports; where none of these loses it, the tests that are the package's own
    or import it. `kept` are the pairs whose new package something will link.
    """

    def __init__(self, context: HazardContext, files: Mapping[str, Placed], pairs: list[Pair]) -> None:
        self._context, self._files = context, files
        self._importable = context.relocation.importable
        owners = {owner for owner, _ in pairs}
        parts = {context.package_id(path) for name in owners for path in context.relocation.packages[name].files}
        # One bit for each pair, then one for each part of their packages.
        self._parts = {name: 1 << number for number, name in enumerate(sorted(parts), len(pairs))}
        owner_bits, target_bits = dict.fromkeys(owners, 0), dict(self._parts)
        for number, (owner, target) in enumerate(pairs):
            owner_bits[owner] |= 1 << number
            target_bits[target] = target_bits.get(target, 0) | 1 << number
        today, tested_today = self._graph_today()
        mapped, tested = self._graph_mapped()
        self._before, self._after = _reached(today, owner_bits), _reached(mapped, target_bits)
        self.lost: dict[Pair, list[Root]] = {pair: [] for pair in pairs}
        self.kept: set[Pair] = set()
        programs = list(self._programs())
        unlinked = ~0
        for root in programs:
            unlinked &= ~root.runs
        self._add(pairs, programs, ~0)
        self._add(pairs, self._entries(today), unlinked)
        unlost = sum(1 << number for number, pair in enumerate(pairs) if not self.lost[pair])
        self._add(pairs, self._test_roots(tested_today, tested, owners), unlost)

    def cycle(self, package: str, item: Placed) -> bool:
        """Whether an import of a package in this file would close a cycle: the package imports that of the file."""
        part = self._parts.get(self._context.package_id(item.file.path), 0)
        return bool(self._after.get(package, 0) & part)

    def imports_today(self, item: Placed, owner: str) -> bool:
        """Whether a file imports a package today."""
        return any(self._importable.get(spec.path) == owner for spec in item.file.imports)

    def _add(self, pairs: list[Pair], roots: Iterable[Root], asked: int) -> None:
        """Note what these roots lose, of the pairs that are `asked`, and what they keep."""
        for root in roots:
            lost, kept = root.runs & ~root.keeps & asked, root.runs & root.keeps
            for number in _numbers(lost, len(pairs)):
                self.lost[pairs[number]].append(root)
            self.kept.update(pairs[number] for number in _numbers(kept, len(pairs)))

    def _graph_today(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """The imports of today's packages: those of production files, and those of tests."""
        production: dict[str, set[str]] = {}
        tests: dict[str, set[str]] = {}
        for item in self._context.placed:
            graph = production if item.file.scope == "production" else tests
            found = graph.setdefault(self._context.relocation.package_of[item.file.path], set())
            found.update(self._importable.get(spec.path, spec.path) for spec in item.file.imports)
        return production, tests

    def _graph_mapped(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        production: dict[str, set[str]] = {}
        tests: dict[str, set[str]] = {}
        for edge in self._context.view.graph.edges:
            graph = production if edge.scope == "production" else tests
            graph.setdefault(edge.source.id, set()).add(edge.target.id)
        return production, tests

    def _programs(self) -> Iterator[Root]:
        for package in self._context.relocation.packages.values():
            if package.program:
                yield self._root(package, "program")

    def _entries(self, today: Mapping[str, set[str]]) -> Iterator[Root]:
        imported = {target for targets in today.values() for target in targets}
        for package in self._context.relocation.packages.values():
            if not package.program and package.id not in imported and self._before.get(package.id):
                yield self._root(package, "package")

    def _root(self, package: Package, kind: str) -> Root:
        files = tuple(self._files[path] for path in package.files)
        files = tuple(item for item in files if item.file.scope == "production")
        mapped = {self._context.package_id(item.file.path) for item in files}
        same = mapped & {package.import_path}  # what others import may be split, but keeps its path
        programs = {name for name in mapped if self._context.view.packages[name].program}
        keeps = _union(self._after, programs or same or mapped)
        return Root(package.id, kind, self._before.get(package.id, 0), keeps=keeps, files=files)

    def _test_roots(
        self, today: Mapping[str, set[str]], mapped: Mapping[str, set[str]], owners: set[str]
    ) -> Iterator[Root]:
        """The tests of each folder that import one of the owners, or are its own. `today` and `mapped` are the imports
        of tests."""
        folders: dict[str, list[Placed]] = {}
        for item in self._context.placed:
            if item.file.scope != "production":
                folders.setdefault(folder_of(item.file.path), []).append(item)
        for folder, files in folders.items():
            ids = {self._context.relocation.package_of[item.file.path] for item in files}
            near = {name for id_ in ids for name in (id_, *today.get(id_, ())) if name in owners}
            if near:
                after = {self._context.package_id(item.file.path) for item in files}
                linked = {name for id_ in after for name in (id_, *mapped.get(id_, ()))}
                yield Root(
                    folder,
                    "tests",
                    _union(self._before, near),
                    keeps=_union(self._after, linked),
                    files=tuple(files),
                )


def _reached(graph: Mapping[str, Iterable[str]], bits: Mapping[str, int]) -> dict[str, int]:
    """The bits of each package and of all that it reaches. Each set of a cycle comes after the sets that it reaches."""
    reached: dict[str, int] = {}
    for members in components(graph):
        mask = 0
        for member in members:
            mask |= bits.get(member, 0)
            for target in graph.get(member, ()):
                mask |= reached.get(target, 0)
        reached.update(dict.fromkeys(members, mask))
    return reached


def _union(reached: Mapping[str, int], names: Iterable[str]) -> int:
    mask = 0
    for name in names:
        mask |= reached.get(name, 0)
    return mask


def _numbers(mask: int, most: int) -> Iterator[int]:
    """The numbers of the bits that are set, below `most`."""
    mask &= (1 << most) - 1
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest

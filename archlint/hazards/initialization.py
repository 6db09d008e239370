"""Hazards of initialization: a package that a split makes isn't linked any more where its code ran before.

Go runs the `init` functions and initializes the variables of every package that a program imports, directly or through
others (Go spec, "Program initialization"). If a split puts them in a package that nothing there imports, they are
silently gone. archlint compares what each program and test reaches today and after the moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from archlint.graphs.cycles import components
from archlint.graphs.graph import Package, Placed
from archlint.hazards.context import (
    ORDINARY_BUILD,
    HazardContext,
    declaration_place,
    folder_of,
    folders_shown,
    spot_place,
)
from archlint.hazards.imports import may_import
from archlint.languages.go.language import GO
from archlint.languages.go.references.package_scopes import guessed_name
from archlint.languages.go.types.pure_calls import is_pure, registers
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.model.symbols import Effect
from archlint.text.lists import FEW, quoted

_Pair = tuple[str, str]
"""The id of a package of today, and the id of the package of the mapped tree that must stay linked."""


class _Ran(NamedTuple):
    """Something that a file does when its package is initialized. `certain` means that it's more than a value that
    nobody would use any more. `target` is the package that must stay linked, in the mapped tree."""

    path: str
    what: str
    place: Place
    certain: bool
    target: str


class _Root(NamedTuple):
    """Something that links packages: a program, the tests of a folder, or a package that nothing in the tree imports.

    `runs` are the pairs whose package it links today, as bits, and `keeps` those whose new package it will link.
    `files` are those that could have an import.
    """

    name: str
    kind: str
    runs: int
    keeps: int
    files: tuple[Placed, ...]


def lost_init(context: HazardContext) -> Iterator[Finding]:
    """lost-init: a split takes an `init`, a variable with effects, or a blank import out of the programs that run it.

    One finding for each package of today and each new package. It's a warning, since nobody may depend on the effect.
    """
    ran: dict[_Pair, list[_Ran]] = {}
    files = {item.file.path: item for item in context.placed} if context.relocation.split else {}
    for name in sorted(context.relocation.split):
        for each in _effects(context, [files[path] for path in context.relocation.packages[name].files]):
            ran.setdefault((name, each.target), []).append(each)
    if not ran:
        return
    links = _Links(context, files, list(ran))
    for pair, found in ran.items():
        certain = [each for each in found if each.certain]
        lost = links.lost[pair]
        if lost and (certain or pair not in links.kept):
            yield _finding(context, links, pair, found=certain or found)


def _effects(context: HazardContext, files: list[Placed]) -> Iterator[_Ran]:
    """What the files of a package do when it's initialized."""
    known = [context.symbols[item.file.path] for item in files if item.file.path in context.symbols]
    types = {
        declaration.name
        for symbols in known
        for declaration in symbols.declarations
        if declaration.kind in ("type", "alias")
    }
    for item in files:
        path, symbols = item.file.path, context.symbols.get(item.file.path)
        if (
            item.file.scope != "production"
            or symbols is None
            or not context.compatible(item.file.constraint, ORDINARY_BUILD)
        ):
            continue
        home = context.package_id(path)
        for declaration in symbols.declarations:
            if declaration.kind == "init":
                yield _Ran(path, "`init`", declaration_place(path, declaration), certain=True, target=home)
        for effect in symbols.effects:
            calls = _impure(context, item, effect, types=types)
            if calls:
                call = next((f"`{call}(...)`" for call in calls if call), "a call")
                what = f"the variable '{effect.name}', initialized by {call},"
                place = spot_place(path, effect.line, effect.column, name=effect.name)
                yield _Ran(path, what, place, certain=effect.name == "_", target=home)
        for target, use in item.links:
            is_std = context.relocation.today.origin(use.spec.path) == "std"
            if use.spec.kind == "blank" and target != item.import_path and (not is_std or registers(use.spec.path)):
                yield _Ran(path, f"the blank import of '{target}'", use.place, certain=True, target=target)


def _impure(context: HazardContext, item: Placed, effect: Effect, types: set[str]) -> list[str]:
    """The calls of an initialization that may have effects."""
    imports = {spec.alias or guessed_name(spec.path): spec.path for spec in item.file.imports}
    found = []
    for call in effect.calls:
        qualifier, _, name = call.rpartition(".")
        path = imports.get(qualifier, "")
        if qualifier and path:
            is_harmless = context.relocation.today.origin(path) == "std" and is_pure(path, name)
        else:
            is_harmless = call in types
        if not is_harmless:
            found.append(call)
    return found


class _Links:
    """What the programs, tests and packages of the tree link, today and in the mapped tree.

    `lost` are, for each pair, those that link its package today and won't link its new package: programs; where no
    program links it, packages that nothing imports; where none of these loses it, the tests that are the package's own
    or import it. `kept` are the pairs whose new package something will link.
    """

    def __init__(self, context: HazardContext, files: Mapping[str, Placed], pairs: list[_Pair]) -> None:
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
        self.lost: dict[_Pair, list[_Root]] = {pair: [] for pair in pairs}
        self.kept: set[_Pair] = set()
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

    def _add(self, pairs: list[_Pair], roots: Iterable[_Root], asked: int) -> None:
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

    def _programs(self) -> Iterator[_Root]:
        for package in self._context.relocation.packages.values():
            if package.program:
                yield self._root(package, "program")

    def _entries(self, today: Mapping[str, set[str]]) -> Iterator[_Root]:
        imported = {target for targets in today.values() for target in targets}
        for package in self._context.relocation.packages.values():
            if not package.program and package.id not in imported and self._before.get(package.id):
                yield self._root(package, "package")

    def _root(self, package: Package, kind: str) -> _Root:
        files = tuple(self._files[path] for path in package.files)
        files = tuple(item for item in files if item.file.scope == "production")
        mapped = {self._context.package_id(item.file.path) for item in files}
        same = mapped & {package.import_path}  # what others import may be split, but keeps its path
        programs = {name for name in mapped if self._context.view.packages[name].program}
        keeps = _union(self._after, programs or same or mapped)
        return _Root(package.id, kind, self._before.get(package.id, 0), keeps=keeps, files=files)

    def _test_roots(
        self, today: Mapping[str, set[str]], mapped: Mapping[str, set[str]], owners: set[str]
    ) -> Iterator[_Root]:
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
                yield _Root(
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


def _finding(context: HazardContext, links: _Links, pair: _Pair, found: list[_Ran]) -> Finding:
    owner, target = pair
    first, lost = found[0], links.lost[pair]
    package = context.view.packages.get(target)
    path = package.import_path if package else target
    hosts = [host for root in lost[:FEW] if (host := _host(links, root, owner))]
    verb = "runs" if first.what == "`init`" else "has an effect"
    also = [Related(each.place, f"{each.what} is lost there too".replace(",", "")) for each in found[1 : FEW + 1]]
    return context.hazard(
        "lost-init",
        f"'{first.path}' {context.goes(first.path)}, and {first.what} {'' if first.certain else 'likely '}no longer "
        f"{verb} in {_whose(lost)}: nothing there imports '{path}'.",
        first.place,
        advice=_advice(links, package, path, hosts=hosts),
        target=package.id if package else target,
        related=[*also, *(Related(Place(host.file.path), "can have the blank import") for host in hosts)],
        identity=pair,
        severity="warning",
    )


def _whose(lost: list[_Root]) -> str:
    names = [root.name for root in lost]
    if lost[0].kind == "tests":
        return f"the tests of {folders_shown(names)}"
    if lost[0].kind == "program":
        return f"the {'program' if len(lost) == 1 else 'programs'} {quoted(names, most=FEW)}"
    return f"programs that import {quoted(names, 'or', most=FEW)}"


def _host(links: _Links, root: _Root, owner: str) -> Placed | None:
    """The file of a program, package or test for a blank import: one that imports today's package, else `main.go`."""

    usual = f"{GO.program}{GO.suffix}"

    def rank(item: Placed) -> tuple[bool, bool, bool, str]:
        path = item.file.path
        return bool(item.file.constraint), not links.imports_today(item, owner), not path.endswith(usual), path

    return min(root.files, key=rank, default=None)


def _advice(links: _Links, package: Package | None, path: str, hosts: list[Placed]) -> str:
    line = f'`import _ "{path}"`'
    if package is not None and package.program:
        return "Map the file to a package that isn't a program, or leave it where it is."
    allowed = [item for item in hosts if may_import(item.import_path, path)]
    if package is not None:
        allowed = [item for item in allowed if not links.cycle(package.id, item)]
    if not allowed:
        return f"Add {line} to the programs that need it, or leave the file where it is."
    files = quoted((item.file.path for item in allowed), most=FEW)
    return f"Add {line} to {files}, or map the file to a package that is imported there."

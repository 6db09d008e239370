"""Placing for the mapped view: each file at its new path, with the dependencies it will have there.

| today | in the mapped view |
|---|---|
| an import of a package that moves whole | an import of its new place |
| an import of a package that is split | one of each part that declares a name used; see `_Placing._split` |
| an import of a package that is merged into the importing one | nothing: names of one package need no import |
| a use of a name from another file of the same package | an import, if the mapping puts the files in two packages |

Only files affected by splits need symbols; `files_to_parse` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from archlint.graphs.graph import Package, Placed, Use
from archlint.graphs.relocation import Relocation, parted_tests
from archlint.languages.go.language import GO
from archlint.languages.go.references.join import Reference
from archlint.languages.go.syntax.mentions import ASSEMBLY
from archlint.model.facts import Import
from archlint.model.symbols import Spot, Symbols

LayerOf = Callable[[str, str], str]


_OTHERWISE = frozenset(("embed", "unsafe", "C"))
"""Imports of files that may name others in another way than by an import: `//go:embed`, `//go:linkname`, cgo."""


def files_to_parse(
    today: Iterable[Placed], relocation: Relocation, others: Iterable[str] = ()
) -> dict[str, tuple[str, ...]]:
    """The files whose symbols the mapped view needs, by today's path. The value is () if the file must be parsed whole;
    otherwise it lists the names of the imports whose uses are needed.

    These must be parsed whole: files of split packages, files merged into one package, the tests of a folder whose
    tests move to several places, external tests that part from a file of the package that they test, files that embed
    others, and what dot imports and merges bring together. For a file
    that only imports a split package, the uses of that import's name are enough. Files that import "unsafe" or "C" may
    name what only the linker or the C compiler resolves, and so may assembly files among the `others` that are in
    folders with Go files.
    """
    today = list(today)
    split, homes = relocation.split, relocation.homes
    merged, separated = _merged_packages(relocation), _separated_tests(today, relocation)
    separated |= _parted_tests(today, relocation)
    if merged:
        merged |= _joined_by_dots(today, relocation, merged)
    targets = {path: name for path, name in relocation.importable.items() if name in split}
    wanted: dict[str, tuple[str, ...]] = {}
    for item in today:
        path = item.path
        if path in separated or relocation.package_of[path] in split or homes[path] in merged:
            wanted[path] = ()
            continue
        specs = [spec for spec in item.file.imports if spec.path in targets or spec.path in _OTHERWISE]
        if any((spec.kind == "dot" and spec.path in targets) or spec.path == "embed" for spec in specs):
            wanted[path] = ()
        elif any(spec.kind == "normal" and spec.path in targets for spec in specs):
            wanted[path] = tuple(
                spec.alias or relocation.packages[targets[spec.path]].name
                for spec in specs
                if spec.kind == "normal" and spec.path in targets
            )
        if any(spec.path in ("unsafe", "C") for spec in specs) and wanted.get(path) != ():
            wanted[path] = (*wanted.get(path, ()), "unsafe")
    folders = {item.path.rpartition("/")[0] for item in today}
    wanted.update((path, ()) for path in others if path.endswith(ASSEMBLY) and path.rpartition("/")[0] in folders)
    return wanted


def _separated_tests(today: Iterable[Placed], relocation: Relocation) -> set[str]:
    """The test files of folders whose tests move to several places: external tests may use names of the others."""
    tests: dict[str, list[str]] = {}
    for item in today:
        if item.file.scope != "production":
            tests.setdefault(item.import_path, []).append(item.path)
    return {path for paths in tests.values() if len({relocation.homes[path] for path in paths}) > 1 for path in paths}


def _parted_tests(today: Iterable[Placed], relocation: Relocation) -> set[str]:
    """The external tests that part from what they test, and the packages that these have dot imports of."""
    facts = {item.path: item.file for item in today}
    tests = parted_tests(relocation, facts)
    dots = (spec.path for path in tests for spec in facts[path].imports if spec.kind == "dot")
    packages = {package.id: package for path in dots if (package := relocation.target_of(path)) is not None}
    return tests | {path for package in packages.values() for path in package.files}


def _merged_packages(relocation: Relocation) -> set[str]:
    """The new import paths that get files from several of today's folders."""
    sources: dict[str, str] = {}
    merged: set[str] = set()
    for path, home in relocation.homes.items():
        folder = path.rpartition("/")[0]
        if sources.setdefault(home, folder) != folder:
            merged.add(home)
    return merged


def _joined_by_dots(today: Iterable[Placed], relocation: Relocation, merged: set[str]) -> set[str]:
    """The new import paths of the packages of files with dot imports, and of what these import, if one is merged.

    No name may be declared by two of them (see `hazards.dot_imports`).
    """
    joined: set[str] = set()
    for item in today:
        dots = [relocation.target_of(spec.path) for spec in item.file.imports if spec.kind == "dot"]
        if dots:
            files = (path for package in dots if package is not None for path in package.files)
            homes = {relocation.homes[item.path], *(relocation.homes[path] for path in files)}
            if not homes.isdisjoint(merged):
                joined |= homes
    return joined


def place_mapped(
    today: Iterable[Placed],
    relocation: Relocation,
    references: Iterable[Reference],
    symbols: Mapping[str, Symbols],
    *,
    layer_of: LayerOf,
) -> list[Placed]:
    """Place each file at its new path, with the dependencies it will have there.

    `references` and `symbols` are those of `files_to_parse`. `layer_of(today's path, new path)` gives a file's layer.
    """
    placing = _Placing(relocation, references, symbols)
    placed: list[Placed] = []
    for item in today:
        new = relocation.moves.path_of(item.path)
        links = tuple(placing.links(item))
        placed.append(
            Placed(item.file, new, relocation.homes[item.path], layer=layer_of(item.path, new), redirected=links)
        )
    return placed


class _Placing:
    def __init__(self, relocation: Relocation, references: Iterable[Reference], symbols: Mapping[str, Symbols]) -> None:
        self.relocation = relocation
        self.symbols = symbols
        self.by_file: dict[str, list[Reference]] = {}
        for reference in references:
            self.by_file.setdefault(reference.path, []).append(reference)
        self.whole: dict[str, str] = {}

    def links(self, item: Placed) -> Iterator[tuple[str, Use]]:
        """The dependencies of one file."""
        homes = self.relocation.homes
        home = homes[item.path]
        for today, use in item.links:
            whole = self.whole.get(today)
            if whole is None:
                package = self.relocation.target_of(today)
                if package is not None and len(self._parts(item, package)) > 1:
                    yield from self._split(item, today, package, use=use)
                    continue
                whole = self._whole(today, package)
                if package is None or package.id not in self.relocation.split:
                    self.whole[today] = whole
            if whole != home or not self._vanishes(item, today):
                yield whole, use
        for spot, name, target in sorted(self._across(item)):
            spec = Import("", spot.line, spot.column, end_column=spot.column + len(name))
            yield target, Use(item.file, spec, (name,))

    def _across(self, item: Placed) -> set[tuple[Spot, str, str]]:
        """The uses of names that leave the file's package for another: position, name, new import path."""
        package_of, homes = self.relocation.package_of, self.relocation.homes
        own, home = package_of[item.path], homes[item.path]
        return {
            (spot, reference.name, homes[reference.target])
            for reference in self.by_file.get(item.path, ())
            if homes[reference.target] != home and package_of[reference.target] == own
            for spot in reference.spots
        }

    def _parts(self, item: Placed, package: Package) -> frozenset[str]:
        """The new import paths of the parts of a package that this file sees; an external test sees its tests too."""
        if item.file.scope == "external-test" and item.import_path == package.import_path:
            return frozenset(self.relocation.homes[path] for path in package.files)
        return self.relocation.parts[package.id]

    def _whole(self, today: str, package: Package | None) -> str:
        if package is None:
            return self.relocation.moved_import_path(today)
        return next(iter(self.relocation.parts[package.id]))

    def _vanishes(self, item: Placed, today: str) -> bool:
        """Whether an import disappears because the mapping merges the imported package into the file's own.

        An external test still imports the package it tests, and so does a second package in the folder.
        """
        package = self.relocation.target_of(today)
        return package is not None and package.name == item.file.package and today != item.import_path

    def _split(self, item: Placed, today: str, package: Package, use: Use) -> Iterator[tuple[str, Use]]:
        """An import of a split package becomes imports of the parts that declare the names it uses.

        A blank import becomes an import of every part with an `init`, or of all parts if none has one. An import whose
        names aren't declared anywhere becomes an import of all parts, so broken code can't hide a dependency.
        """
        homes = self.relocation.homes
        found: dict[str, set[str]] = {}
        if use.spec.kind == "blank":
            for path in package.files:
                if path in self.symbols and self.symbols[path].has_init and not GO.is_test(path):
                    found.setdefault(homes[path], set())
        else:
            for reference in self._through(item, package, use.spec):
                found.setdefault(homes[reference.target], set()).add(reference.name)
        for target in sorted(found or self._parts(item, package)):
            if target != homes[item.path] or not self._vanishes(item, today):
                yield target, Use(use.file, use.spec, tuple(sorted(found.get(target, ()))))

    def _through(self, item: Placed, package: Package, spec: Import) -> Iterator[Reference]:
        """The references that use an import."""
        name = "" if spec.kind == "dot" else spec.alias or package.name
        package_of = self.relocation.package_of
        for reference in self.by_file.get(item.path, ()):
            if reference.qualifier == name and package_of[reference.target] == package.id:
                yield reference

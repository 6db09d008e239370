"""Joins symbols and facts into references: uses of package-level names that another file of the tree declares.

Source: Go spec, "Declarations and scope", "Import declarations", "Composite literals"; `go help test` for tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from archlint.languages.go.references.package_scopes import FolderOf, PackageScopes, Scope
from archlint.languages.go.types.evaluator import Evaluator
from archlint.languages.go.types.literals import is_field
from archlint.model.facts import FileFacts
from archlint.model.symbols import Declaration, Keyed, Spot, Symbols

Compatible = Callable[[str, str], bool]


class Reference(NamedTuple):
    """The file `path` uses `name`, which the file `target` declares, at each of `spots`.

    `qualifier` is the name of the import if the use is `qualifier.name`; "" for a bare name (of the same package, or
    from a dot import). The spots are those of the name itself. If several files declare the name under different build
    constraints, there is one reference for each file that can be in one build with the using file.
    """

    path: str
    target: str
    name: str
    spots: tuple[Spot, ...]
    qualifier: str = ""


def references(
    files: Iterable[FileFacts],
    symbols: Mapping[str, Symbols],
    *,
    folder_of: FolderOf,
    compatible: Compatible = lambda _one, _other: True,
    evaluator: Evaluator | None = None,
) -> list[Reference]:
    """Return all references between the files in `symbols`, sorted by path, target, name.

    `files` are the facts of all files of the tree. `symbols` has some or all of these files, by path; declarations in
    other files aren't found. `folder_of` returns the root-relative folder of an import path, None outside the tree.
    `compatible` reports whether two build constraints can hold in one build. `evaluator` knows types from more files;
    without it, those of these files are known.
    """
    scopes = PackageScopes(files, symbols, folder_of)
    join = _Join(scopes, compatible, evaluator or Evaluator(scopes))
    found = [reference for path in sorted(symbols) if path in scopes.facts for reference in join.of_file(path)]
    return sorted(found)


class _Join:
    def __init__(self, scopes: PackageScopes, compatible: Compatible, evaluator: Evaluator) -> None:
        self.scopes = scopes
        self.compatible = compatible
        self.evaluator = evaluator

    def of_file(self, path: str) -> Iterator[Reference]:
        scope = self.scopes.of(path)
        bare: dict[str, list[Spot]] = {}
        for each in scope.symbols.bare:
            if scope.find(each.name):
                bare[each.name] = list(each.spots)
        yield from self._dotted(scope, bare)
        for keyed in scope.symbols.keyed:
            self._keys(scope, keyed, bare)
        for name, gathered in bare.items():
            yield from self._to(scope, name, sorted(gathered), scope.find(name), "")

    def _dotted(self, scope: Scope, bare: dict[str, list[Spot]]) -> Iterator[Reference]:
        """The references of `x.Name`, if x is an import. Any other x is added to the bare uses."""
        found: dict[tuple[str, str], list[Spot]] = {}
        for dotted in scope.symbols.dotted:
            if dotted.qualifier in scope.imports:
                found.setdefault((dotted.qualifier, dotted.name), []).extend(dotted.spots)
            elif scope.find(dotted.qualifier):
                bare.setdefault(dotted.qualifier, []).extend(dotted.qualifier_spots)
        for (qualifier, name), spots in found.items():
            yield from self._to(scope, name, spots, scope.find_in(qualifier, name), qualifier)

    def _keys(self, scope: Scope, keyed: Keyed, bare: dict[str, list[Spot]]) -> None:
        """Add the keys that are expressions, not fields, to the bare uses."""
        for key in keyed.keys:
            if scope.find(key.name) and not is_field(key.name, keyed, scope, evaluator=self.evaluator):
                bare.setdefault(key.name, []).extend(key.spots)

    def _to(
        self, scope: Scope, name: str, spots: Iterable[Spot], declared: list[tuple[str, Declaration]], qualifier: str
    ) -> Iterator[Reference]:
        constraint = scope.facts.constraint
        for target in sorted({path for path, _ in declared}):
            if target != scope.facts.path and self.compatible(constraint, self.scopes.facts[target].constraint):
                yield Reference(scope.facts.path, target, name, tuple(spots), qualifier)

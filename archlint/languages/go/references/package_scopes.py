"""Package scopes: which file declares a name that a file of the tree uses.

A package is the files of one folder with one package clause. Only its tests and the external test of the folder
(`package x_test`, a package of its own) can use names that its test files declare.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from archlint.model.symbols import Declaration, Symbols

if TYPE_CHECKING:
    from archlint.model.facts import FileFacts

FolderOf = Callable[[str], "str | None"]
Extent = Literal["generic", "whole"]
ReadFolder = Callable[[str, Extent], "Iterable[tuple[FileFacts, Symbols]]"]
"""Reads the facts and symbols of the package that an import of a folder gets: all of it, or only the files that declare
something generic."""

Found = list[tuple[str, Declaration]]
_PackageKey = tuple[str, str, bool]  # folder, clause, external test

_MAJOR = re.compile(r"v\d+")
_GOPKG = re.compile(r"(.+?)\.v\d+")


class PackageNames(NamedTuple):
    """The names of one package, each with the files that declare it.

    `names` are those of all files, `production` those outside test files. `methods` are by receiver and name.
    """

    names: dict[str, Found]
    production: dict[str, Found]
    methods: dict[tuple[str, str], Found]


class Target(NamedTuple):
    """The folder (None outside the tree) and the import path of an import."""

    folder: str | None
    import_path: str


_NOTHING = PackageNames({}, {}, {})
_NONE: Found = []


class Scope:
    """The scope of one file. `imports` are its imports by name, `dot_imports` its dot imports."""

    def __init__(self, scopes: PackageScopes, facts: FileFacts, symbols: Symbols, package: PackageNames) -> None:
        self.facts = facts
        self.symbols = symbols
        self.imports: dict[str, Target] = {}
        self.dot_imports: list[Target] = []
        self._scopes = scopes
        self._own = package.production if facts.scope == "production" else package.names
        for spec in facts.imports:
            if spec.alias == "_":
                continue
            target = Target(scopes.folder_of(spec.path), spec.path)
            if spec.alias == ".":
                self.dot_imports.append(target)
            else:
                self.imports[spec.alias or scopes.clause(target)] = target

    def find(self, name: str) -> Found:
        """Return the declarations that a bare, non-local name may mean; none for an import or a predeclared name.

        If the file itself declares the name, only that declaration counts: others are for other builds.
        """
        found = self._own.get(name, _NONE)
        if found:
            own = [pair for pair in found if pair[0] == self.facts.path]
            return own or ([] if name in self.imports else found)
        for target in self.dot_imports if name[:1].isupper() else ():
            found = self._imported(target).get(name, _NONE)
            if found:
                return found
        return _NONE

    def find_in(self, qualifier: str, name: str) -> Found:
        """Return the declarations that `qualifier.name` may mean. The qualifier must be the name of an import."""
        return self._imported(self.imports[qualifier]).get(name, _NONE)

    def _imported(self, target: Target) -> dict[str, Found]:
        if target.folder is None:
            return {}
        package = self._scopes.importable(target.folder)
        external = self.facts.scope == "external-test" and folder(self.facts.path) == target.folder
        return package.names if external else package.production


class PackageScopes:
    """The scopes of a tree. The arguments are those of `references`.

    `read` reads a package whose declarations are asked for with `declared_in` and aren't among the symbols.
    """

    def __init__(
        self,
        files: Iterable[FileFacts],
        symbols: Mapping[str, Symbols],
        folder_of: FolderOf,
        read: ReadFolder = lambda _folder, _extent: (),
    ) -> None:
        self.facts = {facts.path: facts for facts in files}
        self.folder_of = folder_of
        self._read = read
        self._read_folders: dict[str, Extent] = {}
        self._symbols = dict(symbols)
        self._packages: dict[_PackageKey, PackageNames] = {}
        self._clauses = _importable_clauses(self.facts.values())
        self._scopes: dict[str, Scope] = {}
        for path, each in symbols.items():
            if path in self.facts:
                self._add(self.facts[path], each)

    def _add(self, facts: FileFacts, symbols: Symbols) -> None:
        package = self._packages.setdefault(_key(facts), PackageNames({}, {}, {}))
        for declaration in symbols.declarations:
            pair = facts.path, declaration
            if declaration.kind == "method":
                package.methods.setdefault((declaration.receiver, declaration.name), []).append(pair)
            elif declaration.in_scope:
                package.names.setdefault(declaration.name, []).append(pair)
                if not facts.path.endswith("_test.go"):
                    package.production.setdefault(declaration.name, []).append(pair)

    def of(self, path: str) -> Scope:
        """Return the scope of a file, which must have symbols."""
        scope = self._scopes.get(path)
        if scope is None:
            facts = self.facts[path]
            scope = Scope(self, facts, self._symbols[path], package=self._packages[_key(facts)])
            self._scopes[path] = scope
        return scope

    def importable(self, of_folder: str) -> PackageNames:
        """Return the package that an import of a folder gets."""
        return self._packages.get((of_folder, self._clauses.get(of_folder, ""), False), _NOTHING)

    def methods(self, path: str, receiver: str, name: str) -> Found:
        """Return the declarations of a method. The file `path` must be in the package that declares the receiver."""
        return self._packages[_key(self.facts[path])].methods.get((receiver, name), _NONE)

    def package_of(self, path: str) -> object:
        """Return what is equal for the files of one package, and different for any others."""
        return _key(self.facts[path])

    def same_package(self, one: str, other: str) -> bool:
        """Report whether two files are in one package; its tests are, its external tests aren't."""
        return one == other or self.package_of(one) == self.package_of(other)

    def declared_in(self, path: str, qualifier: str, name: str) -> Found:
        """Return the declarations that `qualifier.name` may mean in a file.

        The generic declarations of the package are read if need be. No other declaration of a package can name types of
        a package that imports it.
        """
        scope = self.of(path)
        target = scope.imports[qualifier].folder
        found = scope.find_in(qualifier, name)
        if found or target is None or not self.read_package(target, "generic"):
            return found
        return scope.find_in(qualifier, name)

    def read_package(self, of_folder: str, extent: Extent) -> bool:
        """Read the declarations of a package, or the generic ones. Return False if they were read before."""
        if self._read_folders.get(of_folder) in (extent, "whole"):
            return False
        self._read_folders[of_folder] = extent
        for facts, symbols in self._read(of_folder, extent):
            if not symbols.whole or (facts.path in self._symbols and self._symbols[facts.path].whole):
                continue
            self.facts[facts.path] = facts
            self._clauses.setdefault(of_folder, facts.package)
            self._symbols[facts.path] = symbols
            self._scopes.pop(facts.path, None)
            self._add(facts, symbols)
        return True

    def extend(self, symbols: Symbols) -> None:
        """Take the symbols of a file that has the same declarations and terms, and more terms after them."""
        self._symbols[symbols.path] = symbols
        self._scopes.pop(symbols.path, None)

    def clause(self, target: Target) -> str:
        """Return the name that an import without an alias declares."""
        known = "" if target.folder is None else self._clauses.get(target.folder, "")
        return known or guessed_name(target.import_path)


def folder(path: str) -> str:
    """Return the folder of a file; "" is the root."""
    return path.rpartition("/")[0]


def guessed_name(import_path: str) -> str:
    """Guess the name of a package outside the tree: by convention the last element of its path, without a version."""
    head, _, last = import_path.rpartition("/")
    if _MAJOR.fullmatch(last) and head:
        last = head.rpartition("/")[2]
    if match := _GOPKG.fullmatch(last):
        last = match[1]
    last = last.removeprefix("go-").removesuffix("-go").removesuffix(".go")
    return last.replace("-", "_").replace(".", "_")


def _key(facts: FileFacts) -> _PackageKey:
    return folder(facts.path), facts.package, facts.scope == "external-test"


def _importable_clauses(files: Iterable[FileFacts]) -> dict[str, str]:
    """The package clause that an import of each folder gets: that of the production files, main only if there is no
    other."""
    counts: dict[str, dict[str, int]] = {}
    for facts in files:
        if facts.scope != "external-test" and facts.package:
            clauses = counts.setdefault(folder(facts.path), {})
            clauses[facts.package] = clauses.get(facts.package, 0) + (facts.scope == "production")
    return {
        name: min(clauses, key=lambda clause: (not clauses[clause], clause == "main", -clauses[clause], clause))
        for name, clauses in counts.items()
    }

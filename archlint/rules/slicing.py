"""Find the slice that a file or a package is in. Answers are cached, by folder if the glob is about folders."""

from __future__ import annotations

from archlint.graphs.graph import Edge, Package, Use
from archlint.graphs.view import View
from archlint.model.policy import Rule


class Slicing:
    """The slices of one family in a view; "" is no slice. Groups the uses of an edge by the slice of the file."""

    def __init__(self, view: View, family: str) -> None:
        self._view, self._family = view, family
        self._by_folder = view.slices[family].folder_only
        self._slices: dict[str, str] = {}
        self._packages: dict[str, tuple[str, ...]] = {}
        self._keys: dict[str, tuple[str, ...]] = {}

    def of_file(self, path: str) -> str:
        """Return the slice of the file at `path` (in the view)."""
        key = path.rpartition("/")[0] if self._by_folder else path
        found = self._slices.get(key)
        if found is None:
            found = self._slices[key] = self._view.slice_of(self._family, path)
        return found

    def of_package(self, package: Package) -> tuple[str, ...]:
        """Return the slices of a package's files, sorted. There can be several only if the glob is about file names."""
        found = self._packages.get(package.id)
        if found is None:
            paths = package.files or ((f"{package.folder}/_",) if package.origin == "tree" else ())
            if self._by_folder:
                paths = paths[:1]
            found = self._packages[package.id] = tuple(sorted({self.of_file(path) for path in paths} - {""}))
        return found

    def keys(self, edge: Edge) -> tuple[str, ...]:
        """Return the slices of the files behind this edge."""
        if not self._by_folder:
            return tuple({self._of_use(use): None for use in edge.uses})
        found = self._keys.get(edge.source.id)
        if found is None:
            found = self._keys[edge.source.id] = (self._of_use(edge.uses[0]),)
        return found

    def uses(self, edge: Edge, key: str) -> tuple[Use, ...]:
        """Return the uses of the edge whose file is in the slice `key`."""
        if self._by_folder:
            return edge.uses
        return tuple(use for use in edge.uses if self._of_use(use) == key)

    def _of_use(self, use: Use) -> str:
        return self.of_file(self._view.path_of(use.file))

    def judged(self, rule: Rule) -> tuple[str, ...]:
        """Return the slices with a file that the rule judges, sorted."""
        return tuple(sorted({self.of_file(item.path) for item in self._view.files_for(rule.tests)} - {""}))

    def why_idle(self, rule: Rule) -> str:
        """Return why no slice can depend on another one: there is only one. "" if there are more."""
        slices = self.judged(rule)
        return "" if len(slices) > 1 else f"'{slices[0]}' is the only slice of '{self._family}'"

    def packages_judged(self, rule: Rule) -> tuple[str, ...]:
        """Return the sorted ids of the packages with a file that is in a slice and that the rule judges."""
        if self._by_folder:
            judged = {item.package for item in self._view.files_for(rule.tests)}
            return tuple(sorted(name for name in judged if self.of_package(self._view.packages[name])))
        files = self._view.files_for(rule.tests)
        return tuple(sorted({item.package for item in files if self.of_file(item.path)}))

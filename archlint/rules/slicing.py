"""Which slice of a family a file or a package lies in; remembered by folder where the folder alone decides."""

from __future__ import annotations

from archlint.graph import Package
from archlint.model.policy import Rule
from archlint.view import View


class Slicing:
    """The slices of one family in a view."""

    def __init__(self, view: View, family: str) -> None:
        self._view, self._family = view, family
        self._by_folder = view.slices[family].folder_only
        self._slices: dict[str, str] = {}
        self._packages: dict[str, tuple[str, ...]] = {}

    def of_file(self, path: str) -> str:
        """The slice that the file at `path` (in the view) lies in, "" for none."""
        key = path.rpartition("/")[0] if self._by_folder else path
        found = self._slices.get(key)
        if found is None:
            found = self._slices[key] = self._view.slice_of(self._family, path)
        return found

    def of_package(self, package: Package) -> tuple[str, ...]:
        """The slices that the files of a package lie in, sorted; more than one where file names decide."""
        found = self._packages.get(package.id)
        if found is None:
            paths = package.files or ((f"{package.folder}/_",) if package.origin == "tree" else ())
            found = self._packages[package.id] = tuple(sorted({self.of_file(path) for path in paths} - {""}))
        return found

    def packages_judged(self, rule: Rule) -> tuple[str, ...]:
        """Ids of the packages with a file in a slice that the rule judges, sorted."""
        judged = self._view.files_for(rule.tests)
        return tuple(sorted({item.package for item in judged if self.of_file(item.path)}))

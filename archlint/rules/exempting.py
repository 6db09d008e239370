"""What an exception covers: imports from files that `from` matches of packages that `to` matches."""

from __future__ import annotations

from collections.abc import Iterable

from archlint.globs import compile_glob
from archlint.graphs.graph import Edge, Package, Use
from archlint.graphs.view import View
from archlint.model.policy import Exemption


class Exempting:
    """One exception, held against a view. `from` is compared with the importing file's path in the view, its folder
    and its import path; `to` with the folder and the import path of the imported package."""

    def __init__(self, view: View, exemption: Exemption) -> None:
        self.exemption = exemption
        self._view = view
        self._source, self._target = compile_glob(exemption.source), compile_glob(exemption.target)
        self._packages: dict[str, bool] = {}

    def is_from(self, today: str, import_path: str) -> bool:
        """Whether `from` matches the file whose path is `today` in today's tree."""
        path = self._view.moved.get(today, today)
        return self._source.matches_file(path) or self._source.matches(import_path)

    def is_to(self, package: Package) -> bool:
        """Whether `to` matches the package."""
        found = self._packages.get(package.id)
        if found is None:
            found = self._target.matches(package.import_path) or self._target.matches(package.folder)
            self._packages[package.id] = found
        return found

    def covers(self, edge: Edge, use: Use) -> bool:
        """Whether this use of an edge is excepted."""
        return self.is_to(edge.target) and self.is_from(use.file.path, edge.source.import_path)


def uses_left(edge: Edge, uses: tuple[Use, ...], exempting: Iterable[Exempting]) -> tuple[Use, ...]:
    """Those of some uses of an edge that no exception covers."""
    relevant = [item for item in exempting if item.is_to(edge.target)]
    if not relevant:
        return uses
    return tuple(use for use in uses if not any(item.covers(edge, use) for item in relevant))

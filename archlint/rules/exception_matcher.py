"""What an exception covers: files that match `from` and import packages that match `to`."""

from __future__ import annotations

from collections.abc import Iterable

from archlint.globs import compile_glob
from archlint.graphs.graph import Edge, Package, Use
from archlint.graphs.view import View
from archlint.model.policy import Exemption


class ExceptionMatcher:
    """One exception, matched against a view. `from` matches the importing file by its path in the view, its folder or
    its import path. `to` matches the imported package by its folder or its import path."""

    def __init__(self, view: View, exemption: Exemption) -> None:
        self.exemption = exemption
        self._view = view
        self._source, self._target = compile_glob(exemption.source), compile_glob(exemption.target)
        self._packages: dict[str, bool] = {}

    def is_from(self, today: str, import_path: str) -> bool:
        """Report whether `from` matches the file whose path in today's tree is `today`."""
        path = self._view.moved.get(today, today)
        return self._source.matches_file(path) or self._source.matches(import_path)

    def is_to(self, package: Package) -> bool:
        """Report whether `to` matches the package."""
        found = self._packages.get(package.id)
        if found is None:
            found = self._target.matches(package.import_path) or self._target.matches(package.folder)
            self._packages[package.id] = found
        return found

    def covers(self, edge: Edge, use: Use) -> bool:
        """Report whether the exception covers this use of an edge."""
        return self.is_to(edge.target) and self.is_from(use.file.path, edge.source.import_path)


def uses_left(edge: Edge, uses: tuple[Use, ...], matchers: Iterable[ExceptionMatcher]) -> tuple[Use, ...]:
    """Return the uses of an edge, among these, that no exception covers."""
    relevant = [item for item in matchers if item.is_to(edge.target)]
    if not relevant:
        return uses
    return tuple(use for use in uses if not any(item.covers(edge, use) for item in relevant))

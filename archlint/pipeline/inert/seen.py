"""What a run has seen, and the lookups that the complaints about it share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from archlint.errors import Complaint
from archlint.globs import Glob
from archlint.graphs.view import View
from archlint.model.facts import Tree
from archlint.model.policy import Config

if TYPE_CHECKING:  # only mistakes need the causes
    from archlint.pipeline.causes import Cause, Causes
    from archlint.pipeline.naming import Naming

Remark = tuple[Complaint, bool]
"""A complaint, and whether it is an error."""


class Seen:
    """What a run has seen, with the lookups that the complaints share."""

    def __init__(
        self, tree: Tree, config: Config, views: tuple[View, ...], naming: Naming, causes: Callable[[], Causes]
    ) -> None:
        self.tree, self.config, self.views, self.naming, self._causes = tree, config, views, naming, causes
        self.paths = {item.path for view in views for item in view.files}

    @cached_property
    def emptied(self) -> dict[str, list[str]]:
        """The layers that lose all their files in the mapping, with today's paths of these files."""
        first, last = self.views[0], self.views[-1]
        if first is last:
            return {}
        kept = {item.layer for item in last.files} | self.optional | {""}
        found: dict[str, list[str]] = {}
        for item in first.files:
            if item.layer not in kept:
                found.setdefault(item.layer, []).append(item.file.path)
        return found

    @cached_property
    def optional(self) -> set[str]:
        """The names of the layers that may have no files."""
        return {layer.name for layer in self.config.layers if layer.optional}

    @cached_property
    def known(self) -> frozenset[str]:
        """What a glob in a rule can match: the paths of files, and the import paths of all packages."""
        packages = (package.import_path for view in self.views for package in view.packages.values())
        return frozenset(self.paths).union(packages)

    @cached_property
    def _nameable(self) -> frozenset[str]:
        return self.known | self.naming.std

    def files_near(self, glob: Glob) -> Cause:
        """Why a glob of files matches none, if archlint can tell, and a hint at what was meant."""
        cause = self.causes.of(glob)
        return cause if cause.text else cause._replace(hint=self.naming.nearest(glob, frozenset(self.paths)))

    def names_near(self, glob: Glob, *, imported: bool = False) -> Cause:
        """The same for a glob of files or packages. With `imported`, the hint names only what something imports."""
        cause = self.causes.of(glob, imports=True)
        known = self.known if imported else self._nameable
        return cause if cause.text else cause._replace(hint=self.naming.nearest(glob, known))

    def first_near(self, globs: Iterable[Glob], *, imported: bool = False) -> tuple[str, str]:
        """The first cause and the first hint of several globs."""
        near = [self.names_near(glob, imported=imported) for glob in globs]
        return next((each.text for each in near if each.text), ""), next((each.hint for each in near if each.hint), "")

    @cached_property
    def causes(self) -> Causes:
        """Why globs match no scanned file."""
        return self._causes()

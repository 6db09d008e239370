"""What a rule sees: one graph with layers and slices, of today's tree or the mapped one. A rule can't tell which.

All questions of rules are answered here, so that a rule never handles a path, a glob or a configuration record.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from archlint.globs import Glob, compile_glob
from archlint.graphs.graph import Edge, Graph, Package
from archlint.model.facts import FileFacts
from archlint.model.findings import ViewName
from archlint.model.language import Language
from archlint.model.policy import Selector, Slices, Term, Tests


class ViewFile(NamedTuple):
    """A file in the view: today's facts, its path in the view, its layer ("" for none), the id of its package."""

    file: FileFacts
    path: str
    layer: str
    package: str


class View(NamedTuple):
    """The files, packages and edges of one view, and the names that sentences use for them.

    `files` are sorted by their path in the view. `groups` maps each group to its compiled globs. `cycle_remedies` maps
    some cycles, as the sorted ids of their packages, to a text that says how to break them.
    """

    name: ViewName
    language: Language
    files: tuple[ViewFile, ...]
    graph: Graph
    layers: tuple[str, ...]
    groups: Mapping[str, tuple[Glob, ...]]
    slices: Mapping[str, Glob]
    moved: Mapping[str, str]
    cycle_remedies: Mapping[tuple[str, ...], str] = {}  # never written to

    @property
    def packages(self) -> Mapping[str, Package]:
        """All packages by id, including imported packages from outside the tree."""
        return self.graph.packages

    def files_for(self, tests: Tests) -> Iterator[ViewFile]:
        """Yield the files that a rule with this `tests` setting checks."""
        if tests == "include":
            return iter(self.files)
        wanted = tests == "only"
        return (item for item in self.files if (item.file.scope != "production") == wanted)

    def edges_for(self, tests: Tests) -> Iterator[Edge]:
        """Yield the edges that a rule with this `tests` setting checks, in order."""
        if tests == "include":
            return iter(self.graph.edges)
        scope = "test" if tests == "only" else "production"
        return (edge for edge in self.graph.edges if edge.scope == scope)

    def term_for_file(self, selector: Selector, path: str, layer: str, import_path: str) -> Term | None:
        """Return the first name of the selector that matches the file at `path` (in the view), None if none does."""
        for term in selector:
            if _term_has_file(term, path, layer, import_path):
                return term
        return None

    def selects_package(self, selector: Selector, package: Package) -> bool:
        """Report whether any name of the selector matches this package as an imported package."""
        return self.term_for(selector, package) is not None

    def term_for(self, selector: Selector, package: Package) -> Term | None:
        """Return the first name of the selector that matches this package, None if none does."""
        for term in selector:
            if self._term_has_package(term, package):
                return term
        return None

    def _term_has_package(self, term: Term, package: Package) -> bool:
        if term.kind == "layer":
            return term.text in package.layers
        if term.kind == "unassigned":
            return package.origin == "tree" and not package.layers
        if term.kind in ("std", "third-party"):
            return package.origin == term.kind
        if term.kind == "group":
            globs = self.groups[term.text]
            return package.origin != "tree" and any(glob.matches(package.import_path) for glob in globs)
        glob = compile_glob(term.text)
        if glob.matches(package.import_path):
            return True
        if package.origin != "tree":
            return False
        return glob.matches(package.folder) or (not glob.folder_only and glob.matches_any(package.files))

    def path_of(self, file: FileFacts) -> str:
        """Return the file's path in this view."""
        return self.moved.get(file.path, file.path)

    def slice_of(self, slices: str, path: str) -> str:
        """Return the slice of the family `slices` for the file or folder at `path` (in the view), "" for none."""
        return self.slices[slices].capture(path)


def compile_slices(slices: tuple[Slices, ...]) -> dict[str, Glob]:
    """Return the compiled glob of each family of slices, by name."""
    return {family.name: compile_glob(family.glob, placeholders=1) for family in slices}


def _term_has_file(term: Term, path: str, layer: str, import_path: str) -> bool:
    if term.kind == "layer":
        return term.text == layer
    if term.kind == "unassigned":
        return not layer
    if term.kind != "glob":
        return False
    glob = compile_glob(term.text)
    return glob.matches_file(path) or glob.matches(import_path)

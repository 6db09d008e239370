"""Which name of a sentence stands for a file or a package; remembered, since a large tree asks a million times.

An edge comes from files of one layer, so that names of layers are judged once an edge, and globs once a file.
"""

from __future__ import annotations

from collections.abc import Iterator

from archlint.graph import Edge, Package, Use
from archlint.model.policy import Rule, Selector, Term
from archlint.view import View


class Targets:
    """The first name of a selector that stands for a package, as something that is imported."""

    def __init__(self, view: View, selector: Selector) -> None:
        self._view, self._selector = view, selector
        self._terms: dict[str, Term | None] = {}

    def __call__(self, package: Package) -> Term | None:
        """The name that stands for `package`, None where none does."""
        try:
            return self._terms[package.id]
        except KeyError:
            term = self._terms[package.id] = self._view.term_for(self._selector, package)
            return term


class Sources:
    """The first name of a selector that stands for a file, as something that imports."""

    def __init__(self, view: View, selector: Selector) -> None:
        self._view, self._selector = view, selector
        self._has_globs = any(term.kind == "glob" for term in selector)
        self._layers: dict[str, Term | None] = {}
        self._files: dict[str, Term | None] = {}

    def of_file(self, path: str, layer: str, import_path: str) -> Term | None:
        """The name for the file at `path` (in the view), None where none does."""
        if not self._has_globs:
            try:
                return self._layers[layer]
            except KeyError:
                term = self._layers[layer] = self._view.term_for_file(self._selector, "", layer, "")
                return term
        try:
            return self._files[path]
        except KeyError:
            term = self._files[path] = self._view.term_for_file(self._selector, path, layer, import_path)
            return term

    def split(self, edge: Edge) -> list[tuple[Term | None, tuple[Use, ...]]]:
        """The uses of an edge by the name that stands for the using file; None gathers those that none stands for."""
        if not self._has_globs:
            return [(self.of_file("", edge.layer, ""), edge.uses)]
        parts: dict[Term | None, list[Use]] = {}
        for use in edge.uses:
            term = self.of_file(self._view.path_of(use.file), edge.layer, edge.source.import_path)
            parts.setdefault(term, []).append(use)
        return [(term, tuple(uses)) for term, uses in parts.items()]


def packages_judged(rule: Rule, view: View, selector: Selector | None = None) -> tuple[str, ...]:
    """Ids of the packages that have a file which the rule judges and which the selector (None: any) names; sorted."""
    if selector is None:
        return tuple(sorted({item.package for item in view.files_for(rule.tests)}))
    found: set[str] = set()
    sources = Sources(view, selector)
    for item in view.files_for(rule.tests):
        if item.package not in found:
            import_path = view.packages[item.package].import_path
            if sources.of_file(item.path, item.layer, import_path) is not None:
                found.add(item.package)
    return tuple(sorted(found))


def imports_to_judge(rule: Rule, view: View) -> Iterator[Edge]:
    """The edges that a rule on single imports judges: not those from a package to itself, such as those of its
    external test (`package x_test` in the folder of x)."""
    for edge in view.edges_for(rule.tests):
        if edge.source.import_path != edge.target.import_path:
            yield edge

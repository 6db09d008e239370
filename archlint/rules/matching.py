"""Find the name in a sentence that matches the files behind an edge. Answers are cached: a large tree needs millions.

The files behind an edge are in one layer, and mostly in one folder. So names of layers are matched once for each layer,
globs of folders once for each package, and only globs of file names once for each file.
"""

from __future__ import annotations

from archlint.globs import compile_glob
from archlint.graphs.graph import Edge, Use
from archlint.graphs.view import View
from archlint.model.policy import Rule, Selector, Term
from archlint.rules.form import Pair, clause_of

Key = Term | None


class Sources:
    """Groups the uses of an edge by the first name of a selector that matches the importing file, None for none.

    One of the two groupings for `import_findings.findings_of`; the other one is `slicing.Slicing`.
    """

    def __init__(self, view: View, selector: Selector) -> None:
        self._view, self._selector = view, selector
        globs = [compile_glob(term.text) for term in selector if term.kind == "glob"]
        self._by_layer = not globs
        self._by_file = not all(glob.folder_only for glob in globs)
        self._layers: dict[str, tuple[Key]] = {}
        self._packages: dict[tuple[str, str], tuple[Key, ...]] = {}
        self._files: dict[str, Key] = {}

    def keys(self, edge: Edge) -> tuple[Key, ...]:
        """Return the names that match files behind this edge."""
        if self._by_layer:
            return self._of_layer(edge.layer)
        if not self._by_file:
            return self._of_package(edge)
        return tuple({self._of_use(edge, use): None for use in edge.uses})

    def uses(self, edge: Edge, key: Key) -> tuple[Use, ...]:
        """Return the uses of the edge whose file matches the name `key`."""
        if not self._by_file:
            return edge.uses if key in self.keys(edge) else ()
        return tuple(use for use in edge.uses if self._of_use(edge, use) == key)

    def of_file(self, path: str, layer: str, import_path: str) -> Key:
        """Return the name that matches the file at `path` (in the view)."""
        if self._by_layer:
            return self._of_layer(layer)[0]
        try:
            return self._files[path]
        except KeyError:
            term = self._files[path] = self._view.term_for_file(self._selector, path, layer, import_path)
            return term

    def _of_layer(self, layer: str) -> tuple[Key]:
        found = self._layers.get(layer)
        if found is None:
            found = self._layers[layer] = (self._view.term_for_file(self._selector, "", layer, ""),)
        return found

    def _of_package(self, edge: Edge) -> tuple[Key, ...]:
        key = (edge.source.id, edge.layer)
        found = self._packages.get(key)
        if found is None:
            found = self._packages[key] = (self._of_use(edge, edge.uses[0]),)
        return found

    def _of_use(self, edge: Edge, use: Use) -> Key:
        return self.of_file(self._view.path_of(use.file), edge.layer, edge.source.import_path)


def packages_judged(rule: Rule, view: View, selector: Selector | None = None) -> tuple[str, ...]:
    """Return the sorted ids of the packages with a file that the rule judges and the selector (None: any) matches."""
    if selector is None:
        return tuple(sorted({item.package for item in view.files_for(rule.tests)}))
    if not any(term.kind == "glob" for term in selector):
        pairs = {(item.package, item.layer) for item in view.files_for(rule.tests)}
        return tuple(sorted({name for name, layer in pairs if view.term_for_file(selector, "", layer, "")}))
    found: set[str] = set()
    for item in view.files_for(rule.tests):
        if item.package not in found:
            import_path = view.packages[item.package].import_path
            if view.term_for_file(selector, item.path, item.layer, import_path) is not None:
                found.add(item.package)
    return tuple(sorted(found))


def subjects_judged(rule: Rule, view: View) -> tuple[str, ...]:
    """Return the sorted ids of the packages with a file that the rule's subject matches. The clause is a pair."""
    return packages_judged(rule, view, clause_of(rule, Pair).subject)

"""What the search for hazards stands on, and how a hazard becomes a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from archlint.graphs.graph import Placed
from archlint.graphs.relocation import Relocation
from archlint.graphs.view import View
from archlint.languages.go.references.join import Reference
from archlint.model.facts import FileFacts
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.model.policy import Severity
from archlint.model.symbols import Declaration, Symbols


class HazardContext(NamedTuple):
    """Everything known of a mapping and its tree.

    `placed` and `view` are the mapped ones. `symbols` are those of `mapped.files_to_parse`, `references` the join of
    them. `paths` are all files of the tree, of any kind. `layer_of` is the layer that the globs give to a path in the
    view, "" for none. `compatible` says whether two build constraints can hold at once, `package_name` what a package
    from outside the tree most likely calls itself. `known_layers` are those of the configuration. `unseen` says, in a
    clause, why a path that is there is none of `paths`.
    """

    relocation: Relocation
    facts: Mapping[str, FileFacts]
    placed: tuple[Placed, ...]
    view: View
    symbols: Mapping[str, Symbols]
    references: tuple[Reference, ...]
    paths: frozenset[str]
    layer_of: Callable[[str], str]
    compatible: Callable[[str, str], bool]
    package_name: Callable[[str], str]
    known_layers: frozenset[str]
    unseen: Mapping[str, str] = MappingProxyType({})

    def new_path(self, path: str) -> str:
        """Where today's file will be."""
        return self.relocation.moves.path_of(path)

    def package_id(self, path: str) -> str:
        """The id, in the mapped view, of the package that today's file will be in."""
        return self.view.graph.package_of[path]

    def goes(self, path: str, count: int = 1) -> str:
        """Where a file goes, in the words of a message: its folder in the mapped tree, and whether it moves."""
        folder = folder_of(self.new_path(path)) or "."
        many = count > 1
        if path not in self.relocation.moves.files:
            return f"{'stay' if many else 'stays'} in '{folder}'"
        return f"{'go' if many else 'goes'} to '{folder}'"

    def row_ref(self, path: str) -> str:
        """The row that speaks of a file, as ` (mapping.md:12)`; "" where there is none."""
        row = self.relocation.moves.row_of.get(path)
        return f" ({row.place.path}:{row.place.line})" if row else ""

    def hazard(
        self,
        kind: str,
        message: str,
        place: Place,
        *,
        advice: str,
        identity: tuple[str, ...],
        source: str,
        target: str = "",
        names: tuple[str, ...] = (),
        related: Iterable[Related] = (),
        severity: Severity = "error",
    ) -> Finding:
        """A finding of the mapped view that no rule asks for. `source` and `target` are package ids or paths."""
        layers = self.view.packages
        return Finding(
            kind=kind,
            rule=kind,
            severity=severity,
            message=message,
            place=place,
            source=source,
            target=target,
            layers=(
                ", ".join(layers[source].layers) if source in layers else "",
                ", ".join(layers[target].layers) if target in layers else "",
            ),
            names=names,
            related=tuple(related),
            advice=advice,
            subject=source,
            view="mapped",
            moved=self.relocation.moves.files.get(place.path, ""),
            identity=identity,
        )


def folder_of(path: str) -> str:
    """The folder of a path, "" for the root."""
    return path.rpartition("/")[0]


def spot_place(path: str, line: int, column: int, name: str) -> Place:
    """The place of a name."""
    return Place(path, line, column, column + len(name))


def declaration_place(path: str, declaration: Declaration) -> Place:
    """The place where a name is declared."""
    return Place(path, declaration.line, declaration.column, declaration.end_column)

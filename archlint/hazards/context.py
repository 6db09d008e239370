"""The input of every hazard check, and how a hazard becomes a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from archlint.graphs.graph import Placed
from archlint.graphs.relocation import Relocation
from archlint.graphs.view import View
from archlint.languages.go.references.join import Reference
from archlint.languages.go.types.evaluator import Evaluator
from archlint.model.facts import FileFacts, Workspace
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.model.policy import Severity
from archlint.model.symbols import Declaration, Symbols
from archlint.model.terms import Flow
from archlint.text.lists import FEW, quoted

ORDINARY_BUILD = "!ignore && !tools"
"""Files that need one of these tags are in no ordinary build."""


class HazardContext(NamedTuple):
    """A mapping and the tree that it applies to.

    `placed` and `view` describe the mapped tree. `symbols` holds the files of `place_mapped.files_to_parse`, and
    `references` joins them. `paths` are all files of the tree, of any kind. `layer_of` returns the layer that the globs
    give to a path of the mapped tree, "" for none. `compatible` reports whether two build constraints can hold in one
    build. `package_name` guesses the name of a package outside the tree. `known_layers` are the layers of the
    configuration. `unseen` explains, in a clause, why a path that exists isn't in `paths`. `evaluator` knows the types
    of the files in `symbols`, `flows` reads their flows. `workspace` is the go.work.
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
    known_layers: frozenset[str]
    unseen: Mapping[str, str]
    evaluator: Evaluator
    flows: Callable[[Iterable[str]], Mapping[str, tuple[Flow, ...]]]
    workspace: Workspace | None = None

    def new_path(self, path: str) -> str:
        """The path of today's file after the moves."""
        return self.relocation.moves.path_of(path)

    def package_id(self, path: str) -> str:
        """The id, in the mapped view, of the package that will contain today's file."""
        return self.view.graph.package_of[path]

    def declaration(self, path: str, name: str) -> Declaration:
        """The declaration of a package-level name in a parsed file that declares it."""
        return self.evaluator.program.scopes.of(path).find(name)[0][1]

    def is_apart(self, one: str, other: str) -> bool:
        """Whether two files of one package end up in different ones."""
        package_of, homes = self.relocation.package_of, self.relocation.homes
        return package_of.get(one) == package_of.get(other) and homes[one] != homes[other]

    def goes(self, path: str, count: int = 1) -> str:
        """Where a file ends up, as a verb for a message: `moves to 'a'` or `stays in 'a'`."""
        folder = folder_of(self.new_path(path)) or "."
        many = count > 1
        if path not in self.relocation.moves.files:
            return f"{'stay' if many else 'stays'} in '{folder}'"
        return f"{'move' if many else 'moves'} to '{folder}'"

    def row_ref(self, path: str) -> str:
        """The row for a file, as ` (mapping.md:12)`; "" if it has none."""
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
        source: str | None = None,
        target: str = "",
        names: tuple[str, ...] = (),
        related: Iterable[Related] = (),
        severity: Severity = "error",
    ) -> Finding:
        """A finding of the mapped view that belongs to no rule. `source` and `target` are package ids or paths, "" for
        the root folder. The source is the package of the place, unless given."""
        layers = self.view.packages
        source = self.package_id(place.path) if source is None else source
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
    """The folder of a path; "" is the root."""
    return path.rpartition("/")[0]


def below(folder: str, rest: str) -> str:
    """The path of something in a folder; "" is the root."""
    return f"{folder}/{rest}" if folder else rest


def folders_shown(folders: Iterable[str]) -> str:
    """A list of folders for a message; the root is `.`."""
    return quoted([folder or "." for folder in folders], most=FEW)


def spot_place(path: str, line: int, column: int, name: str) -> Place:
    """The place of a name."""
    return Place(path, line, column, end_column=column + len(name))


def declaration_place(path: str, declaration: Declaration) -> Place:
    """The place where a name is declared."""
    return Place(path, declaration.line, declaration.column, end_column=declaration.end_column)

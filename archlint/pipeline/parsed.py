"""What the files that were parsed say together: references between them, and types. None of it depends on a mapping."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from archlint.graphs.modules import ModuleMap
from archlint.languages.go.build.compatible import Compatible
from archlint.languages.go.references.join import Reference, references
from archlint.languages.go.references.package_scopes import Extent
from archlint.languages.go.types.evaluator import Evaluator
from archlint.languages.go.types.outside import typed_scopes
from archlint.model.facts import FileFacts, Tree
from archlint.model.symbols import IF_GENERIC, WITH_FLOWS, Symbols
from archlint.model.terms import Flow
from archlint.pipeline.inputs import SymbolsOf

FlowsOf = Callable[[Iterable[str]], Mapping[str, tuple[Flow, ...]]]
"""Reads the flows of files, by path. The evaluator gets the terms that they name."""


class Parsed(NamedTuple):
    """The symbols of files, the references between them, an evaluator of their types, and a way to their flows."""

    symbols: Mapping[str, Symbols]
    references: tuple[Reference, ...]
    evaluator: Evaluator
    flows: FlowsOf


def parsed_of(tree: Tree, modules: ModuleMap, symbols: Mapping[str, Symbols], read: SymbolsOf) -> Parsed:
    """Join the symbols of files. `read` reads those of a package whose types turn out to matter."""
    by_folder: dict[str, list[FileFacts]] = {}

    def read_folder(folder: str, extent: Extent) -> Iterable[tuple[FileFacts, Symbols]]:
        if not by_folder:
            for file in tree.files:
                if file.scope == "production":
                    by_folder.setdefault(file.path.rpartition("/")[0], []).append(file)
        files = by_folder.get(folder, ())
        found = read({file.path: () if extent == "whole" else IF_GENERIC for file in files}) if files else {}
        return [(file, found[file.path]) for file in files if file.path in found]

    evaluator = Evaluator(typed_scopes(tree.files, symbols, modules.folder, read=read_folder))
    found = references(tree.files, symbols, folder_of=modules.folder, compatible=Compatible(), evaluator=evaluator)
    known: dict[str, tuple[Flow, ...]] = {}

    def flows_of(paths: Iterable[str]) -> Mapping[str, tuple[Flow, ...]]:
        wanted = [path for path in paths if path not in known]
        for path, each in read(dict.fromkeys(wanted, WITH_FLOWS)).items() if wanted else ():
            evaluator.program.scopes.extend(each)
            known[path] = each.flows or ()
        return known

    return Parsed(symbols, tuple(found), evaluator, flows=flows_of)

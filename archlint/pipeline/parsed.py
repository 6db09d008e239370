"""What the files that were parsed say together: references between them, and types. None of it depends on a mapping."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from archlint.graphs.modules import ModuleMap
from archlint.languages.go.build.compatible import Compatible
from archlint.languages.go.references.join import Reference, references
from archlint.languages.go.types.evaluator import Evaluator
from archlint.languages.go.types.outside import typed_scopes
from archlint.model.facts import FileFacts, Tree
from archlint.model.symbols import Symbols
from archlint.pipeline.inputs import SymbolsOf


class Parsed(NamedTuple):
    """The symbols of files, the references between them, and an evaluator of their types."""

    symbols: Mapping[str, Symbols]
    references: tuple[Reference, ...]
    evaluator: Evaluator


def parsed_of(tree: Tree, modules: ModuleMap, symbols: Mapping[str, Symbols], read: SymbolsOf) -> Parsed:
    """Join the symbols of files. `read` reads those of a package whose types turn out to matter."""
    by_folder: dict[str, list[FileFacts]] = {}

    def read_folder(folder: str) -> Iterable[tuple[FileFacts, Symbols]]:
        if not by_folder:
            for file in tree.files:
                if file.scope == "production":
                    by_folder.setdefault(file.path.rpartition("/")[0], []).append(file)
        files = by_folder.get(folder, ())
        found = read({file.path: () for file in files}) if files else {}
        return [(file, found[file.path]) for file in files if file.path in found]

    evaluator = Evaluator(typed_scopes(tree.files, symbols, modules.folder, read=read_folder))
    found = references(tree.files, symbols, folder_of=modules.folder, compatible=Compatible(), evaluator=evaluator)
    return Parsed(symbols, tuple(found), evaluator)

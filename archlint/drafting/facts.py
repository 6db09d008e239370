"""The facts about a file that `archlint map` writes: its kind, imports, exported names and key functions. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from archlint.graphs.modules import ModuleMap
from archlint.languages.go.language import PROGRAM
from archlint.languages.proto import Proto
from archlint.model.facts import FileFacts
from archlint.model.symbols import Declaration, Symbols

FileKind = Literal[
    "generated", "empty", "handler", "event", "server", "client", "model", "options", "types", "implementation",
    "protobuf", "other",
]  # fmt: skip

_NAMED: tuple[tuple[FileKind, str, tuple[str, ...]], ...] = (
    ("handler", "handler", ("handler", "handlers")),
    ("event", "event", ("event", "events", "eventbus")),
    ("server", "server", ()),
    ("client", "client", ()),
    ("model", "model", ()),
    ("options", "option", ("options",)),
)
"""Kinds that a word in the file's name or the name of its folder shows. The first match wins."""


class Inventory(NamedTuple):
    """The facts about one file. Names are in output order.

    Imports are packages, each once, in source order: `inside` are packages of the tree, `std` of the standard library.
    `exported` are the exported package-level names: types, functions, constants, variables. `functions` are those that
    others may call: exported functions, exported methods, other methods, `main` and `init`; if there are none of these,
    all functions. A method has its receiver: `(*Server).Start`.
    """

    kind: FileKind
    third_party: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    std: tuple[str, ...] = ()
    exported: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()


def of_go(file: FileFacts, symbols: Symbols, modules: ModuleMap) -> Inventory:
    """The facts about a Go file."""
    folder = file.path.rpartition("/")[0]
    paths: dict[str, list[str]] = {"tree": [], "std": [], "third-party": []}
    for path in dict.fromkeys(spec.path for spec in file.imports):
        paths[modules.origin(modules.meant(path, folder))].append(path)
    declared = symbols.declarations
    return Inventory(
        _kind(file, declared),
        tuple(paths["third-party"]),
        tuple(paths["tree"]),
        std=tuple(paths["std"]),
        exported=tuple(_exported(declared)),
        functions=tuple(_functions(declared)),
    )


def of_proto(proto: Proto, paths: Collection[str]) -> Inventory:
    """The facts about a Protocol Buffers file. `paths` are the files of the tree, which its imports may name."""
    inside = tuple(name for name in proto.imports if any(f"/{path}".endswith(f"/{name}") for path in paths))
    others = tuple(name for name in proto.imports if name not in inside)
    return Inventory("protobuf", others, inside, std=(), exported=proto.definitions, functions=proto.methods)


def _kind(file: FileFacts, declared: tuple[Declaration, ...]) -> FileKind:
    if file.generated:
        return "generated"
    if not declared:
        return "empty"
    folder, _, name = file.path.lower().rpartition("/")
    last = folder.rpartition("/")[2]
    for kind, word, folders in _NAMED:
        if word in name or last in folders:
            return kind
    return "implementation" if any(each.kind in ("func", "method", "init") for each in declared) else "types"


def _exported(declared: Iterable[Declaration]) -> Iterable[str]:
    order = {"type": 0, "alias": 0, "func": 1, "const": 2, "var": 3}
    names = [each for each in declared if each.exported and each.in_scope]
    return (each.name for each in sorted(names, key=lambda each: order[each.kind]))


def _functions(declared: Iterable[Declaration]) -> list[str]:
    ranked: dict[int, list[str]] = {0: [], 1: [], 2: [], 3: [], 4: []}
    for each in declared:
        if each.kind == "method":
            star = "*" if each.pointer else ""
            ranked[1 if each.exported else 2].append(f"({star}{each.receiver}).{each.name}")
        elif each.kind == "init" or (each.kind == "func" and each.name == PROGRAM):
            ranked[3].append(each.name)
        elif each.kind == "func":
            ranked[0 if each.exported else 4].append(each.name)
    helpers = ranked.pop(4)
    return [name for names in ranked.values() for name in names] or helpers

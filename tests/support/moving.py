"""Small Go modules as a model, and a mover that is independent of archlint. It writes the module for any placement of
its files, with the imports and qualifiers that this placement needs.

If Go has no valid code for a placement, the mover writes the nearest invalid code, which the compiler rejects: it
qualifies an unexported name of another package or of a test file like any other name, and declares a method of a type
elsewhere on `q.T`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Decl(NamedTuple):
    """A declaration. `kind` is func, type, const, var, init, method (of the type `of`) or iface (with one method `m`).

    `of` is (index of the file, index of the declaration). A type has the unexported field `f` and the exported field
    `E`.
    """

    kind: str
    name: str = ""
    of: tuple[int, int] = (-1, -1)


class Use(NamedTuple):
    """A use of a declaration. `kind` is name, field, call (of an unexported method), keyed, ordered or satisfy."""

    kind: str
    of: tuple[int, int]
    other: tuple[int, int] = (-1, -1)


class File(NamedTuple):
    """A file. `imports` has by folder how a package is imported: an alias, "" for none, "." or "_"."""

    folder: str
    name: str
    clause: str
    constraint: str = ""
    decls: tuple[Decl, ...] = ()
    uses: tuple[Use, ...] = ()
    imports: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name}" if self.folder else self.name

    @property
    def is_test(self) -> bool:
        return self.name.endswith("_test.go")

    @property
    def is_external(self) -> bool:
        return self.is_test and self.clause.endswith("_test")


class GoTree(NamedTuple):
    """Files, and modules as (folder, module path)."""

    files: tuple[File, ...]
    modules: tuple[tuple[str, str], ...]


def write_out(tree: GoTree, placement: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of the tree by path, with its files (and go.mod files) at their `placement`."""
    mover = _Mover(tree, placement)
    texts = {mover.at[file.path]: mover.text(file) for file in tree.files}
    for folder, path in tree.modules:
        mod = f"{folder}/go.mod" if folder else "go.mod"
        texts[placement.get(mod, mod)] = f"module {path}\n\ngo 1.24\n"
    return texts


class _Mover:
    def __init__(self, tree: GoTree, placement: Mapping[str, str]) -> None:
        self.tree = tree
        self.at = {file.path: placement.get(file.path, file.path) for file in tree.files}
        self.modules = {}
        for folder, path in tree.modules:
            mod = f"{folder}/go.mod" if folder else "go.mod"
            self.modules[_folder(placement.get(mod, mod))] = path

    def import_path(self, folder: str) -> str:
        """Return the import path of a folder, given by the nearest module above it."""
        probe = folder
        rest: list[str] = []
        while probe not in self.modules:
            probe, _, last = probe.rpartition("/")
            rest.insert(0, last)
        return "/".join([self.modules[probe], *rest])

    def home(self, file: File) -> str:
        return _folder(self.at[file.path])

    def together(self, one: File, other: File) -> bool:
        """Report whether two files are in one package of the placement."""
        return (
            self.home(one) == self.home(other) and one.clause == other.clause and one.is_external == other.is_external
        )

    def text(self, file: File) -> str:
        names = self.names(file)
        parts = [f"//go:build {file.constraint}\n"] if file.constraint else []
        parts.append(f"package {file.clause}\n")
        specs = self.specs(file, names)
        parts += [f'import {alias}{" " if alias else ""}"{path}"' for path, alias in sorted(specs)]
        parts += [self.declaration(decl, names) for decl in file.decls]
        parts += [self.use(use, names, number) for number, use in enumerate(file.uses)]
        return "\n".join(parts) + "\n"

    def names(self, file: File) -> _Names:
        return _Names(self, file)

    def specs(self, file: File, names: _Names) -> set[tuple[str, str]]:
        """Return the import specs: those that the names need, and blank ones for each part that has an init."""
        for decl in file.decls:
            self.declaration(decl, names)
        for number, use in enumerate(file.uses):
            self.use(use, names, number)
        specs = set(names.specs.items())
        for folder, alias in file.imports:
            if alias == "_":
                members = [each for each in self.tree.files if each.folder == folder and not each.is_test]
                with_init = [each for each in members if any(decl.kind == "init" for decl in each.decls)]
                for member in with_init or members:
                    if not self.together(file, member):
                        specs.add((self.import_path(self.home(member)), "_"))
        return specs

    def declaration(self, decl: Decl, names: _Names) -> str:
        if decl.kind == "func":
            return f"func {decl.name}() int {{ return 1 }}\n"
        if decl.kind == "type":
            return f"type {decl.name} struct {{ f, E int }}\n"
        if decl.kind == "iface":
            return f"type {decl.name} interface {{ m() }}\n"
        if decl.kind in ("const", "var"):
            return f"{decl.kind} {decl.name} = 1\n"
        if decl.kind == "init":
            return "func init() {}\n"
        return f"func (*{names.of(decl.of)}) {decl.name}() {{}}\n"

    def use(self, use: Use, names: _Names, number: int) -> str:
        name = names.of(use.of)
        declared = self.tree.files[use.of[0]].decls[use.of[1]]
        if use.kind == "field":
            body = f"var v{number} *{name}; _ = v{number}.f"
        elif use.kind == "call":
            body = f"var v{number} *{name}; v{number}.m()"
        elif use.kind == "keyed":
            body = f"f := {number}; _ = &{name}{{f: f}}"
        elif use.kind == "ordered":
            body = f"_ = []*{name}{{{{{number}, 2}}}}"
        elif use.kind == "satisfy":
            body = f"var i{number} {names.of(use.other)} = (*{name})(nil); _ = i{number}"
        elif declared.kind in ("type", "iface"):
            body = f"var v{number} {name}; _ = v{number}"
        elif declared.kind == "func":
            body = f"_ = {name}()"
        else:
            body = f"_ = {name}"
        return f"func _() {{ {body} }}\n"


class _Names:
    """The names that one file uses for declarations of others. It records the imports that they need, by import
    path."""

    def __init__(self, mover: _Mover, file: File) -> None:
        self.mover, self.file = mover, file
        self.specs: dict[str, str] = {}
        self.calls: dict[str, str] = {}

    def of(self, where: tuple[int, int]) -> str:
        mover, file = self.mover, self.file
        other = mover.tree.files[where[0]]
        name = other.decls[where[1]].name
        if mover.together(file, other):
            return name
        path = mover.import_path(mover.home(other))
        today = dict(file.imports).get(other.folder)
        if file.folder == other.folder and file.is_external == other.is_external:
            today = None
        if path in self.calls:
            call = self.calls[path]
        else:
            taken = set(self.calls.values())
            alias = f"zz{len(self.calls)}" if today is None else today
            if alias != "." and (alias or other.clause) in taken:
                alias = f"zz{len(self.calls)}"
            call = self.calls[path] = alias if alias == "." else alias or other.clause
            self.specs[path] = alias
        return name if call == "." else f"{call}.{name}"


def _folder(path: str) -> str:
    return path.rpartition("/")[0]

"""What the Go type checker knows about a tree: runs tests/oracle/typed and reads its answer.

The program loads each module of the tree with golang.org/x/tools/go/packages, with tests, for linux/amd64 without cgo;
dependencies are those of go.mod, type-checked from source. It needs the Go module proxy or a filled module cache.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

PROGRAM = Path(__file__).parent.parent / "oracle" / "typed"


class Unit(NamedTuple):
    """The files of one folder and package clause in the build; the external tests of a folder are in the same unit."""

    folder: str
    import_path: str
    name: str
    files: tuple[str, ...]


class Named(NamedTuple):
    """The use of a package-level name that another file declares."""

    path: str
    line: int
    column: int
    name: str
    target: str


class Member(NamedTuple):
    """The use of a field or method that another file declares. `form` is 0 for one of a named type, 1 for one of a type
    literal, 2 for one of a type that is declared in a function."""

    path: str
    line: int
    column: int
    name: str
    target: str
    owner: str
    kind: str
    form: int


class Unkeyed(NamedTuple):
    """A struct literal without keys, of a struct in another file; `hidden` if it has unexported fields."""

    path: str
    line: int
    column: int
    owner: str
    target: str
    hidden: int
    form: int


class Method(NamedTuple):
    """A method in another file than its type."""

    path: str
    line: int
    column: int
    name: str
    receiver: str
    target: str


class Conversion(NamedTuple):
    """A value of one type used as an interface: the files of an unexported method, of the type and of the interface."""

    path: str
    line: int
    column: int
    how: str
    method: str
    source: str
    source_path: str
    target: str
    target_path: str


class Fit(NamedTuple):
    """A type that satisfies an interface with an unexported method, used so or not."""

    method: str
    source: str
    source_path: str
    target: str
    target_path: str


class Asserted(NamedTuple):
    """An assertion to an interface with an unexported method, which some type satisfies at run time."""

    path: str
    line: int
    column: int
    method: str
    target: str
    target_path: str


class Declared(NamedTuple):
    """A package-level name."""

    path: str
    line: int
    column: int
    name: str
    kind: str


class Imported(NamedTuple):
    """An import spec; `local` is the name that it binds, "" for a blank or dot import."""

    path: str
    line: int
    column: int
    local: str
    import_path: str
    kind: str


class Bare(NamedTuple):
    """The first use of a predeclared name in a file."""

    path: str
    line: int
    column: int
    name: str


class Captured(NamedTuple):
    """`x.name` where a local `name` is in scope; x is the package with the import path."""

    path: str
    line: int
    column: int
    name: str
    import_path: str
    kind: str


class Facts(NamedTuple):
    """The answer about a tree. `clauses` has the package clause of each file of the build, by path; `folders` the
    folder of each import path. Lists are by the folder of the using file."""

    go: str
    clauses: Mapping[str, str]
    folders: Mapping[str, str]
    units: tuple[Unit, ...]
    failed: frozenset[str]
    names: Mapping[str, list[Named]]
    members: Mapping[str, list[Member]]
    unkeyed: Mapping[str, list[Unkeyed]]
    methods: Mapping[str, list[Method]]
    conversions: tuple[Conversion, ...]
    fits: tuple[Fit, ...]
    asserted: tuple[Asserted, ...]
    structs: tuple[Conversion, ...]
    declared: Mapping[str, list[Declared]]
    imports: Mapping[str, list[Imported]]
    dots: Mapping[str, list[str]]
    bare: Mapping[str, list[Bare]]
    captured: Mapping[str, list[Captured]]
    inits: frozenset[str]


def missing_tool() -> str:
    """Say what is missing to build the program, "" if it can be built."""
    if shutil.which("go") is None:
        return "no Go toolchain on PATH"
    command = ["go", "mod", "download"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=_environment(), cwd=PROGRAM)
    return f"golang.org/x/tools can't be downloaded: {done.stderr.strip()}" if done.returncode else ""


def facts_of(tree: Path, keep: Path | None = None) -> Facts:
    """Return the facts of a tree. `keep` is a folder for answers, to ask once about a tree."""
    kept = keep / f"{tree.resolve().name}.json" if keep else None
    if kept and kept.is_file():
        return _read(kept.read_bytes())
    with tempfile.TemporaryDirectory(prefix="archlint-typed-") as folder:
        toolchain = _toolchain(tree)
        program = str(Path(folder, "typed"))
        environment = {**_environment(), **toolchain}
        subprocess.run(["go", "build", "-o", program, "."], check=True, env=environment, cwd=PROGRAM)
        environment = {**os.environ, "GOTOOLCHAIN": "auto", **toolchain}
        answer = subprocess.run([program, str(tree)], check=True, stdout=subprocess.PIPE, env=environment).stdout
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(answer)
    return _read(answer)


def _environment() -> dict[str, str]:
    return {**os.environ, "GOTOOLCHAIN": "auto", "GOFLAGS": "", "GOWORK": "off"}


def _toolchain(tree: Path) -> dict[str, str]:
    """The toolchain that the tree asks for, where it is newer than the one of this program."""
    command = ["go", "env", "GOVERSION"]
    found = [
        subprocess.run(command, check=True, capture_output=True, text=True, env=_environment(), cwd=folder).stdout
        for folder in (tree, PROGRAM)
    ]
    wanted, own = (text.split()[0] for text in found)
    return {"GOTOOLCHAIN": wanted} if _version(wanted) > _version(own) else {}


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.removeprefix("go").split("-")[0].split("rc")[0].split("."))


def _read(text: bytes) -> Facts:
    answer: dict[str, Any] = json.loads(text)
    paths = [row[0] for row in answer["files"]]
    clauses = {path: clause for path, clause, _ in answer["files"] if clause}
    folders = {import_path: folder_of(path) for path, clause, import_path in answer["files"] if clause}
    return Facts(
        answer["go"],
        clauses=clauses,
        folders=folders,
        units=_units(answer["files"]),
        failed=frozenset(folders[path] for path, _ in answer["errors"] if path in folders),
        names=_by_folder(Named(paths[f], line, column, name=name, target=paths[target])
                         for f, line, column, name, target in answer["names"]),
        members=_by_folder(Member(paths[f], line, column, name=name, target=paths[target], owner=owner, kind=kind,
                                  form=form) for f, line, column, name, target, owner, kind, form in answer["members"]),
        unkeyed=_by_folder(Unkeyed(paths[f], line, column, owner=owner, target=paths[target], hidden=hidden, form=form)
                           for f, line, column, owner, target, hidden, form in answer["unkeyed"]),
        methods=_by_folder(Method(paths[f], line, column, name=name, receiver=receiver, target=paths[target])
                           for f, line, column, name, receiver, target in answer["methods"]),
        conversions=tuple(_conversions(answer["conversions"], paths)),
        fits=tuple(Fit(method, source, paths[source_file], target=target, target_path=paths[target_file])
                   for method, source, source_file, target, target_file in answer["implements"]),
        asserted=tuple(Asserted(paths[f], line, column, method=method, target=target, target_path=paths[target_file])
                       for f, line, column, method, target, target_file in answer.get("asserted", ())),
        structs=tuple(_conversions(answer["structs"], paths)),
        declared=_by_folder(Declared(paths[f], *rest) for f, *rest in answer["declared"]),
        imports=_by_folder(Imported(paths[f], *rest) for f, *rest in answer["imports"]),
        dots=answer["dots"],
        bare=_by_folder(Bare(paths[f], *rest) for f, *rest in answer["universe"]),
        captured=_by_folder(Captured(paths[f], *rest) for f, *rest in answer["captured"]),
        inits=frozenset(paths[f] for f in answer["inits"]),
    )  # fmt: skip


def _conversions(rows: Iterable[Any], paths: list[str]) -> Iterable[Conversion]:
    for f, line, column, how, method, source, source_file, target, target_file in rows:
        yield Conversion(
            paths[f], line, column, how=how, method=method, source=source, source_path=paths[source_file],
            target=target, target_path=paths[target_file],
        )  # fmt: skip


def _units(files: Iterable[tuple[str, str, str]]) -> tuple[Unit, ...]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for path, clause, import_path in files:
        if clause:
            name = clause.removesuffix("_test") if path.endswith("_test.go") else clause
            found.setdefault((folder_of(path), import_path, name), []).append(path)
    return tuple(Unit(*key, tuple(sorted(paths))) for key, paths in sorted(found.items()))


def _by_folder(records: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for record in records:
        found.setdefault(folder_of(record.path), []).append(record)
    return found


def folder_of(path: str) -> str:
    """The folder of a path; "" is the root."""
    return path.rpartition("/")[0]

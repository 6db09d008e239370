"""Trees for the tests of references: reads them, resolves them, and runs the Go type checker on them."""

from __future__ import annotations

import functools
import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from support.headers import read_header

from archlint.graphs.modules import module_map
from archlint.languages.go.build.compatible import Compatible
from archlint.languages.go.modules.files import read_mod
from archlint.languages.go.references.join import references
from archlint.languages.go.syntax.symbols import extract
from archlint.model.facts import FileFacts, Module
from archlint.model.symbols import Dotted, Symbols

ORACLE = Path(__file__).parent.parent / "oracle" / "references"


class Seen(NamedTuple):
    """One use of a package-level name, from archlint or from the type checker."""

    path: str
    line: int
    column: int
    name: str
    target: str


class Answer(NamedTuple):
    """The type checker's answer: the files of the configuration, those that it can't parse, the uses, and (with the
    option `-members`) the uses of unexported fields and methods."""

    files: tuple[str, ...]
    bad: tuple[str, ...]
    uses: frozenset[Seen]
    members: frozenset[Seen] = frozenset()


def read_archive(text: str) -> tuple[str, dict[str, str]]:
    """Return the comment and the files of a txtar-like archive: `-- path --` lines, each followed by its text."""
    comment, files, name = "", {}, ""
    for line in text.splitlines(keepends=True):
        if line.startswith("-- ") and line.rstrip().endswith(" --"):
            name = line.strip()[3:-3].strip()
            files[name] = ""
        elif name:
            files[name] += line
        else:
            comment += line
    return comment, files


def resolve(
    facts: Iterable[FileFacts], symbols: Mapping[str, Symbols], modules: Iterable[Module], *, own: bool = False
) -> set[Seen]:
    """Return archlint's references. With `own`, also those to declarations in the using file itself."""
    listed, known = list(facts), dict(symbols)
    folders = {each.path.rpartition("/")[0] for each in listed}
    if own:  # as if each file had its declarations in another one
        for each in tuple(listed):
            apart = _apart(each.path)
            listed.append(each._replace(path=apart))
            here = known[each.path]
            known[apart] = Symbols(
                apart, declarations=here.declarations, terms=here.terms, local_types=here.local_types
            )
            known[each.path] = known[each.path]._replace(declarations=())
    tree = module_map(modules, folders=folders, is_std=lambda path: False)
    vendored = {folder[len("vendor/") :]: folder for folder in folders if folder.startswith("vendor/")}

    def folder_of(path: str) -> str | None:
        found = vendored.get(path) or tree.folder(path)
        return found if path not in ("unsafe", "C") and found in folders else None

    found = references(listed, known, folder_of=folder_of, compatible=Compatible())
    return {
        Seen(
            each.path,
            spot.line,
            spot.column,
            each.name,
            each.target.replace(".apart.", ".").replace("._test.go", "_test.go"),
        )
        for each in found
        for spot in each.spots
    }


def _apart(path: str) -> str:
    return path[:-8] + ".apart._test.go" if path.endswith("_test.go") else path[:-3] + ".apart.go"


def modules_of(files: Mapping[str, bytes]) -> list[Module]:
    """Return the modules of a tree, from its go.mod files by path."""
    return [Module(read_mod(data).module, path.rpartition("/")[0]) for path, data in files.items()]


def read_tree(root: Path, paths: Iterable[str]) -> tuple[list[FileFacts], dict[str, Symbols], list[Module]]:
    """Return the facts and symbols of some Go files of a tree, and its modules."""
    jobs = [(str(root), path) for path in paths]
    with ProcessPoolExecutor(max_workers=2) as pool:
        read = list(pool.map(_read, jobs, chunksize=64))
    mods = {
        os.path.relpath(os.path.join(folder, "go.mod"), root): Path(folder, "go.mod").read_bytes()
        for folder, _, names in os.walk(root)
        if "go.mod" in names
    }
    return [facts for facts, _ in read], {each.path: each for _, each in read}, modules_of(mods)


def uses_of(symbols: Symbols, qualifier: str) -> tuple[Dotted, ...]:
    """Return what a file uses through an import with the name `qualifier`."""
    return tuple(dotted for dotted in symbols.dotted if dotted.qualifier == qualifier)


def _read(job: tuple[str, str]) -> tuple[FileFacts, Symbols]:
    root, path = job
    data = Path(root, path).read_bytes()
    return read_header(path, data), extract(path, data)


@functools.cache
def _program() -> tuple[tempfile.TemporaryDirectory[str], str]:
    folder = tempfile.TemporaryDirectory(prefix="archlint-references-")
    program = os.path.join(folder.name, "references")
    environment = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "", "GOWORK": "off"}
    subprocess.run(["go", "build", "-o", program, "."], check=True, env=environment, cwd=ORACLE)
    return folder, program


def ask(root: Path, *options: str) -> Answer:
    """Return the type checker's answer about a tree. The program documents the options."""
    command = [_program()[1], "-root", str(root), *options]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    records = [line.split("\t") for line in text.split("\n") if line]
    return Answer(
        tuple(record[1] for record in records if record[0] == "file"),
        tuple(record[1] for record in records if record[0] == "bad"),
        *(
            frozenset(
                Seen(record[1], int(record[2]), int(record[3]), record[4], record[5])
                for record in records
                if record[0] == kind
            )
            for kind in ("use", "member")
        ),
    )

"""Go judges moves that archlint accepts or rejects: the moves are carried out, built, vetted and tested.

Each case is an archive in tests/cases/judged: a title, the rows, the verdict on each of them, and files.

    = Go rejects it: unresolved-module      the tree before the moves is fine; these hazards, and the moved tree fails
    = Go accepts it                         no error, and the moved tree passes
    = Go accepts it: unresolved-module      only warnings of these kinds, and the moved tree passes

The files under `before/` are the way out that must come before the moves: with them there are no errors, and the moved
tree passes. Those under `after/` are the way out in the same commit: with them the moved tree passes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from support import txtar
from support.go_oracle import NEEDS_GO
from support.mapped_trees import check_mapped, mapping
from support.moved_trees import moved_tree

CASES = sorted((Path(__file__).parent / "cases" / "judged").glob("*.txtar"))
BREAKING = ("lost-init", "changed-embed")
"""The kinds that are warnings, although the case shows that the program breaks."""


class Case(NamedTuple):
    """A tree, its rows, and the verdict."""

    rows: str
    files: dict[str, str]
    before: dict[str, str]
    after: dict[str, str]
    passes: bool
    kinds: set[str]


def read_case(path: Path) -> Case:
    archive = txtar.read_file(path)
    lines = archive.comment.splitlines()[1:]
    verdict, _, kinds = next(line for line in lines if line.startswith("= ")).partition(":")
    parts: dict[str, dict[str, str]] = {"before": {}, "after": {}, "": {}}
    for name, text in archive.files.items():
        first, _, rest = name.partition("/")
        part, name = (first, rest) if first in ("before", "after") else ("", name)
        parts[part][name] = text
    rows = "\n".join(line for line in lines if "->" in line)
    wanted = {kind.strip() for kind in kinds.split(",") if kind.strip()}
    return Case(rows, parts[""], parts["before"], parts["after"], verdict == "= Go accepts it", wanted)


def complaint(files: dict[str, str], folder: Path) -> str:
    """What Go says about the tree, "" if each of its modules builds and its tests pass."""
    txtar.Archive("", files).write(folder)
    environment = {**os.environ, "GOFLAGS": "", "GOTOOLCHAIN": "local", "GOPROXY": "off", "GOWORK": "",
                   "GOARCH": "amd64", "GOOS": "linux", "CGO_ENABLED": "1"}  # fmt: skip
    folders = [folder / path.removesuffix("go.mod") for path in sorted(files) if path.rpartition("/")[2] == "go.mod"]
    for module in folders:
        if "vendor" in module.parts:
            continue
        for verb in ("build", "vet", "test"):
            done = go(module, verb, environment)
            if "modules listed in go.work" in done.stderr:  # the module isn't part of the workspace
                done = go(module, verb, {**environment, "GOWORK": "off"})
            if done.returncode:
                return f"{module.name}: go {verb}: {done.stdout}{done.stderr}"
    return ""


def go(folder: Path, verb: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["go", verb, "./..."], cwd=folder, env=environment, capture_output=True, text=True)


def found_kinds(files: dict[str, str], rows: str) -> tuple[set[str], set[str]]:
    """The kinds of the errors, and of the warnings that say that Go or the program may fail."""
    hazards = check_mapped(files, mapping(rows)).hazards
    sure = {hazard.kind for hazard in hazards if hazard.severity == "error" or hazard.kind in BREAKING}
    return sure, {hazard.kind for hazard in hazards if hazard.kind != "unmapped-file"} - sure


@NEEDS_GO
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, tmp_path: Path) -> None:
    case = read_case(path)
    if path.stem.startswith("cgo") and shutil.which("gcc") is None:
        pytest.skip("no gcc on PATH: cgo has no compiler")
    sure, unsure = found_kinds(case.files, case.rows)
    assert (set(), case.kinds) == (sure, unsure) if case.passes else sure == case.kinds
    assert complaint(case.files, tmp_path / "today") == ""
    told = complaint(moved_tree(case.files, case.rows), tmp_path / "moved")
    assert bool(told) != case.passes, told
    if case.before:
        files = {**case.files, **case.before}
        assert complaint(files, tmp_path / "before") == ""
        assert found_kinds(files, case.rows)[0] == set()
        assert complaint(moved_tree(files, case.rows), tmp_path / "after-before") == ""
    if case.after:
        assert complaint({**moved_tree(case.files, case.rows), **case.after}, tmp_path / "after") == ""


def test_there_are_cases() -> None:
    assert len(CASES) > 30

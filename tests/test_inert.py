"""What matches nothing is reported at its place. Each archive is a tree and a layers.toml with the expected messages.

A line of layers.toml can end in `# want error "part"; notice "part"; inert "part"; waits "part"`: a problem, a notice,
or the outcome of the rule on the line (`waits` if the rule is optional). A line without a mark must have no message.
`$ archlint check ARGUMENTS` has the options. `git` adds the files to a repository, except those with the word untracked
in their first line.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support import txtar

from archlint.commands.loading import load
from archlint.commands.options import Options
from archlint.errors import ArchlintError
from archlint.model.findings import Result
from archlint.pipeline.check import check
from archlint.pipeline.inputs import ViewChoice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archlint.errors import Complaint

CASES = sorted((Path(__file__).parent / "cases" / "inert").glob("*.txtar"))

_ITEM = re.compile(r'(error|notice|inert|waits) "((?:[^"]|"(?!(?:;|$)))*)"(?:; |$)')

Told = tuple[int, str, str]
"""Line, kind, text."""


def wanted(text: str) -> list[Told]:
    """The messages that the marks in a layers.toml expect."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        _, mark, rest = line.partition("# want ")
        items = list(_ITEM.finditer(rest.rstrip()))
        assert bool(mark) == bool(items) and "".join(item[0] for item in items) == rest.rstrip(), line
        found += [(number, item[1], item[2]) for item in items]
    return found


def told(result: Result) -> Iterator[Told]:
    """The messages of a run."""
    for sort, complaints in (("error", result.problems), ("notice", result.notices)):
        yield from ((each.line, sort, _words(each)) for each in complaints)
    for outcome in result.outcomes:
        if outcome.inert:
            yield outcome.rule.origin.line, "waits" if outcome.rule.optional else "inert", outcome.inert


def _words(complaint: Complaint) -> str:
    assert complaint.kind.startswith("inert-")
    return f"{complaint.message} ({complaint.hint})"


VIEWS: tuple[ViewChoice, ...] = ("today", "mapped", "both")


def options_of(archive: txtar.Archive, root: Path) -> Options:
    """The options in the archive's command."""
    words = next(line for line in archive.comment.splitlines() if line.startswith("$ archlint check")).split()[3:]
    pairs = dict(zip(words[::2], words[1::2], strict=True))
    mappings = tuple(str(root / path) for path in filter(None, [pairs.get("--mapping")]))
    view: ViewChoice | None = next((each for each in VIEWS if each == pairs.get("--view")), None)
    return Options(path=str(root), mappings=mappings, view=view, cache=False, today="2026-01-01")


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_reported_lines(path: Path, tmp_path: Path) -> None:
    archive = txtar.read_file(path)
    archive.write(tmp_path)
    options = options_of(archive, tmp_path)
    if "git" in archive.comment.split():
        add(archive, tmp_path)
        options = options._replace(tracked=True)
    result = check(load(options).inputs)
    left = list(told(result))
    for line, sort, part in wanted(archive.files["layers.toml"]):
        hit = next((each for each in left if each[:2] == (line, sort) and part in each[2]), None)
        assert hit, (line, sort, part, left)
        left.remove(hit)
    assert not left
    for outcome in result.outcomes:  # a rule that judged nothing must not count as kept
        assert outcome.inert or outcome.subjects


def add(archive: txtar.Archive, root: Path) -> None:
    """Make a repository with the files that should be tracked."""
    paths = [name for name, text in archive.files.items() if "untracked" not in text.partition("\n")[0]]
    for command in (["init", "-q"], ["add", *paths]):
        subprocess.run(["git", *command], cwd=root, check=True)


def test_cases_cover_every_kind() -> None:
    marks = {mark[1] for path in CASES for mark in wanted(txtar.read_file(path).files["layers.toml"])}
    assert marks == {"error", "notice", "inert", "waits"}


# Mistakes in the configuration, the mapping and its rows, all in one run.

MOVES = "| old_path | new_path |\n|---|---|\n"


def refused(root: Path, mappings: tuple[str, ...]) -> list[str]:
    """The complaints of a run that can't start."""
    asked = Options(path=str(root), cache=False, today="2026-01-01", mappings=mappings)
    with pytest.raises(ArchlintError) as caught:
        check(load(asked).inputs)
    return [str(complaint) for complaint in caught.value.complaints]


def shop(root: Path, layers: str, rows: str) -> tuple[str, ...]:
    """A small tree with a mapping; its path."""
    txtar.read("-- go.mod --\nmodule m\n-- a/a.go --\npackage a\n-- b/b.go --\npackage b\n").write(root)
    (root / "layers.toml").write_text(f"version = 1\n{layers}")
    (root / "moves.md").write_text(MOVES + rows)
    return (str(root / "moves.md"),)


def test_rows_without_source_are_reported_with_config_mistakes(tmp_path: Path) -> None:
    layers = '[layers]\nA = "a/**"\nB = ["bb/**"]\n[[rules]]\nrule = "A must not imprt std"\n'
    mappings = shop(tmp_path, layers, "| `a/gone.go` | `c/gone.go` |\n| `a/a.go` | `c/a.go` |\n")
    lines = refused(tmp_path, mappings)
    assert [line.split(": ")[0] for line in lines] == ["layers.toml:4", "layers.toml:6", "moves.md:3"]
    assert "'a/gone.go' doesn't exist" in lines[2]


def test_unreadable_mapping_does_not_hide_config_mistakes(tmp_path: Path) -> None:
    layers = '[layers]\nA = "a/**"\nB = { fils = "b/**" }\n[[rules]]\nrule = "Later must not import std"\n'
    mappings = shop(tmp_path, layers, "| `a/a.go` | |\n")
    assert [line.split(": ")[0] for line in refused(tmp_path, mappings)] == [
        "moves.md:3",
        "layers.toml:4",  # fils
        "layers.toml:4",  # files
    ]


def test_rows_without_source_are_reported_with_refused_destinations(tmp_path: Path) -> None:
    layers = '[layers]\nA = "a/**"\nB = "b/**"\n[[rules]]\nrule = "A must not import std"\n'
    mappings = shop(tmp_path, layers, "| `a/gone.go` | `c/gone.go` |\n| `a/a.go` | `_c/a.go` |\n")
    lines = refused(tmp_path, mappings)
    assert [line.split(": ")[0] for line in lines] == ["moves.md:3", "moves.md:4"]


BUILT = """
-- go.mod --
module m
-- layers.toml --
version = 1
[scan]
build = { goos = "linux", goarch = "amd64" }
[layers]
A = ["a/**", "b/**"]
[[rules]]
rule = "A must not import std"
-- a/x.go --
package a
-- a/x_windows.go --
package a
-- a/doc.go --
package documentation
"""


def test_rows_for_files_that_are_not_scanned(tmp_path: Path) -> None:
    """A file of another build configuration, a document: the row moves it, whether it is scanned or not."""
    txtar.read(BUILT).write(tmp_path)
    rows = "".join(f"| `a/{name}` | `b/{name}` |\n" for name in ("x.go", "x_windows.go", "doc.go"))
    (tmp_path / "moves.md").write_text(MOVES + rows)
    options = Options(path=str(tmp_path), mappings=(str(tmp_path / "moves.md"),), cache=False, today="2026-01-01")
    result = check(load(options).inputs)
    assert not result.findings
    assert not result.problems
    (tmp_path / "moves.md").write_text(f"{MOVES}{rows}| `a/x_plan9.go` | `b/x_plan9.go` |\n")
    assert [finding.kind for finding in check(load(options).inputs).findings] == ["missing-source"]


def test_row_for_an_untracked_file(tmp_path: Path) -> None:
    archive = txtar.read(BUILT)
    archive.write(tmp_path)
    add(archive, tmp_path)
    txtar.read("-- a/new.go --\npackage a\n-- new/new.go --\npackage n\n").write(tmp_path)
    rows = "| `a/new.go` | `b/new.go` |\n| `new/` | `newer/` |\n| `a/x.go` | `b/x.go` |\n"
    (tmp_path / "moves.md").write_text(MOVES + rows)
    options = Options(path=str(tmp_path), mappings=(str(tmp_path / "moves.md"),), tracked=True, cache=False)
    messages = [each.message for each in check(load(options).inputs).findings if each.kind == "missing-source"]
    assert len(messages) == 2
    assert all("isn't tracked by git, so --tracked skips it" in message for message in messages)

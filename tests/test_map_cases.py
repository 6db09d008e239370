"""`archlint map` on small trees: each archive has a title, the command, the files, and the whole output in `want`.

ARCHLINT_UPDATE rewrites `want`; read the diff before you commit it.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest
from support import txtar
from support.command import Outcome, archlint, process

from archlint.mapping import read_mapping

CASES = sorted((Path(__file__).parent / "cases" / "map").glob("*.txtar"))


def told(done: Outcome) -> str:
    out = done.out.replace("\n---\n", "\n- - -\n")
    return f"status {done.status}\n{done.err}{'= out' if out else '= no out'}\n{out}"


def prepare(path: Path, folder: Path) -> tuple[txtar.Archive, list[str]]:
    archive = txtar.read_file(path)
    (folder / ".git").mkdir()
    txtar.Archive("", {name: text for name, text in archive.files.items() if name != "want"}).write(folder)
    return archive, shlex.split(archive.comment.splitlines()[1])


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, tmp_path: Path) -> None:
    archive, arguments = prepare(path, tmp_path)
    found = told(archlint(*arguments, cwd=tmp_path))
    if os.environ.get("ARCHLINT_UPDATE"):
        files = {name: text for name, text in archive.files.items() if name != "want"}
        body = "".join(f"-- {name} --\n{text}" for name, text in files.items())
        path.write_text(f"{archive.comment}{body}-- want --\n{found}", encoding="utf-8")
    assert archive.files.get("want") == found or os.environ.get("ARCHLINT_UPDATE")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_draft_is_read_back_and_agrees(path: Path, tmp_path: Path) -> None:
    """The law of the command: a draft, in any form and language, is a mapping, and the check finds no difference."""
    _, arguments = prepare(path, tmp_path)
    if "--check" in arguments or archlint("map", cwd=tmp_path).status == 2:
        return
    rows = []
    for form, ending in (("markdown", "md"), ("csv", "csv")):
        for language in ("en", "zh"):
            name = f"draft-{language}.{ending}"
            archlint("map", "--format", form, "--language", language, "--output", name, cwd=tmp_path)
            mapping = read_mapping(name, (tmp_path / name).read_bytes())
            rows.append(
                (
                    language,
                    [
                        row._replace(place=row.place._replace(path="", line=0, column=0, end_column=0))
                        for row in mapping.rows
                    ],
                )
            )
            done = archlint("map", "--check", name, cwd=tmp_path)
            differ = [line for line in done.out.splitlines() if not line.startswith(f"{name}: ")]
            assert (done.status, differ) == (0, [])
    assert [given for language, given in rows[:2]] == [given for language, given in rows[2:]]


@pytest.mark.parametrize("name", ["placeholders", "conditions", "torn", "other-kinds"])
def test_a_mapping_that_is_carried_out_still_agrees(name: str, tmp_path: Path) -> None:
    """Half of the moves, then all: the rules decide the same for a file as at its old path."""
    prepare(next(path for path in CASES if path.stem == name), tmp_path)
    archlint("map", "--output", "moves.md", cwd=tmp_path)
    rows = read_mapping("moves.md", (tmp_path / "moves.md").read_bytes()).rows
    for done, row in enumerate(rows, 1):
        (tmp_path / row.new).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / row.old).rename(tmp_path / row.new)
        old, new = (f'"example.com/shop/{path.rpartition("/")[0]}"' for path in (row.old, row.new))
        for file in tmp_path.rglob("*.go"):
            file.write_text(file.read_text("utf-8").replace(old, new), encoding="utf-8")
        said = archlint("map", "--check", "moves.md", cwd=tmp_path)
        kinds = [line.split(": ")[1] for line in said.out.splitlines()[:-1]]
        assert (said.status, said.err, kinds) == (0, "", ["moved"] * done)


@pytest.mark.parametrize("form", ["markdown", "csv"])
def test_every_hash_seed_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    prepare(next(path for path in CASES if path.stem == "conditions"), tmp_path)
    arguments = ["map", "--date", "2026-01-18", "--format", form]
    runs = [process(*arguments, cwd=tmp_path, env={"PYTHONHASHSEED": seed}) for seed in ("0", "1", "2")]
    assert {run.returncode for run in runs} == {0}
    assert len({run.stdout for run in runs}) == 1


def test_there_are_cases() -> None:
    assert len(CASES) >= 10


def test_the_same_from_any_folder(tmp_path: Path) -> None:
    path = next(path for path in CASES if path.stem == "placeholders")
    _, arguments = prepare(path, tmp_path)
    inside = archlint(*arguments, cwd=tmp_path)
    (tmp_path / "pkg" / "empty").mkdir()
    assert archlint(*arguments, cwd=tmp_path / "pkg" / "empty") == inside
    assert archlint(*arguments, tmp_path, cwd=tmp_path.parent) == inside


@pytest.mark.parametrize("option", ["--format=csv", "--language=zh", "--output=x", "--owner=me", "--date=2026-01-18"])
def test_check_rejects_options_of_map(option: str, tmp_path: Path) -> None:
    done = archlint("map", "--check", "moves.md", option, cwd=tmp_path)
    assert done.status == 2
    assert "--check writes no mapping" in " ".join(done.err.split())


def test_the_output_is_written_and_the_summary_goes_to_standard_error(tmp_path: Path) -> None:
    path = next(path for path in CASES if path.stem == "placeholders")
    _, arguments = prepare(path, tmp_path)
    shown = archlint(*arguments, cwd=tmp_path)
    written = archlint(*arguments, "--output", "docs/new/moves.md", cwd=tmp_path)
    assert written == Outcome(0, "", shown.err)
    assert (tmp_path / "docs/new/moves.md").read_text("utf-8") == shown.out

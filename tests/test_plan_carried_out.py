"""A plan is carried out in a repository: scripts run and patches applied, batch by batch, built after each, and
undone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support import txtar
from support.go_oracle import NEEDS_GO

from archlint.cli import run

CASE = Path(__file__).parent / "cases" / "plan" / "shop.txtar"
NEEDS_GIT = pytest.mark.skipif(shutil.which("git") is None, reason="no git on PATH: nothing to move files with")
ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.com",
    "GOFLAGS": "",
    "GOTOOLCHAIN": "local",
    "GOWORK": "off",
    "GOPROXY": "off",
}


def call(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def do(folder: Path, *words: str) -> str:
    done = call(folder, *words)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files, and all folders as paths that end in `/`."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if ".git" not in path.relative_to(folder).parts:
            name = path.relative_to(folder).as_posix()
            found[name if path.is_file() else f"{name}/"] = path.read_bytes() if path.is_file() else b""
    return found


@pytest.fixture(name="made")
def fixture_made(tmp_path: Path) -> tuple[Path, Path, list[str]]:
    """The module in a repository, the folder of the plan, the ids of its batches."""
    archive = txtar.read_file(CASE)
    tree, out = tmp_path / "tree", tmp_path / "out"
    archive.write(tree)
    rows = [line.partition(" @") for line in archive.comment.splitlines()[1:]]
    cells = [(*pair.split(" -> "), layer) for pair, _, layer in rows]
    table = "".join(f"| `{old}` | `{new}` | {layer} |\n" for old, new, layer in cells)
    (tmp_path / "moves.md").write_text(f"| old_path | new_path | target_layer |\n|---|---|---|\n{table}", "utf-8")
    do(tree, "git", "init", "-q")
    do(tree, "git", "add", "-A")
    do(tree, "git", "commit", "-q", "-m", "x")
    arguments = ["plan", str(tree), "-m", str(tmp_path / "moves.md"), "--batch-size", "3"]
    assert run([*arguments, "--output", str(out), "--today", "2026-01-19"]) == 1
    plan = json.loads((out / "plan.json").read_text("utf-8"))
    assert [item["folder"] for item in plan["blocked"]] == ["internal/log"]
    return tree, out, [batch["id"] for batch in plan["batches"]]


@NEEDS_GIT
@NEEDS_GO
def test_the_module_builds_after_every_batch(made: tuple[Path, Path, list[str]]) -> None:
    tree, out, ids = made
    do(tree, "go", "vet", "./...")
    for name in ids:
        do(tree, "sh", str(out / f"{name}.sh"))
        do(tree, "git", "apply", str(out / f"{name}.patch"))
        do(tree, "go", "build", "./...")
        do(tree, "go", "vet", "./...")
        do(tree, "git", "add", "-A")
        do(tree, "git", "commit", "-q", "-m", name)
    do(tree, "go", "test", "./...")
    assert len(ids) > 4
    plan = json.loads((out / "plan.json").read_text("utf-8"))
    for batch in plan["batches"]:
        for move in batch["moves"]:
            assert not (tree / move["old_path"]).exists() or "one" in move["old_path"] + move["new_path"]
            text = (tree / move["new_path"]).read_text("utf-8")
            comment = f"// MIGRATION-META\n// batch_id: {batch['id']}\n// old_path: {move['old_path']}\n"
            assert text.endswith(f"{comment}// new_path: {move['new_path']}\n// date: 2026-01-19\n")
    assert run(["plan", str(tree), "-m", str(tree.parent / "moves.md"), "--status"]) == 1


@NEEDS_GIT
def test_undo_restores_the_tree_byte_for_byte(made: tuple[Path, Path, list[str]]) -> None:
    tree, out, ids = made
    states = []
    for name in ids:
        states.append(contents(tree))
        do(tree, "sh", str(out / f"{name}.sh"))
        do(tree, "git", "apply", str(out / f"{name}.patch"))
    for name, state in zip(reversed(ids), reversed(states), strict=True):
        do(tree, "git", "apply", "-R", str(out / f"{name}.patch"))
        do(tree, "sh", str(out / f"{name}.sh"), "--undo")
        assert contents(tree) == state
    assert do(tree, "git", "status", "--porcelain") == ""


@NEEDS_GIT
def test_nothing_moves_if_a_path_is_taken(made: tuple[Path, Path, list[str]]) -> None:
    tree, out, ids = made
    plan = json.loads((out / "plan.json").read_text("utf-8"))
    last = plan["batches"][0]["moves"][0]
    blocker = tree / last["new_path"]
    blocker.parent.mkdir(parents=True, exist_ok=True)
    blocker.write_text("mine", "utf-8")
    before = contents(tree)
    done = call(tree, "sh", str(out / f"{ids[0]}.sh"))
    assert done.returncode == 1
    assert "already exists" in done.stderr
    assert contents(tree) == before
    blocker.unlink()
    os.rename(tree / last["old_path"], tree / "elsewhere")
    before = contents(tree)
    done = call(tree, "sh", str(out / f"{ids[0]}.sh"))
    assert done.returncode == 1
    assert "not found" in done.stderr
    assert contents(tree) == before


@NEEDS_GIT
def test_the_list_matches_the_patch(made: tuple[Path, Path, list[str]]) -> None:
    """Each line of the list is correct for the file as the batch finds it: the old text is on the given line."""
    tree, out, ids = made
    for name in ids:
        do(tree, "sh", str(out / f"{name}.sh"))
        listed = json.loads((out / f"{name}.rewrites.json").read_text("utf-8"))
        for item in listed["rewrites"]:
            line = (tree / item["path"]).read_text("utf-8").split("\n")[item["line"] - 1]
            assert item["kind"] == "added-import" or item["old"] in line, item
        do(tree, "git", "apply", str(out / f"{name}.patch"))
        for item in listed["rewrites"]:
            text = (tree / item["path"]).read_text("utf-8")
            assert item["new"] in text, item
        assert len((out / f"{name}.rewrites.csv").read_text("utf-8").splitlines()) == len(listed["rewrites"]) + 1

"""A mapping under one build configuration: its rows move files of other configurations too, and these are judged."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from support import txtar
from support.go_oracle import NEEDS_GO

from archlint.cli import run

TREE = """
-- go.mod --
module example.com/m

go 1.24
-- layers.toml --
version = 1

[scan]
build = { goos = "linux", goarch = "amd64" }
tests = "include"

[layers]
P = "p/**"
Q = { files = ["q/**"], optional = true }

[[rules]]
rule = "Q must not import std"
-- p/a.go --
package p

func helper() {}

func A() { helper() }
-- p/sum.go --
package p

func Sum() {}
-- p/win_windows.go --
package p

import _ "os"

func Win() { helper() }
-- p/tagged.go --
//go:build e2e

package p

func Tagged() { helper() }
-- p/free_windows.go --
package p

func Free() {}
-- m.md --
| old_path | new_path |
|---|---|
| `p/sum.go` | `q/sum.go` |
| `p/win_windows.go` | `q/win_windows.go` |
| `p/tagged.go` | `q/tagged.go` |
| `p/free_windows.go` | `r/free_windows.go` |
"""


@pytest.fixture(name="tree")
def fixture_tree(tmp_path: Path) -> Path:
    txtar.read(TREE).write(tmp_path)
    return tmp_path


def test_files_of_other_builds_have_hazards_and_break_no_rule(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(tree), "-m", str(tree / "m.md"), "--format", "json", "--no-cache"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    found = {(item["kind"], item["place"]["path"]) for item in findings}
    assert found == {
        ("unexported-use", "p/win_windows.go"),
        ("unexported-use", "p/tagged.go"),
        ("unmapped-file", "p/a.go"),
    }


def test_a_plan_blocks_them(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", str(tree), "-m", str(tree / "m.md"), "--format", "json"]) == 1
    plan = json.loads(capsys.readouterr().out)
    blocked = {move["old_path"] for item in plan["blocked"] for move in item["moves"]}
    moved = {move["old_path"] for batch in plan["batches"] for move in batch["moves"]}
    assert blocked == {"p/win_windows.go", "p/tagged.go"}
    assert moved == {"p/sum.go", "p/free_windows.go"}


def test_a_destination_that_changes_their_build_is_refused(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "m.md").write_text("| old_path | new_path |\n|---|---|\n| `p/win_windows.go` | `q/win.go` |\n", "utf-8")
    assert run(["check", str(tree), "-m", str(tree / "m.md"), "--no-cache"]) == 2
    assert "loses the build constraint" in capsys.readouterr().out


@NEEDS_GO
def test_go_agrees(tree: Path) -> None:
    def vet(**settings: str) -> int:
        environment = {
            **os.environ,
            "GOFLAGS": "",
            "GOTOOLCHAIN": "local",
            "GOPROXY": "off",
            "GOWORK": "off",
            **settings,
        }
        words = ["go", "vet", *(["-tags", "e2e"] if "tags" in settings else []), "./..."]
        return subprocess.run(words, cwd=tree, env=environment, capture_output=True, check=False).returncode

    assert not vet(GOOS="windows")
    assert not vet(tags="e2e")
    (tree / "q").mkdir()
    (tree / "p/tagged.go").rename(tree / "q/tagged.go")
    assert vet(tags="e2e")
    assert not vet(GOOS="windows")
    (tree / "p/win_windows.go").rename(tree / "q/win_windows.go")
    assert vet(GOOS="windows")
    assert not vet(GOOS="linux")

"""`archlint init` as a command: what it writes, what it rejects, and that the first check after it passes."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import txtar
from support.command import REPOSITORY, archlint
from support.real import real_tree

from archlint.config.document import parse_config
from archlint.drafting.presets import PRESETS

CHOICES = ["auto", "plain", *PRESETS]
DIRTY = """\
-- go.mod --
module example.com/shop
-- services/orders/domain/order.go --
package domain

import _ "example.com/shop/services/orders/infrastructure"
-- services/orders/application/place.go --
package application

import _ "example.com/shop/services/orders/domain"
-- services/orders/infrastructure/store.go --
package infrastructure
-- services/billing/domain/charge.go --
package domain
"""


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    """A DDD tree whose domain imports its infrastructure."""
    root = tmp_path / "shop"
    txtar.read(DIRTY).write(root)
    (root / ".git").mkdir()
    return root


def expect_green(root: Path, *, known: int = 0) -> None:
    """Check the tree: there are no findings, except `known` ones."""
    outcome = archlint("check", "--format", "json", cwd=root)
    document = json.loads(outcome.out)
    assert (outcome.status, document["problems"], document["findings"]) == (0, [], []), outcome
    assert len(document["known"]) == known


def test_rules_that_fail_become_comments(dirty: Path) -> None:
    outcome = archlint("init", cwd=dirty)
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.splitlines()[0].startswith("Wrote layers.toml")
    assert "1 finding of rules that are commented out" in outcome.out
    assert outcome.out.splitlines()[-1] == "Next: `archlint check`."
    assert "# Fails today: 1 finding." in (dirty / "layers.toml").read_text()
    assert not (dirty / "archlint-baseline.json").exists()
    expect_green(dirty)


def test_rules_that_fail_are_on_with_a_baseline(dirty: Path) -> None:
    outcome = archlint("init", "--baseline", cwd=dirty)
    assert outcome.status == 0
    assert "Wrote archlint-baseline.json: 1 known finding" in outcome.out
    assert "Fails today" not in (dirty / "layers.toml").read_text()
    expect_green(dirty, known=1)
    (dirty / "services/billing/domain/charge.go").write_text(
        'package domain\n\nimport _ "example.com/shop/services/orders/infrastructure"\n'
    )
    assert archlint("check", cwd=dirty).status == 1


def test_init_records_the_same_as_baseline(dirty: Path) -> None:
    archlint("init", "--baseline", cwd=dirty)
    before = (dirty / "archlint-baseline.json").read_bytes()
    assert archlint("baseline", "--grow", cwd=dirty).status == 0
    assert (dirty / "archlint-baseline.json").read_bytes() == before


@pytest.mark.parametrize("preset", CHOICES)
@pytest.mark.parametrize("more", [[], ["--baseline"]], ids=["comments", "baseline"])
def test_every_preset_on_the_examples(tmp_path: Path, preset: str, more: list[str]) -> None:
    for name in ("clean", "broken"):
        root = tmp_path / name
        shutil.copytree(REPOSITORY / "examples" / name, root, ignore=shutil.ignore_patterns("layers.toml"))
        (root / ".git").mkdir()
        assert archlint("init", "--preset", preset, *more, cwd=root).status == 0
        recorded = root / "archlint-baseline.json"
        entries = json.loads(recorded.read_text())["entries"] if recorded.exists() else []
        expect_green(root, known=len(entries))
        assert archlint("rules", "--config", root / "layers.toml").status == 0


def test_an_unknown_preset(dirty: Path) -> None:
    outcome = archlint("init", "--preset", "onion", cwd=dirty)
    assert (outcome.status, (dirty / "layers.toml").exists()) == (2, False)
    assert "hexagonal" in outcome.err


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_an_existing_configuration_isnt_overwritten(dirty: Path, kind: str) -> None:
    there = dirty / "layers.toml"
    if kind == "file":
        there.write_text("mine")
    elif kind == "folder":
        there.mkdir()
    else:
        there.symlink_to("nowhere")
    outcome = archlint("init", cwd=dirty)
    assert outcome.status == 2
    assert "already exists" in outcome.err
    assert "--force" in outcome.err
    assert kind != "file" or there.read_text() == "mine"
    assert not (dirty / "nowhere").exists()


def test_force_overwrites_it(dirty: Path) -> None:
    (dirty / "layers.toml").write_text("mine")
    assert archlint("init", "--force", cwd=dirty).status == 0
    expect_green(dirty)


def test_an_existing_baseline_isnt_overwritten(dirty: Path) -> None:
    """It may contain what people wrote: reasons, owners, dates."""
    (dirty / "archlint-baseline.json").write_text("mine")
    outcome = archlint("init", "--baseline", cwd=dirty)
    assert outcome.status == 2
    assert "archlint-baseline.json: already exists" in outcome.err
    assert (dirty / "archlint-baseline.json").read_text() == "mine"
    assert not (dirty / "layers.toml").exists()
    assert archlint("init", "--baseline", "--force", cwd=dirty).status == 0
    expect_green(dirty, known=1)


def test_a_named_folder(dirty: Path, tmp_path: Path) -> None:
    outcome = archlint("init", dirty, "--baseline", cwd=tmp_path)
    assert outcome.status == 0
    assert sorted(os.listdir(dirty)) == [".git", "archlint-baseline.json", "go.mod", "layers.toml", "services"]
    assert os.listdir(tmp_path) == ["shop"]
    expect_green(dirty, known=1)


@pytest.mark.parametrize("name", ["missing", "go.mod"])
def test_a_root_that_isnt_a_folder(dirty: Path, name: str) -> None:
    outcome = archlint("init", dirty / name)
    assert outcome.status == 2
    assert "the scan root isn't a folder" in outcome.err


def test_a_part_of_a_module(dirty: Path) -> None:
    root = dirty / "services/orders"
    assert archlint("init", root, "--preset", "ddd", "--baseline").status == 0
    expect_green(root, known=1)


def test_no_go_mod(dirty: Path) -> None:
    (dirty / "go.mod").unlink()
    outcome = archlint("init", cwd=dirty)
    assert (outcome.status, (dirty / "layers.toml").exists()) == (2, False)
    assert "no go.mod" in outcome.err
    assert "--module" in outcome.err
    assert archlint("init", "--module", "example.com/shop", "--baseline", cwd=dirty).status == 0
    config = parse_config((dirty / "layers.toml").read_bytes(), "layers.toml")
    assert config.scan.module == "example.com/shop"
    expect_green(dirty, known=1)


@pytest.mark.parametrize("module", ['a"b', "a\\b", "a\nb", "[layers]", "a b", "ä/\u202e", "\U0001f600", "\x7f", "'''"])
def test_odd_modules(dirty: Path, module: str) -> None:
    """They are written unchanged, or refused; no unreadable file is left."""
    (dirty / "go.mod").unlink()
    outcome = archlint("init", "--module", module, cwd=dirty)
    there = (dirty / "layers.toml").exists()
    assert there == (outcome.status == 0)
    assert outcome.status in (0, 2)
    if there:
        assert parse_config((dirty / "layers.toml").read_bytes(), "layers.toml").scan.module == module
        assert archlint("check", cwd=dirty).status == 0


def test_a_module_next_to_a_go_mod(dirty: Path) -> None:
    """The go.mod of the tree has priority."""
    assert archlint("init", "--module", "example.com/other", "--baseline", cwd=dirty).status == 0
    expect_green(dirty, known=1)


@pytest.mark.parametrize(
    "text", ["", "-- go.mod --\nmodule m\n", "-- go.mod --\nmodule m\n-- a/a_test.go --\npackage a\n"]
)
def test_nothing_to_draft_from(tmp_path: Path, text: str) -> None:
    txtar.read(text).write(tmp_path)
    outcome = archlint("init", "--module", "m", cwd=tmp_path)
    assert (outcome.status, (tmp_path / "layers.toml").exists()) == (2, False)
    assert "no Go file to check" in outcome.err


def test_findings_of_built_in_checks(dirty: Path) -> None:
    """A syntax error doesn't depend on rules: it is reported, and can be recorded in a baseline."""
    (dirty / "services/orders/domain/bad.go").write_text("package\n")
    outcome = archlint("init", cwd=dirty)
    assert outcome.status == 0
    assert "1 finding of rules that are commented out" in outcome.out
    assert "1 finding of built-in checks, with which `archlint check` fails." in outcome.out
    assert archlint("check", cwd=dirty).status == 1
    assert archlint("init", "--force", "--baseline", cwd=dirty).status == 0
    expect_green(dirty, known=2)


def test_on_a_terminal_it_asks(dirty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(text: str, **_: object) -> bool:
        asked.append(text)
        return True

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("click.confirm", answer)
    monkeypatch.setattr("sys.stdin", Terminal())
    assert archlint("init", cwd=dirty, tty=True).status == 0
    assert asked == [
        "The tree has 1 finding with all drafted rules. Turn all of them on and record these in a baseline?"
    ]
    expect_green(dirty, known=1)
    asked.clear()
    assert archlint("init", "--force", "--no-baseline", cwd=dirty, tty=True).status == 0
    assert asked == []


names = st.sampled_from(
    [
        "domain",
        "infra",
        "app",
        "internal",
        "pkg",
        "cmd",
        "api",
        "x y",
        "a*b",
        "[a]",
        "ü",
        "Std",
        "std",
        "a'b",
        'a"b',
        "testdata2",
    ]
)
folders = st.lists(names, max_size=4).map("/".join)


@given(
    st.dictionaries(folders, st.lists(st.integers(0, 9), max_size=3), min_size=1, max_size=8), st.sampled_from(CHOICES)
)
@settings(max_examples=40)
def test_any_tree_passes_afterwards(
    tmp_path_factory: pytest.TempPathFactory, tree: dict[str, list[int]], preset: str
) -> None:
    root = tmp_path_factory.mktemp("tree")
    (root / ".git").mkdir()
    (root / "go.mod").write_text("module m\n")
    every = sorted(tree)
    for folder, imports in tree.items():
        later = every[every.index(folder) + 1 :]  # so that there is no cycle, as in Go
        targets = [later[at % len(later)] for at in imports if later]
        specs = [f'import _ "m/{target}"\n' if target else 'import _ "m"\n' for target in targets if '"' not in target]
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / "x.go").write_text("package x\n\n" + "".join(specs))
    first = archlint("init", "--preset", preset, cwd=root)
    assert first.status == 0, first
    check = archlint("check", cwd=root)
    assert check.status == 0, check.out
    assert archlint("init", "--force", "--preset", preset, "--baseline", cwd=root).status == 0
    green = archlint("check", cwd=root)
    assert green.status == 0, green.out


@pytest.mark.parametrize("preset", CHOICES)
def test_a_real_tree(tmp_path: Path, preset: str) -> None:
    root = real_tree("wukongim", tmp_path)
    assert archlint("init", "--preset", preset, cwd=root).status == 0
    expect_green(root)
    assert archlint("init", "--preset", preset, "--force", "--baseline", cwd=root).status == 0
    entries = json.loads((root / "archlint-baseline.json").read_text())["entries"]
    assert entries
    expect_green(root, known=len(entries))

"""`archlint explain` for files, packages, layers, rules, kinds and edges, in both views."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import txtar
from support.command import archlint

TREE = txtar.read("""\
-- go.mod --
module example.com/m
-- layers.toml --
version = 1
[layers]
Domain = ["domain/**"]
Infra  = ["infra/**"]
Deep   = ["infra/db/**"]
[[rules]]
id      = "pure"
rule    = "Domain must not import Infra, Deep"
because = "the domain stays testable"
-- domain/order.go --
package domain

import (
	_ "fmt"

	"example.com/m/infra"
)

var _ = infra.Log
-- infra/log.go --
//go:build linux

package infra

import "example.com/m/infra/db"

func Log() { db.Open() }
-- infra/db/db.go --
package db

func Open() {}
-- moves.csv --
old_path,new_path
infra/db/db.go,infra/store/db.go
""")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    TREE.write(tmp_path)
    return tmp_path


def explain(tree: Path, *arguments: str) -> list[str]:
    outcome = archlint("explain", *arguments, tree)
    assert outcome.status == 0, outcome.err
    return outcome.out.splitlines()


def test_a_file(tree: Path) -> None:
    assert explain(tree, "infra/log.go") == [
        "infra/log.go",
        "  package       example.com/m/infra (package clause: infra)",
        "  layer         Infra",
        '  decided by    "infra/**", the most specific glob that matches',
        "  scope         production",
        "  builds when   linux",
        "  imports",
        "    infra/log.go:5:8  example.com/m/infra/db  (Deep)",
        "  findings      none",
    ]


def test_a_file_that_several_globs_match_and_its_findings(tree: Path) -> None:
    assert '  also matches  "infra/**" (Infra), which is less specific' in explain(tree, "infra/db/db.go")
    assert "  findings      1" in explain(tree, "./domain/order.go")


def test_the_mapped_view(tree: Path) -> None:
    mapping = str(tree / "moves.csv")
    assert "  moves to      infra/store/db.go" in explain(tree, "--mapping", mapping, "infra/db/db.go")
    found = explain(tree, "--mapping", mapping, "infra/log.go")
    assert "    infra/log.go:5:8  example.com/m/infra/db  -> example.com/m/infra/store (Infra)" in found


def test_a_package_a_layer_a_rule(tree: Path) -> None:
    assert "  imports       example.com/m/infra/db" in explain(tree, "example.com/m/infra")
    assert "  imported by   example.com/m/domain" in explain(tree, "infra/")
    assert explain(tree, "Deep") == [
        "layer Deep: 1 file in 1 package",
        '  globs         "infra/db/**"',
        "  package       example.com/m/infra/db",
        "  rule          pure: Domain must not import Infra, Deep",
        "  findings      none",
    ]
    assert explain(tree, "pure")[:2] == [
        "pure: Domain must not import Infra, Deep",
        "  because       the domain stays testable",
    ]


def test_an_edge_and_a_chain(tree: Path) -> None:
    assert explain(tree, "domain -> infra")[:2] == [
        "domain -> infra: 1 place",
        "  domain/order.go:6:2  example.com/m/domain -> example.com/m/infra  (Domain -> Infra)",
    ]
    assert explain(tree, "Domain -> Deep") == [
        "Domain -> Deep: no import; the shortest chain has 2 steps",
        "  example.com/m/domain -> example.com/m/infra  domain/order.go:6:2",
        "  example.com/m/infra -> example.com/m/infra/db  infra/log.go:5:8",
        "  findings      none",
        "  would break   pure: Domain must not import Infra, Deep",
    ]
    assert explain(tree, "infra/db -> domain") == ["infra/db -> domain: no import, and no chain of imports"]


def test_a_kind_needs_no_tree(tmp_path: Path) -> None:
    outcome = archlint("explain", "split-receiver", cwd=tmp_path)
    assert outcome.status == 0
    assert outcome.out.startswith("split-receiver: ")


@pytest.mark.parametrize(("subject", "near"), [("infra/lok.go", "infra/log.go"), ("Deap", "Deep"), ("pur", "pure")])
def test_unknown_subjects_get_a_suggestion(tree: Path, subject: str, near: str) -> None:
    outcome = archlint("explain", subject, tree)
    assert outcome.status == 2
    assert f"did you mean {near}?" in outcome.err


def complete(tree: Path, incomplete: str, *options: str) -> list[str]:
    words = ["archlint", "explain", *options, incomplete]
    env = {"_ARCHLINT_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    outcome = archlint(env=env, cwd=tree)
    assert (outcome.status, outcome.err) == (0, "")
    return outcome.out.split()


def test_completion_offers_the_names_of_the_configuration_and_the_kinds(tree: Path) -> None:
    assert complete(tree, "pu") == ["plain,pure"]
    assert complete(tree, "D") == ["plain,Domain", "plain,Deep"]
    assert complete(tree, "inert-r") == ["plain,inert-row", "plain,inert-rule"]
    assert complete(tree, "third") == ["plain,third-party"]
    assert complete(tree, "infra/") == ["file,infra/"]


@pytest.mark.parametrize("text", ["version = 1\n[layers", "version = 1\n[layers]\nA = 3\n", "\x00", "version = 9"])
def test_completion_ignores_problems(tree: Path, text: str) -> None:
    (tree / "layers.toml").write_text(text, encoding="utf-8")
    assert complete(tree, "std") == ["plain,std"]
    (tree / "layers.toml").unlink()
    assert complete(tree, "std") == ["plain,std"]
    (tree / "layers.toml").mkdir()
    assert complete(tree, "std", "--config", "layers.toml") == ["plain,std"]


def test_completion_reads_the_named_configuration(tree: Path) -> None:
    (tree / "layers.toml").rename(tree / "other.toml")
    assert complete(tree, "pu", "--config", "other.toml") == ["plain,pure"]

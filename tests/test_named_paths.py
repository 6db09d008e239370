"""Paths as people give them: `archlint check internal/domain`, `./...`, files, several of them, several layers.toml."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import txtar
from support.command import archlint
from support.git import new_repository

TREE = """\
-- go.mod --
module example.com/m
-- layers.toml --
version = 1
[layers]
A = ["a/**"]
B = ["b/**"]
C = ["c/**"]
[[rules]]
id   = "pure"
rule = "A, C must not import B"
[[rules]]
id   = "round"
rule = "packages must not form cycles"
-- a/a.go --
package a

import _ "example.com/m/b"
-- a/deep/x.go --
package deep

import _ "example.com/m/b"
-- ab/ab.go --
package ab

import _ "example.com/m/c/two"
-- b/b.go --
package b
-- c/c.go --
package c

import _ "example.com/m/b"
-- c/two/two.go --
package two

import _ "example.com/m/ab"
-- c/two/two_test.go --
package two
-- docs/read.md --
Read.
"""
FILES = ("a/a.go", "a/deep/x.go", "ab/ab.go", "b/b.go", "c/c.go", "c/two/two.go")
PATHS = (*FILES, "a", "a/deep", "ab", "b", "c", "c/two", ".", "./...", "a/...", "./c/two/...")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    txtar.read(TREE).write(folder)
    (folder / ".git").mkdir()
    return folder


def check(tree: Path, *arguments: str) -> dict[str, Any]:
    """The JSON report of a check of these paths."""
    document: dict[str, Any] = json.loads(archlint("check", "-f", "json", *arguments, cwd=tree).out)
    return document


def is_in(finding: dict[str, Any], parts: list[str]) -> bool:
    """Whether a place of the finding is in one of the parts."""
    hops = [*finding["chain"], *(finding["cycle"]["hops"] if finding["cycle"] else [])]
    paths = [finding["place"]["path"], *(place["path"] for hop in hops for place in hop["places"])]
    return any(part == "" or path == part or path.startswith(part + "/") for part in parts for path in paths)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(paths=st.lists(st.sampled_from(PATHS), min_size=1, max_size=4))
def test_named_paths_give_the_whole_check_filtered(tree: Path, paths: list[str]) -> None:
    whole, part = check(tree), check(tree, *paths)
    parts = [path.removesuffix("/...").removeprefix("./").removeprefix(".") for path in paths]
    expected = [finding for finding in whole["findings"] if is_in(finding, parts)]
    assert part["findings"] == expected
    assert part.get("elsewhere", 0) == len(whole["findings"]) - len(expected)
    assert {**part["summary"], "exit_status": 0, "failing": 0, "severities": 0, "rules": 0} == {
        **whole["summary"], "exit_status": 0, "failing": 0, "severities": 0, "rules": 0
    }  # fmt: skip


def test_the_status_is_that_of_the_named_part(tree: Path) -> None:
    assert archlint("check", cwd=tree).status == 1
    assert archlint("check", "b", cwd=tree).status == 0
    assert archlint("check", "a/a.go", cwd=tree).status == 1


def test_a_cycle_is_shown_for_each_part_that_it_goes_through(tree: Path) -> None:
    for path in ("ab", "c/two"):
        assert "round" in {finding["rule"] for finding in check(tree, path)["findings"]}


def test_from_a_folder_below(tree: Path) -> None:
    document = check(tree / "a", ".")
    assert {finding["place"]["path"] for finding in document["findings"]} == {"a/a.go", "a/deep/x.go"}


def test_a_part_without_a_scanned_file_is_told(tree: Path) -> None:
    for path in ("docs", "c/two/two_test.go", "docs/read.md"):
        document = check(tree, path)
        assert document["findings"] == []
        assert [(item["path"], item["kind"]) for item in document["notices"]] == [(path, "input")]


@pytest.mark.parametrize("path", ["nothing", "nothing/...", "a/nothing.go"])
def test_a_path_that_does_not_exist(tree: Path, path: str) -> None:
    outcome = archlint("check", path, "b", cwd=tree)
    assert outcome.status == 2
    assert "the path doesn't exist" in outcome.out


def test_a_path_outside_of_the_root(tree: Path, tmp_path: Path) -> None:
    outcome = archlint("check", tmp_path, "a", "--config", "layers.toml", cwd=tree)
    assert outcome.status == 2
    assert "is outside of the scan root" in outcome.out


def test_a_path_by_a_link_is_the_same_part(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tree)
    assert check(tree, str(tmp_path / "link" / "a"))["findings"] == check(tree, "a")["findings"]
    assert check(tmp_path / "link" / "a", ".")["findings"] == check(tree, "a")["findings"]


def test_a_path_that_no_configuration_decides_for(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a").mkdir()
    outcome = archlint("check", "a", cwd=tmp_path)
    assert outcome.status == 2
    assert "not found at or above a" in outcome.out


def test_a_folder_with_a_configuration_is_a_root(tmp_path: Path) -> None:
    txtar.read(TREE).write(tmp_path / "svc")
    (tmp_path / ".git").mkdir()
    assert check(tmp_path, "svc") == check(tmp_path / "svc")


def test_other_commands_want_a_root(tree: Path) -> None:
    outcome = archlint("graph", "a", cwd=tree)
    assert outcome.status == 2
    assert "has no layers.toml" in outcome.err


# --- several configurations -------------------------------------------------------------------------------------------


@pytest.fixture
def several(tmp_path: Path) -> Path:
    """Two scan roots in one repository, and none at its top."""
    for name in ("one", "two"):
        txtar.read(TREE.replace("example.com/m", f"example.com/{name}")).write(tmp_path / "svc" / name)
    new_repository(tmp_path).commit_all()
    return tmp_path


@pytest.mark.parametrize("paths", [(), ("svc/one", "svc/two"), ("--tracked",)])
def test_several_roots_give_one_report(several: Path, paths: tuple[str, ...]) -> None:
    document = check(several, *paths)
    one, two = check(several / "svc/one"), check(several / "svc/two")
    places = [
        f"{name}/{each['place']['path']}" for name, part in (("one", one), ("two", two)) for each in part["findings"]
    ]
    assert sorted(each["place"]["path"] for each in document["findings"]) == sorted(places)
    assert document["root"] == "svc/"
    assert document["summary"]["files"] == one["summary"]["files"] + two["summary"]["files"]
    assert [rule["id"] for rule in document["rules"]] == ["one/pure", "one/round", "two/pure", "two/round"]
    assert len({each["fingerprint"] for each in document["findings"]}) == len(document["findings"])


def test_parts_of_several_roots(several: Path) -> None:
    document = check(several, "svc/one/a", "svc/two/c/c.go")
    assert [each["place"]["path"] for each in document["findings"]] == ["one/a/a.go", "one/a/deep/x.go", "two/c/c.go"]
    assert document["paths"] == ["one/a", "two/c/c.go"]


def test_what_is_wrong_with_one_root_does_not_hide_the_other(several: Path) -> None:
    (several / "svc/one/layers.toml").write_text("version = 2\n")
    document = check(several)
    assert document["summary"]["exit_status"] == 2
    assert {each["path"] for each in document["problems"]} == {"one/layers.toml"}
    assert {each["place"]["path"].split("/")[0] for each in document["findings"]} == {"two"}


@pytest.mark.parametrize(
    "form", ["text", "concise", "junit", "sarif", "github", "gitlab", "markdown", "checkstyle", "rdjson"]
)
def test_every_format_tells_several_roots(several: Path, form: str) -> None:
    out = archlint("check", "-f", form, cwd=several).out
    assert "svc/one/a/a.go" in out
    assert "svc/two/a/a.go" in out


def test_what_several_roots_change_is_told_apart(several: Path) -> None:
    (several / "svc/two/c/new.go").write_text('package c\n\nimport _ "example.com/two/a"\n')
    (several / "svc/one/c/new.go").write_text('package c\n\nimport _ "example.com/one/a"\n')
    added = check(several, "--base", "HEAD")["changes"]["dependencies_added"]
    assert {(each["from"], each["to"]) for each in added if each["level"] == "layer"} == {
        ("one/C", "one/A"),
        ("two/C", "two/A"),
    }
    assert {each["place"]["path"] for each in added} == {"one/c/new.go", "two/c/new.go"}

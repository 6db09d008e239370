"""`check --base` on real repositories: what a branch introduces, retires and carries, and what it changes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from support import txtar
from support.command import Outcome, archlint
from support.git import Repository, new_repository

TREE = """\
-- go.mod --
module example.com/m

go 1.22

require github.com/x/y v1.0.0
-- layers.toml --
version = 1
[layers]
A = ["a/**"]
B = ["b/**"]
C = { files = ["c/**"], optional = true }
[slices]
part = "{part}/**"
[[rules]]
id      = "pure"
rule    = "A must not import B"
because = "we say so"
[[rules]]
id      = "round"
rule    = "packages must not form cycles"
-- a/a.go --
package a

import _ "example.com/m/b"
-- a/more.go --
package a

var More = 1

func Much() int { return More }
-- b/b.go --
package b
"""
IMPORTS_B = 'package a\n\nimport _ "example.com/m/b"\n'


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A committed tree with one finding; no CI service and no git configuration around it."""
    for name in list(os.environ):
        if name.startswith(("GIT_", "GITHUB_", "CI_", "BITBUCKET_", "SYSTEM_PULL", "BUILDKITE_", "CHANGE_")):
            monkeypatch.delenv(name)
    return made(tmp_path / "repo")


def made(folder: Path, below: str = "") -> Repository:
    """A repository whose first commit has the tree, in the folder `below`."""
    txtar.read(TREE).write(folder / below)
    repository = new_repository(folder)
    repository.commit_all()
    return repository


def check(repo: Repository, *arguments: str, base: str = "main", **options: Any) -> dict[str, Any]:
    """The JSON report of a check against a base, with its exit status."""
    outcome = archlint("check", "--base", base, "-f", "json", *arguments, cwd=repo.folder, **options)
    document: dict[str, Any] = json.loads(outcome.out)
    assert document["summary"]["exit_status"] == outcome.status
    return document


def changes(document: dict[str, Any]) -> list[tuple[str, str]]:
    """The findings that count, as (change, place)."""
    return [(item["change"], f"{item['place']['path']}:{item['place']['line']}") for item in document["findings"]]


# --- findings ---------------------------------------------------------------------------------------------------------


def test_what_the_base_has_already_is_carried_and_passes(repo: Repository) -> None:
    document = check(repo)
    assert changes(document) == [("carried", "a/a.go:3")]
    assert document["summary"]["exit_status"] == 0
    assert check(repo, "--strict")["summary"]["exit_status"] == 1


def test_what_the_working_tree_adds_is_introduced_and_fails(repo: Repository) -> None:
    repo.write("a/new.go", IMPORTS_B)
    document = check(repo)
    assert changes(document) == [("carried", "a/a.go:3"), ("introduced", "a/new.go:3")]
    assert document["summary"]["exit_status"] == 1


def test_what_is_gone_is_retired_at_its_place_in_the_base(repo: Repository) -> None:
    repo.write("a/a.go", "package a\n")
    document = check(repo)
    assert changes(document) == [("retired", "a/a.go:3")]
    assert document["summary"]["exit_status"] == 0


def test_an_import_that_only_moved_down_is_carried(repo: Repository) -> None:
    repo.write("a/a.go", "package a\n\n// A comment.\n" + IMPORTS_B.partition("\n\n")[2])
    assert changes(check(repo)) == [("carried", "a/a.go:4")]


@pytest.mark.parametrize("staged", [True, False])
def test_a_renamed_file_is_the_same_file(repo: Repository, staged: bool) -> None:
    (repo.folder / "a/a.go").rename(repo.folder / "a/renamed.go")
    if staged:
        repo.git("add", "--all")
    assert changes(check(repo)) == [("carried", "a/renamed.go:3")]


def test_a_package_that_moves_whole_carries_its_findings(repo: Repository) -> None:
    repo.git("mv", "a", "c")
    config = (repo.folder / "layers.toml").read_text().replace('A = ["a/**"]', 'A = ["c/**"]')
    repo.write("layers.toml", config.replace('C = { files = ["c/**"], optional = true }\n', ""))
    document = check(repo)
    assert changes(document) == [("carried", "c/a.go:3")]
    assert document["changes"]["packages_renamed"] == [{"before": "example.com/m/a", "after": "example.com/m/c"}]
    assert not [each for each in document["changes"]["dependencies_added"] if each["level"] == "package"]


def test_the_base_is_where_the_branch_left_it(repo: Repository) -> None:
    repo.git("switch", "--quiet", "--create", "branch")
    repo.write("a/branch.go", IMPORTS_B)
    repo.commit_all()
    repo.git("switch", "--quiet", "main")
    repo.write("a/main.go", IMPORTS_B)
    repo.commit_all()
    repo.git("switch", "--quiet", "branch")
    assert changes(check(repo)) == [("carried", "a/a.go:3"), ("introduced", "a/branch.go:3")]


def test_a_finding_that_the_baseline_knows_is_not_counted(repo: Repository) -> None:
    repo.write("a/new.go", IMPORTS_B)
    assert archlint("baseline", cwd=repo.folder).status == 0
    document = check(repo)
    assert changes(document) == []
    assert [item["finding"]["change"] for item in document["known"]] == ["carried", "introduced"]
    added = [item for item in document["changes"]["rules"] if item["what"] == "baseline"]
    assert [item["effect"] for item in added] == ["loosened", "loosened"]


def test_a_cycle_that_shrinks_is_carried(repo: Repository) -> None:
    for package, imported in (("d", "e"), ("e", "f"), ("f", "d")):
        repo.write(f"{package}/x.go", f'package {package}\n\nimport _ "example.com/m/{imported}"\n')
    repo.commit_all()
    repo.write("e/x.go", 'package e\n\nimport _ "example.com/m/d"\n')
    repo.write("f/x.go", "package f\n")
    document = check(repo, base="HEAD")
    cycles = [item for item in document["findings"] if item["cycle"]]
    assert [(item["change"], item["cycle"]["members"]) for item in cycles] == [
        ("carried", ["example.com/m/d", "example.com/m/e"])
    ]
    assert {(item["change"], item["level"]) for item in document["changes"]["cycles"]} == {
        ("shrunk", "package"),
        ("shrunk", "slice"),
    }


def test_the_same_with_and_without_a_cache(repo: Repository, tmp_path: Path) -> None:
    repo.write("a/new.go", IMPORTS_B)
    repo.write("b/b.go", 'package b\n\nimport _ "github.com/x/y/z"\n')
    env = {"ARCHLINT_CACHE_DIR": str(tmp_path / "cache")}
    first, second, without = (check(repo, *more, env=env) for more in ((), (), ("--no-cache",)))
    assert first == second == without
    assert list((tmp_path / "cache").iterdir())
    for text in (IMPORTS_B, "package a\n", "package a\n\nvar X = 1 //archlint:ignore pure why\n"):
        repo.write("a/more.go", text)
        assert check(repo, env=env) == check(repo, env=env) == check(repo, "--no-cache", env=env)


def test_with_a_mapping_both_trees_are_mapped(repo: Repository) -> None:
    repo.write("moves.md", "| old_path | new_path |\n|---|---|\n| `a/a.go` | `c/a.go` |\n")
    repo.write("a/new.go", IMPORTS_B)
    document = check(repo, "-m", "moves.md")
    assert document["view"] == "mapped"
    assert [each for each in changes(document) if each[0] == "introduced"] == [("introduced", "a/new.go:3")]


def test_tracked_files_alone(repo: Repository) -> None:
    repo.write("a/new.go", IMPORTS_B)
    assert changes(check(repo, "--tracked", base="HEAD")) == [("carried", "a/a.go:3")]
    repo.git("add", "a/new.go")
    repo.write("a/new.go", IMPORTS_B + "\n// Not staged, and checked as it is.\n")
    document = check(repo, "--tracked", base="HEAD")
    assert changes(document)[-1] == ("introduced", "a/new.go:3")
    assert any("as they are in the working tree" in item["message"] for item in document["notices"])


# --- what changed besides ---------------------------------------------------------------------------------------------


def test_dependencies_packages_and_modules(repo: Repository) -> None:
    repo.write("b/b.go", 'package b\n\nimport _ "github.com/x/y/z"\n')
    repo.write("c/c.go", 'package c\n\nimport _ "example.com/m/b"\n')
    repo.write("a/a.go", "package a\n")
    found = check(repo)["changes"]
    ends = {
        what: {(item["level"], item["from"], item["to"]) for item in found[f"dependencies_{what}"]}
        for what in ("added", "removed")
    }
    assert ends == {
        "added": {
            ("layer", "C", "B"),
            ("slice", "c", "b"),
            ("package", "example.com/m/c", "example.com/m/b"),
        },
        "removed": {
            ("layer", "A", "B"),
            ("slice", "a", "b"),
            ("package", "example.com/m/a", "example.com/m/b"),
        },
    }
    assert found["packages_added"] == ["example.com/m/c"]
    assert found["layers_added"] == ["C"]
    assert [(item["module"], item["uses"]) for item in found["modules_added"]] == [("github.com/x/y", 1)]


def test_a_file_that_changes_its_layer(repo: Repository) -> None:
    repo.git("mv", "a/more.go", "b/more.go")
    assert check(repo)["changes"]["layer_changes"] == [{"path": "b/more.go", "before": "A", "after": "B"}]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("because = ", 'severity = "warning"\nbecause = ', ("rule", "loosened", "severity error", "severity warning")),
        ("because = ", 'tests = "include"\nbecause = ', ("rule", "tightened", "tests exclude", "tests include")),
        (
            'because = "we say so"',
            'because = "x"\nexcept = [{ from = "a/**", to = "b", because = "later" }]',
            ("exception", "loosened", "", "a/** -> b: later"),
        ),
        ("A must not import B", "B must not reach A", ("rule", "changed", "A must not import B", "B must not reach A")),
        ('A = ["a/**"]', 'A = ["a/a.go"]', ("layer", "changed", "a/**", "a/a.go")),
        ("version = 1", 'version = 1\n[scan]\nexclude = ["a/m*.go"]', ("scan", "loosened", "", "a/m*.go")),
        ("part =", "parts =", ("slices", "changed", "{part}/**", "")),
    ],
)  # fmt: skip
def test_changes_of_the_rules(repo: Repository, old: str, new: str, expected: tuple[str, ...]) -> None:
    text = (repo.folder / "layers.toml").read_text()
    assert old in text
    repo.write("layers.toml", text.replace(old, new))
    found = [(item["what"], item["effect"], item["before"], item["after"]) for item in check(repo)["changes"]["rules"]]
    assert expected in found


def test_a_branch_cannot_loosen_its_own_gate_unseen(repo: Repository) -> None:
    text = (repo.folder / "layers.toml").read_text()
    repo.write("layers.toml", text.replace("A must not import B", "B must not import A"))
    repo.write("a/new.go", IMPORTS_B)
    document = check(repo)
    assert changes(document) == []
    assert [item["place"]["path"] for item in document["loosened"]] == ["a/new.go"]


def test_an_ignore_that_a_branch_adds_is_told(repo: Repository) -> None:
    repo.write("a/a.go", 'package a\n\nimport _ "example.com/m/b" //archlint:ignore pure because\n')
    found = check(repo)
    assert [(item["what"], item["effect"], item["name"]) for item in found["changes"]["rules"]] == [
        ("ignore", "loosened", "pure")
    ]


def test_a_glob_that_matched_nothing_in_the_base_is_a_notice(repo: Repository) -> None:
    text = (repo.folder / "layers.toml").read_text()
    repo.write("layers.toml", text.replace('B = ["b/**"]', 'B = ["b/**"]\nD = ["d/**"]'))
    repo.write("d/d.go", "package d\n")
    document = check(repo)
    assert document["problems"] == []
    assert any("in the base only" in item["message"] and "d/**" in item["message"] for item in document["notices"])


def test_nothing_changed(repo: Repository) -> None:
    found = check(repo)["changes"]
    assert not any(found.values())


# --- bad input --------------------------------------------------------------------------------------------------------


def said(repo: Repository, *arguments: str, **options: Any) -> Outcome:
    """A check that ends with status 2."""
    outcome = archlint("check", *arguments, cwd=repo.folder, **options)
    assert outcome.status == 2, outcome
    return outcome


@pytest.mark.parametrize("name", ["no-such", "-x", "", "main..main", "main\nmain", "HEAD:a/a.go", "--all", "@{9}"])
def test_what_is_no_revision(repo: Repository, name: str) -> None:
    assert "is not a revision that git knows here" in said(repo, f"--base={name}").out


def test_no_repository(tmp_path: Path) -> None:
    txtar.read(TREE).write(tmp_path)
    outcome = archlint("check", "--base", "main", cwd=tmp_path)
    assert (outcome.status, "--base needs a git repository" in outcome.out) == (2, True)


def test_no_git(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "--base needs git, which isn't on PATH" in said(repo, "--base", "main").out


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    txtar.read(TREE).write(tmp_path)
    new_repository(tmp_path)
    assert "is not a revision that git knows here" in archlint("check", "--base", "HEAD", cwd=tmp_path).out


def test_a_shallow_clone_says_what_to_set(repo: Repository, tmp_path: Path) -> None:
    repo.write("a/x.go", "package a\n")
    repo.git("switch", "--quiet", "--create", "branch")
    first = repo.git("rev-parse", "HEAD").strip()
    repo.commit_all()
    clone = Repository(tmp_path / "clone")
    repo.git("clone", "--quiet", "--depth=1", f"file://{repo.folder}", str(clone.folder))
    outcome = said(clone, "--base", first)
    assert "this clone is shallow" in outcome.out
    assert "fetch-depth: 0" in outcome.out


def test_a_shallow_clone_without_the_common_ancestor(repo: Repository, tmp_path: Path) -> None:
    repo.git("switch", "--quiet", "--create", "branch")
    for name in ("branch", "main"):
        repo.git("switch", "--quiet", name)
        repo.write(f"a/{name}.go", "package a\n")
        repo.commit_all()
    clone = Repository(tmp_path / "clone")
    repo.git("clone", "--quiet", "--depth=1", "--no-single-branch", f"file://{repo.folder}", str(clone.folder))
    outcome = said(clone, "--base", "branch")
    assert "have no common ancestor in this clone, which is shallow" in outcome.out


def test_histories_that_have_nothing_in_common(repo: Repository) -> None:
    repo.git("switch", "--quiet", "--orphan", "other")
    repo.git("commit", "--quiet", "--allow-empty", "-m", "other")
    repo.git("switch", "--quiet", "main")
    assert "have no common ancestor" in said(repo, "--base", "other").out


def test_a_branch_of_the_remote(repo: Repository, tmp_path: Path) -> None:
    clone = Repository(tmp_path / "clone")
    repo.git("clone", "--quiet", str(repo.folder), str(clone.folder))
    clone.git("switch", "--quiet", "--create", "branch")
    clone.git("branch", "--quiet", "--delete", "main")
    assert changes(check(clone)) == [("carried", "a/a.go:3")]


def test_a_partial_clone_says_what_to_do(repo: Repository, tmp_path: Path) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.write("a/a.go", "package a\n\n// Changed.\n")
    repo.write("layers.toml", (repo.folder / "layers.toml").read_text() + "\n# Changed.\n")
    repo.commit_all()
    clone = Repository(tmp_path / "clone")
    repo.git("clone", "--quiet", "--filter=blob:none", f"file://{repo.folder}", str(clone.folder))
    outcome = said(clone, "--base", "HEAD~1", "--no-cache")
    assert "this clone doesn't have the contents of all files of the base" in outcome.out
    assert "--refetch" in outcome.out


def test_a_clone_that_lacks_other_files_than_sources(repo: Repository) -> None:
    repo.write("big.bin", "1\n" * 100)
    repo.commit_all()
    name = repo.git("rev-parse", "HEAD:big.bin").strip()
    repo.git("mv", "big.bin", "moved.bin")
    repo.write("moved.bin", "1\n" * 99)
    repo.git("mv", "a/a.go", "a/renamed.go")
    repo.git("add", "--all")
    (repo.folder / ".git/objects" / name[:2] / name[2:]).unlink()
    document = check(repo, base="HEAD")
    assert changes(document) == [("carried", "a/renamed.go:3")]
    assert any("only files that didn't change count as renamed" in item["message"] for item in document["notices"])


def test_nothing_that_the_repository_names_is_run(repo: Repository, tmp_path: Path) -> None:
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\ncat\n")
    evil.chmod(0o755)
    hooks = repo.folder / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
        (hooks / hook).write_text(evil.read_text())
        (hooks / hook).chmod(0o755)
    for key in (
        "core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "diff.external", "diff.x.textconv",
        "diff.x.command", "filter.x.clean", "filter.x.smudge", "filter.x.process", "core.gitProxy", "credential.helper",
        "gpg.program", "core.alternateRefsCommand", "uploadpack.packObjectsHook", "merge.x.driver",
    ):  # fmt: skip
        repo.git("config", key, str(evil))
    repo.git("config", "log.showSignature", "true")
    repo.git("config", "alias.ls-tree", f"!{evil}")
    repo.write(".gitattributes", "* filter=x diff=x merge=x\n")
    repo.git("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "filter.x.clean=cat",
             "-c", "filter.x.smudge=cat", "-c", "filter.x.process=", "add", "--all")  # fmt: skip
    (tmp_path / "ran").unlink(missing_ok=True)
    repo.write("a/a.go", "package a\n\nvar X = 1\n")
    os.utime(repo.folder / "b/b.go", (1, 1))
    document = check(repo, "--tracked", base="HEAD")
    assert changes(document) == [("retired", "a/a.go:3")]
    assert archlint("diff", "HEAD", cwd=repo.folder).status == 0
    assert not (tmp_path / "ran").exists()


def test_replaced_objects_are_not_believed(repo: Repository) -> None:
    repo.write("a/new.go", IMPORTS_B)
    second = repo.commit_all()
    first = repo.git("rev-parse", "HEAD~1").strip()
    repo.git("replace", first, second)
    assert changes(check(repo, base=first))[-1] == ("introduced", "a/new.go:3")


def test_a_repository_of_another_owner(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    outcome = said(repo, "--base", "main")
    assert "dubious ownership" in outcome.out


def test_a_work_tree_of_its_own(repo: Repository, tmp_path: Path) -> None:
    repo.git("worktree", "add", "--quiet", "-b", "branch", str(tmp_path / "tree"))
    tree = Repository(tmp_path / "tree")
    tree.write("a/new.go", IMPORTS_B)
    assert changes(check(tree)) == [("carried", "a/a.go:3"), ("introduced", "a/new.go:3")]


def test_a_sparse_checkout_compares_what_is_there_and_says_so(repo: Repository) -> None:
    repo.write("b/b.go", 'package b\n\nimport _ "example.com/m/c"\n')
    repo.write("c/c.go", "package c\n")
    repo.commit_all()
    repo.git("sparse-checkout", "set", "a", "b")
    document = check(repo, base="HEAD")
    assert changes(document) == [("carried", "a/a.go:3")]
    assert not document["changes"]["packages_removed"]
    assert any("sparse checkout leaves out 1 file of HEAD" in item["message"] for item in document["notices"])


def test_line_ends_that_git_converts(repo: Repository) -> None:
    for path in ("a/a.go", "a/more.go", "b/b.go", "layers.toml"):
        text = (repo.folder / path).read_text()
        (repo.folder / path).write_bytes(text.replace("\n", "\r\n").encode())
    document = check(repo)
    assert changes(document) == [("carried", "a/a.go:3")]
    assert not any(document["changes"].values())


def test_a_file_in_git_lfs_is_taken_as_it_is_now(repo: Repository) -> None:
    real = (repo.folder / "a/a.go").read_text()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12345\n"
    repo.write("a/a.go", pointer)
    repo.commit_all()
    repo.write("a/a.go", real)
    document = check(repo, base="HEAD")
    assert changes(document) == [("carried", "a/a.go:3")]
    assert any("Git LFS" in item["message"] for item in document["notices"])


def test_a_base_without_rules(repo: Repository) -> None:
    text = (repo.folder / "layers.toml").read_text()
    repo.git("rm", "--quiet", "layers.toml")
    repo.commit_all()
    repo.write("layers.toml", text)
    document = check(repo, base="HEAD")
    assert changes(document) == [("carried", "a/a.go:3")]
    assert any("HEAD has no layers.toml" in item["message"] for item in document["notices"])


@pytest.mark.parametrize("text", ["version = ", "version = 1\n[nothing]\n", "\0"])
def test_a_base_whose_rules_do_not_parse(repo: Repository, text: str) -> None:
    good = (repo.folder / "layers.toml").read_text()
    repo.write("layers.toml", text)
    repo.commit_all()
    repo.write("layers.toml", good)
    document = check(repo, base="HEAD")
    assert changes(document) == [("carried", "a/a.go:3")]
    assert any("aren't known" in item["message"] for item in document["notices"])


def test_a_base_without_go_files_introduces_everything_and_says_so(repo: Repository) -> None:
    repo.git("switch", "--quiet", "--orphan", "empty")
    repo.write("README.md", "Nothing.\n")
    repo.commit_all()
    repo.git("checkout", "--quiet", "main", "--", ".")
    document = check(repo, base="HEAD")
    assert changes(document) == [("introduced", "a/a.go:3")]
    assert any("has nothing to compare with" in item["message"] for item in document["notices"])


def test_conflicts_in_the_tree(repo: Repository) -> None:
    repo.git("switch", "--quiet", "--create", "branch")
    repo.write("a/a.go", "package a\n\nvar Branch = 1\n")
    repo.commit_all()
    repo.git("switch", "--quiet", "main")
    repo.write("a/a.go", "package a\n\nvar Main = 1\n")
    repo.commit_all()
    with pytest.raises(AssertionError):
        repo.git("merge", "branch")
    document = check(repo, base="HEAD")
    assert [item["kind"] for item in document["findings"] if item["change"] == "introduced"] == ["parse-error"]
    assert document["summary"]["exit_status"] == 1


def test_a_root_that_was_renamed(tmp_path: Path) -> None:
    repo = made(tmp_path / "repo", below="old")
    repo.git("mv", "old", "new")
    document = check(Repository(repo.folder / "new"), base="HEAD")
    assert changes(document) == [("carried", "a/a.go:3")]


def test_a_submodule_that_is_checked_out(repo: Repository, tmp_path: Path) -> None:
    inner = new_repository(tmp_path / "inner")
    inner.write("go.mod", "module example.com/inner\n")
    inner.write("x.go", "package inner\n")
    inner.commit_all()
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.folder), "inner")
    repo.commit_all()
    document = check(repo, base="HEAD")
    assert not any(document["changes"].values())
    repo.write("inner/y/y.go", "package y\n")
    assert check(repo, base="HEAD")["changes"]["packages_added"] == ["example.com/inner/y"]


def test_a_submodule_that_is_checked_out_later(repo: Repository, tmp_path: Path) -> None:
    inner = new_repository(tmp_path / "inner")
    inner.write("go.mod", "module example.com/inner\n")
    inner.write("x.go", "package inner\n")
    inner.commit_all()
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.folder), "inner")
    repo.commit_all()
    repo.git("submodule", "--quiet", "deinit", "--all")
    assert not any(check(repo, base="HEAD")["changes"].values())
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init")
    assert not any(check(repo, base="HEAD")["changes"].values())


def test_both_views_cannot_be_held_against_a_base(repo: Repository) -> None:
    outcome = archlint("check", "--base", "main", "--view", "both", cwd=repo.folder)
    assert (outcome.status, "--base compares one view" in outcome.err) == (2, True)


# --- the event of CI --------------------------------------------------------------------------------------------------


def event(repo: Repository, content: object, name: str = "pull_request") -> dict[str, str]:
    """The environment of a GitHub Actions run for this event."""
    path = repo.folder.parent / "event.json"
    path.write_text(json.dumps(content))
    return {"GITHUB_EVENT_PATH": str(path), "GITHUB_EVENT_NAME": name}


def test_the_base_of_a_pull_request_is_the_first_parent_of_its_merge(repo: Repository) -> None:
    old = repo.git("rev-parse", "HEAD").strip()
    repo.git("switch", "--quiet", "--create", "branch")
    repo.write("a/branch.go", IMPORTS_B)
    head = repo.commit_all()
    repo.git("switch", "--quiet", "main")
    repo.write("a/main.go", IMPORTS_B)
    repo.commit_all()
    repo.git("merge", "--quiet", "--no-ff", "-m", "merge", "branch")
    env = event(repo, {"pull_request": {"base": {"sha": old}, "head": {"sha": head}}})
    assert [each for each in changes(check(repo, base="auto", env=env)) if each[0] == "introduced"] == [
        ("introduced", "a/branch.go:3")
    ]


def test_the_base_of_a_push(repo: Repository) -> None:
    before = repo.git("rev-parse", "HEAD").strip()
    repo.write("a/new.go", IMPORTS_B)
    repo.commit_all()
    env = event(repo, {"before": before}, "push")
    assert changes(check(repo, base="auto", env=env))[-1] == ("introduced", "a/new.go:3")


def test_the_first_push_of_a_branch_is_held_against_the_default_branch(repo: Repository) -> None:
    repo.git("switch", "--quiet", "--create", "branch")
    repo.write("a/new.go", IMPORTS_B)
    repo.commit_all()
    env = event(repo, {"before": "0" * 40, "repository": {"default_branch": "main"}}, "push")
    assert changes(check(repo, base="auto", env=env))[-1] == ("introduced", "a/new.go:3")


def test_a_checkout_of_the_base_itself_is_no_pass(repo: Repository) -> None:
    head = repo.git("rev-parse", "HEAD").strip()
    env = event(repo, {"pull_request": {"base": {"sha": head}, "head": {"sha": "1" * 40}}}, "pull_request_target")
    assert "the commit that is checked out is the base itself" in said(repo, "--base", "auto", env=env).out


@pytest.mark.parametrize("content", [{}, [], {"pull_request": None}, {"before": 1}, {"pull_request": {"base": "x"}}])
def test_an_event_without_a_base(repo: Repository, content: object) -> None:
    env = event(repo, content, "schedule")
    assert "the event 'schedule' has no base to compare with" in said(repo, "--base", "auto", env=env).out


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\udcff"])
def test_an_event_that_is_no_json(repo: Repository, text: str) -> None:
    env = event(repo, {})
    Path(env["GITHUB_EVENT_PATH"]).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert "the event of GitHub Actions is not JSON" in said(repo, "--base", "auto", env=env).out


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "HEAD~1"),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
        ("BITBUCKET_PR_DESTINATION_BRANCH", "main"),
        ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"),
        ("CHANGE_TARGET", "main"),
    ],
)
def test_other_services(repo: Repository, name: str, value: str) -> None:
    repo.git("switch", "--quiet", "--create", "branch")
    repo.write("a/new.go", IMPORTS_B)
    repo.commit_all()
    assert changes(check(repo, base="auto", env={name: value}))[-1] == ("introduced", "a/new.go:3")


def test_auto_outside_of_ci(repo: Repository) -> None:
    assert "--base auto finds no CI event" in said(repo, "--base", "auto").out


# --- archlint diff ----------------------------------------------------------------------------------------------------


def test_diff_says_in_one_line_that_nothing_changed(repo: Repository) -> None:
    outcome = archlint("diff", cwd=repo.folder)
    assert outcome == (0, "Nothing changed in the architecture from HEAD to the working tree.\n", "")


def test_diff_of_two_revisions_is_the_check_of_the_later_one(repo: Repository) -> None:
    repo.write("c/c.go", 'package c\n\nimport _ "example.com/m/b"\n')
    repo.write("a/new.go", IMPORTS_B)
    repo.commit_all()
    expected = check(repo, base="HEAD~1")
    repo.write("a/later.go", IMPORTS_B)
    document = json.loads(archlint("diff", "HEAD~1", "HEAD", "-f", "json", cwd=repo.folder).out)
    assert document["changes"] == expected["changes"]
    assert document["findings"] == [item for item in expected["findings"] if item["change"] == "introduced"]
    assert document == json.loads(archlint("diff", "HEAD~1..HEAD", "-f", "json", cwd=repo.folder).out)


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_diff_in_words(repo: Repository, form: str) -> None:
    repo.write("c/c.go", 'package c\n\nimport _ "example.com/m/b"\n')
    out = archlint("diff", "-f", form, cwd=repo.folder).out
    assert "C -> B" in out.replace("&gt;", ">")
    assert "example.com/m/c" in out


def test_diff_without_rules(tmp_path: Path) -> None:
    txtar.read(TREE).write(tmp_path)
    (tmp_path / "layers.toml").unlink()
    repo = new_repository(tmp_path)
    repo.commit_all()
    repo.write("c/c.go", "package c\n")
    assert "example.com/m/c" in archlint("diff", cwd=tmp_path).out


def test_an_unknown_package_of_the_standard_library_is_no_module(repo: Repository) -> None:
    repo.write("b/b.go", 'package b\n\nimport _ "crypto/internal/nothing"\n')
    assert check(repo)["changes"]["modules_added"] == []


def test_the_facts_of_a_revision_are_remembered_for_the_next(repo: Repository, tmp_path: Path) -> None:
    env = {"ARCHLINT_CACHE_DIR": str(tmp_path / "cache")}
    for number, text in enumerate((IMPORTS_B, "package a\n", 'package a\n\nimport _ "example.com/m/c"\n', "package")):
        repo.write(f"a/new{number}.go", text)
        repo.write("a/more.go", text)
        repo.commit_all()
        repo.write("a/more.go", f"package a\n\nvar X{number} = 1\n")
        for base in ("HEAD", "HEAD~1"):
            assert check(repo, base=base, env=env) == check(repo, "--no-cache", base=base, env=env)


def test_a_file_that_is_remembered_is_not_read_again(repo: Repository, tmp_path: Path) -> None:
    env = {"ARCHLINT_CACHE_DIR": str(tmp_path / "cache")}
    check(repo, base="HEAD", env=env)
    name = repo.git("rev-parse", "HEAD:a/more.go").strip()
    repo.write("b/b.go", "package b\n\nvar B = 1\n")
    repo.commit_all()
    repo.write("a/more.go", "package a\n\nvar More = 2\n")
    repo.commit_all()
    (repo.folder / ".git/objects" / name[:2] / name[2:]).unlink()
    assert changes(check(repo, base="HEAD~1", env=env)) == [("carried", "a/a.go:3")]
    outcome = archlint("check", "--base", "HEAD~1", "--no-cache", cwd=repo.folder, env=env)
    assert "doesn't have the contents" in outcome.out


def test_a_configuration_that_is_gone_is_told(tmp_path: Path) -> None:
    for name in ("one", "two"):
        txtar.read(TREE).write(tmp_path / name)
    repo = new_repository(tmp_path)
    repo.commit_all()
    repo.write("two/a/new.go", IMPORTS_B)
    (tmp_path / "two/layers.toml").unlink()
    for _ in range(2):  # the second time from the cache
        document = check(repo, base="HEAD", env={"ARCHLINT_CACHE_DIR": str(tmp_path.parent / "cache")})
        told = [(item["what"], item["effect"], item["before"]) for item in document["changes"]["rules"]]
        assert ("scan", "loosened", "../two/layers.toml") in told
    out = archlint("check", "--base", "HEAD", cwd=tmp_path).out
    assert "two/layers.toml is gone, and its rules with it" in out


def test_what_an_ignore_excuses_is_not_gone(repo: Repository) -> None:
    repo.write("a/a.go", 'package a\n\nimport _ "example.com/m/b" //archlint:ignore pure later\n')
    document = check(repo)
    assert changes(document) == []
    assert [item["source"] for item in document["known"]] == ["ignore"]


def test_rules_behind_a_link_are_read(repo: Repository) -> None:
    (repo.folder / "layers.toml").rename(repo.folder / "rules.toml")
    (repo.folder / "layers.toml").symlink_to("rules.toml")
    repo.commit_all()
    text = (repo.folder / "rules.toml").read_text()
    repo.write("rules.toml", text.replace('"A must not import B"', "'A must not import std'"))
    repo.write("a/new.go", IMPORTS_B)
    document = check(repo, base="HEAD")
    assert [item["place"]["path"] for item in document["loosened"]] == ["a/new.go"]


@pytest.mark.parametrize("rule", ["ctx must not form cycles", 'folders in "svc" must not form cycles'])
def test_a_slice_or_folder_that_moves_whole_carries_its_cycle(tmp_path: Path, rule: str) -> None:
    repo = new_repository(tmp_path)
    repo.write("go.mod", "module example.com/m\n")
    repo.write("layers.toml", f"version = 1\n[slices]\nctx = \"svc/{{ctx}}/**\"\n[[rules]]\nrule = '{rule}'\n")
    repo.write("svc/x/x.go", 'package x\n\nimport _ "example.com/m/svc/y"\n')
    repo.write("svc/y/y.go", 'package y\n\nimport _ "example.com/m/svc/x/z"\n')
    repo.write("svc/x/z/z.go", "package z\n")
    repo.commit_all()
    repo.git("mv", "svc/x", "svc/w")
    repo.write("svc/y/y.go", 'package y\n\nimport _ "example.com/m/svc/w/z"\n')
    assert {change for change, _ in changes(check(repo, base="HEAD"))} == {"carried"}
    repo.write("svc/v/v.go", 'package v\n\nimport _ "example.com/m/svc/y"\n')
    repo.write("svc/y/more.go", 'package y\n\nimport _ "example.com/m/svc/v"\n')
    assert "introduced" in {change for change, _ in changes(check(repo, base="HEAD"))}

"""A tree can't lead archlint out of its repository, by names or by links. The command line may name any path."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import txtar
from support.command import archlint, environment
from support.repository import ONE_FINDING, small_repository, snapshot

from archlint.edge import confine
from archlint.edge.confine import Territory, contains, repository, territory_of
from archlint.errors import InputError

POSIX = pytest.mark.skipif(os.name == "nt", reason="creating links on Windows needs special rights")
SECRET = "hunter2-of-another-tree"  # no output may contain this
OUTSIDE = f"""
-- go.mod --
module example.com/other
-- s.go --
package s

import "net/http" // {SECRET}
-- layers.toml --
{SECRET} =
-- archlint-baseline.json --
{{"{SECRET}": 1}}
-- moves.md --
| old_path | new_path |
|---|---|
| `{SECRET}\\` | |
-- precious.md --
precious
"""


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with one finding, and `outside` next to it."""
    txtar.read(OUTSIDE).write(tmp_path / "outside")
    return small_repository(tmp_path / "repo", f"{ONE_FINDING}-- b/b.go --\npackage b\n")


def refused(repo: Path, *arguments: str | Path, cwd: Path | None = None) -> str:
    """The message of a refused run, which has shown nothing of the other tree, and changed nothing there."""
    before = snapshot(repo.parent / "outside")
    found = archlint(*arguments, cwd=cwd or repo)
    assert found.status == 2, found
    assert SECRET not in found.out + found.err
    assert snapshot(repo.parent / "outside") == before
    return found.out + found.err


def root_is(repo: Path, root: str) -> None:
    config = repo / "layers.toml"
    config.write_text(config.read_text().replace("[layers]", f"[scan]\nroot = {json.dumps(root)}\n\n[layers]"))


# [scan] root


OUT = ["../outside", "..", "a/../../outside", "./../outside/.", "../repo/../outside", "../nowhere"]


@pytest.mark.parametrize("root", OUT)
def test_a_scan_root_outside_the_repository_is_rejected(repo: Path, root: str) -> None:
    root_is(repo, root)
    for command in ("check", "graph", "baseline", "map"):
        told = refused(repo, command)
        assert f"scan.root: the scan root '{root}' is outside the repository of layers.toml" in told
        assert "archlint check FOLDER --config FILE" in told
    assert "layers.toml:4" in refused(repo, "check", "-f", "concise")
    assert "outside the repository" in refused(repo, "plan", "-m", "moves.md")
    assert "outside the repository" in refused(repo, "check", "-c", repo / "layers.toml", cwd=repo.parent)


@pytest.mark.parametrize(
    "root", ["/", "C:\\x", "C:/x", "\\\\server\\share", "a\\..\\..\\outside", "a\0/..", "~", "$HOME"]
)
def test_a_scan_root_that_isnt_a_folder_of_the_tree_is_refused(repo: Path, root: str) -> None:
    root_is(repo, root)
    assert "scan.root" in refused(repo, "check")


@POSIX
@pytest.mark.parametrize("root", ["link", "link/deep/..", "a/up/../outside"])
def test_a_scan_root_through_a_link_is_refused(repo: Path, root: str) -> None:
    (repo.parent / "outside" / "deep").mkdir()
    (repo / "link").symlink_to("../outside")
    (repo / "a" / "up").symlink_to("../..")
    root_is(repo, root)
    told = refused(repo, "check")
    assert "scan.root: the scan root" in told


def test_a_scan_root_above_in_the_same_repository_is_allowed(repo: Path) -> None:
    (repo / "tools" / "arch").mkdir(parents=True)
    root_is(repo, "../..")
    (repo / "layers.toml").rename(repo / "tools" / "arch" / "layers.toml")
    found = archlint("check", "-f", "concise", cwd=repo / "tools" / "arch")
    assert (found.status, found.out.count("a/x.go:3:8: ")) == (1, 1)


def test_without_a_repository_the_folder_of_the_configuration_is_the_limit(repo: Path) -> None:
    (repo / ".git").rmdir()
    root_is(repo, "..")
    assert "outside the folder of layers.toml, which isn't in a repository" in refused(repo, "check")
    (repo / "layers.toml").write_text((repo / "layers.toml").read_text().replace('root = ".."', 'root = "."'))
    assert archlint("check", cwd=repo).status == 1


def test_the_command_line_can_name_any_folder(repo: Path) -> None:
    found = archlint("graph", repo.parent / "outside", "-c", "layers.toml", cwd=repo)
    assert (found.status, "example.com/other" in found.out) == (0, True)
    elsewhere = repo.parent / "config"
    elsewhere.mkdir()
    (repo / "layers.toml").rename(elsewhere / "layers.toml")
    (repo / "moves.md").rename(elsewhere / "moves.md")
    out = repo.parent / "reports"
    found = archlint(
        "check", repo, "-c", "../config/layers.toml", "-m", "../config/moves.md", "-f", f"json={out}/r.json", cwd=repo
    )
    assert (found.status, json.loads((out / "r.json").read_text())["config"]) == (0, "../config/layers.toml")


# Links instead of input files


@POSIX
@pytest.mark.parametrize("git", [True, False])
def test_a_configuration_that_is_a_link_out_is_rejected(repo: Path, git: bool) -> None:
    if not git:
        (repo / ".git").rmdir()
    (repo / "layers.toml").unlink()
    (repo / "layers.toml").symlink_to("../outside/layers.toml")
    expected = "the configuration isn't read: layers.toml is a symbolic link that leads out of the repository"
    for arguments in (["check"], ["check", "-c", "layers.toml"], ["rules", "-c", "layers.toml"], ["check", "."]):
        assert expected in refused(repo, *arguments)
    assert expected in refused(repo, "check", repo, cwd=repo.parent)
    assert expected in refused(repo, "explain", "A")


@POSIX
def test_a_configuration_under_a_linked_folder_is_rejected(repo: Path) -> None:
    (repo / "arch").symlink_to("../outside")
    told = refused(repo, "check", "-c", "arch/layers.toml")
    assert "arch is a symbolic link that leads out of the repository" in told
    assert "arch is a symbolic link" in refused(repo, "check", "-c", "a/../arch/layers.toml")


@POSIX
def test_chains_of_links_are_followed_to_the_end(repo: Path) -> None:
    (repo / "layers.toml").unlink()
    (repo / "one").symlink_to("../outside/layers.toml")
    (repo / "layers.toml").symlink_to(repo / "one")
    assert "leads out of the repository" in refused(repo, "check")
    (repo.parent / "machine").symlink_to("repo/one")
    assert "leads out of the repository" in refused(repo, "check", "-c", "../machine")


@POSIX
def test_links_within_the_repository_are_followed(repo: Path) -> None:
    (repo / "arch").mkdir()
    (repo / "layers.toml").rename(repo / "arch" / "rules.toml")
    (repo / "layers.toml").symlink_to("arch/rules.toml")
    assert archlint("baseline", cwd=repo).status == 0
    (repo / "archlint-baseline.json").rename(repo / "arch" / "known.json")
    (repo / "archlint-baseline.json").symlink_to("arch/known.json")
    assert archlint("check", cwd=repo).status == 0


@POSIX
def test_a_baseline_that_is_a_link_out_is_rejected(repo: Path) -> None:
    (repo / "archlint-baseline.json").symlink_to("../outside/archlint-baseline.json")
    expected = "the baseline isn't read: archlint-baseline.json is a symbolic link that leads out of the repository"
    for arguments in (["check"], ["baseline"], ["check", "--baseline", "archlint-baseline.json"]):
        assert expected in refused(repo, *arguments)


@POSIX
def test_a_mapping_that_is_a_link_out_is_rejected(repo: Path) -> None:
    (repo / "moves.md").unlink()
    (repo / "moves.md").symlink_to("../outside/moves.md")
    (repo / "docs").symlink_to("../outside")
    for mapping in ("moves.md", "docs/moves.md"):
        for command in ("check", "plan", "graph"):
            assert "the mapping isn't read: " in refused(repo, command, "-m", mapping)


@POSIX
def test_mappings_in_the_configuration_arent_links(repo: Path) -> None:
    (repo / "moves.md").unlink()
    (repo / "moves.md").symlink_to("../outside/moves.md")
    (repo / "docs").symlink_to("../outside")
    with (repo / "layers.toml").open("a") as config:
        config.write('[mapping]\nfiles = ["**/moves.md"]\n')
    assert "matches no file" in refused(repo, "check")


@POSIX
def test_a_path_that_is_a_link_out_of_the_repository_is_rejected(repo: Path) -> None:
    (repo / "b" / "b.go").unlink()
    (repo / "b").rmdir()
    (repo / "b").symlink_to("../outside")
    told = refused(repo, "check", "b", "-c", "layers.toml")
    assert "the scan root isn't read: b is a symbolic link that leads out of the repository" in told
    before = snapshot(repo.parent / "outside")
    assert "b is a symbolic link" in refused(repo, "init", "b", "--force")
    assert snapshot(repo.parent / "outside") == before


@POSIX
def test_links_outside_the_tree_are_trusted(repo: Path) -> None:
    home = repo.parent / "home"
    home.mkdir()
    (home / "work").symlink_to("../repo")
    (home / "out").symlink_to("../reports")
    (repo.parent / "reports").mkdir()
    found = archlint("check", "work", "-c", "work/layers.toml", "-f", "json=out/r.json", "-q", cwd=home)
    assert (found.status, found.err) == (1, "")
    assert json.loads((repo.parent / "reports" / "r.json").read_text())["findings"]


@POSIX
def test_messages_quote_only_lines_of_the_mapping(repo: Path) -> None:
    """The root is a link in the repository; `..` is relative to the link, not to its target."""
    (repo / "deep" / "er").mkdir(parents=True)
    (repo / "src").symlink_to("deep/er")
    txtar.read("-- go.mod --\nmodule m\n-- a/x.go --\npackage a\n").write(repo / "deep" / "er")
    (repo / "deep" / "m.md").write_text(f"{SECRET}\n" * 9)
    (repo / "m.md").write_text("| old_path | new_path |\n|---|---|\n| `gone.go` | `c/gone.go` |\n")
    root_is(repo, "src")
    found = archlint("check", "-m", "m.md", cwd=repo)
    assert "gone.go" in found.out
    assert SECRET not in found.out


# Links on the path of output files


@POSIX
@pytest.mark.parametrize("target", ["../outside", "b", "/"])
def test_reports_arent_written_through_links_of_the_tree(repo: Path, target: str) -> None:
    (repo / "out").symlink_to(target)
    before = snapshot(repo)
    for arguments in (
        ["check", "-f", "json=out/precious.md"],
        ["check", "-f", "json=./a/../out/x/precious.md"],
        ["check", "-f", f"json={repo}/out/precious.md"],
        ["graph", "-o", "out/precious.md"],
        ["plan", "-m", "moves.md", "-o", "out"],
        ["plan", "-m", "moves.md", "-o", "out/er"],
        ["baseline", "--baseline", "out/new.json"],
    ):
        told = refused(repo, *arguments)
        assert "out is a symbolic link in the repository" in told or "out is a symbolic link that leads out" in told
    assert snapshot(repo) == before


@POSIX
def test_links_at_the_path_of_a_report_are_replaced(repo: Path) -> None:
    (repo / "out").mkdir()
    names = ["plan.json", "moves-01.md", "moves-01.sh", "moves-01.patch", "moves-01.rewrites.csv"]
    for name in (*names[1:], "report.json"):
        (repo / "out" / name).symlink_to("../../outside/precious.md")
    before = snapshot(repo.parent / "outside")
    assert archlint("plan", "-m", "moves.md", "-o", "out", cwd=repo).status == 0
    assert archlint("check", "-f", "json=out/report.json", cwd=repo).status == 1
    assert snapshot(repo.parent / "outside") == before
    assert not any((repo / "out" / name).is_symlink() for name in (*names, "report.json"))


@POSIX
def test_a_dangling_link_doesnt_redirect_a_new_baseline(repo: Path) -> None:
    (repo / "archlint-baseline.json").symlink_to("../outside/new.json")
    refused(repo, "baseline")
    assert not (repo.parent / "outside" / "new.json").exists()


@POSIX
def test_the_baseline_is_written_next_to_its_configuration(repo: Path) -> None:
    """Also if the scan root is a link, after which `..` would lead to another folder."""
    (repo / "deep" / "er").mkdir(parents=True)
    (repo / "src").symlink_to("deep/er")
    txtar.read('-- go.mod --\nmodule m\n-- a/x.go --\npackage a\n\nimport "net/http"\n').write(repo / "deep" / "er")
    root_is(repo, "src")
    found = archlint("baseline", cwd=repo)
    assert (found.status, (repo / "archlint-baseline.json").is_file()) == (0, True)
    assert not (repo / "deep" / "archlint-baseline.json").exists()
    assert archlint("check", cwd=repo).status == 0


@POSIX
def test_a_script_creates_no_folder_behind_a_link(repo: Path) -> None:
    (repo / ".git").rmdir()
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *command], cwd=repo, check=True, env=environment())
    (repo / "c").symlink_to("../outside")
    archlint("plan", "-m", "moves.md", "-o", "out", cwd=repo)
    before = snapshot(repo.parent / "outside"), sorted(os.listdir(repo.parent / "outside"))
    script = (repo / "out" / "moves-01.sh").read_text().replace("c/x.go", "c/new/x.go").replace(" c\n", " c/new\n")
    (repo / "run.sh").write_text(script)
    done = subprocess.run(["sh", "run.sh"], cwd=repo, capture_output=True, text=True, check=False, env=environment())
    assert done.returncode == 1
    assert "is a symbolic link: c; nothing was moved" in done.stderr
    assert (snapshot(repo.parent / "outside"), sorted(os.listdir(repo.parent / "outside"))) == before


# go.mod, go.work, embed


def test_modules_elsewhere_arent_read(repo: Path) -> None:
    outside = str(repo.parent / "outside")
    (repo / "go.mod").write_text(
        f"module example.com/m\n\nreplace example.com/other => ../outside\nreplace example.com/abs => {outside}\n"
    )
    (repo / "go.work").write_text(f"go 1.24\nuse ../outside\nuse {outside}\nreplace example.com/other => ../outside\n")
    (repo / "a" / "e.go").write_text(
        'package a\n\nimport _ "embed"\n\n//go:embed ../../outside/precious.md /etc/passwd\nvar s string\n'
    )
    for arguments in (["check"], ["check", "-m", "moves.md"], ["graph", "--level", "file"], ["plan", "-m", "moves.md"]):
        found = archlint(*arguments, cwd=repo)
        assert found.status in (0, 1), found
        assert SECRET not in found.out + found.err
        assert "precious\n" not in found.out


ROWS = ["../outside/s.go", "/etc/passwd", "a/../../outside/s.go", "C:/x.go", "..\\outside\\s.go", "~/x.go", "a/./x.go"]


@pytest.mark.parametrize("path", ROWS)
def test_rows_that_leave_the_tree_are_rejected(repo: Path, path: str) -> None:
    for row in (f"| {path} | c/x.go |", f"| a/x.go | {path} |"):
        (repo / "moves.md").write_text(f"| old_path | new_path |\n|---|---|\n{row}\n")
        assert "moves.md:3" in refused(repo, "check", "-m", "moves.md")
        assert "moves.md:3" in refused(repo, "plan", "-m", "moves.md", "-o", "out")
        assert not (repo / "out").exists()


# The parts


def test_repository(tmp_path: Path) -> None:
    (tmp_path / "r" / ".git").mkdir(parents=True)
    (tmp_path / "r" / "a" / "b").mkdir(parents=True)
    assert repository(str(tmp_path / "r" / "a" / "b")) == os.path.realpath(tmp_path / "r")
    assert repository(str(tmp_path / "r" / "nowhere")) == os.path.realpath(tmp_path / "r")


def test_contains_compares_whole_names() -> None:
    assert contains("/r", "/r")
    assert contains("/r", "/r/a")
    assert contains("/", "/r")
    assert not contains("/r", "/rr")
    assert not contains("/r/a", "/r")


@POSIX
def test_contains_knows_other_spellings_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a file system that ignores letter case: two spellings, one folder."""
    (tmp_path / "repo" / "a").mkdir(parents=True)
    real = os.stat
    monkeypatch.setattr(os, "stat", lambda path, **more: real(str(path).replace("REPO", "repo"), **more))
    assert contains(str(tmp_path / "repo"), str(tmp_path / "REPO" / "a" / "new"))
    assert not contains(str(tmp_path / "repo" / "a"), str(tmp_path / "REPO"))


@POSIX
def test_loops_of_links_end(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    (tmp_path / "self").symlink_to("self/self/x")
    territory = Territory((os.path.realpath(tmp_path),))
    for name in ("a", "a/x", "self", "self/y"):
        assert territory.escaping_link(str(tmp_path / name)) == ""
    assert territory.redirecting_link(str(tmp_path / "self" / "y")) == str(Path(os.path.realpath(tmp_path)) / "self")


def test_the_current_folder_is_in_the_territory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (tmp_path / name / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "one")
    real = os.path.realpath(tmp_path)
    assert territory_of("../two").folders == (os.path.join(real, "two"), os.path.join(real, "one"))
    monkeypatch.chdir(tmp_path)
    assert territory_of("two").folders == (os.path.join(real, "two"),)


def test_a_submodule_is_in_the_repository_around_it(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.parent)
    (repo / "sub").mkdir()
    (repo / "sub" / ".git").write_text("gitdir: ../.git/modules/sub\n")
    real = os.path.realpath(repo)
    assert territory_of(str(repo / "sub")).folders == (os.path.join(real, "sub"), real)


@POSIX
def test_reports_arent_written_through_links_next_to_a_submodule(repo: Path) -> None:
    for path in ("go.mod", "layers.toml", "a/x.go"):
        (repo / "sub" / path).parent.mkdir(parents=True, exist_ok=True)
        (repo / path).rename(repo / "sub" / path)
    (repo / "sub" / ".git").write_text("gitdir: ../.git/modules/sub\n")
    (repo / "out").symlink_to("../outside")
    assert "out is a symbolic link" in refused(repo, "check", "repo/sub", "-f", "json=repo/out/r", cwd=repo.parent)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../x", "/etc/passwd", "a\\b", "a\0b"])
def test_a_name_isnt_a_path(name: str) -> None:
    with pytest.raises(InputError, match="isn't a valid file name"):
        confine.child_path("out", name)


def test_a_missing_folder_is_reported(repo: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows can't remove a folder in use")
    gone = repo.parent / "gone"
    gone.mkdir()
    script = f'cd "{gone}" && rmdir "{gone}" && exec "$0" "$@"'

    command = ["sh", "-c", script, sys.executable, "-m", "archlint", "check", str(repo)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr, "bug" in done.stderr) == (2, False, False)

"""`check --tracked` and the pre-commit hook, with real git, real pre-commit and real repositories.

pre-commit stashes unstaged changes before it runs a hook, but leaves untracked files in place.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import txtar
from support.command import REPOSITORY, Outcome, archlint
from support.git import Repository, git_environment, new_repository
from support.precommit import Hook, commit, install_hook, pre_commit, try_commit

TREE = """\
-- go.mod --
module example.com/m
-- layers.toml --
version = 1
[layers]
A = ["a/**"]
B = ["b/**"]
[[rules]]
id      = "pure"
rule    = "A must not import B"
because = "we say so"
-- a/a.go --
package a
-- b/b.go --
package b
-- README.md --
A small tree.
"""
BAD = 'package a\n\nimport _ "example.com/m/b"\n'
GOOD = "package a\n"


def repository(folder: Path, below: str = "") -> Repository:
    """A clean, committed tree in the folder `below` of the repository."""
    txtar.read(TREE).write(folder / below)
    made = new_repository(folder)
    made.commit_all()
    return made


# --- archlint check --tracked -----------------------------------------------------------------------------------------


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    return repository(tmp_path / "repo")


def check(root: Path, *more: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> Outcome:
    return archlint("check", root, "--tracked", *more, env=env, cwd=cwd)


def found(root: Path, *more: str) -> list[str]:
    """The findings as `path:line rule`, and the number of skipped files by reason."""
    outcome = check(root, "--format", "json", *more)
    document = json.loads(outcome.out)
    skipped = [f"{count} {reason}" for reason, count in document["summary"]["skipped"].items()]
    return [f"{f['place']['path']}:{f['place']['line']} {f['rule']}" for f in document["findings"]] + skipped


def test_untracked_files_are_left_out_and_counted(repo: Repository) -> None:
    repo.write("a/new.go", BAD)
    repo.write("a/new.txt", "no Go")
    repo.write("new/new.go", BAD)
    assert archlint("check", repo.folder).status == 1
    outcome = check(repo.folder)
    assert (outcome.status, outcome.err) == (0, "")
    assert "Skipped 2 files: 2 untracked files." in outcome.out


def test_added_files_count_and_removed_ones_dont(repo: Repository) -> None:
    repo.write("a/new.go", BAD)
    repo.git("add", "a/new.go")
    assert found(repo.folder) == ["a/new.go:3 pure"]
    repo.git("rm", "--quiet", "--cached", "a/new.go")  # it is still on disk
    assert found(repo.folder) == ["1 untracked files"]


def test_missing_tracked_files_arent_an_error(repo: Repository) -> None:
    repo.write("a/more.go", GOOD)
    repo.commit_all()
    (repo.folder / "a/more.go").unlink()
    assert found(repo.folder) == []


def test_ignored_files_are_untracked_unless_added_by_force(repo: Repository) -> None:
    repo.write(".gitignore", "gen.go\nforced.go\n")
    repo.write("a/gen.go", BAD)
    repo.write("a/forced.go", BAD)
    repo.git("add", "--force", "a/forced.go")
    assert found(repo.folder) == ["a/forced.go:3 pure", "1 untracked files"]


def test_the_root_can_be_a_folder_of_the_repository(tmp_path: Path) -> None:
    repo = repository(tmp_path, "services/shop")
    repo.write("services/shop/a/new.go", BAD)
    root = repo.folder / "services/shop"
    assert found(root) == ["1 untracked files"]
    repo.git("add", "--all")
    assert found(root) == ["a/new.go:3 pure"]


def test_untracked_modules_are_ignored(repo: Repository) -> None:
    repo.write("b/go.mod", "module example.com/other\n")  # would take b out of example.com/m
    repo.write("a/a.go", BAD)
    repo.write("go.work", "go 1.22\nuse .\nreplace example.com/m/b => ./a\n")
    assert found(repo.folder) == ["a/a.go:3 pure"]


@pytest.mark.parametrize(
    "name", ["with space", "zwei\nzeilen", 'quo"te', "tab\there", "umläut", "-dash", ":colon", "*"]
)
def test_names_that_git_quotes(repo: Repository, name: str) -> None:
    repo.write(f"a/{name}/x.go", BAD)
    repo.git("add", "--all")
    assert found(repo.folder) == [f"a/{name}/x.go:3 pure"]


def test_names_that_arent_utf_8(repo: Repository) -> None:
    folder = os.fsencode(repo.folder / "a") + b"/\xff\xfe"
    try:
        os.mkdir(folder)
    except OSError:
        pytest.skip("this file system doesn't allow such a name")
    with open(folder + b"/x.go", "w") as file:
        file.write(BAD)
    assert found(repo.folder) == ["1 untracked files"]
    repo.git("add", "--all")
    assert [line.rpartition("/")[2] for line in found(repo.folder)] == ["x.go:3 pure"]


def test_links_count_if_they_are_tracked(repo: Repository) -> None:
    (repo.folder / "a/link.go").symlink_to("a.go")
    assert found(repo.folder) == ["1 untracked files"]
    repo.git("add", "--all")
    assert found(repo.folder) == ["a/link.go:1 parse-error"]


def test_an_unreadable_folder_counts_if_it_is_tracked(repo: Repository) -> None:
    if os.geteuid() == 0:
        pytest.skip("root can list every folder")
    (repo.folder / "secret").mkdir(mode=0)
    assert found(repo.folder) == []
    (repo.folder / "a").chmod(0)
    try:
        assert found(repo.folder)[0] == "a:1 parse-error"
    finally:
        (repo.folder / "a").chmod(0o755)


def test_files_in_submodules_count(repo: Repository, tmp_path: Path) -> None:
    inner = new_repository(tmp_path / "inner")
    inner.write("x.go", BAD)
    inner.commit_all()
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.folder), "a/sub")
    repo.write("a/sub/y.go", BAD)
    assert found(repo.folder) == ["a/sub/x.go:3 pure", "1 untracked files"]


def test_a_worktree_of_the_repository(repo: Repository, tmp_path: Path) -> None:
    repo.git("worktree", "add", "--quiet", str(tmp_path / "other"))
    (tmp_path / "other/a/new.go").write_text(BAD)
    assert found(tmp_path / "other") == ["1 untracked files"]


def test_the_mapped_view_sees_only_tracked_files(repo: Repository) -> None:
    mapping = "| old_path | new_path | target_layer |\n|---|---|---|\n| `a/` | `c/` | C |\n| `b/` | `d/` | D |\n"
    layers = 'version = 1\n[layers]\nC = ["c/**"]\nD = ["d/**"]\n'
    rules = '[[rules]]\nid = "pure"\nrule = "C must not import D"\n[mapping]\nfiles = ["docs/*.md"]\n'
    repo.write("layers.toml", layers + rules)
    repo.write("docs/moves.md", mapping)
    repo.write("a/x.go", BAD)
    assert "needs a mapping" in check(repo.folder, "--view", "mapped").out
    repo.git("add", "docs")
    before = check(repo.folder, "--view", "mapped")
    repo.git("add", "a/x.go")
    after = check(repo.folder, "--view", "mapped")
    assert ("a/x.go" in before.out, before.status) == (False, 0), before.out
    assert ("a/x.go" in after.out, after.status) == (True, 1), after.out


def test_a_python_tree(repo: Repository) -> None:
    repo.write("layers.toml", 'version = 1\n[scan]\nlanguage = "python"\n[layers]\nA = ["a/**"]\nB = ["b/**"]\n')
    with (repo.folder / "layers.toml").open("a") as file:
        file.write('[[rules]]\nid = "pure"\nrule = "A must not import B"\n')
    repo.write("a/x.py", "")
    repo.write("b/x.py", "")
    repo.commit_all()
    repo.write("a/y.py", "import b.x\n")
    assert found(repo.folder) == ["1 untracked files"]
    repo.git("add", "--all")
    assert found(repo.folder) == ["a/y.py:1 pure"]


def test_nothing_tracked_is_nothing_to_check(repo: Repository) -> None:
    repo.git("rm", "-r", "--quiet", "--cached", ".")
    outcome = check(repo.folder)
    assert outcome.status == 2
    assert "no Go file to check (left out: 2 untracked files)" in outcome.out


def test_no_repository(tmp_path: Path) -> None:
    txtar.read(TREE).write(tmp_path)
    outcome = check(tmp_path, env={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})
    assert outcome.status == 2
    assert "git can't list the tracked files: not a git repository" in outcome.out


def test_no_git(repo: Repository, tmp_path: Path) -> None:
    outcome = check(repo.folder, env={"PATH": str(tmp_path)})
    assert outcome.status == 2
    assert "--tracked needs git, which isn't on PATH" in outcome.out


def test_a_git_in_the_tree_isnt_run(repo: Repository) -> None:
    mark = repo.folder / "ran"
    repo.write("git", f"#!/bin/sh\ntouch {mark}\n")
    (repo.folder / "git").chmod(0o755)
    outcome = check(repo.folder, env={"PATH": f".:{os.environ['PATH']}"}, cwd=repo.folder)
    assert (outcome.status, mark.exists()) == (0, False)


def test_programs_in_gits_configuration_arent_run(repo: Repository) -> None:
    """git runs programs that its configuration names: here a file system monitor, a pager, hooks and a filter."""
    mark, program = repo.folder.parent / "ran", repo.folder.parent / "program"
    program.write_text(f"#!/bin/sh\ntouch {mark}\n")
    program.chmod(0o755)
    hooks = repo.folder.parent / "hooks"
    hooks.mkdir()
    for name in ("post-index-change", "fsmonitor-watchman", "pre-commit"):
        shutil.copy(program, hooks / name)
    repo.git("update-index", "--fsmonitor", env={"GIT_TRACE2": "0"})
    settings = {
        "core.fsmonitor": program, "core.pager": program, "pager.ls-files": program, "core.hooksPath": hooks,
        "alias.ls-files": f"!{program}", "core.sshCommand": program, "core.askPass": program,
        "filter.x.clean": program, "filter.x.process": program, "core.alternateRefsCommand": program,
    }  # fmt: skip
    for key, value in settings.items():
        repo.git("-c", "core.fsmonitor=false", "config", key, str(value))
    repo.write(".gitattributes", "* filter=x\n")
    repo.write("a/new.go", BAD)
    assert not mark.exists()
    index = (repo.folder / ".git/index").read_bytes()
    assert found(repo.folder) == ["1 untracked files"]
    assert not mark.exists()
    assert (repo.folder / ".git/index").read_bytes() == index
    subprocess.run(["git", "status"], cwd=repo.folder, env=git_environment(), capture_output=True, check=False)
    assert mark.exists()  # git by itself runs what wasn't run above


def test_a_folder_that_looks_like_a_repository(repo: Repository) -> None:
    """A bare repository in the tree has its own configuration."""
    inside = repo.folder / "a"
    subprocess.run(["git", "init", "--quiet", "--bare", str(inside)], env=git_environment(), check=True)
    mark = repo.folder.parent / "ran"
    (inside / "config").write_text(
        f'[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = "touch {mark}; false"\n'
    )
    outcome = check(inside, "--config", str(repo.folder / "layers.toml"))
    assert (outcome.status, mark.exists()) == (2, False), outcome.out
    assert "git can't list the tracked files" in outcome.out


@pytest.mark.parametrize("below", ["", "services/shop"])
def test_in_a_git_hook(tmp_path: Path, below: str) -> None:
    """git runs hooks with GIT_DIR and GIT_INDEX_FILE in the environment, in various forms."""
    repo = repository(tmp_path / "repo", below)
    script = repo.folder / ".git/hooks/pre-commit"
    script.parent.mkdir(exist_ok=True)
    command = f'env PYTHONPATH="{REPOSITORY}" "{sys.executable}" -m archlint check --tracked -q "{below or "."}"'
    script.write_text(f"#!/bin/sh\nexec {command}\n")
    script.chmod(0o755)
    prefix = f"{below}/" if below else ""
    repo.write(f"{prefix}a/new.go", BAD)  # untracked
    repo.write(f"{prefix}b/b.go", "package b // changed\n")
    assert commit(repo, "-a").status == 0
    repo.write(f"{prefix}a/a.go", BAD)
    outcome = commit(repo, "-a")
    assert (outcome.status, f"{prefix}a/a.go:3" in outcome.out) == (1, True), outcome
    assert f"{prefix}a/new.go" not in outcome.out
    other = tmp_path / "other"
    repo.git("worktree", "add", "--quiet", str(other))
    (other / prefix / "a/new.go").write_text(BAD)
    (other / prefix / "a/a.go").write_text("package a // changed\n")
    assert commit(Repository(other), "-a").status == 0


# --- pre-commit -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Hook:
    return install_hook(tmp_path_factory)


@pytest.fixture
def hooked(hook: Hook, tmp_path: Path) -> Repository:
    """A clean tree with the hook installed, so that `git commit` runs it."""
    made = repository(tmp_path / "repo")
    made.write(".pre-commit-config.yaml", hook.configuration())
    made.commit_all()
    installed = pre_commit(hook, made, "install")
    assert installed.status == 0, installed.out
    return made


def test_the_manifest_is_valid() -> None:
    pytest.importorskip("pre_commit", reason="pre-commit is not installed")
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(REPOSITORY / ".pre-commit-hooks.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_clean_commit_passes(hook: Hook, hooked: Repository) -> None:
    hooked.write("a/a.go", 'package a\n\nimport _ "fmt"\n')
    hooked.git("add", "--all")
    outcome = try_commit(hook, hooked)
    assert (outcome.status, "Passed" in outcome.out) == (0, True), outcome.out


def test_a_staged_violation_fails_at_its_line(hook: Hook, hooked: Repository) -> None:
    before = hooked.git("rev-parse", "HEAD")
    hooked.write("a/a.go", BAD)
    hooked.git("add", "--all")
    outcome = try_commit(hook, hooked)
    assert outcome.status == 1
    assert "- exit code: 1" in outcome.out
    assert "a/a.go:3" in outcome.out
    assert "we say so" in outcome.out
    assert hooked.git("rev-parse", "HEAD") == before


def test_an_unstaged_fix_doesnt_hide_a_staged_violation(hook: Hook, hooked: Repository) -> None:
    hooked.write("a/a.go", BAD)
    hooked.git("add", "--all")
    hooked.write("a/a.go", GOOD)
    assert "- exit code: 1" in try_commit(hook, hooked).out
    assert (hooked.folder / "a/a.go").read_text() == GOOD


def test_an_unstaged_violation_doesnt_stop_a_clean_commit(hook: Hook, hooked: Repository) -> None:
    hooked.write("b/b.go", "package b // changed\n")
    hooked.git("add", "--all")
    hooked.write("a/a.go", BAD)
    outcome = try_commit(hook, hooked)
    assert outcome.status == 0, outcome.out
    assert (hooked.folder / "a/a.go").read_text() == BAD


def test_an_untracked_violation_doesnt_stop_a_clean_commit(hook: Hook, hooked: Repository) -> None:
    hooked.write("a/new.go", BAD)
    hooked.write("b/b.go", "package b // changed\n")
    hooked.git("add", "b")
    outcome = try_commit(hook, hooked)
    assert outcome.status == 0, outcome.out


def test_a_violation_in_a_commit_of_all_changes(hook: Hook, hooked: Repository) -> None:
    """`git commit -a` and `git commit FILE` create their own index, which GIT_INDEX_FILE names."""
    hooked.write("a/new.go", BAD)
    hooked.write("b/b.go", "package b // changed\n")
    outcome = try_commit(hook, hooked, "--all")
    assert outcome.status == 0, outcome.out
    hooked.write("a/a.go", BAD)
    assert "a/a.go:3" in try_commit(hook, hooked, "--all").out
    assert "a/a.go:3" in try_commit(hook, hooked, "a/a.go").out


def test_a_changed_configuration_runs_the_check(hook: Hook, hooked: Repository) -> None:
    hooked.write("a/a.go", BAD)
    hooked.commit_all()
    rules = (hooked.folder / "layers.toml").read_text()
    hooked.write("layers.toml", rules + "# changed\n")
    hooked.git("add", "layers.toml")
    assert "- exit code: 1" in try_commit(hook, hooked).out
    hooked.write("layers.toml", rules.replace("A must not", "A musst not"))
    hooked.git("add", "layers.toml")
    assert "- exit code: 2" in try_commit(hook, hooked).out


@pytest.mark.parametrize("path", ["go.mod", "go.work", "b/go.mod"])
def test_a_changed_module_runs_the_check(hook: Hook, hooked: Repository, path: str) -> None:
    hooked.write("a/a.go", BAD)
    hooked.commit_all()
    hooked.write(path, "go 1.22\n" if path == "go.work" else "module example.com/m\n\ngo 1.22\n")
    hooked.git("add", path)
    assert "(no files to check)" not in try_commit(hook, hooked).out


def test_other_changed_files_dont_run_the_check(hook: Hook, hooked: Repository) -> None:
    hooked.write("a/a.go", BAD)
    hooked.commit_all()
    hooked.write("README.md", "Other words.\n")
    hooked.git("add", "--all")
    outcome = try_commit(hook, hooked)
    assert (outcome.status, "(no files to check)Skipped" in outcome.out) == (0, True), outcome.out


def test_a_commit_that_only_deletes(hook: Hook, hooked: Repository) -> None:
    """pre-commit passes no deleted files to hooks; with another change, the deleted file doesn't count."""
    hooked.write("a/bad.go", BAD)
    hooked.commit_all()
    hooked.git("rm", "--quiet", "a/bad.go")
    outcome = try_commit(hook, hooked)
    assert (outcome.status, "(no files to check)Skipped" in outcome.out) == (0, True), outcome.out
    hooked.write("a/bad.go", BAD)
    hooked.commit_all()
    hooked.git("rm", "--quiet", "--cached", "a/bad.go")
    hooked.write("b/b.go", "package b // changed\n")
    hooked.git("add", "b")
    outcome = try_commit(hook, hooked)
    assert (outcome.status, "Passed" in outcome.out) == (0, True), outcome.out


def test_a_renamed_file(hook: Hook, hooked: Repository) -> None:
    hooked.write("a/bad.go", BAD)
    hooked.commit_all()
    hooked.git("mv", "a/bad.go", "a/worse.go")
    outcome = try_commit(hook, hooked)
    assert ("a/worse.go:3" in outcome.out, "a/bad.go" in outcome.out) == (True, False), outcome.out


def test_the_hook_can_be_skipped(hook: Hook, hooked: Repository) -> None:
    hooked.write("a/a.go", BAD)
    hooked.git("add", "--all")
    assert try_commit(hook, hooked, SKIP="archlint").status == 0


def test_all_files(hook: Hook, hooked: Repository) -> None:
    hooked.write("a/new.go", BAD)
    assert pre_commit(hook, hooked, "run", "--all-files").status == 0
    hooked.git("add", "--all")
    assert pre_commit(hook, hooked, "run", "--all-files").status == 1
    assert pre_commit(hook, hooked, "run", "--all-files", "--hook-stage", "pre-push").status == 1


def test_the_rules_of_a_part_of_a_repository(hook: Hook, tmp_path: Path) -> None:
    repo = repository(tmp_path / "repo", "services/shop")
    repo.write("a/other.go", "package other\n")
    repo.write(".pre-commit-config.yaml", hook.configuration(args=["services/shop"], files="^services/shop/"))
    repo.commit_all()
    assert pre_commit(hook, repo, "install").status == 0
    repo.write("services/shop/a/new.go", BAD)
    repo.write("services/shop/b/b.go", "package b // changed\n")
    repo.git("add", "services/shop/b")
    outcome = try_commit(hook, repo)
    assert (outcome.status, "Passed" in outcome.out) == (0, True), outcome.out
    repo.git("add", "services/shop/a")
    assert "services/shop/a/new.go:3" in try_commit(hook, repo).out
    by_config = hook.configuration(args=["--config", "services/shop/layers.toml"])
    repo.write(".pre-commit-config.yaml", by_config)
    repo.git("add", ".pre-commit-config.yaml")
    assert "services/shop/a/new.go:3" in try_commit(hook, repo).out


def test_a_known_finding_doesnt_stop_a_commit(hook: Hook, hooked: Repository) -> None:
    hooked.write("a/a.go", BAD)
    assert archlint("baseline", cwd=hooked.folder).status == 0
    hooked.git("add", "--all")
    outcome = try_commit(hook, hooked)
    assert outcome.status == 0, outcome.out
    hooked.write("a/new.go", BAD)
    hooked.git("add", "--all")
    outcome = try_commit(hook, hooked)
    assert ("a/new.go:3" in outcome.out, "a/a.go:3" in outcome.out) == (True, False), outcome.out
    hooked.git("rm", "--quiet", "--force", "a/new.go")
    hooked.write("archlint-baseline.json", '{"archlint-baseline": 1, "entries": []}')
    hooked.git("add", "--all")
    assert "a/a.go:3" in try_commit(hook, hooked).out  # a changed baseline runs the check

"""The pre-commit hook of this work tree, installed by the real pre-commit; and commits that run it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from support.command import REPOSITORY, Outcome
from support.git import Repository, git_environment, new_repository
from support.shared import shared_folder

_NO_INDEX = ("No matching distribution", "Could not find a version", "Connection", "Temporary failure", "ProxyError")


class Hook(NamedTuple):
    """The hook as a repository of its own, and a home folder where pre-commit has installed it."""

    source: Path
    revision: str
    home: Path

    def environment(self, **env: str) -> dict[str, str]:
        """Return the environment of pre-commit, and of a git that runs it."""
        scripts = str(Path(sys.executable).parent)
        path = f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}"
        return git_environment({"PRE_COMMIT_HOME": str(self.home), "PATH": path, **env})

    def configuration(self, **keys: object) -> str:
        """Return a .pre-commit-config.yaml that uses the hook."""
        hook = {"id": "archlint", **keys}
        return str(yaml.safe_dump({"repos": [{"repo": str(self.source), "rev": self.revision, "hooks": [hook]}]}))


def install_hook(factory: pytest.TempPathFactory) -> Hook:
    """Install the hook of this work tree with pre-commit, once for all tests of the session, in all processes and
    modules. Skip the test without pre-commit or a package index."""
    pytest.importorskip("pre_commit", reason="pre-commit is not installed")
    with shared_folder(factory, "hook") as shared:
        source = shared / "source"
        if not source.exists():
            for name in ("archlint", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", ".gitignore"):
                whole = REPOSITORY / name
                if whole.is_dir():
                    shutil.copytree(whole, source / name, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(whole, source / name)
            new_repository(source).commit_all()
        made = Hook(source, Repository(source).git("rev-parse", "HEAD").strip(), shared / "home")
        repo = new_repository(factory.getbasetemp() / "install")
        repo.write(".pre-commit-config.yaml", made.configuration())
        done = pre_commit(made, repo, "install-hooks")
        if done.status != 0 and any(sign in done.out for sign in _NO_INDEX):
            pytest.skip("no package index to install the hook from")
        assert done.status == 0, done.out
    return made


def pre_commit(hook: Hook, repo: Repository, *arguments: str, **env: str) -> Outcome:
    """Run pre-commit in a repository."""
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments, "--color=never"],
        cwd=repo.folder,
        env=hook.environment(**env),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return Outcome(done.returncode, done.stdout + done.stderr, "")


def commit(repo: Repository, *arguments: str, env: dict[str, str] | None = None) -> Outcome:
    """Commit with the installed hooks. Return git's output."""
    done = subprocess.run(
        ["git", "commit", "-m", "next", *arguments],
        cwd=repo.folder,
        env=git_environment(env),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return Outcome(done.returncode, done.stdout + done.stderr, "")


def try_commit(hook: Hook, repo: Repository, *arguments: str, **env: str) -> Outcome:
    return commit(repo, *arguments, env=hook.environment(**env))

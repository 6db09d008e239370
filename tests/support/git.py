"""Real git repositories for tests, with fixed names and dates and without the configuration of this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from support.command import environment

if TYPE_CHECKING:
    from collections.abc import Mapping


def git_environment(env: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment in which git ignores this machine's configuration and any repository around the folder."""
    kept = {name: value for name, value in environment().items() if not name.startswith("GIT_")}
    fixed = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.com",
        "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
    }
    return {**kept, **fixed, **(env or {})}


class Repository(NamedTuple):
    """A git repository in a folder."""

    folder: Path

    def git(self, *arguments: str, env: Mapping[str, str] | None = None) -> str:
        """Run git and return its output. The test fails if git does."""
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env=git_environment(env), capture_output=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8", "surrogateescape")

    def write(self, path: str, text: str) -> None:
        """Write a file, like an editor."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")

    def commit_all(self) -> str:
        """Commit all files without hooks. Return the hash of the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "--allow-empty", "-m", "all")
        return self.git("rev-parse", "HEAD").strip()


def new_repository(folder: Path) -> Repository:
    """Create a repository in a folder, which may contain files. Skip the test without git."""
    if shutil.which("git") is None:
        pytest.skip("git is not on PATH")
    folder.mkdir(parents=True, exist_ok=True)
    repository = Repository(folder)
    repository.git("init", "--quiet", "--initial-branch=main")
    return repository

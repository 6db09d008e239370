"""Runs git. Nothing else starts it, so that every question to a repository is as safe as the others.

The repository may be a stranger's, and git runs programs that a repository's configuration names: hooks, pagers,
monitors, filters, transports. The commands here need none of them, and each is switched off as well.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, NamedTuple, cast

from archlint.errors import Complaint, InputError

_SAFE = (
    "--no-pager",
    "--literal-pathspecs",
    "--no-replace-objects",
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "protocol.allow=never"),  # an old git fetches what a partial clone lacks, by a program of its configuration
    *("-c", "safe.bareRepository=explicit"),  # a folder of the tree may look like a repository, with a configuration
)
HINT_PARTIAL = "fetch everything: git fetch --refetch --no-filter, or take the filter out of the step that checks out"
_PIPE = 16 * 1024
"""Bytes that every pipe holds, whether or not they are read (Linux: 64 KiB, macOS: 16 KiB)."""
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


class GitError(InputError):
    """git is missing, refuses to answer, or lacks what is asked for: nothing is wrong with the tree."""


class Git(NamedTuple):
    """git, run in the folder `root`. `hint` ends the message of what fails."""

    program: str
    root: str
    hint: str

    def ask(self, *arguments: str, failure: str) -> bytes:
        """What git answers. Raises GitError, which starts with `failure` and ends with git's reason, if it fails."""
        done = self._run(arguments)
        if done.returncode == 0:
            return done.stdout
        raise GitError(complaint(f"{failure}: {_reason(done)}", self.hint))

    def answer(self, *arguments: str) -> str | None:
        """The one line that git answers, None where it fails: for a question that may have no answer."""
        answer = self.bytes_of(*arguments)
        return None if answer is None else os.fsdecode(answer.removesuffix(b"\n"))

    def bytes_of(self, *arguments: str) -> bytes | None:
        """The same, byte for byte."""
        done = self._run(arguments)
        return done.stdout if done.returncode == 0 else None

    def is_partial(self) -> bool:
        """Whether the clone was made without some of the objects (git, "partial clone")."""
        return self.answer("config", "--get-regexp", r"^remote\..*\.promisor$") is not None

    @contextmanager
    def stream(self, *arguments: str, lines: Iterable[str]) -> Iterator[IO[bytes]]:
        """The answers to these lines, as git writes them. Many lines wait in a file: a pipe would fill up."""
        asked = b"".join(os.fsencode(f"{line}\n") for line in lines)
        with _input_of(asked) as waiting:
            try:
                process = subprocess.Popen(
                    [self.program, *_SAFE, *arguments],
                    cwd=self.root,
                    env=_environment(),
                    stdin=subprocess.PIPE if waiting is None else waiting,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            except OSError as problem:
                raise self._cannot_run(problem) from None
        if process.stdin is not None:
            with suppress(BrokenPipeError), process.stdin as pipe:
                pipe.write(asked)
        try:
            yield cast("IO[bytes]", process.stdout)
        finally:
            process.kill()
            cast("IO[bytes]", process.stdout).close()
            process.wait()

    def _run(self, arguments: tuple[str, ...]) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                [self.program, *_SAFE, *arguments],
                cwd=self.root,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except OSError as problem:
            raise self._cannot_run(problem) from None

    def _cannot_run(self, problem: OSError) -> GitError:
        return GitError(complaint(f"git can't be run: {problem.strerror}", self.hint))


def find_git(root: str, option: str, hint: str) -> Git:
    """git for the repository around `root`. Raises GitError if there is none; `option` is what asks for it."""
    for folder in os.get_exec_path():
        # An absolute folder: the current one may be the tree, and nothing of the tree is run.
        program = shutil.which(os.path.join(folder, "git")) if os.path.isabs(folder) else None
        if program:
            return Git(program, root, hint)
    raise GitError(complaint(f"{option} needs git, which isn't on PATH", hint))


@contextmanager
def _input_of(data: bytes) -> Iterator[IO[bytes] | None]:
    """A file of these bytes, None for so few that a pipe holds them."""
    if len(data) <= _PIPE:
        yield None
        return
    import tempfile  # most runs ask little

    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        yield file


def complaint(message: str, hint: str = "") -> Complaint:
    """What is wrong with the repository, or with what was asked of it."""
    return Complaint("", message, hint, kind="input")


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    said = next((line for line in lines if line.startswith(("fatal: ", "error: "))), lines[0] if lines else "")
    return said.removeprefix("fatal: ").removeprefix("error: ") or f"it ended with status {done.returncode}"


def _environment() -> dict[str, str]:
    """The environment of this process. GIT_DIR alone means that the work tree is the current folder, and git runs in
    another one; so both are set."""
    environment = {**os.environ, **_QUIET}
    if "GIT_DIR" in environment:
        environment["GIT_DIR"] = os.path.abspath(environment["GIT_DIR"])
        environment["GIT_WORK_TREE"] = os.path.abspath(environment.get("GIT_WORK_TREE", "."))
    return environment

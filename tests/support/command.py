"""Runs the command line for tests: in this process if possible, else in a separate process."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from archlint.cli import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REPOSITORY = Path(__file__).parent.parent.parent
_STEERING = (
    "CI",
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR_FORCE",
    "TERM",
    "COLUMNS",
    "ARCHLINT_DEBUG",
    "_ARCHLINT_COMPLETE",
)


class Outcome(NamedTuple):
    """Exit status, standard output and standard error."""

    status: int
    out: str
    err: str


class Stream(io.TextIOWrapper):
    """A stream that keeps its bytes. `tty` says whether it looks like a terminal."""

    def __init__(self, *, tty: bool = False) -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, encoding="utf-8", errors="backslashreplace", newline="")
        self.tty = tty

    def isatty(self) -> bool:
        return self.tty

    def text(self) -> str:
        self.flush()
        return self.bytes.getvalue().decode("utf-8")


def archlint(
    *arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None, tty: bool = False
) -> Outcome:
    """Run the command line in this process. Only `env` sets environment variables about colour."""
    out, err = Stream(tty=tty), Stream(tty=tty)
    with _directory(cwd), _environment(env or {}), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run([str(argument) for argument in arguments])
    return Outcome(status, out.text(), err.text())


def environment(env: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a separate process: this one's without variables that affect archlint, and with
    `env`."""
    kept = {name: value for name, value in os.environ.items() if name not in _STEERING}
    return {**kept, "PYTHONPATH": str(REPOSITORY), **(env or {})}


def process(
    *arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None, timeout: float = 60
) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m archlint` in a separate process, without standard input."""
    return subprocess.run(
        [sys.executable, "-m", "archlint", *map(str, arguments)],
        cwd=cwd,
        env=environment(env),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=timeout,
        check=False,
    )


@contextlib.contextmanager
def _directory(path: Path | None) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(path or before)
    try:
        yield
    finally:
        os.chdir(before)


@contextlib.contextmanager
def _environment(env: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    for name in _STEERING:
        os.environ.pop(name, None)
    os.environ.update(env)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)

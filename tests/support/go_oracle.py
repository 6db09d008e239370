"""Runs the Go program in tests/oracle: one process for one batch of questions, or for several in a row."""

from __future__ import annotations

import atexit
import base64
import functools
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.documents import Json

from archlint.languages.go.headers.exact import LONGEST_MESSAGE, MOST_PROBLEMS
from archlint.languages.go.language import scope_of
from archlint.model.facts import FileFacts, Import, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

NEEDS_GO = pytest.mark.skipif(shutil.which("go") is None, reason="no Go toolchain on PATH: nothing to compare with")


def sources(folder: Path) -> list[Path]:
    """Return all files below a folder that end in `.go`, also those that Go ignores."""
    return sorted(path for path in folder.rglob("*.go") if path.is_file() and not path.is_symlink())


@functools.cache
def goroot() -> Path:
    """Return the folder of the Go toolchain."""
    return Path(subprocess.run(["go", "env", "GOROOT"], check=True, capture_output=True, text=True).stdout.strip())


@functools.cache
def _program() -> str:
    """The oracle, built once for the session. Its folder is deleted at the end."""
    folder = tempfile.mkdtemp(prefix="archlint-oracle-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    program = os.path.join(folder, "imports")
    files = sorted(map(str, (Path(__file__).parent.parent / "oracle").glob("*.go")))
    environment = {**os.environ, "GO111MODULE": "off", "GOTOOLCHAIN": "local", "GOFLAGS": ""}
    subprocess.run(["go", "build", "-o", program, *files], check=True, env=environment)
    return program


def ask(questions: Iterable[Json]) -> list[Json]:
    """Return the oracle's answers in order. The `Data` of a question is bytes."""
    text = "\n".join(map(_line, questions))
    answer = subprocess.run([_program()], check=True, capture_output=True, text=True, input=text)
    return [json.loads(line) for line in answer.stdout.splitlines()]


class Oracle:
    """The oracle as a process that answers several batches, until it is closed."""

    def __init__(self) -> None:
        environment = {**os.environ, "GOMAXPROCS": "1"}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen([_program()], stdin=pipe, stdout=pipe, env=environment)

    def ask(self, questions: Iterable[Json]) -> list[Json]:
        """Return the answers to one batch, in order."""
        lines = list(map(_line, questions))
        asking, answering = self._process.stdin, self._process.stdout
        assert asking is not None
        assert answering is not None
        asking.write("".join(f"{line}\n" for line in [*lines, ""]).encode())
        asking.flush()
        return [json.loads(answering.readline()) for _ in lines]

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def _line(question: Json) -> str:
    """Encode a question for the oracle."""
    if isinstance(question.get("Data"), bytes):
        question = {**question, "Data": base64.b64encode(question["Data"]).decode()}
    return json.dumps(question)


def of_go(answer: Json, path: str) -> FileFacts:
    """Return the oracle's answer about a header as facts, without the build constraint."""
    imports = [
        Import(_text(one["Path"]), one["Line"], one["Column"], end_column=one["EndColumn"], alias=one["Alias"])
        for one in answer["Imports"] or ()
    ]
    problems = sorted((one["Line"], one["Column"], _message(one["Message"])) for one in answer["Problems"] or ())
    return FileFacts(
        path, answer["Package"], tuple(imports), constraint="", generated=answer["Generated"],
        problems=tuple(Problem(*one) for one in problems[:MOST_PROBLEMS]), scope=scope_of(path, answer["Package"]),
    )  # fmt: skip


def as_imports_only(facts: FileFacts) -> FileFacts:
    """Return our facts without those that the oracle doesn't have: the build constraint, ignores, and the problem of
    what follows the imports, which Go reports in every mode except this one."""
    follows = [item for item in facts.problems if not item.message.startswith("expected declaration, found ")]
    return facts._replace(constraint="", ignores=(), problems=tuple(follows))


def _message(message: str) -> str:
    return message if len(message) <= LONGEST_MESSAGE else message[:LONGEST_MESSAGE] + "…"


def _text(encoded: str) -> str:
    return base64.b64decode(encoded).decode("utf-8", "surrogateescape")

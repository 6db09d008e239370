"""Runs the Go program in tests/oracle: one process for a batch of questions."""

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
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

NEEDS_GO = pytest.mark.skipif(shutil.which("go") is None, reason="no Go toolchain on PATH: nothing to compare with")


def sources(folder: Path) -> list[Path]:
    """Every file below a folder that ends in `.go`, those that Go looks away from included."""
    return sorted(path for path in folder.rglob("*.go") if path.is_file() and not path.is_symlink())


@functools.cache
def goroot() -> Path:
    """The folder of the Go toolchain."""
    return Path(subprocess.run(["go", "env", "GOROOT"], check=True, capture_output=True, text=True).stdout.strip())


@functools.cache
def _program() -> str:
    """The oracle, built once for the session; its folder goes away with the process."""
    folder = tempfile.mkdtemp(prefix="archlint-oracle-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    program = os.path.join(folder, "imports")
    source = str(Path(__file__).parent.parent / "oracle" / "imports.go")
    environment = {**os.environ, "GO111MODULE": "off", "GOTOOLCHAIN": "local", "GOFLAGS": ""}
    subprocess.run(["go", "build", "-o", program, source], check=True, env=environment)
    return program


def ask(questions: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The oracle's answers, in order. A question's `Data` is bytes."""
    lines = []
    for question in questions:
        if isinstance(question.get("Data"), bytes):
            question = {**question, "Data": base64.b64encode(question["Data"]).decode()}
        lines.append(json.dumps(question))
    answer = subprocess.run([_program()], check=True, capture_output=True, text=True, input="\n".join(lines))
    return [json.loads(line) for line in answer.stdout.splitlines()]

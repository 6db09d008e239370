"""Runs the Go program in tests/oracle: one process for a batch of questions."""

from __future__ import annotations

import base64
import functools
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

NEEDS_GO = pytest.mark.skipif(shutil.which("go") is None, reason="no Go toolchain on PATH: nothing to compare with")


@functools.cache
def goroot() -> Path:
    """The folder of the Go toolchain."""
    return Path(subprocess.run(["go", "env", "GOROOT"], check=True, capture_output=True, text=True).stdout.strip())


@functools.cache
def _program() -> tuple[tempfile.TemporaryDirectory[str], str]:
    """The oracle, built once for the session; the folder goes away with the process."""
    folder = tempfile.TemporaryDirectory(prefix="archlint-oracle-")
    program = os.path.join(folder.name, "imports")
    source = str(Path(__file__).parent / "oracle" / "imports.go")
    environment = {**os.environ, "GO111MODULE": "off", "GOTOOLCHAIN": "local", "GOFLAGS": ""}
    subprocess.run(["go", "build", "-o", program, source], check=True, env=environment)
    return folder, program


def ask(questions: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The oracle's answers, in order. A question's `Data` is bytes."""
    lines = []
    for question in questions:
        if isinstance(question.get("Data"), bytes):
            question = {**question, "Data": base64.b64encode(question["Data"]).decode()}
        lines.append(json.dumps(question))
    answer = subprocess.run([_program()[1]], check=True, capture_output=True, text=True, input="\n".join(lines))
    return [json.loads(line) for line in answer.stdout.splitlines()]

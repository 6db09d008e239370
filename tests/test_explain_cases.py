"""The answers of `archlint explain`: each archive is a tree and, in `-- explained.txt --`, commands and their output.

ARCHLINT_UPDATE=1 records the current output; read it before you commit it.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import txtar
from support.command import archlint

CASES = sorted((Path(__file__).parent / "cases" / "explain").glob("*.txtar"))
EXPECTED = "explained.txt"
PROMPT = "$ archlint "


def answered(text: str, tree: Path) -> Iterator[str]:
    """The commands of an archive, each with its current output, and its exit status if that isn't 0."""
    for line in text.splitlines():
        if line.startswith(PROMPT):
            found = archlint(*shlex.split(line.removeprefix(PROMPT)), "--no-cache", "--today", "2026-01-01", cwd=tree)
            yield f"{line}\n{found.out}{found.err}" + (f"status {found.status}\n" if found.status else "") + "\n"


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_case(path: Path, tmp_path: Path) -> None:
    archive = txtar.read_file(path)
    archive.write(tmp_path)
    expected = archive.files[EXPECTED]
    (tmp_path / EXPECTED).unlink()
    said = "".join(answered(expected, tmp_path))
    if os.environ.get("ARCHLINT_UPDATE"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: text.index(f"-- {EXPECTED} --")] + f"-- {EXPECTED} --\n{said}", encoding="utf-8")
    assert said.count(PROMPT) == expected.count(PROMPT) > 0
    assert said == expected

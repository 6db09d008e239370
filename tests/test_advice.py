"""Advice fits the case. Each archive is a tree with rules and the expected advice for each finding.

`-- advice.txt --` holds the place and the rule of each finding, then its advice. A line `$ archlint check ...` in the
comment is the command. ARCHLINT_UPDATE records the current advice; read the diff before you commit it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from support import txtar
from support.command import archlint

CASES = sorted((Path(__file__).parent / "cases" / "advice").glob("*.txtar"))
EXPECTED = "advice.txt"


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_advice(path: Path, tmp_path: Path) -> None:
    archive = txtar.read_file(path)
    archive.write(tmp_path)
    (tmp_path / EXPECTED).unlink()
    command = next(line for line in archive.comment.splitlines() if line.startswith("$ archlint ")).split()[2:]
    outcome = archlint(*command, "--no-cache", "--format", "json", cwd=tmp_path)
    report = json.loads(outcome.out)
    assert report["problems"] == []
    said = "".join(
        f"{item['place']['path']}:{item['place']['line']} {item['rule']} -> {item['to']}\n    {item['advice']}\n"
        for item in report["findings"]
    )
    if os.environ.get("ARCHLINT_UPDATE"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: text.index(f"-- {EXPECTED} --")] + f"-- {EXPECTED} --\n{said}", encoding="utf-8")
    assert said == archive.files[EXPECTED]

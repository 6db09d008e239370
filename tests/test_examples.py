"""The examples: the exact output of `archlint check`, and that the READMEs describe it correctly."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from support.command import REPOSITORY, archlint
from support.documents import Json
from support.go_oracle import NEEDS_GO

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = REPOSITORY / "examples"
STATUS = {"clean": 0, "broken": 1}


@pytest.fixture(params=STATUS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The examples in a clone, where reports give paths from the folder of `.git`."""
    (tmp_path / ".git").mkdir()
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    return tmp_path


def test_output_is_what_the_example_says(name: str, clone: Path) -> None:
    found = archlint("check", cwd=clone / "examples" / name)
    assert (found.status, found.err) == (STATUS[name], "")
    expected = EXAMPLES / name / "expected.txt"
    if os.environ.get("ARCHLINT_UPDATE"):
        expected.write_bytes(found.out.encode())
    assert found.out == expected.read_bytes().decode()


def test_output_is_the_same_from_outside(name: str, clone: Path) -> None:
    inside = archlint("check", cwd=clone / "examples" / name)
    assert archlint("check", f"examples/{name}", cwd=clone) == inside


def document_of(name: str, clone: Path) -> Json:
    found = archlint("check", f"examples/{name}", "--format", "json", cwd=clone)
    assert found.status == STATUS[name]
    document: Json = json.loads(found.out)
    return document


def test_the_clean_example_has_no_finding(clone: Path) -> None:
    document = document_of("clean", clone)
    assert document["findings"] == []
    assert [known["source"] for known in document["known"]] == ["exception"] * 3


def test_every_rule_of_the_broken_example_is_broken(clone: Path) -> None:
    document = document_of("broken", clone)
    assert [rule["id"] for rule in document["rules"] if not rule["findings"]] == []
    assert len({finding["kind"] for finding in document["findings"]}) == len(document["rules"]) == 10


def test_readme_explains_every_finding(clone: Path) -> None:
    readme = (EXAMPLES / "broken" / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([\w-]+)` \| \[`([^`]+):(\d+)`\]\(([^)]+)\) \|", readme, re.MULTILINE)
    assert all(path == link for _, path, _, link in told)
    places = [(finding["rule"], finding["place"]) for finding in document_of("broken", clone)["findings"]]
    assert [(rule, path, int(line)) for rule, path, line, _ in told] == [
        (rule, place["path"], place["line"]) for rule, place in places
    ]


def test_both_examples_have_the_same_sentences(clone: Path) -> None:
    clean, broken = ([rule["sentence"] for rule in document_of(name, clone)["rules"]] for name in STATUS)
    assert clean == broken


@NEEDS_GO
def test_go_compiles_both(name: str, tmp_path: Path) -> None:
    env = {**os.environ, "GOWORK": "off", "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local"}
    command = ["go", "build", "-o", str(tmp_path), "./..."]
    done = subprocess.run(command, cwd=EXAMPLES / name, env=env, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")

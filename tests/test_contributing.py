"""What the documents for contributors say is so: rooms, paths, variables, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.command import REPOSITORY

from archlint.config.document import parse_config

DOCUMENTS = sorted((REPOSITORY / ".github").glob("*.md"))
CONTRIBUTING = (REPOSITORY / ".github/CONTRIBUTING.md").read_text("utf-8")
ARCHITECTURE = (REPOSITORY / ".github/ARCHITECTURE.md").read_text("utf-8")


def test_the_rooms_are_the_layers_of_layers_toml_in_their_order() -> None:
    config = parse_config((REPOSITORY / "layers.toml").read_bytes(), "layers.toml")
    (sentence,) = [rule.sentence for rule in config.rules if rule.id == "rows"]
    rows = [[name.strip() for name in row.split("|")] for row in sentence.split(">")]
    told = re.findall(r"^\| (\d+) \| (\w+) \|", ARCHITECTURE, re.MULTILINE)
    assert told == [(str(number), name) for number, row in enumerate(rows, 1) for name in row]
    assert {name for row in rows for name in row} == {layer.name for layer in config.layers}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_is_named_is_there(document: Path) -> None:
    text = document.read_text("utf-8")
    named = re.findall(r"`((?:archlint|tests|\.github|\.ci)/[\w./-]*|action\.yml|\.pre-commit-hooks\.yaml)`", text)
    linked = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert [path for path in named if not (REPOSITORY / path).exists()] == []
    assert [path for path in linked if not (document.parent / path).exists()] == []


def test_every_documented_variable_is_read() -> None:
    sources = [path for folder in ("tests", "archlint") for path in (REPOSITORY / folder).rglob("*.py")]
    sources += (REPOSITORY / ".ci").iterdir()
    text = "\n".join(path.read_text("utf-8") for path in sources)
    name = r"(?:\$\{|\")(ARCHLINT_[A-Z_]+)"
    ways = (rf"environ(?:ment)?(?:\.get\(|\[){name}", rf"{name}\" (?:not )?in os\.environ", rf"{name}:-")
    read = {found for way in ways for found in re.findall(way, text)}
    told = re.findall(r"^\| `(ARCHLINT_[A-Z_]+)", CONTRIBUTING, re.MULTILINE)
    assert len(told) == len(set(told)) > 5
    assert set(told) == read

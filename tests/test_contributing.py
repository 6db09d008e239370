"""The documents for contributors are true: rooms, paths, names of functions, variables."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from support.command import REPOSITORY
from support.node import rendered

from archlint.config.document import parse_config
from archlint.rules.layer_order import Order

DOCUMENTS = sorted((REPOSITORY / ".github").glob("*.md"))
CONTRIBUTING = (REPOSITORY / ".github/CONTRIBUTING.md").read_text("utf-8")
ARCHITECTURE = (REPOSITORY / ".github/ARCHITECTURE.md").read_text("utf-8")
CONFIG = parse_config((REPOSITORY / "layers.toml").read_bytes(), "layers.toml")
PICTURE = ARCHITECTURE.partition("```mermaid\n")[2].partition("```")[0]


def rows() -> list[list[str]]:
    """The rooms of layers.toml, row by row."""
    (clause,) = [rule.clause for rule in CONFIG.rules if rule.id == "rows"]
    assert isinstance(clause, Order)
    return [[term.text for part in level for term in part] for level in clause.levels]


def test_every_layer_has_a_row() -> None:
    assert {name for row in rows() for name in row} == {layer.name for layer in CONFIG.layers}


def test_the_picture_has_the_rooms_in_their_rows() -> None:
    drawn = re.findall(r"^  subgraph row\d+\[.*\]\n((?:    \w+\n)+)  end$", PICTURE, re.MULTILINE)
    assert [row.split() for row in drawn] == rows()
    numbers = range(1, len(drawn) + 1)
    assert re.findall(r"subgraph row(\d+)", PICTURE) == [str(number) for number in numbers]
    assert f"\n  {' --> '.join(f'row{number}' for number in numbers)}\n" in PICTURE


def test_mermaid_draws_the_picture() -> None:
    assert {name for row in rows() for name in row} <= set(rendered(PICTURE)["nodes"])


def test_the_table_has_the_rooms_their_places_and_what_they_may_import() -> None:
    only = [rule.sentence.split(" may import only ") for rule in CONFIG.rules if " may import only " in rule.sentence]
    listed = {room: set(names.split(", ")) for rooms, names in only for room in rooms.split(", ")}
    where = {layer.name: ", ".join(f"`{glob.replace('/**', '/')}`" for glob in layer.globs) for layer in CONFIG.layers}
    expected = []
    for number, row in enumerate(rows(), 1):
        below = [name for lower in rows()[number:] for name in lower]
        for room in row:
            allowed = listed.get(room, {'"archlint/**"'})
            rooms = [name for name in below if '"archlint/**"' in allowed or name in allowed]
            told = "the rooms below" if rooms == below and len(below) > 1 else ", ".join(rooms) or "no room"
            expected.append((str(number), room, where[room], told))
    found = re.findall(r"^\| (\d+) \| (\w+) \| ([^|]+) \|.*\| ([^|;]+)(?:;[^|]*)? \|$", ARCHITECTURE, re.MULTILINE)
    assert found == expected


@cache
def names_in(path: Path) -> set[str]:
    """The functions, classes and constants of a module."""
    names: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        names.update(target.id for target in targets if isinstance(target, ast.Name))
    return names


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_is_linked_is_there(document: Path) -> None:
    links = re.findall(r"\[([^\]]+)\]\(([^)#:]+)[)#]", document.read_text("utf-8"))
    assert [link for _, link in links if not (document.parent / link).exists()] == []
    named = [(text[1:-1], document.parent / link) for text, link in links if re.fullmatch(r"`\w+`", text)]
    assert [(name, path.name) for name, path in named if name not in names_in(path)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_is_named_is_there(document: Path) -> None:
    """Every path in code font. NAME is what a contributor chooses, so its folder must exist."""
    pattern = r"`((?:archlint|tests|\.github|\.ci)/[\w./*-]*|[\w.-]+\.(?:md|yml|yaml|toml))`"
    missing = []
    for path in re.findall(pattern, document.read_text("utf-8")):
        known = path.partition("NAME")[0].rpartition("/")[0] if "NAME" in path else path
        if not any(REPOSITORY.glob(known)):
            missing.append(path)
    assert missing == []


def test_every_documented_variable_is_read() -> None:
    sources = [path for folder in ("tests", "archlint") for path in (REPOSITORY / folder).rglob("*.py")]
    sources += (REPOSITORY / ".ci").iterdir()
    text = "\n".join(path.read_text("utf-8") for path in sources)
    name = r"(?:\$\{|\")(ARCHLINT_[A-Z_]+)"
    ways = (rf"environ(?:ment)?(?:\.get\(|\[){name}", rf"{name}\" (?:not )?in os\.environ", rf"{name}:-")
    read = {found for way in ways for found in re.findall(way, text)}
    listed = re.findall(r"^\| `(ARCHLINT_[A-Z_]+)", CONTRIBUTING, re.MULTILINE)
    assert len(listed) == len(set(listed)) > 5
    assert set(listed) == read

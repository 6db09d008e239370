"""`archlint map` on a real tree, compared with the mapping that a team wrote for it: every row, and every fact in it.

The rules are those of examples/wukongim. If the document is wrong, tests/cases/map/wukongim-differences.txt explains
it, row by row; ARCHLINT_UPDATE rewrites it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from support.command import REPOSITORY, archlint
from support.team_mapping import TEAM_MAPPING, Listed, Told, read_cell, team_mapping, wukongim

from archlint.drafting import facts as map_facts
from archlint.drafting.facts import Inventory
from archlint.edge.sources import Sources
from archlint.edge.symbol_reader import SymbolReader
from archlint.edge.tree import read_tree
from archlint.languages.proto import read_proto
from archlint.mapping import read_mapping
from archlint.model.moves import Row
from archlint.model.policy import Scan
from archlint.pipeline.placing import modules_of

CONFIG = REPOSITORY / "examples" / "wukongim" / "layers.toml"
DIFFERENCES = Path(__file__).parent / "cases" / "map" / "wukongim-differences.txt"

WITHOUT_ROW = ["internal/server/server_demo.go"]
"""Production files below internal/ and pkg/ that the document doesn't have."""

WHY = {
    "prefix": "another module, WuKongIMGoProto, counts as inside, because its path begins with that of this one",
    "dropped": "a long cell (350 characters and more, none has over 400) leaves the standard library out",
    "kind": "the kind of file is told by a word in its name, not by what it declares, or that it is generated",
}


def rows_of(data: bytes, name: str = "mapping.md") -> dict[str, Row]:
    return {row.old: row for row in read_mapping(name, data).rows}


@cache
def drafted() -> dict[str, Row]:
    done = archlint("map", wukongim(), "--config", CONFIG, "--format", "csv", "--language", "zh")
    assert done.status == 0, done.err
    return rows_of(done.out.encode(), "mapping.csv")


@cache
def inventories() -> dict[str, Inventory]:
    """Return all facts of every file, also names that the document leaves out."""
    root = str(wukongim())
    sources = Sources(root)
    tree = read_tree(sources, Scan(), "exclude", everything=True)
    modules = modules_of(tree)
    symbols = SymbolReader(sources).read([file.path for file in tree.files])
    found = {file.path: map_facts.of_go(file, symbols[file.path], modules) for file in tree.files}
    for path in (path for path in tree.others if path.endswith(".proto")):
        found[path] = map_facts.of_proto(read_proto((wukongim() / path).read_bytes()), tree.others)
    return found


def test_every_row_has_the_path_in_the_document() -> None:
    theirs, ours = rows_of(team_mapping()), drafted()
    assert len(theirs) == 423
    assert sorted(ours.keys() - theirs.keys()) == WITHOUT_ROW

    def placed(row: Row) -> tuple[str, ...]:
        return row.new, row.context, row.layer, row.confidence

    assert [path for path in theirs if path not in ours or placed(ours[path]) != placed(theirs[path])] == []


def test_checking_the_document_gives_the_same_result() -> None:
    team_mapping()
    done = archlint("map", wukongim(), "--config", CONFIG, "--check", TEAM_MAPPING)
    lines = done.out.splitlines()
    assert done.status == 1
    assert [line.split(": ")[1:3] for line in lines[:-1]] == [["missing", path] for path in WITHOUT_ROW]


def test_the_rules_are_few_and_name_no_file() -> None:
    text = CONFIG.read_text("utf-8")
    rules = text.split("[[classify]]")[1:]
    assert len(rules) <= 80
    named = [path for rule in rules for path in re.findall(r'"([^"]*\.(?:go|proto))"', rule)]
    assert named
    assert [path for path in named if not re.search(r"[*{]", path.rpartition("/")[2])] == []


def counts(told: Told) -> dict[str, int]:
    return {name: listed.total for name, listed in told.lists.items()}


def differences(row: Row, ours: Told) -> Iterator[tuple[str, str]]:
    """Return (reason, fact) for each fact that differs between the two cells. The reason is verified."""
    path, theirs = row.old, read_cell(row.responsibility)
    found, said = counts(ours), counts(theirs)
    by_prefix = dict(found)
    for name in inventories()[path].third_party:
        if name.startswith("github.com/WuKongIM/WuKongIM"):
            by_prefix["third party"] -= 1
            by_prefix["inside"] += 1
    for name, number in said.items():
        if number != found[name]:
            prefix = name in ("third party", "inside") and number == by_prefix[name]
            dropped = name == "std" and not number and 350 <= len(row.responsibility) <= 400
            yield "prefix" if prefix else "dropped" if dropped else "?", f"{name} {number}, is {found[name]}"
    if theirs.kind != ours.kind:
        told_by_name = ours.kind in ("generated", "empty") or theirs.kind == "documentation"
        yield "kind" if told_by_name else "?", f"{theirs.kind}, is {ours.kind}"


def report(found: Iterable[tuple[str, str, str]]) -> str:
    lines = []
    every = sorted(found)
    for reason in sorted({reason for reason, _, _ in every}):
        listed = [(path, fact) for other, path, fact in every if other == reason]
        lines += [f"# {reason}: {WHY.get(reason, 'not explained')}", *(f"{path}: {fact}" for path, fact in listed), ""]
    return "\n".join(lines)


def test_every_fact_agrees_or_its_difference_is_explained() -> None:
    theirs, ours = rows_of(team_mapping()), drafted()
    found = [
        (reason, path, fact)
        for path, row in theirs.items()
        for reason, fact in differences(row, read_cell(ours[path].responsibility))
    ]
    if os.environ.get("ARCHLINT_UPDATE"):
        DIFFERENCES.write_text(report(found), encoding="utf-8")
    assert "?" not in {reason for reason, _, _ in found}
    assert report(found) == DIFFERENCES.read_text("utf-8")


def test_every_name_in_the_document_is_found() -> None:
    missing = []
    for path, row in rows_of(team_mapping()).items():
        facts = inventories()[path]
        inside = [name for name in facts.third_party if name.startswith("github.com/WuKongIM/WuKongIM")]
        known = {
            "third party": facts.third_party,
            "inside": (*facts.inside, *inside),
            "std": facts.std,
            "exported": facts.exported,
            "functions": facts.functions,
        }
        for kind, listed in read_cell(row.responsibility).lists.items():
            missing += [(path, kind, name) for name in listed.names if name not in known[kind]]
    assert missing == []


def test_drafted_cells_have_the_facts() -> None:
    team_mapping()
    for path, row in drafted().items():
        told, facts = read_cell(row.responsibility).lists, inventories()[path]
        every = (facts.third_party, facts.inside, facts.std, facts.exported, facts.functions)
        for listed, names in zip(told.values(), every, strict=True):
            assert listed == Listed(names[: len(listed.names)], len(names))


@pytest.mark.parametrize(("form", "language"), [("markdown", "en"), ("csv", "zh")])
def test_the_draft_is_read_back_and_checks(form: str, language: str, tmp_path: Path) -> None:
    target = tmp_path / f"draft.{'csv' if form == 'csv' else 'md'}"
    arguments: list[str | Path] = ["map", wukongim(), "--config", CONFIG]
    done = archlint(*arguments, "--format", form, "--language", language, "--output", target)
    assert (done.status, done.out) == (0, "")
    again = archlint(*arguments, "--check", target)
    assert (again.status, again.out.count("\n")) == (0, 1)

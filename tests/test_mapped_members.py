"""Unexported uses across a new boundary, compared with the Go type checker: each package of a tree is split in two, and
archlint must find every use of an unexported name, field or method between the parts, certain or `likely`."""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from typing import NamedTuple

import pytest
from support.go_oracle import NEEDS_GO, goroot
from support.references import Answer, ask, read_tree

from archlint.mapping import read_mapping
from archlint.model.facts import Tree
from archlint.model.location import Place
from archlint.model.moves import Mapping, Row
from archlint.model.policy import Config
from archlint.pipeline.mapped_view import carry_out, map_tree
from archlint.pipeline.parsed import parsed_of
from archlint.pipeline.placing import modules_of

PACKAGES = (
    "encoding/json,go/ast,go/parser,go/types,html/template,math/big,net/http,net/url,reflect,regexp,text/template,time"
)
# What archlint misses, and why: the operand has a struct type without a name, which symbols don't follow,
# and another member with the same name stays with the using file; or a key of a literal is a predeclared name.
MISSED = {
    ("go/types/object.go", "go/types/universe.go", "name"),
    ("go/types/stmt.go", "go/types/check.go", "iota"),
    ("net/http/routing_tree_test.go", "net/http/routing_tree.go", "matchingMethods"),
}
Broken = tuple[str, str, str]
"""The using file, the declaring file, the name."""


class Counts(NamedTuple):
    """The broken uses by file and name, and how many of them archlint is certain of, calls likely, or misses."""

    wanted: int
    certain: int
    likely: int
    missing: tuple[Broken, ...]
    wrong: tuple[Broken, ...]
    unlikely: tuple[Broken, ...]


def judge(root: Path, answer: Answer, mapping: Mapping) -> Counts:
    """Compare archlint's findings of unexported uses with those of the type checker."""
    paths = sorted({each.path for each in answer.uses} | {each.target for each in answer.uses} | set(answer.files))
    facts, known, modules = read_tree(root, paths)
    tree = Tree(tuple(sorted(facts)), tuple(module._replace(folder=module.folder.strip(".")) for module in modules))
    plan = map_tree(tree, Config(), mapping, modules=modules_of(tree))
    symbols = {path: known[path] for path in plan.parse}
    parsed = parsed_of(tree, plan.relocation.today, symbols, read=lambda paths: {path: known[path] for path in paths})
    hazards = carry_out(plan, tree, Config(), parsed=parsed).hazards
    certain: set[Broken] = set()
    likely: set[Broken] = set()
    for hazard in hazards:
        if hazard.kind == "unexported-use" and hazard.identity[-1] != "by order" and len(hazard.identity) == 3:
            name = hazard.names[0].rpartition(".")[2]
            (certain if hazard.severity == "error" else likely).add((hazard.place.path, hazard.identity[1], name))
    homes, package_of = plan.relocation.homes, plan.relocation.package_of
    wanted = {
        (each.path, each.target, each.name)
        for each in (*answer.uses, *answer.members)
        if not each.name[:1].isupper()
        and package_of.get(each.path) == package_of.get(each.target)
        and homes[each.path] != homes[each.target]
    }
    return Counts(
        len(wanted), len(certain & wanted), len(likely & wanted),
        tuple(sorted(wanted - certain - likely)), tuple(sorted(certain - wanted)), tuple(sorted(likely - wanted)),
    )  # fmt: skip


def parted(files: tuple[str, ...]) -> Mapping:
    """Rows that move about half of the production files of each folder to a folder beside it."""
    rows: list[Row] = []
    for path in files:
        folder, _, name = path.rpartition("/")
        if not name.endswith("_test.go") and zlib.crc32(name.encode()) % 2:
            rows.append(Row(path, f"{folder}/parted/{name}", Place("m.md", len(rows) + 1)))
    return Mapping(("m.md",), tuple(rows))


@NEEDS_GO
def test_the_split_standard_library() -> None:
    source = goroot() / "src"
    answer = ask(source, "-vendor", "-skip", "cmd", "-members", "-only", PACKAGES)
    counts = judge(source, answer, parted(answer.files))
    assert counts.wanted > 1000
    assert counts.wrong == ()
    assert set(counts.missing) <= MISSED
    assert counts.likely < counts.wanted // 20


@NEEDS_GO
@pytest.mark.parametrize("tree", [tree for tree in os.environ.get("ARCHLINT_TREES", "").split(":") if tree])
def test_a_split_tree(tree: str) -> None:
    answer = ask(Path(tree), "-deps", "-members")
    counts = judge(Path(tree), answer, parted(answer.files))
    assert counts.wrong == ()
    assert len(counts.missing) <= counts.wanted // 100


@NEEDS_GO
@pytest.mark.skipif(
    "ARCHLINT_TREE_MAPPING" not in os.environ, reason="ARCHLINT_TREE_MAPPING=TREE:MAPPING.md names no tree and mapping"
)
def test_a_real_mapping() -> None:
    tree, _, document = os.environ["ARCHLINT_TREE_MAPPING"].partition(":")
    answer = ask(Path(tree), "-deps", "-members")
    counts = judge(Path(tree), answer, read_mapping(document, Path(document).read_bytes()))
    assert (counts.missing, counts.wrong) == ((), ())

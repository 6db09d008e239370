"""The WuKongIM example: the findings in the planned tree, from the facts. If the real tree is available
(ARCHLINT_TREES), the facts must match it, and the stubs must have its graph and its findings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from support.command import REPOSITORY, archlint
from support.documents import Json
from support.stub_facts import facts_of, text_of
from support.team_mapping import wukongim

from archlint.mapping import read_mapping

EXAMPLE = REPOSITORY / "examples" / "wukongim"
CONFIG, MAPPING = str(EXAMPLE / "layers.toml"), str(EXAMPLE / "mapping.md")
README = (EXAMPLE / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def stubs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stub tree."""
    folder = tmp_path_factory.mktemp("example") / "wukongim"
    subprocess.run([sys.executable, str(EXAMPLE / "write_stub.py"), str(folder)], check=True)
    return folder


def checked(tree: Path, *options: str) -> Json:
    found = archlint("check", str(tree), "--config", CONFIG, "--mapping", MAPPING, "--format", "json", *options)
    assert found.status == 1, found.err
    document: Json = json.loads(found.out)
    return document


def told(document: Json) -> Counter[tuple[str, ...]]:
    """Return the findings without lines."""
    return Counter(
        (item["kind"], item["severity"], item["place"]["path"], item["message"], *item["names"])
        for item in document["findings"]
    )


def graph(tree: Path, view: str, level: str, tests: str) -> tuple[set[tuple[str, ...]], list[Json]]:
    """Return the edges with the files that cause them, and the nodes."""
    options = ("--view", view, "--level", level, "--tests", tests, "--external")
    found = archlint("graph", str(tree), "--config", CONFIG, "--mapping", MAPPING, *options)
    assert found.status == 0, found.err
    document = json.loads(found.out)
    edges = {
        (edge["from"], edge["to"], edge["kind"], *edge["names"], *sorted({place["path"] for place in edge["places"]}))
        for edge in document["edges"]
    }
    return edges, document["nodes"]


def test_the_outcome_is_that_in_the_readme(stubs: Path) -> None:
    document = checked(stubs)
    assert document["problems"] == []
    counts = Counter(item["kind"] for item in document["findings"])
    for kind, count in counts.items():
        assert f"| `{kind}` | {count} |" in README, (kind, count)
    for item in document["findings"]:
        if item["kind"] == "package-cycle":
            for member in item["cycle"]["members"]:
                assert member.removeprefix("github.com/WuKongIM/WuKongIM/") in README
    assert not [item for item in document["findings"] if item["rule"].startswith("domain-")]


def test_the_printed_report_is_pinned(stubs: Path) -> None:
    found = archlint("check", str(stubs), "--config", CONFIG, "--mapping", MAPPING, "--format", "concise")
    expected = EXAMPLE / "expected.txt"
    if os.environ.get("ARCHLINT_UPDATE"):
        expected.write_text(found.out, encoding="utf-8")
    assert found.out == expected.read_text("utf-8")


def test_what_the_mapping_introduces_carries_and_retires(stubs: Path) -> None:
    findings = checked(stubs, "--view", "both")["findings"]
    changes = Counter(item["change"] for item in findings if item["kind"] == "forbidden-import")
    assert changes == {"introduced": 3, "carried": 9, "retired": 9}
    assert "3 are introduced, 9 are carried, and 9 others of today are retired" in README
    assert {item["change"] for item in findings if item["kind"] != "forbidden-import"} == {"introduced"}


def test_every_mapped_file_exists() -> None:
    mapping = read_mapping("mapping.md", (EXAMPLE / "mapping.md").read_bytes())
    facts = json.loads((EXAMPLE / "facts.json").read_text("utf-8"))
    paths = {*facts["others"], *(file["path"] for file in facts["files"])}
    assert len(mapping.rows) == 423
    assert {row.old for row in mapping.rows} <= paths


def test_the_layer_counts_of_the_readme(stubs: Path) -> None:
    found = archlint("graph", str(stubs), "--config", CONFIG, "--mapping", MAPPING, "--level", "layer")
    counts: Counter[tuple[str, str]] = Counter()
    for edge in json.loads(found.out)["edges"]:
        counts[edge["from"], edge["to"]] += len({place["path"] for place in edge["places"]})
    for (source, target), count in counts.items():
        assert f"| {source} | {target} | {count} |" in README, (source, target, count)


def test_the_facts_are_those_of_the_real_tree() -> None:
    found = text_of(facts_of(wukongim()))
    if os.environ.get("ARCHLINT_UPDATE"):
        (EXAMPLE / "facts.json").write_text(found, encoding="utf-8")
    assert found == (EXAMPLE / "facts.json").read_text("utf-8")


@pytest.mark.parametrize("view", ["today", "mapped"])
@pytest.mark.parametrize("level", ["package", "file"])
@pytest.mark.parametrize("tests", ["exclude", "include"])
def test_the_stubs_give_the_graph_of_the_real_tree(stubs: Path, view: str, level: str, tests: str) -> None:
    real, stub = graph(wukongim(), view, level, tests), graph(stubs, view, level, tests)
    assert len(real[0]) > 500
    assert sorted(real[0] ^ stub[0], key=str)[:10] == []
    assert real[1] == stub[1]


def test_the_stubs_give_the_findings_of_the_real_tree(stubs: Path) -> None:
    assert told(checked(wukongim())) == told(checked(stubs))

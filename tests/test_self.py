"""archlint's own house: clean by the root layers.toml, and each of its rules fires where it is broken."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from functools import cache
from typing import NamedTuple

import pytest

from archlint.config.document import parse_config
from archlint.edge.python_tree import read_python_tree
from archlint.edge.sources import Sources
from archlint.model.facts import FileFacts, Import, Tree
from archlint.model.findings import Result
from archlint.model.policy import Config
from archlint.pipeline.check import check
from archlint.pipeline.inputs import Inputs
from archlint.pipeline.judge import needed_tests
from archlint.pipeline.placing import today_view

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Breach(NamedTuple):
    """An import that must not be: added to the facts of a file, which is new where there is none."""

    file: str
    target: str


BREACHES = {
    "rows": [
        Breach("archlint/pipeline/baseline.py", "archlint/edge/workspace"),
        Breach("archlint/edge/tree.py", "archlint/config/document"),
    ],
    "places": [Breach("archlint/stray.py", "json"), Breach("stray.py", "archlint/model/facts")],
    "cycles": [Breach("archlint/errors.py", "archlint/model/findings")],
    "command-sees": [Breach("archlint/cli/group.py", "rich/console")],
    "work-sees": [Breach("archlint/pipeline/check.py", "numpy"), Breach("archlint/edge/tree.py", "orjson")],
    "configuration-sees": [
        Breach("archlint/config/document.py", "archlint/planning/rows"),
        Breach("archlint/config/document.py", "pydantic"),
    ],
    "reports-see": [Breach("archlint/reports/text.py", "archlint/rules/form")],
    "catalogue-sees": [Breach("archlint/catalogue.py", "archlint/globs")],
    "rules-see": [Breach("archlint/rules/layer_order.py", "archlint/languages/go/modules/std")],
    "plans-see": [Breach("archlint/rewriting/edits.py", "libcst")],
    "mapping-sees": [Breach("archlint/mapping/markdown.py", "archlint/graphs/graph")],
    "graphs-see": [
        Breach("archlint/graphs/graph.py", "archlint/languages/go/modules/std"),
        Breach("archlint/graphs/cycles.py", "scipy"),
    ],
    "languages-see": [Breach("archlint/languages/go/headers/reader.py", "regex")],
    "base-sees": [Breach("archlint/globs.py", "wcmatch")],
    "text-sees": [
        Breach("archlint/text/lists.py", "archlint/model/facts"),
        Breach("archlint/text/csv_text.py", "pandas"),
    ],
    "model-sees": [Breach("archlint/model/facts.py", "attrs")],
    "click": [Breach("archlint/commands/check.py", "click")],
    "syntax": [
        Breach("archlint/languages/go/headers/words.py", "tree_sitter"),
        Breach("archlint/languages/go/headers/scanner.py", "tree_sitter_go"),
    ],
    "toml": [Breach("archlint/config/scan.py", "tomllib"), Breach("archlint/config/rules.py", "tomli/_parser")],
    "junit": [Breach("archlint/reports/text.py", "junit_xml")],
    "network": [Breach("archlint/planning/units.py", "networkx")],
    "yaml": [Breach("archlint/mapping/markdown.py", "yaml")],
    "files": [Breach("archlint/globs.py", "os/path"), Breach("archlint/pipeline/check.py", "pathlib")],
    "outside": [Breach("archlint/commands/loading.py", "subprocess"), Breach("archlint/rules/cycling.py", "random")],
}


@cache
def house() -> tuple[Config, Tree]:
    with open(os.path.join(ROOT, "layers.toml"), "rb") as file:
        config = parse_config(file.read(), "layers.toml")
    return config, read_python_tree(Sources(ROOT), config.scan, needed_tests(config))


def judge(tree: Tree) -> Result:
    config, _ = house()
    return check(Inputs(tree, config, "2026-01-01"))


@cache
def as_it_is() -> Result:
    return judge(house()[1])


def with_import(tree: Tree, breach: Breach) -> Tree:
    """The tree with one import more, in its first line."""
    files = {file.path: file for file in tree.files}
    file = files.get(breach.file, FileFacts(breach.file, "", ()))
    files[breach.file] = file._replace(imports=(Import(breach.target, 1, 1, 2), *file.imports))
    return tree._replace(files=tuple(files[path] for path in sorted(files)))


def test_the_house_keeps_its_rules() -> None:
    config, result = house()[0], as_it_is()
    assert [str(complaint) for complaint in result.problems] == []
    assert [f"{finding.place}: {finding.message}" for finding in result.findings] == []
    assert all(rule.because for rule in config.rules)
    assert not any(rule.exceptions for rule in config.rules)
    assert all(outcome.subjects for outcome in result.outcomes)


def test_every_rule_has_its_breach() -> None:
    assert sorted(BREACHES) == sorted(rule.id for rule in house()[0].rules)


@pytest.mark.parametrize(
    ("rule", "breach"), [(rule, breach) for rule, several in BREACHES.items() for breach in several]
)
def test_each_rule_fires_and_no_other(rule: str, breach: Breach) -> None:
    tree = house()[1]
    if rule != "places":
        assert breach.file in {file.path for file in tree.files}
    before = {finding.fingerprint for finding in as_it_is().findings}  # empty, as the first test says
    found = [finding for finding in judge(with_import(tree, breach)).findings if finding.fingerprint not in before]
    assert {finding.rule for finding in found} == {rule}
    assert breach.file in {finding.place.path for finding in found}


def test_the_command_says_so_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "archlint", "check", "-q"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


# What needs no import: built-in functions that read, write, ask or execute. Only the edge may call them.
FORBIDDEN_CALLS = {"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint"}


def test_only_the_edge_calls_functions_that_read_print_or_execute() -> None:
    config, tree = house()
    layers = {item.path: item.layer for item in today_view(tree, config).files if item.layer != "Tests"}
    assert set(layers.values()) == {layer.name for layer in config.layers} - {"Tests"}
    found = []
    for path, layer in layers.items():
        if layer == "Edge":
            continue
        with open(os.path.join(ROOT, path), "rb") as file:
            module = ast.parse(file.read())
        found += [
            f"{path}:{node.lineno}: {node.func.id}"
            for node in ast.walk(module)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS
        ]
    assert found == []

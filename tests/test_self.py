"""archlint's own code keeps the rules in the root layers.toml, and a violation of each rule is found."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from functools import cache
from typing import NamedTuple

import pytest

from archlint.config.document import parse_config
from archlint.edge.file_tree import read_file_tree
from archlint.edge.sources import Sources
from archlint.languages.python import PYTHON
from archlint.model.facts import FileFacts, Import, Tree
from archlint.model.findings import Result
from archlint.model.policy import Config
from archlint.pipeline.check import check
from archlint.pipeline.inputs import Inputs
from archlint.pipeline.judge import needed_tests
from archlint.pipeline.placing import today_view

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Violation(NamedTuple):
    """A forbidden import to add to the facts of a file. The file is added too if it doesn't exist."""

    file: str
    target: str


VIOLATIONS = {
    "rows": [
        Violation("archlint/pipeline/baseline.py", "archlint/edge/workspace"),
        Violation("archlint/edge/tree.py", "archlint/config/document"),
    ],
    "places": [Violation("archlint/stray.py", "json"), Violation("stray.py", "archlint/model/facts")],
    "cycles": [Violation("archlint/errors.py", "archlint/model/findings")],
    "command-sees": [Violation("archlint/cli/group.py", "rich/console")],
    "work-sees": [Violation("archlint/pipeline/check.py", "numpy"), Violation("archlint/edge/tree.py", "orjson")],
    "configuration-sees": [
        Violation("archlint/config/document.py", "archlint/planning/rows"),
        Violation("archlint/config/document.py", "pydantic"),
    ],
    "reports-see": [Violation("archlint/reports/text.py", "archlint/rules/form")],
    "catalogue-sees": [Violation("archlint/catalogue.py", "archlint/globs")],
    "rules-see": [Violation("archlint/rules/layer_order.py", "archlint/languages/go/modules/std")],
    "plans-see": [Violation("archlint/rewriting/edits.py", "libcst")],
    "mapping-sees": [Violation("archlint/mapping/markdown.py", "archlint/graphs/graph")],
    "graphs-see": [
        Violation("archlint/graphs/graph.py", "archlint/languages/go/modules/std"),
        Violation("archlint/graphs/cycles.py", "scipy"),
    ],
    "languages-see": [Violation("archlint/languages/go/headers/reader.py", "regex")],
    "base-sees": [Violation("archlint/globs.py", "wcmatch")],
    "text-sees": [
        Violation("archlint/text/lists.py", "archlint/model/facts"),
        Violation("archlint/text/csv_text.py", "pandas"),
    ],
    "model-sees": [Violation("archlint/model/facts.py", "attrs")],
    "click": [Violation("archlint/commands/check.py", "click")],
    "syntax": [
        Violation("archlint/languages/go/headers/words.py", "tree_sitter"),
        Violation("archlint/languages/go/headers/scanner.py", "tree_sitter_go"),
    ],
    "toml": [Violation("archlint/config/scan.py", "tomllib"), Violation("archlint/config/rules.py", "tomli/_parser")],
    "junit": [Violation("archlint/reports/text.py", "junit_xml")],
    "network": [Violation("archlint/planning/units.py", "networkx")],
    "yaml": [Violation("archlint/mapping/markdown.py", "yaml")],
    "files": [Violation("archlint/globs.py", "os/path"), Violation("archlint/pipeline/check.py", "pathlib")],
    "outside": [
        Violation("archlint/commands/loading.py", "subprocess"),
        Violation("archlint/rules/cycle_findings.py", "random"),
    ],
}


@cache
def house() -> tuple[Config, Tree]:
    with open(os.path.join(ROOT, "layers.toml"), "rb") as file:
        config = parse_config(file.read(), "layers.toml")
    return config, read_file_tree(Sources(ROOT), PYTHON, config.scan, tests=needed_tests(config))


def judge(tree: Tree) -> Result:
    config, _ = house()
    return check(Inputs(tree, config, "2026-01-01"))


@cache
def as_it_is() -> Result:
    return judge(house()[1])


def with_import(tree: Tree, violation: Violation) -> Tree:
    """The tree with one more import, in the first line of its file."""
    files = {file.path: file for file in tree.files}
    file = files.get(violation.file, FileFacts(violation.file, "", ()))
    files[violation.file] = file._replace(
        imports=(Import(violation.target, line=1, column=1, end_column=2), *file.imports)
    )
    return tree._replace(files=tuple(files[path] for path in sorted(files)))


def test_archlint_keeps_its_rules() -> None:
    config, result = house()[0], as_it_is()
    assert [str(complaint) for complaint in result.problems] == []
    assert [f"{finding.place}: {finding.message}" for finding in result.findings] == []
    assert all(rule.because for rule in config.rules)
    assert not any(rule.exceptions for rule in config.rules)
    assert all(outcome.subjects for outcome in result.outcomes)


def test_every_rule_has_a_violation() -> None:
    assert sorted(VIOLATIONS) == sorted(rule.id for rule in house()[0].rules)


@pytest.mark.parametrize(
    ("rule", "violation"), [(rule, violation) for rule, several in VIOLATIONS.items() for violation in several]
)
def test_only_the_broken_rule_fires(rule: str, violation: Violation) -> None:
    tree = house()[1]
    if rule != "places":
        assert violation.file in {file.path for file in tree.files}
    before = {finding.fingerprint for finding in as_it_is().findings}  # empty, as the first test says
    found = [finding for finding in judge(with_import(tree, violation)).findings if finding.fingerprint not in before]
    assert {finding.rule for finding in found} == {rule}
    assert violation.file in {finding.place.path for finding in found}


def test_check_passes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "archlint", "check", "-q"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


# Built-in functions that read, write, ask or execute. They need no import, and only the edge may call them.
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

"""Start-up time is a feature: a run imports only what it needs. The benchmarks measure it, and this test protects
it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

LAYERS = """version = 1

[layers]
A = "a/**"
B = "b/**"

[[rules]]
rule = "A must not import B"
because = "it is so"

[[rules]]
rule = "packages must not form cycles"
because = "Go refuses them"
"""

# Each of these takes a millisecond or more, and a check of today's tree doesn't need it.
STANDARD = frozenset({"ast", "asyncio", "concurrent.futures", "csv", "dataclasses", "datetime", "difflib", "hashlib"})
STANDARD |= {"importlib.metadata", "importlib.resources", "importlib.util", "json", "multiprocessing", "pickle"}
STANDARD |= {"subprocess", "tempfile", "tokenize", "unittest", "xml.etree.ElementTree"}
LIBRARIES = frozenset({"junit_xml", "networkx", "tree_sitter", "tree_sitter_go", "yaml"})
OWN = frozenset(
    {
        "answers.explain",
        "answers.graph",
        "catalogue",
        "drafting",
        "edge.symbol_files",
        "edge.workers",
        "hazards",
    }
)
OWN |= {"languages.go.references", "languages.go.syntax", "languages.go.types", "languages.python", "mapping"}
OWN |= {
    "pipeline.baseline",
    "pipeline.compare",
    "pipeline.mapped_view",
    "pipeline.verdict",
    "planning",
    "rewriting",
}
STORE = {"archlint.edge.cache", "archlint.edge.fact_store", "archlint.edge.file_times"}
DEAR = STANDARD | LIBRARIES | {f"archlint.{name}" for name in OWN}


def loaded(*arguments: str) -> set[str]:
    """Return the modules that a run of archlint has loaded."""
    script = (
        "import sys\nfrom archlint.cli import run\nsys.stdout = sys.stderr\n"
        "run(sys.argv[1:])\nsys.stdout = sys.__stdout__\nprint(*sys.modules)"
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV_")}
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


@pytest.fixture(scope="module")
def own() -> set[str]:
    """Return the modules that Python and click load themselves, which differ from version to version."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys, click; print(*sys.modules)"], capture_output=True, text=True
    )
    return set(done.stdout.split())


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in {
        "go.mod": "module m\n",
        "a/a.go": 'package a\n\nimport "m/b"\n',
        "b/b.go": "package b\n",
        "layers.toml": LAYERS,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_clean_check(tree: Path, own: set[str]) -> None:
    (tree / "a/a.go").write_text("package a\n")
    found = loaded("check", str(tree), "--no-cache") - own
    assert (DEAR | STORE | {"archlint.reports.text_finding"}) & found == set()


def test_a_check_with_findings(tree: Path, own: set[str]) -> None:
    assert DEAR & (loaded("check", str(tree)) - own) == set()


def test_a_check_that_remembers(tree: Path, own: set[str]) -> None:
    for _ in range(3):
        found = loaded("check", str(tree)) - own
    dear = DEAR - {"json", "archlint.pipeline.verdict"}
    assert (dear | {"archlint.pipeline.check"}) & found == set(), "what was judged is not judged again"


def test_a_check_of_the_mapped_tree(tree: Path, own: set[str]) -> None:
    (tree / "moves.md").write_text("| old_path | new_path |\n|---|---|\n| `b/b.go` | `c/b.go` |\n")
    found = loaded("check", str(tree), "--mapping", str(tree / "moves.md"), "--no-cache") - own
    assert LIBRARIES & found == set(), "no package is split, so that nothing is parsed"


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["check", "--help"], ["rules"]])
def test_commands_that_need_no_tree(arguments: list[str], own: set[str]) -> None:
    found = loaded(*arguments) - own
    assert DEAR & found == set()
    assert "archlint.edge.tree" not in found or arguments == ["rules"]

"""The facts about each language are in the language alone: Python's tests, two made-up languages, and string
literals."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from support import txtar
from support.command import archlint

from archlint.config.document import parse_config
from archlint.languages import NAMES, language_of
from archlint.model.facts import FileFacts, Import, Module, Tree
from archlint.model.findings import Result, RunInfo
from archlint.model.language import Language, PackageOrigin
from archlint.pipeline.check import check_views
from archlint.pipeline.inputs import Inputs
from archlint.pipeline.placing import today_view
from archlint.pipeline.views import Views
from archlint.reports import renderer

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = Path(__file__).parent.parent / "archlint"

# --- Python -----------------------------------------------------------------------------------------------------------

PYTHON_FILES = {
    "a/__init__.py": "",
    "a/conftest.py": "import os\n",
    "a/test_x.py": "import os\n",
    "a/x_test.py": "import os\n",
    "a/testing.py": "import os\n",
    "a/test_data.txt": "import os\n",
}
PRODUCTION = {"a/testing.py"}
TESTS = {"a/conftest.py", "a/test_x.py", "a/x_test.py"}


def python_tree(folder: Path, files: dict[str, str], scan: str = "", rule: str = "A may import only A") -> Path:
    config = f'version = 1\n[scan]\nlanguage = "python"\n{scan}\n[layers]\nA = ["a/**"]\n[[rules]]\nrule = {rule!r}\n'
    txtar.Archive("", {**files, "layers.toml": config}).write(folder)
    return folder


def places(folder: Path, *arguments: str) -> set[str]:
    """Return the files with findings."""
    done = archlint("check", str(folder), "--no-cache", "--format", "json", *arguments)
    assert done.status in (0, 1), done.err
    return {finding["place"]["path"] for finding in json.loads(done.out)["findings"]}


@pytest.mark.parametrize(
    ("tests", "expected"), [("exclude", PRODUCTION), ("only", TESTS), ("include", PRODUCTION | TESTS)]
)
def test_scan_tests_says_which_python_files_are_checked(tmp_path: Path, tests: str, expected: set[str]) -> None:
    assert places(python_tree(tmp_path, PYTHON_FILES, f'tests = "{tests}"')) == expected


def test_a_rule_says_which_python_files_it_judges(tmp_path: Path) -> None:
    folder = python_tree(tmp_path, PYTHON_FILES, 'tests = "include"')
    with (folder / "layers.toml").open("a") as file:
        file.write('tests = "only"\n')
    assert places(folder) == TESTS


def test_a_python_tree_of_only_tests_does_not_pass(tmp_path: Path) -> None:
    done = archlint("check", str(python_tree(tmp_path, {"a/test_x.py": ""})))
    assert done.status == 2
    assert "no Python file to check (left out: 1 test files)" in done.err + done.out


def test_a_layer_of_only_python_tests_names_the_setting_that_excludes_it(tmp_path: Path) -> None:
    done = archlint("check", str(python_tree(tmp_path, {"a/test_x.py": "", "b.py": ""})))
    assert 'the file it matches is test code, which tests = "exclude" skips' in done.out + done.err


def test_test_modules_that_import_each_other_are_a_cycle(tmp_path: Path) -> None:
    files = {"a/__init__.py": "", "a/conftest.py": "from a import test_x\n", "a/test_x.py": "from a import conftest\n"}
    rule = "packages must not form cycles"
    assert places(python_tree(tmp_path / "all", files, 'tests = "include"', rule)) == {"a/conftest.py"}
    assert places(python_tree(tmp_path / "none", files, 'tests = "exclude"', rule)) == set()


# --- a second language ------------------------------------------------------------------------------------------------


class ToyPackages(NamedTuple):
    """Each file is a package: `a/b.toy` is a/b. Paths that start with `sys` are the standard library."""

    files: frozenset[str]

    def of_file(self, path: str) -> str:
        return path.partition(".")[0]

    def origin(self, import_path: str) -> PackageOrigin:
        top = import_path.partition("/")[0]
        return (
            "tree"
            if any(path.startswith(f"{top}/") for path in self.files)
            else "std"
            if top == "sys"
            else "third-party"
        )

    def folder(self, import_path: str) -> str | None:
        return import_path.rpartition("/")[0] if self.origin(import_path) == "tree" else None


class Toy(Language):
    """A language whose files import each other by name; tests are `x.spec.toy`."""

    __slots__ = ()
    name = "toy"
    title = "Toy"
    suffix = ".toy"
    tests_importable = True

    def is_test(self, path: str) -> bool:
        return path.endswith(".spec.toy")

    def file_packages(self, files: Iterable[FileFacts]) -> ToyPackages:
        return ToyPackages(frozenset(file.path for file in files))


class Crate(Toy):
    """The same, with folders as packages, which modules name, and with programs."""

    __slots__ = ()
    std = frozenset(("sys",))
    program = "start"
    module_file = "crate.toy"

    def file_packages(self, files: Iterable[FileFacts]) -> None:  # type: ignore[override]
        return None


def toy_file(path: str, text: str, language: Language, package: str = "") -> FileFacts:
    """The front end of both languages: a line `use a/b` is an import."""
    imports = tuple(
        Import(line.removeprefix("use "), number, column=5, end_column=1 + len(line))
        for number, line in enumerate(text.split("\n"), 1)
    )
    return FileFacts(path, package, imports, scope="test" if language.is_test(path) else "production")


TOY_LAYERS = """version = 1
[layers]
Core = "core/**"
Web = "web/**"
[groups]
http = "http/**"
[[rules]]
rule = "Core must not import Web"
[[rules]]
rule = "Core must not reach http"
[[rules]]
rule = "packages must not form cycles"
[[rules]]
rule = "every file must belong to a layer"
"""


def judged(language: Language, tree: Tree) -> Result:
    config = parse_config(TOY_LAYERS, "layers.toml")
    view = today_view(tree, config, language)
    return check_views(Inputs(tree, config, "2026-01-01"), Views((view,), lambda: view))


def found(result: Result) -> set[tuple[str, str, str]]:
    return {(finding.kind, finding.source, finding.target) for finding in result.findings}


def test_a_language_with_file_packages_is_checked() -> None:
    texts = {
        "core/order.toy": "use web/page",
        "core/order.spec.toy": "use web/page",
        "web/page.toy": "use http/server\nuse core/order\nuse sys/io",
        "stray.toy": "use sys/io",
    }
    toy = Toy()
    result = judged(toy, Tree(tuple(toy_file(path, text, toy) for path, text in sorted(texts.items()))))
    assert found(result) == {
        ("forbidden-import", "core/order", "web/page"),
        ("forbidden-reach", "core/order", "http/server"),
        ("package-cycle", "core/order", "core/order"),
        ("unassigned-file", "stray", ""),
    }
    assert "core/order.spec.toy" not in {finding.place.path for finding in result.findings}
    for form in ("text", "concise", "json", "junit", "github", "markdown"):
        report = renderer(form)(result, RunInfo(version="0", lines={}, color=False, gate="error"))
        assert "core/order.toy" in report
        assert not re.search(r"\bGo\b|go\.mod", report), form


def test_a_language_with_folder_packages_is_checked() -> None:
    crate = Crate()
    files = [
        toy_file("core/a.toy", "use m/web", crate, "core"),
        toy_file("core/b.toy", "use sys", crate, "core"),
        toy_file("web/main.toy", "use http/server", crate, "start"),
        toy_file("web/main.spec.toy", "use m/core", crate, "start"),
    ]
    tree = Tree(tuple(sorted(files)), (Module("m", ""),))
    result = judged(crate, tree)
    assert found(result) == {("forbidden-import", "m/core", "m/web"), ("forbidden-reach", "m/core", "http/server")}
    packages = today_view(tree, parse_config(TOY_LAYERS, "layers.toml"), crate).packages
    assert [(name, item.origin, item.program) for name, item in sorted(packages.items())] == [
        ("http/server", "third-party", False),
        ("m/core", "tree", False),
        ("m/web", "tree", True),
        ("sys", "std", False),
    ]


# --- who knows about languages
# -----------------------------------------------------------------------------------------

LITERAL = re.compile(r"\.go\b|\.py\b|_test\b|^main$|\btest_|\bconftest\b|__init__")
"""Texts that name source files, tests and programs of Go and Python."""

PROSE = {
    "rules/unassigned_file.py": "the page on its kind, with a path as an example",
    "catalogue.py": "pages on kinds of findings, with examples in Go",
    "cli/explain.py": "the help of explain, with paths as examples",
    "config/classify.py": "hints with paths as examples",
    "drafting/problems.py": "a hint with a path as an example",
}
"""Modules whose string literals are examples for people. No code compares anything with them."""


def literals(path: Path) -> list[str]:
    """Return the matching string literals of a module, except docstrings."""
    module = ast.parse(path.read_text())
    docs = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    texts = [node for node in ast.walk(module) if isinstance(node, ast.Constant) and id(node) not in docs]
    return [node.value for node in texts if isinstance(node.value, str) and LITERAL.search(node.value)]


def test_only_languages_know_the_names_of_files_tests_and_programs() -> None:
    known = {path.relative_to(PACKAGE).as_posix(): literals(path) for path in PACKAGE.rglob("*.py")}
    outside = {name: texts for name, texts in known.items() if texts and not name.startswith("languages/")}
    assert {name: texts for name, texts in outside.items() if name not in PROSE} == {}
    assert set(outside) == set(PROSE), "this exception is no longer needed"
    assert all(any(mark in text for mark in " {/\n") for texts in outside.values() for text in texts)
    assert {"languages/go/language.py", "languages/python.py"} <= {name for name, texts in known.items() if texts}


def test_each_language_has_its_name() -> None:
    assert [language_of(name).name for name in NAMES] == list(NAMES)
    languages = [language_of(name) for name in NAMES]
    assert [language.is_source(f"a/b{language.suffix}") for language in languages] == [True] * len(languages)
    assert [language.is_test("a/b_test" + language.suffix) for language in languages] == [True] * len(languages)

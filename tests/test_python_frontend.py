"""The Python front end: samples with places, laws on any text, and comparison with grimp for whole packages."""

from __future__ import annotations

import ast
import os
import re
from importlib.util import find_spec

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.languages.python import Modules, module_path, read_python, resolve
from archlint.model.facts import FileFacts, Import

# The imports of a statement have their place between « and »; the comment lists them.
SAMPLES = [
    ("import «os»", "os"),
    ("import «os.path» as p, «a.b.c»", "os/path as p, a/b/c"),
    ("import «a . b»", "a/b"),
    ("from «a.b» import c", "a/b:c"),
    ("from «a» import (  # why\n    b,\n    c as d,\n)", "a:b, a:c as d"),
    ("from «a» import *", "a as ."),
    ("from «.» import x", "pkg/sub:x"),
    ("from «.x» import y", "pkg/sub/x:y"),
    ("from «..» import x", "pkg:x"),
    ("from «. . x» import y", "pkg/x:y"),
    ("from«.»import x", "pkg/sub:x"),
    ("from «...» import x", ":x"),
    ("from \\\n  «a.b» \\\n  import c", "a/b:c"),
    ("from «importer» import imports", "importer:imports"),
    ("x = 'é'; import «a» ; import «b»", "a, b"),
    ("def f():\n    import «a»\n    if x:\n        from «b» import c\n", "a, b:c"),
    ("if TYPE_CHECKING:\n\timport «a»\nelse:\n\timport «b»", "a, b"),
    ("try:\n import «a»\nexcept E:\n import «b»\nelse:\n import «c»\nfinally:\n import «d»", "a, b, c, d"),
    ("match x:\n case 1:\n  import «a»\n case _:\n  import «b»", "a, b"),
    ("class C:\n async def f():\n  async with x:\n   import «a»\n  while 1:\n   import «b»", "a, b"),
    ("with a: import «b»\nfor x in y: import «c»\nelse: import «d»", "b, c, d"),
    ('from __future__ import annotations\n"""\nimport no\n"""\nimport «yes»', "yes"),
    ("import «a»\r\nimport «b»\rimport «c»", "a, b, c"),
    ("\ufeffimport «a»", "a"),
    ("# coding: latin-1\nimport «a»", "a"),
    ("\x0cimport «a»", "a"),
    ("import «ä.ö»", "ä/ö"),
    ("", ""),
]


def shown(spec: Import) -> str:
    return f"{spec.path} as {spec.alias}" if spec.alias else spec.path


def marks(text: str) -> list[tuple[int, int, int]]:
    """Return line, column and end column of every «...», in the text without its marks."""
    found = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), 1):
        for order, match in enumerate(re.finditer("«(.*?)»", line)):
            start = match.start() - 2 * order + 1
            found.append((number, start, start + len(match[1])))
    return found


@pytest.mark.parametrize(("text", "expected"), SAMPLES)
def test_samples(text: str, expected: str) -> None:
    plain = text.replace("«", "").replace("»", "")
    facts = read_python("pkg/sub/mod.py", plain.encode())
    assert facts.problems == ()
    assert ", ".join(map(shown, facts.imports)) == expected
    assert sorted({(spec.line, spec.column, spec.end_column) for spec in facts.imports}) == marks(text)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.py", "a"),
        ("a/b.py", "a/b"),
        ("a/__init__.py", "a"),
        ("a/b/__init__.py", "a/b"),
        ("__init__.py", "__init__"),
        ("a/py.py", "a/py"),
    ],
)
def test_module_paths(path: str, expected: str) -> None:
    assert module_path(path) == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a/b/__init__.py", "from . import x", ["a/b:x"]),
        ("a/b/__init__.py", "from .. import x", ["a:x"]),
        ("a.py", "from . import x", [":x"]),
        ("a.py", "from . import *", ["__init__"]),
        ("__init__.py", "from .b import x", ["b:x"]),
    ],
)
def test_relative_imports(path: str, text: str, expected: list[str]) -> None:
    assert [spec.path for spec in read_python(path, text.encode()).imports] == expected


def test_a_relative_import_out_of_the_tree_is_a_problem() -> None:
    facts = read_python("a/b.py", b"import os\nfrom ... import x\nimport sys")
    assert [spec.path for spec in facts.imports] == ["os", "sys"]
    assert [(item.line, item.column, item.message) for item in facts.problems] == [
        (2, 6, "this relative import points outside the tree")
    ]


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"import os\nimport (", 2, ""),
        (b"x = '\n", 1, ""),
        (b"import os\n\xff", 1, ""),
        (b"# coding: nonsense\n", 1, "nonsense"),
        (b"# coding: hex\n", 1, "hex"),
        (b"import a\x00", 1, "null byte"),
        (b"x = " + b"(" * 5_000 + b")" * 5_000, 1, ""),
        (b"x = " + b"-" * 200_000 + b"1", 1, ""),
    ],
)
def test_invalid_python_is_one_problem(data: bytes, line: int, message: str) -> None:
    facts = read_python("a.py", data)
    assert facts.imports == ()
    (problem,) = facts.problems
    assert (problem.line, problem.column >= 1, message in problem.message) == (line, True, True)
    assert problem.message


@pytest.mark.parametrize("text", ["x = 1" + " + 1" * 50_000, "x = a" + ".a" * 50_000, "x = " + "(" * 150 + ")" * 150])
def test_the_nesting_limit_depends_on_the_python(text: str) -> None:
    """Some versions reject what others parse. Either way there are all imports, or one problem and no import."""
    facts = read_python("a.py", f"import a\n{text}\nimport b\n".encode())
    found = ([spec.path for spec in facts.imports], len(facts.problems))
    assert found in ((["a", "b"], 0), ([], 1))


def test_compiler_warnings_are_silenced(recwarn: pytest.WarningsRecorder) -> None:
    assert read_python("a.py", b"x = '\\d'\nif x is 1: import a").imports[0].path == "a"
    assert not recwarn.list


# --- resolving
# ---------------------------------------------------------------------------------------------------------


def tree(**sources: str) -> tuple[FileFacts, ...]:
    files = {name.replace("__", "/") + ".py": text for name, text in sources.items()}
    return resolve(read_python(path.replace("/init", "/__init__"), text.encode()) for path, text in files.items())


def imports_of(files: tuple[FileFacts, ...], path: str) -> list[str]:
    return [spec.path for file in files if file.path == path for spec in file.imports]


def test_a_name_of_a_module_imports_it_and_any_other_name_the_package() -> None:
    files = tree(
        a__init="",
        a__b="",
        a__c__d="",
        main="from a import b, VALUE, other\nfrom a import c\nfrom x import y\nfrom . import a, z\n",
    )
    assert imports_of(files, "main.py") == ["a/b", "a", "a/c", "x", "a", "z"]
    assert [file.path for file in files] == sorted(file.path for file in files)


def test_several_names_of_one_module_are_one_import() -> None:
    files = tree(main="from a import (b,\n c, d as e)\nfrom a import f")
    assert [(spec.path, spec.line) for spec in files[0].imports] == [("a", 1), ("a", 3)]


def test_origins() -> None:
    modules = Modules.of(tree(a__init="", a__b="", types="", pkg__sub__m=""))
    asked = ("a", "a/b", "a/none", "os", "os/path", "types", "click", "pkg/sub", "tomllib/x")
    origins = {name: modules.origin(name) for name in asked}
    assert origins == {
        "a": "tree",
        "a/b": "tree",
        "a/none": "tree",
        "os": "std",
        "os/path": "std",
        "types": "tree",
        "click": "third-party",
        "pkg/sub": "tree",
        "tomllib/x": modules.origin("tomllib"),  # std from Python 3.11 on
    }
    assert modules.folder("a/none") == "a"
    assert modules.folder("pkg/sub") == "pkg/sub"
    assert modules.folder("os") is None


# --- laws -------------------------------------------------------------------------------------------------------------


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_facts(data: bytes) -> None:
    facts = read_python("a/b.py", data)
    assert facts.path == "a/b.py"
    assert all(spec.path and spec.line >= 1 and 1 <= spec.column < spec.end_column for spec in facts.imports)


def own_files(package: str) -> dict[str, bytes]:
    """Return the files of an installed package, by their path from the folder it is imported from."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations
    root = os.path.dirname(spec.submodule_search_locations[0])
    found = {}
    for folder, folders, names in os.walk(spec.submodule_search_locations[0]):
        folders[:] = [name for name in folders if os.path.exists(os.path.join(folder, name, "__init__.py"))]
        for name in names:
            if name.endswith(".py"):
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, root).replace(os.sep, "/")] = file.read()
    return found


@pytest.mark.parametrize("package", ["archlint", "click", "networkx", "_pytest"])
def test_grimp_sees_the_same_imports(package: str) -> None:
    files = resolve(read_python(path, data) for path, data in own_files(package).items())
    assert not [file.path for file in files if file.problems]
    modules = Modules.of(files)
    inside = {module_path(file.path) for file in files}
    found = set()
    for file in files:
        for spec in file.imports:
            origin = modules.origin(spec.path)
            target = spec.path if origin == "tree" else spec.path.partition("/")[0]
            if target in inside or origin != "tree":
                found.add((module_path(file.path), target))
    grimp = pytest.importorskip("grimp", reason="grimp is not installed")
    graph = grimp.build_graph(package, include_external_packages=True, cache_dir=None)
    expected = {
        (importer.replace(".", "/"), imported.replace(".", "/"))
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    }
    assert found == {pair for pair in expected if pair[1] != "__future__"}


def test_places_agree_with_the_tokenizer() -> None:
    for path, data in own_files("archlint").items():
        lines = data.decode().split("\n")
        facts = read_python(path, data)
        statements = [node for node in ast.walk(ast.parse(data)) if isinstance(node, (ast.Import, ast.ImportFrom))]
        written = {
            (node.lineno, name.name if isinstance(node, ast.Import) else "." * node.level + (node.module or ""))
            for node in statements
            for name in node.names
        }
        at_places = {(spec.line, lines[spec.line - 1][spec.column - 1 : spec.end_column - 1]) for spec in facts.imports}
        assert at_places == {item for item in written if item[1] != "__future__"}

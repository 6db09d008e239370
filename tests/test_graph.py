"""The graph: packages from files, and edges with every place; the order of files doesn't matter."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import txtar
from support.command import archlint
from support.documents import Json
from support.views import view

from archlint.graphs.graph import Graph, Placed, Use, build
from archlint.languages.go.language import GO, scope_of
from archlint.model.facts import FileFacts, Import
from archlint.model.location import Place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def file(path: str, clause: str, *imports: str, layer: str = "") -> Placed:
    """A file of the module `m`, with one import in each line from line 3 on."""
    specs = tuple(
        Import(name, line=3 + number, column=8, end_column=10 + len(name)) for number, name in enumerate(imports)
    )
    folder = path.rpartition("/")[0]
    facts = FileFacts(path, clause, specs, scope=scope_of(path, clause))
    return Placed(facts, path, import_path=f"m/{folder}" if folder else "m", layer=layer)


def graph(*files: Placed) -> Graph:
    return build(
        files,
        language=GO,
        origin_of=lambda path: (
            "tree" if path == "m" or path.startswith("m/") else "third-party" if "." in path else "std"
        ),
        folder_of=lambda path: path[2:],
        layer_of_folder=lambda folder: f"layer of {folder}",
    )


def ids(found: Graph) -> dict[str, tuple[str, ...]]:
    """Return the files of each package of the tree."""
    return {name: package.files for name, package in found.packages.items() if package.files}


# Packages


def test_one_package_in_a_folder() -> None:
    found = graph(file("a/x.go", "a"), file("a/y.go", "a"), file("a/b/x.go", "b"), file("z.go", "m"))
    assert ids(found) == {"m": ("z.go",), "m/a": ("a/x.go", "a/y.go"), "m/a/b": ("a/b/x.go",)}
    assert found.package_of == {"z.go": "m", "a/x.go": "m/a", "a/y.go": "m/a", "a/b/x.go": "m/a/b"}
    assert (found.packages["m/a"].folder, found.packages["m/a"].name, found.packages["m"].folder) == ("a", "a", "")


def test_in_package_and_external_tests() -> None:
    found = graph(file("a/x.go", "a"), file("a/x_test.go", "a"), file("a/y_test.go", "a_test", "m/a"))
    assert ids(found) == {"m/a": ("a/x.go", "a/x_test.go"), "m/a_test": ("a/y_test.go",)}
    assert found.packages["m/a_test"].import_path == "m/a"
    assert [(edge.source.id, edge.target.id, edge.scope) for edge in found.edges] == [("m/a_test", "m/a", "test")]


def test_a_folder_named_like_a_test_package() -> None:
    found = graph(file("a/x.go", "a"), file("a/y_test.go", "a_test"), file("a_test/x.go", "a_test"))
    assert ids(found) == {"m/a": ("a/x.go",), "m/a [a_test]": ("a/y_test.go",), "m/a_test": ("a_test/x.go",)}


def test_only_external_tests() -> None:
    found = graph(file("a/x_test.go", "a_test"), file("b/x.go", "b", "m/a"))
    assert ids(found) == {"m/a_test": ("a/x_test.go",), "m/b": ("b/x.go",)}
    assert found.packages["m/a"].files == ()


def test_a_program_next_to_a_library() -> None:
    found = graph(file("a/gen.go", "main"), file("a/more.go", "main"), file("a/x.go", "a"), file("b/x.go", "b", "m/a"))
    assert ids(found) == {"m/a": ("a/x.go",), "m/a [main]": ("a/gen.go", "a/more.go"), "m/b": ("b/x.go",)}
    assert [edge.target.id for edge in found.edges] == ["m/a"]


def test_of_two_clauses_the_larger_one_is_imported() -> None:
    found = graph(file("a/x.go", "x"), file("a/y.go", "y"), file("a/z.go", "y"))
    assert ids(found) == {"m/a": ("a/y.go", "a/z.go"), "m/a [x]": ("a/x.go",)}


def test_a_file_without_a_clause_belongs_to_the_package() -> None:
    assert ids(graph(file("a/x.go", "a"), file("a/bad.go", ""))) == {"m/a": ("a/bad.go", "a/x.go")}
    assert ids(graph(file("a/bad.go", ""))) == {"m/a": ("a/bad.go",)}
    found = graph(file("a/bad.go", ""), file("a/x_test.go", "a_test"))
    assert ids(found) == {"m/a": ("a/bad.go",), "m/a_test": ("a/x_test.go",)}


def test_layers_are_those_that_importers_see() -> None:
    found = graph(file("a/x.go", "a", layer="A"), file("a/y.go", "a", layer="B"), file("a/x_test.go", "a", layer="C"))
    assert found.packages["m/a"].layers == ("A", "B")
    assert graph(file("a/x_test.go", "a", layer="C")).packages["m/a"].layers == ("C",)


def test_packages_without_files() -> None:
    found = graph(file("a/x.go", "a", "m/lost", "fmt", "github.com/x/y", "m"))
    assert found.packages["m/lost"].layers == ("layer of lost",)
    assert found.packages["m"].layers == ()
    assert {name: package.origin for name, package in found.packages.items()} == {
        "m/a": "tree",
        "m/lost": "tree",
        "m": "tree",
        "fmt": "std",
        "github.com/x/y": "third-party",
    }


# Edges


def test_edges_keep_every_place() -> None:
    found = graph(file("a/x.go", "a", "fmt", "m/b", "fmt"), file("a/y.go", "a", "m/b"), file("b/x.go", "b"))
    assert [(edge.target.id, [str(use.place) for use in edge.uses]) for edge in found.edges] == [
        ("fmt", ["a/x.go:3:8", "a/x.go:5:8"]),
        ("m/b", ["a/x.go:4:8", "a/y.go:3:8"]),
    ]


def test_edges_are_separate_for_each_layer_and_scope() -> None:
    found = graph(
        file("a/x.go", "a", "fmt", layer="A"),
        file("a/y.go", "a", "fmt", layer="B"),
        file("a/z_test.go", "a", "fmt", layer="A"),
    )
    assert [(edge.layer, edge.scope) for edge in found.edges] == [
        ("A", "production"),
        ("A", "test"),
        ("B", "production"),
    ]


def test_a_self_import_is_an_edge_and_a_reference_within_isnt() -> None:
    own = FileFacts("a/x.go", "a", (Import("m/a", line=3, column=8, end_column=13),))
    use = Use(own, Import("", line=9, column=2, end_column=5), ("New",))
    found = graph(
        Placed(
            own,
            path="a/x.go",
            import_path="m/a",
            layer="",
            redirected=(("m/a", Use(own, own.imports[0])), ("m/a", use), ("m/b", use)),
        )
    )
    assert [(edge.target.id, edge.kind, edge.names) for edge in found.edges] == [
        ("m/a", "import", ()),
        ("m/b", "reference", ("New",)),
    ]


_imports = st.lists(st.sampled_from(["m/a", "m/b", "m/c", "fmt", "x.org/y", "C"]), max_size=4)
_files = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["x.go", "y.go", "x_test.go", "y_test.go"])),
    st.tuples(st.sampled_from(["", "a", "b", "main", "a_test"]), _imports, st.sampled_from(["", "L", "M"])),
    max_size=8,
)


@given(_files, st.randoms(use_true_random=False))
def test_laws(files: dict[tuple[str, str], tuple[str, list[str], str]], shuffler: random.Random) -> None:
    placed = [
        file(f"{folder}/{name}", clause, *imports, layer=layer)
        for (folder, name), (clause, imports, layer) in files.items()
    ]
    found = graph(*placed)
    # Every file is in exactly one package, every import spec is the place of exactly one edge, and every end is known.
    members = [path for package in found.packages.values() for path in package.files]
    assert sorted(members) == sorted(item.path for item in placed)
    assert {path: package.id for package in found.packages.values() for path in package.files} == found.package_of
    places = [use.place for edge in found.edges for use in edge.uses]
    specs = [
        Place(item.path, spec.line, spec.column, end_column=spec.end_column)
        for item in placed
        for spec in item.file.imports
    ]
    assert sorted(places) == sorted(specs)
    assert all(found.packages[end.id] == end for edge in found.edges for end in (edge.source, edge.target))
    keys = [(edge.source.id, edge.target.id, edge.layer, edge.scope, edge.kind) for edge in found.edges]
    assert keys == sorted(set(keys))
    # The order of the files doesn't matter.
    shuffler.shuffle(placed)
    assert graph(*placed) == found


def test_an_import_named_like_a_test_package() -> None:
    """No compiler accepts it, but anyone can write it, and neither package may replace the other."""
    found = graph(file("a/x.go", "a"), file("a/x_test.go", "a_test"), file("b/x.go", "b", "m/a_test"))
    assert set(found.package_of) == {path for package in found.packages.values() for path in package.files}


# The document of `archlint graph`


TREE = """
-- layers.toml --
version = 1
[layers]
Domain = ["domain/**"]
Infra = ["infra/**"]
-- go.mod --
module example.com/shop
-- domain/order.go --
package domain

import (
	"fmt"

	"example.com/shop/infra/db"
	_ "github.com/acme/thing"
)

var _ = fmt.Sprint(db.DB)

func New() string { return tag }
-- domain/tag.go --
package domain

const tag = "order"
-- domain/order_test.go --
package domain_test

import (
	"testing"

	. "example.com/shop/domain"
)

func TestNew(t *testing.T) { New() }
-- infra/db/db.go --
package db

import "C"
import "C"

var DB = 1
-- main.go --
package main

import db2 "example.com/shop/infra/db"

func main() { println(db2.DB) }
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    txtar.read(TREE).write(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def drawn(shop: Path, *arguments: str) -> Json:
    found = archlint("graph", *arguments, cwd=shop)
    assert (found.status, found.err) == (0, "")
    document: Json = json.loads(found.out)
    return document


def pairs(document: Json) -> list[tuple[str, str]]:
    return [(edge["from"], edge["to"]) for edge in document["edges"]]


def test_document(shop: Path) -> None:
    assert drawn(shop) == {
        "schema": 1,
        "view": "today",
        "level": "package",
        "nodes": [
            {"id": "example.com/shop", "layer": ""},
            {"id": "example.com/shop/domain", "layer": "Domain"},
            {"id": "example.com/shop/infra/db", "layer": "Infra"},
        ],
        "edges": [
            {
                "from": "example.com/shop",
                "to": "example.com/shop/infra/db",
                "kind": "import",
                "names": [],
                "places": [{"path": "main.go", "line": 3, "column": 12}],
            },
            {
                "from": "example.com/shop/domain",
                "to": "example.com/shop/infra/db",
                "kind": "import",
                "names": [],
                "places": [{"path": "domain/order.go", "line": 6, "column": 2}],
            },
        ],
    }


def test_places_are_every_import_spec(shop: Path) -> None:
    document = drawn(shop, "--external", "--tests", "include")
    places = [
        (place["path"], place["line"], place["column"], edge["to"])
        for edge in document["edges"]
        for place in edge["places"]
    ]
    assert sorted(places) == [
        ("domain/order.go", 4, 2, "fmt"),
        ("domain/order.go", 6, 2, "example.com/shop/infra/db"),
        ("domain/order.go", 7, 4, "github.com/acme/thing"),
        ("domain/order_test.go", 4, 2, "testing"),
        ("domain/order_test.go", 6, 4, "example.com/shop/domain"),
        ("infra/db/db.go", 3, 8, "C"),
        ("infra/db/db.go", 4, 8, "C"),
        ("main.go", 3, 12, "example.com/shop/infra/db"),
    ]


def test_tests(shop: Path) -> None:
    test = ("example.com/shop/domain_test", "example.com/shop/domain")
    assert test not in pairs(drawn(shop))
    assert test in pairs(drawn(shop, "--tests", "include"))
    assert pairs(drawn(shop, "--tests", "only")) == [test]


def test_level_layer(shop: Path) -> None:
    document = drawn(shop, "--level", "layer")
    assert document["nodes"] == [
        {"id": "(unassigned)", "layer": ""},
        {"id": "Domain", "layer": "Domain"},
        {"id": "Infra", "layer": "Infra"},
    ]
    assert pairs(document) == [("(unassigned)", "Infra"), ("Domain", "Infra")]
    external = drawn(shop, "--level", "layer", "--external")
    assert ("Domain", "std") in pairs(external)
    assert ("Domain", "third-party") in pairs(external)


def test_level_file(shop: Path) -> None:
    document = drawn(shop, "--level", "file", "--tests", "include")
    assert [node["id"] for node in document["nodes"]] == [
        "domain/order.go",
        "domain/order_test.go",
        "domain/tag.go",
        "infra/db/db.go",
        "main.go",
    ]
    assert {(edge["from"], edge["to"], tuple(edge["names"])) for edge in document["edges"]} == {
        ("domain/order.go", "domain/tag.go", ("tag",)),
        ("domain/order.go", "infra/db/db.go", ("DB",)),
        ("domain/order_test.go", "domain/order.go", ("New",)),
        ("main.go", "infra/db/db.go", ("DB",)),
    }


@pytest.mark.parametrize("level", ["layer", "package", "file"])
@pytest.mark.parametrize("more", [[], ["--external"]])
def test_dot_and_mermaid_show_the_same_as_json(shop: Path, level: str, more: list[str]) -> None:
    document = drawn(shop, "--level", level, *more)
    for form, arrow in (("dot", "->"), ("mermaid", "-->")):
        text = archlint("graph", "--level", level, "-f", form, *more, cwd=shop).out
        lines = [line for line in text.splitlines() if arrow in line or "-.->" in line or ".->" in line]
        assert len(lines) == len(document["edges"])
        assert all(node["id"].partition("/")[2] in text for node in document["nodes"])


def test_output_to_a_file(shop: Path) -> None:
    shown = archlint("graph", cwd=shop).out
    assert archlint("graph", "--output", "graph.json", cwd=shop) == (0, "", "")
    assert (shop / "graph.json").read_text() == shown
    assert archlint("graph", "--output", "-", cwd=shop).out == shown
    found = archlint("graph", "--output", "main.go/x", cwd=shop)
    assert (found.status, found.out) == (2, "")


# explain


def explained(shop: Path, subject: str) -> str:
    found = archlint("explain", subject, cwd=shop)
    assert (found.status, found.err) == (0, "")
    return found.out


def has(text: str, lines: Iterable[str]) -> bool:
    present = {" ".join(line.split()) for line in text.splitlines()}
    assert set(lines) <= present, set(lines) - present
    return True


def test_explain(shop: Path) -> None:
    config = shop / "layers.toml"
    config.write_text(
        config.read_text() + '[[rules]]\nid = "pure"\nrule = "Domain must not import Infra"\nbecause = "x"\n'
    )
    assert has(
        explained(shop, "domain/order.go"),
        [
            "package example.com/shop/domain (package clause: domain)",
            "layer Domain",
            'decided by "domain/**", the most specific glob that matches',
            "scope production",
            "domain/order.go:6:2 example.com/shop/infra/db (Infra)",
            "domain/order.go:4:2 fmt (std)",
            "findings 1",
        ],
    )
    assert explained(shop, "./domain/order.go") == explained(shop, "domain/order.go")
    assert has(explained(shop, "main.go"), ["layer none: no glob matches this file"])
    assert has(
        explained(shop, "infra/db"),
        ["example.com/shop/infra/db", "layer Infra", "imported by example.com/shop/domain", "imports C"],
    )
    assert explained(shop, "infra/db/") == explained(shop, "example.com/shop/infra/db") == explained(shop, "infra/db")
    assert has(explained(shop, "Domain"), ["layer Domain: 2 files in 1 package", "package example.com/shop/domain"])
    assert has(
        explained(shop, "pure"),
        ["pure: Domain must not import Infra", "because x", "checks 1: example.com/shop/domain"],
    )
    assert explained(shop, "Domain must not import Infra") == explained(shop, "pure")
    assert explained(shop, "forbidden-import").startswith("forbidden-import: ")
    assert has(explained(shop, "fmt"), ["fmt", "layer std", "imported by example.com/shop/domain"])


def test_explain_an_edge(shop: Path) -> None:
    text = explained(shop, "domain -> infra/db")
    assert has(text, ["domain -> infra/db: 1 place"])
    assert "domain/order.go:6:2" in text
    assert "domain/order.go:6:2" in explained(shop, "Domain -> Infra")
    assert "domain/order.go:6:2" in explained(shop, "domain/order.go->example.com/shop/infra/db")
    assert explained(shop, "infra/db -> domain") == "infra/db -> domain: no import, and no chain of imports\n"
    (shop / "main.go").write_text('package main\n\nimport "example.com/shop/domain"\n')
    assert "the shortest chain has 2 steps" in explained(shop, "main.go -> infra/db")


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("domian/order.go", "did you mean domain/order.go?"),
        ("domain/ordr.go", "did you mean domain/order.go?"),
        ("Domian", "did you mean Domain?"),
        ("infra/bd/", "did you mean infra/db?"),
        ("example.com/shop/infra/bd", "did you mean example.com/shop/infra/db?"),
        ("forbiden-import", "did you mean forbidden-import?"),
        ("domain -> infra/bd", "did you mean infra/db?"),
        ("nowhere -> infra/db", "'nowhere' isn't a layer, group, "),
        ("domain -", "quote an edge: archlint explain 'A -> B'"),
        (" ->", "'' isn't a layer, group, "),
        ("domain -> ", "'' isn't a layer, group, "),
        ("", "'' isn't a rule, kind of finding, layer, "),
        ("nothinglikeit", "'nothinglikeit' isn't a rule, kind of finding, layer, "),
        (
            "nothing like it",
            "'nothing like it' names nothing here, and isn't a sentence: 'nothing like it' matches no sentence form",
        ),
        ("*/nothing/**", 'the glob "*/nothing/**" matches no file and no package here'),
    ],
)
def test_explain_an_unknown_subject(shop: Path, subject: str, said: str) -> None:
    found = archlint("explain", subject, cwd=shop)
    assert (found.status, found.out) == (2, "")
    assert said in found.err


def test_explain_a_kind_without_a_tree(tmp_path: Path) -> None:
    found = archlint("explain", "package-cycle", cwd=tmp_path)
    assert (found.status, found.err) == (0, "")


def test_explain_a_rule_named_like_a_kind(shop: Path) -> None:
    config = shop / "layers.toml"
    config.write_text(config.read_text() + '[[rules]]\nid = "layer-order"\nrule = "Domain > Infra"\n')
    text = explained(shop, "layer-order")
    assert "layer-order: Domain > Infra" in text


def test_a_handmade_view_draws_the_same() -> None:
    from archlint.answers.graph import draw_packages, to_json

    seen = view("domain/order -> infra/store, fmt\ninfra/store")
    shuffled = view("infra/store\ndomain/order -> infra/store, fmt")
    assert to_json(draw_packages(seen, tests="exclude", external=True)) == to_json(
        draw_packages(shuffled, tests="exclude", external=True)
    )

"""Symbols of files: the same whether they are parsed here or in other processes, completely or partly, or cached."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import pytest
from support import txtar
from support.mapped_trees import mapping, read

from archlint.edge import symbol_files, workers
from archlint.edge.cache import Cache
from archlint.edge.sources import Sources
from archlint.edge.symbol_files import CODEC
from archlint.edge.symbol_reader import SymbolReader
from archlint.languages.go.syntax import symbols as go_symbols
from archlint.languages.go.syntax.symbols import extract
from archlint.model import symbols as model
from archlint.model import terms
from archlint.model.facts import Problem
from archlint.model.policy import Config
from archlint.model.symbols import Symbols
from archlint.pipeline.mapped_view import map_tree
from archlint.pipeline.placing import modules_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

LARGE = "".join(f"func F{number}() int {{ return G{number}() }}\n" for number in range(200))
FILES = {
    "go.mod": "module m\n",
    "p/a.go": "package p\n\nfunc A() { B() }\n",
    "p/b.go": "package p\n\nfunc B() {}\n",
    "p/large.go": "package p\n\n" + LARGE,
    "p/larger.go": "package p\n\n" + LARGE.replace("F", "H").replace("G", "F"),
    "u/u.go": 'package u\n\nimport q "m/p"\n\nvar _ = q.A // q.Not\n',
    "u/hidden.go": 'package u\n\nimport "m/p"\n\nfunc f(p struct{ A int }) int { return p.A }\n',
    "u/dot.go": 'package u\n\nimport . "m/p"\n\nfunc g() { B() }\n',
    "u/blank.go": 'package u\n\nimport _ "m/p"\n',
}
RICH = """package p

//go:embed x.txt
var text string

type T[K any] struct { a, b int; *U }

func (t *T[K]) m(u U) (x map[string]V) { return u.f(q.R{c: 1, "d": 2}, t.a, W{e: 3}, []int{4}) }

func hides(H int) { _ = q.H }

func init() {}
func asm() { type l int; var v l; v.x() }
func asm2()

var now = f()

//go:linkname asm3 q.asm
func asm3()
"""


def read_symbols(
    root: str, paths: Mapping[str, tuple[str, ...]] | Iterable[str], cache: Cache | None = None
) -> dict[str, Symbols]:
    return SymbolReader(Sources(root), find_cache=lambda: cache).read(paths)


@pytest.fixture
def root(tmp_path: Path) -> str:
    folder = tmp_path / "tree"
    txtar.Archive("", FILES).write(folder)
    return str(folder)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(str(tmp_path / "cache"))


def whole(*names: str) -> dict[str, Symbols]:
    return {name: extract(name, FILES[name].encode()) for name in names}


GO = [name for name in FILES if name.endswith(".go")]


def refuse(*_: object) -> NoReturn:
    raise AssertionError("nothing should be parsed")


@pytest.mark.parametrize("most", [1, 2, 5])
def test_symbols_are_the_same_wherever_they_are_parsed(root: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "processors", lambda: most)
    monkeypatch.setattr(workers, "MIN_SHARE", 1000)
    assert read_symbols(root, GO) == whole(*GO)


def test_files_that_only_import_arent_parsed(root: str) -> None:
    plan = map_tree(read(FILES), Config(), mapping("p/b.go -> q/b.go"), modules=modules_of(read(FILES)))
    found = read_symbols(root, plan.parse)
    assert sorted(found) == ["p/a.go", "p/b.go", "p/large.go", "p/larger.go", "u/dot.go", "u/hidden.go", "u/u.go"]
    importer = found.pop("u/u.go")
    assert found == whole(*found)
    assert importer == Symbols("u/u.go", dotted=whole("u/u.go")["u/u.go"].dotted, whole=False)


def test_cached_files_arent_parsed_again(root: str, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_symbols(root, GO, cache=cache) == whole(*GO)
    monkeypatch.setattr(go_symbols, "extract", refuse)
    assert read_symbols(root, GO, cache=cache) == whole(*GO)


def test_changed_files_are_parsed_again(root: str, cache: Cache, tmp_path: Path) -> None:
    read_symbols(root, GO, cache=cache)
    changed = "package p\n\nfunc C() {}\n"
    (tmp_path / "tree" / "p/b.go").write_text(changed)
    assert read_symbols(root, GO, cache=cache) == {**whole(*GO), "p/b.go": extract("p/b.go", changed.encode())}


def test_a_text_of_another_codec_isnt_used(root: str, cache: Cache) -> None:
    for text in ("", "[", "[99]", '[0,"p/a.go"]'):
        cache.put(cache.key("symbols", "p/a.go", FILES["p/a.go"].encode()), text)
        assert read_symbols(root, ["p/a.go"], cache=cache) == whole("p/a.go")


def test_a_large_file_has_a_problem(root: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symbol_files, "MAX_PARSED", 10)
    problem = Problem(1, 1, "the file is larger than 0 MiB, so only its imports were read")
    assert read_symbols(root, ["p/a.go"]) == {"p/a.go": Symbols("p/a.go", problem=problem)}


def test_a_missing_file_is_empty(root: str, cache: Cache) -> None:
    assert read_symbols(root, ["p/gone.go"], cache=cache) == {"p/gone.go": extract("p/gone.go", b"")}


def test_every_record_of_symbols_can_be_serialized() -> None:
    named = {**vars(model), **vars(terms)}
    records = {each for each in named.values() if isinstance(each, type) and hasattr(each, "_fields")}
    assert records == set(CODEC.classes)
    rich = extract("p/rich.go", RICH.encode(), with_flows=True)._replace(problem=Problem(1, 1, "a problem"))
    assert all(rich), "every field has a value"
    assert CODEC.value(CODEC.text(rich)) == rich


def test_flows_are_read_only_when_asked_for(root: str, cache: Cache) -> None:
    names = ["p/a.go", "p/b.go", "p/large.go", "u/u.go"]
    found = read_symbols(root, dict.fromkeys(names, model.WITH_FLOWS), cache=cache)
    assert found == {name: extract(name, FILES[name].encode(), with_flows=True) for name in names}
    for name, symbols in whole(*names).items():
        assert symbols.flows is None
        assert found[name].terms[: len(symbols.terms)] == symbols.terms, "the terms of both have the same numbers"


def test_a_package_is_read_only_for_what_is_generic_in_it(tmp_path: Path) -> None:
    files = {
        "q/plain.go": "package q\n\nfunc F(x [3]int) int { return x[0] }\n",
        "q/function.go": "package q\n\nfunc G[T any](t T) T { return t }\n",
        "q/types.go": "package q\n\ntype (\n\tBox [T any] struct{ Value T }\n)\n",
    }
    txtar.Archive("", files).write(tmp_path)
    found = read_symbols(str(tmp_path), dict.fromkeys(files, model.IF_GENERIC))
    assert {name: symbols.whole for name, symbols in found.items()} == {
        "q/plain.go": False,
        "q/function.go": True,
        "q/types.go": True,
    }
    assert found["q/types.go"] == extract("q/types.go", files["q/types.go"].encode())

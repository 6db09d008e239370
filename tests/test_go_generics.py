"""The generic declarations of the standard library that archlint knows, compared with Go's sources."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.go_oracle import NEEDS_GO, goroot

from archlint.languages.go.syntax.symbols import extract
from archlint.languages.go.types.standard import PACKAGES
from archlint.model.symbols import Declaration, Symbols, is_exported

EXPERIMENTS = {"arena", "encoding/json/v2"}
"""Packages that exist only with GOEXPERIMENT."""

Signature = tuple[str, str]
"""The name with its receiver, and the type, in which type parameters are numbers."""


def written(symbols: Symbols, number: int, params: dict[str, str]) -> str:
    """A type as text. Names of parameters and fields don't matter."""
    term = symbols.terms[number]
    if term.kind == "param":
        return params[term.name]
    inner = [written(symbols, part, params) for part in term.parts]
    return f"{term.kind} {term.name}({', '.join(inner)})"


def signature(symbols: Symbols, declaration: Declaration) -> Signature:
    names = (*declaration.receiver_params, *declaration.params)
    params = {name: str(number) for number, name in enumerate(names)}
    return f"{declaration.receiver}.{declaration.name}", written(symbols, declaration.term, params)


def generic(symbols: Symbols) -> Iterator[Declaration]:
    """The exported generic functions, and methods of generic types, whose results have a type parameter."""
    for each in symbols.declarations:
        if is_exported(each.name) and is_exported(each.receiver or "X") and (each.params or each.receiver_params):
            if each.kind not in ("func", "method"):
                continue
            results = symbols.terms[symbols.terms[each.term].parts[1]].parts
            names = (*each.receiver_params, *each.params)
            if any(written(symbols, part, dict.fromkeys(names, "#")).count("#") for part in results):
                yield each


def declared(package: str) -> dict[str, str]:
    """The signatures in Go's sources."""
    found: dict[str, str] = {}
    for path in sorted((Path(goroot()) / "src" / package).glob("*.go")):
        if not path.name.endswith("_test.go"):
            symbols = extract(path.name, path.read_bytes())
            found.update(signature(symbols, each) for each in generic(symbols))
    return found


@NEEDS_GO
@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_known_declarations_are_those_of_go(package: str) -> None:
    symbols = extract("known.go", f"package p\n{PACKAGES[package]}\n".encode())
    assert symbols.problem is None
    known = dict(signature(symbols, each) for each in generic(symbols))
    real = declared(package)
    assert {name: text for name, text in known.items() if real.get(name, text) != text} == {}
    assert real.keys() - known.keys() == set(), "a newer Go has more"


@NEEDS_GO
def test_no_other_package_matters() -> None:
    """Packages with generic functions whose results have a type parameter."""
    source = Path(goroot()) / "src"
    others = set()
    for path in sorted(source.rglob("*.go")):
        package = path.parent.relative_to(source).as_posix()
        parts = package.split("/")
        if {"internal", "vendor", "testdata", "cmd"} & set(parts) or any(part.startswith("_") for part in parts):
            continue
        if path.name.endswith("_test.go") or package in PACKAGES or package in EXPERIMENTS:
            continue
        data = path.read_bytes()
        if b"any]" in data or b"comparable]" in data or b"[T " in data:
            symbols = extract(path.name, data)
            if any(True for _ in generic(symbols)):
                others.add(package)
    assert others == set()

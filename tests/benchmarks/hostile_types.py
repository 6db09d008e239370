"""Hostile shapes for the types of a split package: two files, of which one moves, and the whole mapped view of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from hostile_shapes import MIB, Read, Shape, nested, repeat

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from support.mapped_trees import check_mapped

Files = tuple[str, str]
"""The file that stays, and the one that moves."""

_P = "package p\n"
_T = f"{_P}type T struct {{ x int; N *T }}\nfunc (t *T) m() *T {{ return t }}\n"
_DECOY = f"{_P}type decoy struct {{ x int }}\nfunc (decoy) m() {{}}\n"
_I = f"{_P}type I interface {{ m() }}\n"
_U = f"{_P}type U struct {{}}\nfunc (U) m() {{}}\n"


def _uses(before: str, piece: str, after: str) -> Callable[[int], Files]:
    """A long expression or function in the file that stays."""
    return lambda size: (repeat(_DECOY + before, piece, after, size), _T)


def _both(stays: str, piece: str, moves: str, other: str, end: str = "") -> Callable[[int], Files]:
    """Half of the size in each file."""
    return lambda size: (repeat(stays, piece, "", size // 2), repeat(moves, other, end, size // 2))


_SHAPES: dict[str, Callable[[int], Files]] = {
    "a chain of selectors": _uses("func f(t *T) { _ = t", ".N", ".x }\n"),
    "a chain of calls": _uses("func f(t *T) { _ = t", ".m()", ".x }\n"),
    "nested calls": lambda size: (
        nested(f"{_DECOY}func g[E any](e E) E {{ return e }}\nfunc f(t *T) {{ _ = ", "g(", "t", ")", ".x }\n", size),
        _T,
    ),
    "nested parentheses": lambda size: (nested(f"{_DECOY}func f(t T) {{ _ = ", "(", "t", ")", ".x }\n", size), _T),
    "variables": _uses("func h(a, b *T) *T\nfunc f(v *T) {\n", "w{n} := h(v, v); _ = w{n}.x; v = w{n}\n", "}\n"),
    "embedding in depth": _both(
        _DECOY, "func f{n}(t E{n}) { _ = t.x }\n", _T, "type E{n} struct { *E{n}0 }\ntype E{n}0 struct { *T }\n"
    ),
    "embedding in breadth": _both(
        _DECOY, "func f{n}(t *W) { _ = t.y{n} }\ntype d{n} struct { y{n} int }\n", f"{_T}type W struct {{\n", "*T{n}\n", "}\n"
    ),
    "interfaces and types": _both(_P, "type I{n} interface { m() }\n", _P, "type U{n} struct {}\nfunc (U{n}) m() {}\n"),
    "assertions and types": _both(_I, "func f{n}(v any) { _ = v.(I) }\n", _P, "type U{n} struct {}\nfunc (U{n}) m() {}\n"),
    "assignments": _both(_I, "var _ I = U{}\n", _U, "type V{n} struct { U }\n"),
    "a literal of interfaces": lambda size: (repeat(f"{_I}var _ = []I{{", "U{},", "}\n", size), _U),
    "types that grow": lambda size: (
        repeat(f"{_DECOY}func f(t G[int]) {{ _ = t", ".N", ".x }\n", size),
        f"{_P}type G[P any] struct {{ N *G[[]P]; x int }}\n",
    ),
    "types defined again": _both(
        f"{_DECOY}type A0 B0\n", "func f{n}(t A{n}) { _ = t.x }\n", _T, "type A{n}0 A{n}\ntype B{n} T\n"
    ),
    "structs that are the same": _both(
        _P, "type A{n} struct { x int }\nfunc f{n}(b B{n}) A{n} { return A{n}(b) }\n", _P, "type B{n} struct { x int }\n"
    ),
}  # fmt: skip


def _reader(make: Callable[[int], Files]) -> Callable[[int], Read]:
    def prepare(size: int) -> Read:
        stays, moves = make(size)
        files = {"go.mod": "module m\n", "p/a.go": stays, "p/b.go": moves}
        return lambda: check_mapped(files, "p/b.go -> q/b.go")

    return prepare


SPLIT_PACKAGES = [Shape(f"split package: {_name}", _reader(_make), MIB) for _name, _make in _SHAPES.items()]

"""Go's types as values: each type is one object, so that comparing two types takes one step.

A struct, an interface and a named type are the place that declares them, with the type arguments in scope there. Their
members are evaluated when somebody asks for them, so that recursive types need no care.

Source: Go spec, "Types", "Type identity".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

TypeKind = Literal[
    "unknown", "basic", "named", "pointer", "slice", "array", "map", "chan", "func", "tuple", "struct", "interface",
    "param",
]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class GoType:
    """One type; two are identical only if they are one object, apart from structs and interfaces (see `identity`).

    | kind | name | parts |
    |---|---|---|
    | unknown | what is unknown: a name from outside the tree, or "" | types that went in there |
    | basic | `int`, `untyped int`, `untyped nil`, ... | |
    | named | its name | type arguments |
    | pointer, slice | | element |
    | array | length, as the source writes it | element |
    | chan | direction | element |
    | map | | key, element |
    | func | `...` if variadic | parameters, results: two tuples |
    | tuple | | its types |
    | struct, interface | | |
    | param | its name | |

    `home` is the file that declares a named type, a struct, an interface or a type parameter, "" for a predeclared one.
    `term` is the number of its term there; of a named type, the number of a local type, -1 at package level. `scope`
    are the type arguments there, by name. `depth` is how deep types are nested in it.
    """

    kind: TypeKind
    name: str = ""
    parts: tuple[GoType, ...] = ()
    home: str = ""
    term: int = -1
    scope: Scope = ()
    depth: int = 0


Scope = tuple[tuple[str, GoType], ...]
"""The type arguments of the type parameters that are in scope, by name."""

UNKNOWN_TYPE = GoType("unknown")


MOST_GIVEN = 10
DEEPEST = 100
"""How deep types may be nested. A generic type that contains itself with larger arguments has no end."""

_PLAIN = frozenset(("basic", "unknown", "param"))


class Universe:
    """Makes types, one object for each."""

    def __init__(self) -> None:
        self._types: dict[tuple[object, ...], GoType] = {}

    def make(
        self,
        kind: TypeKind,
        name: str = "",
        parts: tuple[GoType, ...] = (),
        *,
        home: str = "",
        term: int = -1,
        scope: Scope = (),
    ) -> GoType:
        """Return the type that these describe; unknown if it is nested too deep."""
        key = kind, name, parts, home, term, scope
        found = self._types.get(key)
        if found is None:
            depth = 1 + max((part.depth for part in parts), default=0)
            if depth > DEEPEST:
                return UNKNOWN_TYPE
            found = self._types[key] = GoType(kind, name, parts, home=home, term=term, scope=scope, depth=depth)
        return found

    def basic(self, name: str) -> GoType:
        """Return a predeclared type."""
        return self.make("basic", ALIASES.get(name, name))

    def unknown(self, why: str, given: Iterable[GoType] = ()) -> GoType:
        """Return a type that isn't known because of a name from outside the tree, which these types were given to."""
        parts = dict.fromkeys(part for each in given for part in (each.parts if each.kind == "unknown" else (each,)))
        return self.make("unknown", why, tuple(part for part in parts if part.kind not in _PLAIN)[:MOST_GIVEN])


def pointed(of: GoType) -> GoType:
    """Return T for `*T`, and any other type as it is."""
    return of.parts[0] if of.kind == "pointer" else of


ALIASES = {"byte": "uint8", "rune": "int32"}
_BASIC = """
bool string int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr float32 float64 complex64 complex128
byte rune
"""
_BUILTINS = "append cap clear close complex copy delete imag len make max min new panic print println real recover"
BASIC_TYPES, BUILTINS = frozenset(_BASIC.split()), frozenset(_BUILTINS.split())
PREDECLARED = BASIC_TYPES | BUILTINS | {"any", "comparable", "error", "true", "false", "iota", "nil"}
"""Go spec, "Predeclared identifiers"."""

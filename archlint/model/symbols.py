"""What a Go file says about package-level names: the symbols, found by `go.syntax.symbols`, joined by `go.references`.

A file alone cannot tell what a bare name means: another file of its package, a dot import or the universe may declare
it. So the symbols of a file hold what it declares and what is *free* in it, with Go's scopes already applied; the
join over files is left to `references`. Records are grouped by name, so that the join looks each name up once.

Most uses are never asked for their place. So places are kept as plain numbers, cheap to make and to pickle: `at` holds
line and column of one use after the other, and `spots` gives them as records.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from archlint.model.facts import Problem

DeclarationKind = Literal["func", "type", "alias", "const", "var", "method", "init"]
MemberKind = Literal["field", "embedded", "method"]
TypeKind = Literal[
    "named", "list", "map", "pointer", "struct", "interface", "func", "chan", "param", "element", "key", "unknown",
    "variable", "select", "call",
]  # fmt: skip


class Spot(NamedTuple):
    """Where a name starts in its file: 1-based line and column, in code points. It ends `len(name)` columns later."""

    line: int
    column: int


def spots_at(numbers: tuple[int, ...]) -> tuple[Spot, ...]:
    """Lines and columns, alternating, as records."""
    return tuple(map(Spot, numbers[::2], numbers[1::2]))


class Type(NamedTuple):
    """A type as far as one file can tell it.

    | kind | means | name, qualifier | parts |
    |---|---|---|---|
    | named | a name free in the file: `T`, `T[A]`, `q.T` | T, q | type arguments |
    | list | array or slice | | element |
    | map, pointer, chan | | | key and element; element; element |
    | struct, interface | | | none; the terms of its type set |
    | func | | | results |
    | param | a type parameter of the declaration it stands in | its name | constraint |
    | element, key | what the elements or keys of a type not known here are | | that type |
    | variable | the type of a free package-level name | name, qualifier | |
    | select | the type of `x.name` | name | type of x |
    | call | the type of `f(...)`: a result (its index from 0, as text), or the converted-to type | index | type of f |
    | unknown | | | |
    """

    kind: TypeKind
    name: str = ""
    qualifier: str = ""
    parts: tuple[Type, ...] = ()


UNKNOWN = Type("unknown")


class Member(NamedTuple):
    """A field, an embedded type (named by its last name) or an interface method of a declared type."""

    name: str
    kind: MemberKind
    line: int
    column: int
    type: Type = UNKNOWN


class Declaration(NamedTuple):
    """A package-level declaration, or a method.

    `init` functions have their own kind and, like everything named `_`, are not in the package's scope. `type` is
    the type on the right of a type declaration, of a variable or constant, or the results of a function (kind func).
    `params` are the names of the type parameters. `receiver` is a method's base type, and `pointer` tells a method of
    `*T` from one of `T`.
    """

    name: str
    kind: DeclarationKind
    line: int
    column: int
    receiver: str = ""
    params: tuple[str, ...] = ()
    type: Type = UNKNOWN
    members: tuple[Member, ...] = ()
    pointer: bool = False

    @property
    def in_scope(self) -> bool:
        """Whether other files of the package can name it bare."""
        return self.kind not in ("method", "init") and self.name != "_"

    @property
    def exported(self) -> bool:
        """Go spec, "Exported identifiers"."""
        return is_exported(self.name)

    @property
    def end_column(self) -> int:
        """Exclusive end of the name."""
        return self.column + len(self.name)


class Bare(NamedTuple):
    """A name that no scope inside the file declares, and every place where it stands alone (not as `name.x`)."""

    name: str
    at: tuple[int, ...]

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The places, in the order of the text."""
        return spots_at(self.at)


class Dotted(NamedTuple):
    """`qualifier.name` where the qualifier is free in the file: an import's name, or a package-level name."""

    qualifier: str
    name: str
    qualifier_at: tuple[int, ...]
    at: tuple[int, ...]

    @property
    def qualifier_spots(self) -> tuple[Spot, ...]:
        """Where the qualifier stands, each time."""
        return spots_at(self.qualifier_at)

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Where the name stands, each time."""
        return spots_at(self.at)


class Keyed(NamedTuple):
    """The composite literals of one type, `literal`, that this file alone does not settle, by their bare keys.

    A key is a field's name if the type is a struct, else an expression, and so a use. `keys` holds those that are free
    in the file. `computed` tells literals that have other keys too, no bare names: they cannot be structs.
    """

    literal: Type
    keys: tuple[Bare, ...]
    computed: bool = False


class MemberUse(NamedTuple):
    """`x.name` for an unexported name: the use of a field or method of `base`, the type of x."""

    name: str
    base: Type
    at: tuple[int, ...]

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The places, in the order of the text."""
        return spots_at(self.at)


class Filled(NamedTuple):
    """The composite literals in a file of one type that may be a struct with unexported fields, `literal`.

    `names` and `spots` run in parallel and hold their unexported bare keys, whatever these mean in the file; `by_order`
    is the place of the first element of the first literal without keys, which fills all fields.
    """

    literal: Type
    names: tuple[str, ...] = ()
    spots: tuple[Spot, ...] = ()
    by_order: Spot | None = None


class Embed(NamedTuple):
    """One pattern of a `//go:embed` line; place of the pattern."""

    pattern: str
    line: int
    column: int


class Symbols(NamedTuple):
    """Everything `references` and the mapped view need to know of one file.

    `problem` says why the file could not be read whole, and where: its first syntax error, or that it is too large or
    too hard to parse. What the rest says is then as good as it can be. `bodyless` tells a function without a body
    (assembly or linkname).
    """

    path: str
    declarations: tuple[Declaration, ...] = ()
    bare: tuple[Bare, ...] = ()
    dotted: tuple[Dotted, ...] = ()
    keyed: tuple[Keyed, ...] = ()
    member_uses: tuple[MemberUse, ...] = ()
    filled: tuple[Filled, ...] = ()
    embeds: tuple[Embed, ...] = ()
    bodyless: bool = False
    problem: Problem | None = None

    @property
    def has_init(self) -> bool:
        """Whether the file declares an `init` function: importing its package for side effects runs it."""
        return any(declaration.kind == "init" for declaration in self.declarations)

    @property
    def declared_names(self) -> frozenset[str]:
        """The names that the file adds to the package's scope."""
        return frozenset(declaration.name for declaration in self.declarations if declaration.in_scope)


def is_exported(name: str) -> bool:
    """Whether a name starts with an upper case letter (Unicode class Lu), as the Go spec tells exported names."""
    return name[:1].isupper()

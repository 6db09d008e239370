"""Symbols: the package-level names of a Go file, found by `go.syntax.symbols` and resolved by `go.references`.

One file alone doesn't say what a bare name means: another file of its package, a dot import or the universe block may
declare it. So the symbols of a file hold what it declares and what is *free* in it, with Go's scopes already applied;
`references` resolves names across files. Records are grouped by name, so that it looks up each name once.

The places of most uses are never needed. So places are plain numbers, which are cheap to create and to pickle: `at`
holds line and column of one use after the other, and `spots` returns them as records.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from archlint.model.facts import Problem
from archlint.model.terms import UNKNOWN, Flow, Term, TermKind

DeclarationKind = Literal["func", "type", "alias", "const", "var", "method", "init"]


WITH_FLOWS = ("=",)
"""Asks for all symbols of a file with its flows, where the names of imports would ask for their uses alone."""

IF_GENERIC = ("[",)
"""Asks for all symbols of a file that declares something generic, and for none of any other file."""


class Spot(NamedTuple):
    """Where a name starts in its file, and ends `len(name)` columns later: 1-based, in code points."""

    line: int
    column: int


def spots_at(numbers: tuple[int, ...]) -> tuple[Spot, ...]:
    """Return alternating lines and columns as records."""
    return tuple(map(Spot, numbers[::2], numbers[1::2]))


class Declaration(NamedTuple):
    """A package-level declaration, a method, or a type that is declared in a function.

    `init` functions have their own kind and, like everything named `_`, aren't in the package's scope. `term` is the
    number of a term: of the type on the right of a type declaration, of the value of a variable or constant, of the
    type of a function; `shape` is its kind. `params` are the names of the type parameters, `constraints` their terms.
    `receiver` is a method's base type, `receiver_params` are the names that the method gives its type parameters, and
    `pointer` distinguishes a method of `*T` from one of `T`.
    """

    name: str
    kind: DeclarationKind
    line: int
    column: int
    receiver: str = ""
    params: tuple[str, ...] = ()
    term: int = 0
    shape: TermKind = "unknown"
    pointer: bool = False
    constraints: tuple[int, ...] = ()
    receiver_params: tuple[str, ...] = ()

    @property
    def in_scope(self) -> bool:
        """Whether other files of the package can use the bare name."""
        return self.kind not in ("method", "init") and self.name != "_"

    @property
    def exported(self) -> bool:
        """Whether the name is exported (Go spec, "Exported identifiers")."""
        return is_exported(self.name)

    @property
    def end_column(self) -> int:
        """The exclusive end of the name."""
        return self.column + len(self.name)


class Bare(NamedTuple):
    """A name that no scope in the file declares, and the places where it is used alone, not as `name.x`."""

    name: str
    at: tuple[int, ...]

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The places, in the order of the text."""
        return spots_at(self.at)


class Dotted(NamedTuple):
    """`qualifier.name` with a qualifier that is free in the file: an import's name or a package-level name.

    If `name` isn't exported, `base` is the number of the qualifier's term.
    """

    qualifier: str
    name: str
    qualifier_at: tuple[int, ...]
    at: tuple[int, ...]
    base: int = 0

    @property
    def qualifier_spots(self) -> tuple[Spot, ...]:
        """Every place of the qualifier."""
        return spots_at(self.qualifier_at)

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Every place of the name."""
        return spots_at(self.at)


class Hidden(NamedTuple):
    """`qualifier.name` where the qualifier is free and a local declaration of `name` is visible.

    Without the qualifier, the name would mean that declaration. `at` are the places of the name, and `local_at`, in the
    same order, those of the local declarations.
    """

    qualifier: str
    name: str
    at: tuple[int, ...]
    local_at: tuple[int, ...]

    @property
    def pairs(self) -> tuple[tuple[Spot, Spot], ...]:
        """Every place of the name, with that of the local declaration."""
        return tuple(zip(spots_at(self.at), spots_at(self.local_at), strict=True))


class Keyed(NamedTuple):
    """The composite literals of one type, by their bare keys. `literal` is the number of its term.

    A key is a field name if the type is a struct, else an expression, which uses the name. `keys` are those that are
    free in the file. `computed` marks literals that have keys other than bare names: they can't be structs.
    """

    literal: int
    keys: tuple[Bare, ...]
    computed: bool = False


class MemberUse(NamedTuple):
    """`x.name` for an unexported name: the use of a field or method of x, whose term has the number `base`."""

    name: str
    base: int
    at: tuple[int, ...]

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The places, in the order of the text."""
        return spots_at(self.at)


class Filled(NamedTuple):
    """The composite literals of one type that may be a struct. `literal` is the number of its term.

    `names` and `spots` are parallel and hold their unexported bare keys, whatever these mean in the file; `by_order`
    is the place of the first element of the first literal without keys, which sets all fields.
    """

    literal: int
    names: tuple[str, ...] = ()
    spots: tuple[Spot, ...] = ()
    by_order: Spot | None = None


class Embed(NamedTuple):
    """One pattern of a `//go:embed` directive, and its place."""

    pattern: str
    line: int
    column: int


class Effect(NamedTuple):
    """A package variable whose initialization calls functions or receives from a channel, and its place.

    `calls` are the called functions as far as they are names: `f`, `q.f`; "" for any other one and for a receive.
    Builtin functions that only compute aren't among them.
    """

    name: str
    calls: tuple[str, ...]
    line: int
    column: int


MentionKind = Literal["linkname", "definition", "symbol", "include", "folder"]


class Mention(NamedTuple):
    """A name or path that only the linker or the C compiler resolves, and its place.

    | kind | where | name | target |
    |---|---|---|---|
    | linkname | `//go:linkname name target`, in a Go file | the local name | `path.name`, "" for none |
    | definition | `TEXT ·name(SB)`, `GLOBL`, `DATA`, in assembly | | `path.name`, `.name` for its own package |
    | symbol | any other `·name(SB)`, in assembly | | the same |
    | include | `#include "path"`, in a cgo preamble | | the path |
    | folder | `${SRCDIR}/path`, in a `#cgo` line | | the path |
    """

    kind: MentionKind
    name: str
    target: str
    line: int
    column: int


class Symbols(NamedTuple):
    """Everything that `references` and the mapped view need to know about one file.

    `problem` says why the file couldn't be parsed completely, and where: its first syntax error, or that it is too
    large or too hard to parse. The other fields may then be incomplete. `bodyless` says that a function has no body and
    no linkname either (assembly). `terms` is the table of the file's terms; the first is unknown. `called` are the
    names among `bare` that are called somewhere, or converted to. `whole` is False if only the uses of some imports
    were looked for. `flows` are None unless they were asked for. `mentions` are those of the whole file in any case; an
    assembly file has nothing else.
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
    terms: tuple[Term, ...] = (UNKNOWN,)
    local_types: tuple[Declaration, ...] = ()
    called: tuple[str, ...] = ()
    whole: bool = True
    flows: tuple[Flow, ...] | None = None
    hidden: tuple[Hidden, ...] = ()
    effects: tuple[Effect, ...] = ()
    mentions: tuple[Mention, ...] = ()

    @property
    def has_init(self) -> bool:
        """Whether the file declares an `init` function, which a blank import of its package runs."""
        return any(declaration.kind == "init" for declaration in self.declarations)

    @property
    def declared_names(self) -> frozenset[str]:
        """The names that the file adds to the package's scope."""
        return frozenset(declaration.name for declaration in self.declarations if declaration.in_scope)


def is_exported(name: str) -> bool:
    """Report whether a name starts with an upper case letter (Unicode class Lu): Go spec, "Exported identifiers"."""
    return name[:1].isupper()

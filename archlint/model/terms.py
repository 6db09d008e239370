"""Terms: the types and expressions of a Go file whose types may be asked for, as the source writes them.

One file alone doesn't say what type an expression has, because other files declare the names in it. So `go.types.terms`
writes the expressions down, and `go.types` evaluates them once the declarations of all files are known. The terms of a
file are a table, and name each other by number. What occurs often is in the table once, and a file takes a table of
linear size.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

MemberKind = Literal["field", "embedded", "method", "union"]
TermKind = Literal[
    "unknown", "name", "local", "param", "constraint", "index", "pointer", "slice", "array", "map", "chan", "func",
    "tuple", "struct", "interface", "value", "constant", "select", "call", "result", "star", "address", "receive",
    "slicing", "binary", "ranged", "element", "key",
]  # fmt: skip


FlowKind = Literal["assign", "call", "send", "compare", "assert", "entry", "instance"]


class Term(NamedTuple):
    """A type or an expression, as one file writes it. `parts` are the numbers of other terms of that file.

    | kind | means | name | parts |
    |---|---|---|---|
    | unknown | what no rule of Go gives a type, or what isn't parsed | | |
    | name | a name that is free in the file: of a type, a value or an import | the name | |
    | local | a type declared in a function | its number in `Symbols.local_types` | |
    | param | a type parameter | the name | constraint, 0 if it isn't known yet |
    | constraint | the constraint of a type parameter of a type of the package | type | |
    | index | `x[a]`, `T[A, B]`, `f[A]` | | x, then what is in the brackets |
    | pointer, slice, chan | `*T`, `[]T`, `chan T` | direction of a channel | T |
    | array | `[n]T` | n as the source writes it | T |
    | map | `map[K]V` | | K, V |
    | func | a function type, without its type parameters | `...` if variadic | parameters, results: two tuples |
    | tuple | several terms | | these |
    | struct, interface | these types; the `members` are fields, embedded types and methods | owner | |
    | value | a value of a type, such as `T{}`, `x.(T)`, and a variable with a type | | T |
    | constant | an untyped constant, or nil | its default type | |
    | select | `x.name` | name | x |
    | call | `f(a, b)`, or a conversion | `...` if the last argument is spread | f, a, b |
    | result | one of several results, from 0: of a call, or the second value of `v, ok := x` | its number | x |
    | star | `*x`: the value that a pointer points to, or a pointer type | | x |
    | address, receive, slicing | `&x`, `<-x`, `x[i:j]` | | x |
    | binary | an operation whose operands have the type of its result | | both operands |
    | ranged | what `range x` gives first or second | `0` or `1` | x |
    | element, key | the type of an elided literal in a literal of a type | | that type |

    The owner of a struct or an interface is the package-level declaration that contains it.
    """

    kind: TermKind
    name: str = ""
    parts: tuple[int, ...] = ()
    members: tuple[Member, ...] = ()


UNKNOWN = Term("unknown")
"""Term number 0 of each file."""


class Member(NamedTuple):
    """A field, an embedded type (named by its last name), a method of an interface, or a union of its type set.

    `term` is the number of its type.
    """

    name: str
    kind: MemberKind
    line: int
    column: int
    term: int = 0


class Flow(NamedTuple):
    """A place where the types of two terms must fit.

    | kind | target | source |
    |---|---|---|
    | assign | what gets a value | the value |
    | call | a call or conversion, whose arguments go to its parameters | |
    | send | a channel | the value |
    | compare | one operand | the other one |
    | assert | an interface value | a value of the type that it is asserted to have |
    | instance | a generic type or function with type arguments, which satisfy its constraints | |
    | entry | the type of a composite literal | an element; `name` is its key or position, `key` the term of its key |
    """

    kind: FlowKind
    target: int
    source: int
    line: int
    column: int
    name: str = ""
    key: int = 0

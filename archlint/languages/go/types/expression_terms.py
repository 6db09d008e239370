"""The terms of expressions.

Source: Go spec, "Expressions".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.languages.go.types.term_table import TermTable, Work
from archlint.model.terms import Term, TermKind

if TYPE_CHECKING:
    from archlint.languages.go.syntax.parse import Node

CONSTANTS = {
    "int_literal": "int", "float_literal": "float64", "imaginary_literal": "complex128", "rune_literal": "rune",
    "interpreted_string_literal": "string", "raw_string_literal": "string", "true": "bool", "false": "bool",
    "nil": "nil", "iota": "int",
}  # fmt: skip
_COMPARISONS = frozenset(("==", "!=", "<", "<=", ">", ">=", "&&", "||"))
_SHIFTS = frozenset(("<<", ">>"))
_UNARY: dict[str, TermKind] = {"*": "star", "&": "address", "<-": "receive"}


def constant(terms: TermTable, node: Node) -> Work:
    if node.type in ("true", "false", "nil", "iota"):
        text = terms.data[node.start_byte : node.end_byte]
        local = terms.scopes.find(text, node.start_byte)
        if local is not None:
            return (yield local)
        return terms.add(Term("name", text.decode(errors="surrogateescape")))
    return terms.add(Term("constant", CONSTANTS[node.type]))


def selector(terms: TermTable, node: Node) -> Work:
    operand, field = node.child_by_field_name("operand"), node.child_by_field_name("field")
    if operand is None or field is None:
        return 0
    base = yield operand
    return terms.add(Term("select", terms.text(field), (base,))) if base else 0


def call(terms: TermTable, node: Node) -> Work:
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    types = node.child_by_field_name("type_arguments")
    if function is None:
        return 0
    found = [(yield function)]
    if types is not None:
        instance = [found[0]]
        for each in types.named_children:
            instance.append((yield each))
        found = [terms.add(Term("index", parts=tuple(instance)))]
    spread = ""
    for argument in [] if arguments is None else arguments.named_children:
        if argument.type == "variadic_argument":
            spread = "..."
        if argument.type != "comment":
            found.append((yield argument))
    return terms.add(Term("call", spread, tuple(found))) if found[0] else 0


def conversion(terms: TermTable, node: Node) -> Work:
    """`[]T(x)`, and `f[T](x)`, which may also be a call."""
    converted, operand = node.child_by_field_name("type"), node.child_by_field_name("operand")
    if converted is None or operand is None:
        return 0
    return terms.add(Term("call", parts=((yield converted), (yield operand))))


def typed(terms: TermTable, node: Node) -> Work:
    """`T{}` and `x.(T)`."""
    declared = node.child_by_field_name("type")
    return terms.add(Term("value", parts=((yield declared) if declared is not None else 0,)))


def unary(terms: TermTable, node: Node) -> Work:
    operator, operand = node.child_by_field_name("operator"), node.child_by_field_name("operand")
    if operand is None:
        return 0
    inner = yield operand
    kind = _UNARY.get("" if operator is None else operator.type)
    return inner if kind is None else terms.add(Term(kind, parts=(inner,)))


def binary(terms: TermTable, node: Node) -> Work:
    operator = node.child_by_field_name("operator")
    sign = "" if operator is None else operator.type
    if sign in _COMPARISONS:
        return terms.add(Term("constant", "bool"))
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return 0
    if sign in _SHIFTS:
        return (yield left)
    return terms.add(Term("binary", parts=((yield left), (yield right))))


def slicing(terms: TermTable, node: Node) -> Work:
    operand = node.child_by_field_name("operand")
    return terms.add(Term("slicing", parts=((yield operand),))) if operand is not None else 0


def index(terms: TermTable, node: Node) -> Work:
    """`x[i]`. The parser sees `new[x]` for the `new(x)` of Go 1.26."""
    operand, index = node.child_by_field_name("operand"), node.child_by_field_name("index")
    if operand is None or index is None:
        return 0
    kind: TermKind = "call" if terms.data.startswith(b"(", operand.end_byte) else "index"
    return terms.add(Term(kind, parts=((yield operand), (yield index))))

"""Package variables whose initialization may do more than compute a value: it calls a function or receives a value.

Source: Go spec, "Package initialization".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from archlint.languages.go.syntax.parse import kind, nodes_of
from archlint.languages.go.syntax.scopes import spec_names
from archlint.model.symbols import Effect, Spot

if TYPE_CHECKING:
    from archlint.languages.go.syntax.parse import Node

_COMPUTING = """
append bool byte cap complex complex128 complex64 error float32 float64 imag int int16 int32 int64 int8 len make max min
new real rune string uint uint16 uint32 uint64 uint8 uintptr
"""
_PURE = frozenset(_COMPUTING.split())
"""The builtin functions and types whose call or conversion only computes (Go spec, "Built-in functions")."""
_NAME = re.compile(rb"[^\W\d]\w*(?:\.[^\W\d]\w*)?|[^\x00-\x7f][^\s()\[\]{}]*")
_WRAPPED = ("parenthesized_expression", "index_expression", "type_instantiation_expression")
_CALL, _UNARY = kind("call_expression"), kind("unary_expression")
_FUNCTIONS = frozenset((kind("func_literal"),))
_CONVERSION = kind("type_conversion_expression")
"""A conversion, or the call of a generic function with type arguments, which looks the same."""


def effects(data: bytes, spot: Callable[[int], Spot], nodes: list[Node]) -> tuple[Effect, ...]:
    """Return the variables among the declarations at package level that have such an initialization."""
    found = []
    for node in nodes:
        value = node.child_by_field_name("value") if node.type == "var_spec" else None
        if value is None:
            continue
        text = data[value.start_byte : value.end_byte]
        if b"(" not in text and b"<-" not in text:
            continue
        calls = tuple(dict.fromkeys(_calls(data, value)))
        if calls:
            names = [
                data[name.start_byte : name.end_byte].decode(errors="surrogateescape") for name in spec_names(node)
            ]
            name = next((each for each in names if each != "_"), "_")
            found.append(Effect(name, calls, *spot(node.start_byte)))
    return tuple(found)


def _calls(data: bytes, root: Node) -> Iterator[str]:
    """What is called in an expression, without the bodies of function literals."""
    for node in nodes_of(root, closed=_FUNCTIONS):
        number = node.kind_id
        if number == _CALL:
            callee = _callee(data, node)
            if callee not in _PURE:
                yield callee
        elif number == _CONVERSION and (generic := node.child_by_field_name("type")) is not None:
            if generic.type == "generic_type" and (name := generic.child_by_field_name("type")) is not None:
                yield data[name.start_byte : name.end_byte].decode(errors="surrogateescape")
        elif number == _UNARY and data.startswith(b"<-", node.start_byte):
            yield ""


def _callee(data: bytes, call: Node) -> str:
    """`f` or `q.f`, without type arguments; "" if the called function isn't a name. `(*T)(x)` is a conversion, shown as
    one to a builtin type."""
    function = call.child_by_field_name("function")
    while function is not None and function.type in _WRAPPED:
        if data.startswith((b"(*", b"(<-", b"(chan", b"(func"), function.start_byte):
            return "uintptr"
        children = function.named_children
        function = children[0] if children else None
    operand = None if function is None else function.child_by_field_name("operand")
    if operand is not None and operand.type == "call_expression":
        return "uintptr"  # a method of what a call returns: that call decides, and it has its own turn
    if function is None or function.type not in ("identifier", "selector_expression"):
        return ""
    text = data[function.start_byte : function.end_byte]
    return text.decode(errors="surrogateescape") if _NAME.fullmatch(text) else ""

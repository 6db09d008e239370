"""The types of type expressions and values, as far as one file shows them.

Local types and variables are followed to their declarations. A name from outside the file stays a name, which
`references` looks up. Each answer takes a limited number of steps; beyond that the type is unknown. The types of values
are cached, and a chain such as `a.b().c` is evaluated from its start, so that a file takes linear time.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from archlint.model.symbols import UNKNOWN, Type, TypeKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from archlint.languages.go.syntax.parse import Node
    from archlint.languages.go.syntax.scopes import Literal, Local, Scopes

Asked = TypeVar("Asked")

_STEPS = 100
_DEEPEST = 40  # the depth of nested elided literals, and of variables that depend on each other
_CHAINS = {
    "selector_expression": "operand", "call_expression": "function", "unary_expression": "operand",
    "index_expression": "operand", "slice_expression": "operand",
}  # fmt: skip
_STRUCT = Type("struct")
_WRAPPERS: dict[str, TypeKind] = {
    "pointer_type": "pointer", "slice_type": "list", "array_type": "list", "implicit_length_array_type": "list",
    "channel_type": "chan",
}  # fmt: skip


class Types:
    """Finds the types of one file."""

    def __init__(self, data: bytes, scopes: Scopes) -> None:
        self._data = data
        self._scopes = scopes
        self._left = 0
        self._literals: dict[int, tuple[Type, int]] = {}  # type and depth of each literal, by its offset
        self._known: dict[tuple[int, int, int], tuple[Type, int]] = {}  # type and depth of variables
        self._values: dict[int, tuple[Type, int]] = {}  # type and depth of each value, by the id of its node
        self._deep = 0  # the largest depth of the cached types that the current answer uses
        self._nested = 0
        self._children: dict[int, list[Node]] = {}

    def of_type(self, node: Node | None) -> Type:
        """Return the type of a type expression."""
        self._left = _STEPS
        return self._type(node)

    def of_value(self, node: Node | None) -> Type:
        """Return the type of a value."""
        self._left = _STEPS
        return self._value(node)

    def results(self, node: Node) -> Type:
        """Return the results of a function declaration or an interface method, as a type of kind func."""
        self._left = _STEPS
        return self._function(node)

    def of_literal(self, literal: Literal) -> Type:
        """Return the type of a composite literal. An elided `&T` has the type T."""
        waiting = []
        at: Literal | None = literal
        while at is not None and at.node.start_byte not in self._literals:
            waiting.append(at)
            at = at.outer
        found, depth = (UNKNOWN, 0) if at is None else self._literals[at.node.start_byte]
        for each in reversed(waiting):
            if each.outer is None:
                found = UNKNOWN if each.type is None else self.of_type(each.type)
            else:
                depth += 1
                found = pointed(part(found, each.step)) if depth < _DEEPEST else UNKNOWN
            self._literals[each.node.start_byte] = found, depth
        return found

    def _text(self, node: Node) -> str:
        return self._data[node.start_byte : node.end_byte].decode(errors="surrogateescape")

    # Type expressions

    def _type(self, node: Node | None) -> Type:
        self._left -= 1
        if node is None or self._left < 0:
            return UNKNOWN
        handler = self._TYPES.get(node.type)
        return UNKNOWN if handler is None else handler(self, node)

    def _named(self, node: Node) -> Type:
        local = self._scopes.find(self._data[node.start_byte : node.end_byte], node.start_byte)
        if local is None:
            return Type("named", self._text(node))
        if local.node.type in ("type_spec", "type_alias"):
            return self._type(local.node.child_by_field_name("type"))
        constraint = local.node.child_by_field_name("type")  # of a type parameter; a receiver's has none here
        return Type("param", self._text(node), parts=(self._type(constraint),) if constraint is not None else ())

    def _qualified(self, node: Node) -> Type:
        package, name = node.child_by_field_name("package"), node.child_by_field_name("name")
        return Type("named", self._text(name), self._text(package)) if package and name else UNKNOWN

    def _generic(self, node: Node) -> Type:
        base, arguments = self._type(node.child_by_field_name("type")), node.child_by_field_name("type_arguments")
        if base.kind != "named" or arguments is None:
            return base
        return base._replace(parts=tuple(self._type(argument) for argument in arguments.named_children))

    def _wrap(self, node: Node) -> Type:
        """`*T`, `[]T`, `[N]T`, `[...]T`, `chan T`: the last child is T."""
        kind = _WRAPPERS[node.type]
        return Type(kind, parts=(self._type(node.named_children[-1] if node.named_child_count else None),))

    def _map(self, node: Node) -> Type:
        fields = node.child_by_field_name("key"), node.child_by_field_name("value")
        return Type("map", parts=tuple(map(self._type, fields)))

    def _struct(self, _node: Node) -> Type:
        return _STRUCT

    def _interface(self, node: Node) -> Type:
        terms = [self._type(child) for child in node.named_children if child.type == "type_elem"]
        return Type("interface", parts=tuple(terms))

    def _first(self, node: Node) -> Type:
        """Parentheses, `~T`, and unions: all terms of a union have the same core type."""
        return self._type(next((child for child in node.named_children if child.type != "comment"), None))

    def _function(self, node: Node) -> Type:
        """The result types of a function type, declaration, literal or interface method."""
        result = node.child_by_field_name("result")
        if result is None or result.type != "parameter_list":
            return Type("func", parts=() if result is None else (self._type(result),))
        found: list[Type] = []
        for parameter in result.named_children:
            each = self._type(parameter.child_by_field_name("type"))
            found += [each] * max(1, len(parameter.children_by_field_name("name")))
        return Type("func", parts=tuple(found))

    # Values

    def _value(self, node: Node | None, index: int = 0) -> Type:
        if node is None or self._nested > _DEEPEST:
            return UNKNOWN
        if node.id not in self._values:
            self._follow(node)
        found, deep = self._values[node.id]
        if deep > self._deep:
            self._deep = deep
        return found._replace(name=str(index)) if index and found.kind == "call" else found

    def _follow(self, node: Node) -> None:
        """Cache the values of a chain that ends with `node`, from its start to its end."""
        chain: list[Node] = []  # innermost last
        following: Node | None = node
        while following is not None and following.id not in self._values:
            chain.append(following)
            field = _CHAINS.get(following.type)
            following = following.child_by_field_name(field) if field else None
        for each in reversed(chain):
            self._values[each.id] = self._with_depth(self._link, each)

    def _link(self, node: Node) -> Type:
        """The type of one expression, whose operand is in the cache."""
        handler = self._VALUES.get(node.type)
        if handler is None:
            return self._type(node) if node.type in self._TYPES else UNKNOWN
        return handler(self, node)

    def _with_depth(self, answer: Callable[[Asked], Type], of: Asked) -> tuple[Type, int]:
        """Compute a type with its own limit of steps. Return it with its depth; unknown if it is too deep."""
        left, deep = self._left, self._deep
        self._left, self._deep, self._nested = _STEPS, 0, self._nested + 1
        found = answer(of)
        pair = (found, self._deep + 1) if self._deep < _STEPS else (UNKNOWN, 0)
        self._left, self._deep, self._nested = left, deep, self._nested - 1
        return pair

    def _name(self, node: Node) -> Type:
        local = self._scopes.find(self._data[node.start_byte : node.end_byte], node.start_byte)
        if local is None:
            return Type("variable", self._text(node))
        key = local.node.start_byte, local.start, local.order
        if key not in self._known:
            handler = self._LOCALS.get(local.node.type)
            self._known[key] = (
                self._with_depth(self._named, node)
                if handler is None
                else self._with_depth(partial(handler, self), local)
            )
        found, deep = self._known[key]
        self._deep = max(self._deep, deep)
        return found

    def _selector(self, node: Node) -> Type:
        operand, field = node.child_by_field_name("operand"), node.child_by_field_name("field")
        if operand is None or field is None:
            return UNKNOWN
        base = self._value(operand)
        if base.kind == "variable" and not base.qualifier:
            return Type("variable", self._text(field), base.name)
        return UNKNOWN if base.kind == "unknown" else Type("select", self._text(field), parts=(base,))

    def _call(self, node: Node) -> Type:
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        called = self._value(function)
        if called.kind == "variable" and called.name in ("new", "make") and not called.qualifier and arguments:
            made = self._type(arguments.named_child(0) if arguments.named_child_count else None)
            return made if called.name == "make" else Type("pointer", parts=(made,))
        return UNKNOWN if called.kind == "unknown" else Type("call", "0", parts=(called,))

    def _literal(self, node: Node) -> Type:
        return self._type(node.child_by_field_name("type"))

    def _unary(self, node: Node) -> Type:
        operator, operand = node.child_by_field_name("operator"), self._value(node.child_by_field_name("operand"))
        sign = "" if operator is None else operator.type
        if sign == "&":
            return Type("pointer", parts=(operand,))
        return part(operand, "element") if sign in ("*", "<-") else operand

    def _index(self, node: Node) -> Type:
        return part(self._value(node.child_by_field_name("operand")), "element")

    def _same(self, node: Node) -> Type:
        operand = node.child_by_field_name("operand")
        return self._value(operand if operand is not None or not node.named_children else node.named_children[0])

    # Local declarations

    def _parameter(self, local: Local) -> Type:
        return self._type(local.node.child_by_field_name("type"))

    def _variadic(self, local: Local) -> Type:
        return Type("list", parts=(self._parameter(local),))

    def _variable(self, local: Local) -> Type:
        declared = local.node.child_by_field_name("type")
        return self._type(declared) if declared is not None else self._assigned(local, "value")

    def _short(self, local: Local) -> Type:
        return self._assigned(local, "right")

    def _assigned(self, local: Local, field: str) -> Type:
        values = local.node.child_by_field_name(field)
        if values is not None and values.id not in self._children:
            self._children[values.id] = values.named_children
        given = [] if values is None else self._children[values.id]
        if len(given) == 1:
            found = self._value(given[0], local.order)
            return found if local.order == 0 or found.kind == "call" else UNKNOWN
        return self._value(given[local.order]) if local.order < len(given) else UNKNOWN

    def _ranged(self, local: Local) -> Type:
        return part(self._value(local.node.child_by_field_name("right")), "element" if local.order else "key")

    def _received(self, local: Local) -> Type:
        return UNKNOWN if local.order else self._value(local.node.child_by_field_name("right"))

    def _switched(self, local: Local) -> Type:
        types = local.node.children_by_field_name("type")
        return self._type(types[0]) if len(types) == 1 else UNKNOWN

    _TYPES: ClassVar[dict[str, Callable[[Types, Node], Type]]] = {
        "type_identifier": _named,
        "identifier": _named,
        "qualified_type": _qualified,
        "generic_type": _generic,
        **dict.fromkeys(_WRAPPERS, _wrap),
        "map_type": _map,
        "struct_type": _struct,
        "interface_type": _interface,
        "parenthesized_type": _first,
        "negated_type": _first,
        "type_elem": _first,
        "type_constraint": _first,
        "function_type": _function,
    }

    _VALUES: ClassVar[dict[str, Callable[[Types, Node], Type]]] = {
        "identifier": _name,
        "selector_expression": _selector,
        "call_expression": _call,
        "composite_literal": _literal,
        "type_assertion_expression": _literal,
        "type_conversion_expression": _literal,
        "unary_expression": _unary,
        "index_expression": _index,
        "slice_expression": _same,
        "parenthesized_expression": _same,
        "func_literal": _function,
    }

    _LOCALS: ClassVar[dict[str, Callable[[Types, Local], Type]]] = {
        "parameter_declaration": _parameter,
        "variadic_parameter_declaration": _variadic,
        "var_spec": _variable,
        "short_var_declaration": _short,
        "range_clause": _ranged,
        "receive_statement": _received,
        "type_case": _switched,
    }


def part(whole: Type, step: str) -> Type:
    """Return the element or key type of a type. If the type isn't known yet, `references` resolves the result."""
    if whole.kind in ("list", "pointer", "chan"):
        return whole.parts[0] if step == "element" else UNKNOWN
    if whole.kind == "map":
        return whole.parts[step == "element"]
    if whole.kind in ("unknown", "struct"):
        return UNKNOWN
    return Type("key" if step == "key" else "element", parts=(whole,))


def pointed(found: Type) -> Type:
    """Return T for `*T`, and any other type unchanged."""
    return found.parts[0] if found.kind == "pointer" else found

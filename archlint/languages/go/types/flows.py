"""Flows: the places of a file where a value of one type goes to where another type is expected.

There the types of both sides must fit, also after a mapping (Go spec, "Assignability", "Conversions", "Comparison
operators", "Type assertions"). They are many, so they are written down only for the files of packages where it matters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.languages.go.syntax.parse import kind, nodes_of
from archlint.model.terms import Flow, FlowKind, Term

if TYPE_CHECKING:
    from collections.abc import Callable

    from archlint.languages.go.syntax.parse import Node
    from archlint.languages.go.syntax.scopes import Literal
    from archlint.languages.go.types.terms import Terms

_FUNCTIONS = frozenset(map(kind, ("function_declaration", "method_declaration", "func_literal")))
_EQUALS = frozenset(("==", "!="))


def flows_of(root: Node, terms: Terms) -> tuple[Flow, ...]:
    """Return the flows of a file, in the order of the text but for composite literals, which come last.

    The table of `terms` grows by the terms of both sides.
    """
    found = _Flows(terms)
    functions: list[Node] = []
    for node in nodes_of(root):
        while functions and functions[-1].end_byte <= node.start_byte:
            functions.pop()
        if node.kind_id in _FUNCTIONS:
            functions.append(node)
        elif node.type == "return_statement":
            found.returned(node, functions)
        else:
            handler = _HANDLERS.get(node.type)
            if handler is not None:
                handler(found, node)
    for literal in terms.scopes.literals:
        found.literal(literal)
    return tuple(found.flows)


class _Flows:
    """Collects flows."""

    def __init__(self, terms: Terms) -> None:
        self.flows: list[Flow] = []
        self._terms = terms

    def _add(self, of: FlowKind, place: Node, target: int, *, source: int = 0, name: str = "", key: int = 0) -> None:
        if target:
            line, column = self._terms.spot(place.start_byte)
            self.flows.append(Flow(of, target, source, line=line, column=column, name=name, key=key))

    def assigned(self, node: Node) -> None:
        """`a, b = x, y`."""
        operator = node.child_by_field_name("operator")
        if operator is not None and operator.type == "=":
            self._pairs(_listed(node.child_by_field_name("left")), _listed(node.child_by_field_name("right")))

    def ranged(self, node: Node) -> None:
        """`for a, b = range x`."""
        right = node.child_by_field_name("right")
        if right is not None and any(child.type == "=" for child in node.children):
            for index, target in enumerate(_listed(node.child_by_field_name("left"))):
                source = self._terms.add(Term("ranged", str(index), (self._terms.of(right),)))
                self._add("assign", target, self._terms.of(target), source=source)

    def _pairs(self, targets: list[Node], values: list[Node]) -> None:
        for index, target in enumerate(targets):
            if self._terms.text(target) == "_":
                continue
            source = self._source(values, index, len(targets))
            self._add("assign", target, self._terms.of(target), source=source)

    def _source(self, values: list[Node], index: int, count: int) -> int:
        """The term of value number `index` of `count`, which may all come from one call."""
        if len(values) == 1 and count > 1:
            return self._terms.add(Term("result", str(index), (self._terms.of(values[0]),)))
        return self._terms.of(values[index]) if index < len(values) else 0

    def declared(self, node: Node) -> None:
        """`var a, b T = x, y`."""
        declared = node.child_by_field_name("type")
        values = _listed(node.child_by_field_name("value"))
        if declared is None or not values:
            return
        target = self._terms.add(Term("value", parts=(self._terms.of(declared),)))
        names = [child for child in node.children_by_field_name("name") if child.is_named]
        for index, name in enumerate(names):
            self._add("assign", name, target, source=self._source(values, index, len(names)))

    def called(self, node: Node) -> None:
        """A call or a conversion."""
        self._add("call", node, self._terms.of(node))

    def instantiated(self, node: Node) -> None:
        """`T[A]`."""
        self._add("instance", node, self._terms.of(node))

    def returned(self, node: Node, functions: list[Node]) -> None:
        """The values of a return statement go to the results of the innermost function."""
        values = [each for child in node.named_children for each in _listed(child)]
        if not functions or not values:
            return
        function = self._terms.table[self._terms.of(functions[-1])]
        if function.kind == "value":
            function = self._terms.table[function.parts[0]]
        if function.kind != "func":
            return
        results = self._terms.table[function.parts[1]].parts
        for index, result in enumerate(results):
            target = self._terms.add(Term("value", parts=(result,)))
            place = values[index] if index < len(values) else values[0]
            self._add("assign", place, target, source=self._source(values, index, len(results)))

    def sent(self, node: Node) -> None:
        """`channel <- value`."""
        channel, value = node.child_by_field_name("channel"), node.child_by_field_name("value")
        if channel is not None and value is not None:
            self._add("send", value, self._terms.of(channel), source=self._terms.of(value))

    def compared(self, node: Node) -> None:
        """`a == b`."""
        operator = node.child_by_field_name("operator")
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if operator is not None and operator.type in _EQUALS and left is not None and right is not None:
            self._add("compare", node, self._terms.of(left), source=self._terms.of(right))

    def switched(self, node: Node) -> None:
        """`switch a { case b: }`."""
        value = node.child_by_field_name("value")
        for clause in node.named_children if value is not None else ():
            if clause.type == "expression_case":
                for each in _listed(clause.child_by_field_name("value")):
                    self._add("compare", each, self._terms.of(value), source=self._terms.of(each))

    def asserted(self, node: Node) -> None:
        """`x.(T)`."""
        operand, declared = node.child_by_field_name("operand"), node.child_by_field_name("type")
        if operand is not None and declared is not None:
            self._assert(declared, operand)

    def type_switched(self, node: Node) -> None:
        """`switch x.(type) { case T: }`."""
        value = node.child_by_field_name("value")
        for clause in node.named_children if value is not None else ():
            if clause.type == "type_case" and value is not None:
                for each in clause.children_by_field_name("type"):
                    if each.is_named and each.type != "nil":
                        self._assert(each, value)

    def _assert(self, declared: Node, operand: Node) -> None:
        target = self._terms.add(Term("value", parts=(self._terms.of(declared),)))
        self._add("assert", declared, self._terms.of(operand), source=target)

    def literal(self, literal: Literal) -> None:
        """The elements of a composite literal go to the fields, or to the elements and keys, of its type."""
        of, order = self._terms.of_literal(literal), 0
        for element in literal.node.named_children:
            if element.type == "literal_element":
                self._entry(of, element, str(order), value=element)
                order += 1
            elif element.type == "keyed_element":
                parts = [child for child in element.named_children if child.type == "literal_element"]
                if len(parts) == 2:
                    name = self._terms.text(parts[0])
                    self._entry(of, element, name, value=parts[1], key=parts[0])

    def _entry(self, of: int, place: Node, name: str, *, value: Node, key: Node | None = None) -> None:
        elided = [child.type == "literal_value" for child in value.named_children[:1]]
        if not any(elided):  # an elided literal has the type that its place has
            found = 0 if key is None else self._terms.of(key)
            self._add("entry", place, of, source=self._terms.of(value), name=name, key=found)


def _listed(node: Node | None) -> list[Node]:
    """The expressions of a list, or the one expression."""
    if node is None:
        return []
    children = node.named_children if node.type == "expression_list" else [node]
    return [child for child in children if child.type != "comment"]


_HANDLERS: dict[str, Callable[[_Flows, Node], None]] = {
    "assignment_statement": _Flows.assigned,
    "range_clause": _Flows.ranged,
    "var_spec": _Flows.declared,
    "call_expression": _Flows.called,
    "type_conversion_expression": _Flows.called,
    **dict.fromkeys(("generic_type", "type_instantiation_expression"), _Flows.instantiated),
    "send_statement": _Flows.sent,
    "binary_expression": _Flows.compared,
    "expression_switch_statement": _Flows.switched,
    "type_assertion_expression": _Flows.asserted,
    "type_switch_statement": _Flows.type_switched,
}

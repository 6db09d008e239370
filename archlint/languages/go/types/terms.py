"""Writes the types and expressions of one file down as terms.

The work goes on demand from one node to the nodes that it depends on, and each node is done once. A node that depends
on itself, which valid Go doesn't have, is unknown. There is no recursion, so code may be nested to any depth.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from archlint.languages.go.syntax.scopes import Local
from archlint.languages.go.types import expression_terms, local_terms, type_terms
from archlint.languages.go.types.term_table import TermTable, Work
from archlint.model.symbols import Declaration
from archlint.model.terms import Term

if TYPE_CHECKING:
    from archlint.languages.go.syntax.parse import Node
    from archlint.languages.go.syntax.scopes import Literal, Scopes
    from archlint.model.symbols import Spot

_WRAPPING = (
    "parenthesized_type", "negated_type", "type_elem", "parenthesized_expression", "variadic_argument",
    "literal_element",
)  # fmt: skip
_NODES: dict[str, Callable[[TermTable, Node], Work | int]] = {
    **dict.fromkeys(("type_identifier", "identifier"), local_terms.name),
    "qualified_type": type_terms.qualified,
    "generic_type": type_terms.generic,
    "type_instantiation_expression": type_terms.instance,
    **dict.fromkeys(type_terms.WRAPPERS, type_terms.wrap),
    "array_type": type_terms.array,
    "channel_type": type_terms.channel,
    "map_type": type_terms.map_type,
    "struct_type": type_terms.struct,
    "interface_type": type_terms.interface,
    **dict.fromkeys(
        ("parenthesized_type", "negated_type", "type_elem", "parenthesized_expression"), type_terms.only_child
    ),
    **dict.fromkeys(("variadic_argument", "literal_element"), type_terms.only_child),
    "type_constraint": type_terms.constraint,
    **dict.fromkeys(("function_type", "function_declaration", "method_declaration"), type_terms.function),
    "func_literal": type_terms.function_literal,
    **dict.fromkeys(expression_terms.CONSTANTS, expression_terms.constant),
    "selector_expression": expression_terms.selector,
    "call_expression": expression_terms.call,
    "type_conversion_expression": expression_terms.conversion,
    **dict.fromkeys(("composite_literal", "type_assertion_expression"), expression_terms.typed),
    "unary_expression": expression_terms.unary,
    "binary_expression": expression_terms.binary,
    "slice_expression": expression_terms.slicing,
    "index_expression": expression_terms.index,
}

_LOCALS: dict[str, Callable[[TermTable, Local], Work | int]] = {
    "parameter_declaration": local_terms.parameter,
    "variadic_parameter_declaration": local_terms.variadic,
    **dict.fromkeys(("var_spec", "const_spec"), local_terms.spec),
    "short_var_declaration": local_terms.short,
    "range_clause": local_terms.ranged,
    "receive_statement": local_terms.received,
    **dict.fromkeys(("type_case", "default_case"), local_terms.switched),
    **dict.fromkeys(("type_spec", "type_alias"), local_terms.type_name),
    "type_parameter_declaration": local_terms.type_parameter,
    **dict.fromkeys(("type_identifier", "identifier", "type_elem"), local_terms.receiver_parameter),
}


class Terms(TermTable):
    """Adds the terms that are asked for to the table of one file."""

    def __init__(self, data: bytes, scopes: Scopes, spot: Callable[[int], Spot]) -> None:
        super().__init__(data, scopes, spot)
        self._known: dict[tuple[int, ...], int] = {}
        self._literals: dict[int, int] = {}  # the type of each literal, by its offset

    def of(self, wanted: Node | Local | None) -> int:
        """Return the number of the term of a type, an expression or a local declaration."""
        if wanted is None:
            return 0
        key = _key(wanted)
        known = self._known.get(key)
        if known is not None:
            return known
        stack: list[tuple[tuple[int, ...], Work]] = []
        answer = self._begin(key, wanted, stack)
        while stack:
            key, work = stack[-1]
            try:
                following = next(work) if answer is None else work.send(answer)
            except StopIteration as done:
                answer = self._known[key] = done.value
                stack.pop()
                continue
            key = _key(following)
            answer = self._known.get(key)
            if answer is None:
                answer = self._begin(key, following, stack)
        return answer or 0

    def _begin(
        self, key: tuple[int, ...], wanted: Node | Local, stack: list[tuple[tuple[int, ...], Work]]
    ) -> int | None:
        """Return the term of a leaf; put the work on anything else on the stack."""
        made = self._work(wanted)
        if isinstance(made, int):
            self._known[key] = made
            return made
        self._known[key] = 0  # while it is in progress
        stack.append((key, made))
        return None

    def of_literal(self, literal: Literal) -> int:
        """Return the number of the type of a composite literal, also of an elided one."""
        waiting = []
        at: Literal | None = literal
        while at is not None and at.node.start_byte not in self._literals:
            waiting.append(at)
            at = at.outer
        found = 0 if at is None else self._literals[at.node.start_byte]
        for each in reversed(waiting):
            if each.outer is None:
                found = self.of(each.type)
            elif found:
                found = self.add(Term("key" if each.step == "key" else "element", parts=(found,)))
            self._literals[each.node.start_byte] = found
        return found

    def finish(self) -> None:
        """Add the structs and interfaces that nothing has asked for, the local types, and the constraints."""
        for node in self.scopes.literal_types:
            self.of(node)
        while self.waiting or self.constraints:
            if self.constraints:
                number, constraint = self.constraints.pop()
                self.table[number] = self.table[self.of(constraint)]
                continue
            spec = self.waiting.pop()
            name, declared = spec.child_by_field_name("name"), spec.child_by_field_name("type")
            term = self.of(declared)
            params, constraints = self.type_params(spec)
            self.local_types[self.local_numbers[spec.start_byte]] = Declaration(
                self.text(name) if name is not None else "",
                "alias" if spec.type == "type_alias" else "type",
                *self.spot(spec.start_byte),
                params=params,
                term=term,
                shape=self.table[term].kind,
                constraints=constraints,
            )

    def type_params(self, node: Node) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """Return the names of the type parameters that a declaration has, and the terms of their constraints."""
        names: list[str] = []
        constraints: list[int] = []
        declared = node.child_by_field_name("type_parameters")
        for parameter in () if declared is None else declared.named_children:
            each = parameter.children_by_field_name("name")
            names += map(self.text, each)
            constraints += [self.of(parameter.child_by_field_name("type"))] * len(each)
        return tuple(names), tuple(constraints)

    def of_variable(self, node: Node, order: int) -> int:
        """Return the number of the term of name number `order` of a spec at package level."""
        return self.of(Local(0, 0, node, order=order))

    def _work(self, wanted: Node | Local) -> Work | int:
        if isinstance(wanted, Local):
            local = _LOCALS.get(wanted.node.type)
            return 0 if local is None else local(self, wanted)
        node = _NODES.get(wanted.type)
        return 0 if node is None else node(self, wanted)


def _key(wanted: Node | Local) -> tuple[int, ...]:
    if isinstance(wanted, Local):
        return wanted.node.id, wanted.order
    return (wanted.id,)

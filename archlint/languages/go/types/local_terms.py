"""The terms of names, and of what is declared in functions: parameters, variables, types and type parameters.

Source: Go spec, "Declarations and scope", "Constant declarations", "For range", "Type switches".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.languages.go.syntax.scopes import Local, spec_names
from archlint.languages.go.types.term_table import TermTable, Work
from archlint.model.symbols import Declaration
from archlint.model.terms import UNKNOWN, Term

if TYPE_CHECKING:
    from archlint.languages.go.syntax.parse import Node


def name(terms: TermTable, node: Node) -> Work:
    text = terms.data[node.start_byte : node.end_byte]
    local = terms.scopes.find(text, node.start_byte)
    if local is None:
        return terms.add(Term("name", text.decode(errors="surrogateescape")))
    return (yield local)


def type_name(terms: TermTable, local: Local) -> int:
    """A type that is declared in a function."""
    number = terms.local_numbers.get(local.node.start_byte)
    if number is None:
        number = terms.local_numbers[local.node.start_byte] = len(terms.local_types)
        terms.local_types.append(Declaration("", "type", 1, column=1))
        terms.waiting.append(local.node)
    return terms.add(Term("local", str(number)))


def type_parameter(terms: TermTable, local: Local) -> int:
    """A constraint may name its own parameter, so it is added later."""
    names = local.node.children_by_field_name("name")
    constraint = local.node.child_by_field_name("type")
    number = len(terms.table)
    terms.table.append(UNKNOWN)
    if constraint is not None:
        terms.constraints.append((number, constraint))
    name = terms.text(names[local.order]) if local.order < len(names) else ""
    return terms.add(Term("param", name, (number,)))


def receiver_parameter(terms: TermTable, local: Local) -> int:
    """A name in the brackets of a receiver. Its constraint is that of the parameter of the receiver's type."""
    name = terms.text(local.node)
    receiver, position = terms.scopes.receivers.get(local.node.start_byte, (None, 0))
    constraint = 0
    if receiver is not None:
        constraint = terms.add(Term("constraint", str(position), (terms.of_name(terms.text(receiver)),)))
    return terms.add(Term("param", name, (constraint,)))


def parameter(terms: TermTable, local: Local) -> Work:
    declared = local.node.child_by_field_name("type")
    return terms.add(Term("value", parts=((yield declared),))) if declared is not None else 0


def variadic(terms: TermTable, local: Local) -> Work:
    declared = local.node.child_by_field_name("type")
    inner = (yield declared) if declared is not None else 0
    return terms.add(Term("value", parts=(terms.add(Term("slice", parts=(inner,))),)))


def variable(terms: TermTable, node: Node, order: int) -> Work:
    """The term of name number `order` of a `var` or `const` spec."""
    declared = node.child_by_field_name("type")
    if declared is not None:
        return terms.add(Term("value", parts=((yield declared),)))
    if node.type == "const_spec":
        node = terms.scopes.repeated.get(node.start_byte, node)
        declared = node.child_by_field_name("type")
        if declared is not None:
            return terms.add(Term("value", parts=((yield declared),)))
    return (yield from _assigned(terms, node, "value", order=order))


def spec(terms: TermTable, local: Local) -> Work:
    return (yield from variable(terms, local.node, local.order))


def short(terms: TermTable, local: Local) -> Work:
    return (yield from _assigned(terms, local.node, "right", order=local.order))


def _assigned(terms: TermTable, node: Node, field: str, order: int) -> Work:
    values = node.child_by_field_name(field)
    if values is None:
        return 0
    given = terms.values.get(values.id)
    if given is None:
        children = values.named_children if values.type == "expression_list" else [values]
        given = terms.values[values.id] = [child for child in children if child.type != "comment"]
    if len(given) == 1 and (order or _count(terms, node) > 1):
        return terms.add(Term("result", str(order), ((yield given[0]),)))
    return (yield given[order]) if order < len(given) else 0


def _count(terms: TermTable, node: Node) -> int:
    """How many names a declaration declares."""
    if node.type in ("var_spec", "const_spec"):
        return len(spec_names(node))
    left = node.child_by_field_name("left")
    return 1 if left is None else sum(child.type != "comment" for child in left.named_children)


def ranged(terms: TermTable, local: Local) -> Work:
    right = local.node.child_by_field_name("right")
    return terms.add(Term("ranged", str(local.order), ((yield right),))) if right is not None else 0


def received(terms: TermTable, local: Local) -> Work:
    right = local.node.child_by_field_name("right")
    if right is None:
        return 0
    return terms.add(Term("result", str(local.order), ((yield right),)))


def switched(terms: TermTable, local: Local) -> Work:
    """The variable of a clause with one type has that type; that of any other clause has the type of the switch."""
    types = local.node.children_by_field_name("type") if local.node.type == "type_case" else []
    if len(types) == 1 and types[0].type != "nil":
        return terms.add(Term("value", parts=((yield types[0]),)))
    switch = terms.scopes.switches.get(local.node.start_byte)
    value = None if switch is None else switch.child_by_field_name("value")
    return (yield value) if value is not None else 0

"""The terms of type expressions: names with qualifiers and type arguments, and types composed of others.

Source: Go spec, "Types", "Type parameter declarations".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Generator
from typing import TYPE_CHECKING

from archlint.languages.go.syntax.scopes import Local, spec_names
from archlint.languages.go.types.term_table import TermTable, Work
from archlint.model.terms import Member, Term, TermKind

if TYPE_CHECKING:
    from archlint.languages.go.syntax.parse import Node

WRAPPERS: dict[str, TermKind] = {
    "pointer_type": "pointer", "slice_type": "slice", "implicit_length_array_type": "array",
}  # fmt: skip


def qualified(terms: TermTable, node: Node) -> int:
    package, name = node.child_by_field_name("package"), node.child_by_field_name("name")
    if package is None or name is None:
        return 0
    return terms.add(Term("select", terms.text(name), (terms.of_name(terms.text(package)),)))


def generic(terms: TermTable, node: Node) -> Work:
    base, arguments = node.child_by_field_name("type"), node.child_by_field_name("type_arguments")
    children = [] if arguments is None else arguments.named_children
    return (yield from _indexed(terms, base, [child for child in children if child.type != "comment"]))


def instance(terms: TermTable, node: Node) -> Work:
    children = [child for child in node.named_children if child.type != "comment"]
    return (yield from _indexed(terms, children[0] if children else None, children[1:]))


def _indexed(terms: TermTable, base: Node | None, arguments: list[Node]) -> Work:
    if base is None:
        return 0
    found = [(yield base)]
    for argument in arguments:
        found.append((yield argument))
    return terms.add(Term("index", parts=tuple(found)))


def wrap(terms: TermTable, node: Node) -> Work:
    """`*T`, `[]T`, `[...]T`: the last child is T."""
    children = node.named_children
    inner = (yield children[-1]) if children else 0
    return terms.add(Term(WRAPPERS[node.type], parts=(inner,)))


def array(terms: TermTable, node: Node) -> Work:
    element, length = node.child_by_field_name("element"), node.child_by_field_name("length")
    inner = (yield element) if element is not None else 0
    return terms.add(Term("array", terms.text(length) if length is not None else "", (inner,)))


def channel(terms: TermTable, node: Node) -> Work:
    value = node.child_by_field_name("value")
    inner = (yield value) if value is not None else 0
    before = [child.type for child in node.children if not child.is_named]
    return terms.add(Term("chan", "".join(before).replace("chan", "c"), (inner,)))


def map_type(terms: TermTable, node: Node) -> Work:
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if key is None or value is None:
        return 0
    return terms.add(Term("map", parts=((yield key), (yield value))))


def struct(terms: TermTable, node: Node) -> Work:
    members: list[Member] = []
    fields = [field for listed in node.named_children for field in listed.named_children]
    for field in fields:
        declared = field.child_by_field_name("type")
        if field.type != "field_declaration" or declared is None:
            continue
        names = field.children_by_field_name("name")
        term = yield declared
        if not names:
            if any(child.type == "*" for child in field.children):
                term = terms.add(Term("pointer", parts=(term,)))
            members.append(_embedded(terms, declared, term))
        members += [Member(terms.text(name), "field", *terms.spot(name.start_byte), term) for name in names]
    return _of_members(terms, "struct", node, members=members)


def interface(terms: TermTable, node: Node) -> Work:
    members: list[Member] = []
    for element in node.named_children:
        name = element.child_by_field_name("name")
        if element.type == "method_elem" and name is not None:
            term = yield from function(terms, element)
            members.append(Member(terms.text(name), "method", *terms.spot(name.start_byte), term))
        elif element.type == "type_elem":
            listed = [child for child in element.named_children if child.type != "comment"]
            if len(listed) == 1 and listed[0].type != "negated_type":
                members.append(_embedded(terms, listed[0], (yield listed[0])))
            else:
                found = []
                for each in listed:
                    found.append((yield each))
                term = terms.add(Term("tuple", parts=tuple(found)))
                members.append(Member("", "union", *terms.spot(element.start_byte), term))
    return _of_members(terms, "interface", node, members=members)


def _of_members(terms: TermTable, kind: TermKind, node: Node, members: list[Member]) -> int:
    """A struct or interface is never shared, because its members have places."""
    terms.table.append(Term(kind, _owner(terms, node), members=tuple(members)))
    return len(terms.table) - 1


def _owner(terms: TermTable, node: Node) -> str:
    index = bisect_right(terms.starts, node.start_byte) - 1
    if index < 0:
        return ""
    top = terms.scopes.top[index]
    names = spec_names(top) if top.type in ("const_spec", "var_spec") else top.children_by_field_name("name")
    return terms.text(names[0]) if names else ""


def _embedded(terms: TermTable, node: Node, term: int) -> Member:
    """The embedded member of `T`, `*T`, `q.T` or `T[A]`. Its name is T."""
    last = node
    while last.type in ("pointer_type", "generic_type", "qualified_type", "parenthesized_type"):
        inner = last.child_by_field_name("name") or last.child_by_field_name("type")
        children = last.named_children
        if inner is None and not children:
            break
        last = inner or children[0]
    return Member(terms.text(last), "embedded", *terms.spot(last.start_byte), term)


def only_child(terms: TermTable, node: Node) -> Work:
    """Parentheses, `~T`, and what wraps a single node."""
    inner = next((child for child in node.named_children if child.type != "comment"), None)
    return (yield inner) if inner is not None else 0


def constraint(terms: TermTable, node: Node) -> Work:
    """The constraint of a type parameter: a type, or a union, which is an interface without braces."""
    listed = [child for child in node.named_children if child.type != "comment"]
    if len(listed) == 1 and listed[0].type != "negated_type":
        return (yield listed[0])
    found = []
    for each in listed:
        found.append((yield each))
    union = terms.add(Term("tuple", parts=tuple(found)))
    return _of_members(terms, "interface", node, members=[Member("", "union", *terms.spot(node.start_byte), union)])


def function_literal(terms: TermTable, node: Node) -> Work:
    return terms.add(Term("value", parts=((yield from function(terms, node)),)))


def function(terms: TermTable, node: Node) -> Work:
    """The type of a function type, literal or declaration, or of an interface method."""
    parameters, result = node.child_by_field_name("parameters"), node.child_by_field_name("result")
    given, variadic = yield from _parameters(terms, parameters)
    if result is None or result.type == "parameter_list":
        returned, _ = yield from _parameters(terms, result)
    else:
        returned = [(yield result)]
    tuples = [terms.add(Term("tuple", parts=tuple(each))) for each in (given, returned)]
    return terms.add(Term("func", "..." if variadic else "", tuple(tuples)))


def _parameters(terms: TermTable, node: Node | None) -> Generator[Node | Local, int, tuple[list[int], bool]]:
    """The types of parameters or results. The last one of a variadic function is a slice."""
    children = [] if node is None else [each for each in node.named_children if each.type != "comment"]
    named = any(each.child_by_field_name("name") is not None for each in children)
    found: list[int] = []
    following, variadic = 0, False
    for each in reversed(children):
        declared = each.child_by_field_name("type")
        names = each.children_by_field_name("name")
        if named and not names:  # the grammar takes the first names of a long list for types
            found.append(following)
            continue
        following = (yield declared) if declared is not None else 0
        if each.type == "variadic_parameter_declaration":
            following = terms.add(Term("slice", parts=(following,)))
            variadic = True
        found += [following] * max(1, len(names))
    found.reverse()
    return found, variadic

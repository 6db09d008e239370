"""The package-level declarations of a Go file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from archlint.languages.go.syntax.scopes import spec_names
from archlint.model.symbols import UNKNOWN, Declaration, DeclarationKind, Embed, Member, Spot, Type

if TYPE_CHECKING:
    from archlint.languages.go.syntax.parse import Node
    from archlint.languages.go.types.local import Types

_PATTERN = re.compile(rb'"(?:[^"\\]|\\.)*"|`[^`]*`|\S+')

_RECEIVERS = frozenset(
    ("parameter_list", "parameter_declaration", "pointer_type", "parenthesized_type", "generic_type")
)

Text = Callable[["Node"], str]
Where = Callable[[int], Spot]


def declarations(text: Text, spot: Where, nodes: list[Node], types: Types) -> tuple[Declaration, ...]:
    """Return the declarations of the functions, methods and specs at package level, in the order of the text."""
    found: list[Declaration] = []
    for node in nodes:
        if node.type in ("function_declaration", "method_declaration"):
            found.append(_function(text, spot, node, types=types))
        elif node.type in ("type_spec", "type_alias"):
            found.append(_type(text, spot, node, types=types))
        elif node.type in ("const_spec", "var_spec"):
            found += _values(text, spot, node, types=types)
    return tuple(found)


def is_bodyless(nodes: list[Node]) -> bool:
    """Report whether a function has no body here, because it is written in assembly or linked by name."""
    return any(
        node.type in ("function_declaration", "method_declaration") and node.child_by_field_name("body") is None
        for node in nodes
    )


def embeds(data: bytes, root: Node, spot: Where) -> tuple[Embed, ...]:
    """Return the patterns of the `//go:embed` lines (`go doc embed`)."""
    if b"//go:embed" not in data:
        return ()
    found = []
    for comment in _comments(root):
        line = data[comment.start_byte : comment.end_byte]
        if line.startswith((b"//go:embed ", b"//go:embed\t")):
            for match in _PATTERN.finditer(line, len(b"//go:embed")):
                pattern = match[0].decode(errors="surrogateescape")
                quoted = pattern[0] in '"`' and len(pattern) > 1
                found.append(Embed(pattern[1:-1] if quoted else pattern, *spot(comment.start_byte + match.start())))
    return tuple(found)


def _comments(root: Node) -> Iterator[Node]:
    """The comments at package level, and directly inside `var` declarations."""
    for child in root.named_children:
        if child.type == "comment":
            yield child
        elif child.type == "var_declaration":
            for inner in child.named_children:
                yield from (each for each in (inner, *inner.named_children) if each.type == "comment")


def _function(text: Text, spot: Where, node: Node, types: Types) -> Declaration:
    name, receiver = node.child_by_field_name("name"), node.child_by_field_name("receiver")
    known = "" if name is None else text(name)
    line, column = spot(node.start_byte if name is None else name.start_byte)
    results = types.results(node)
    if receiver is not None:
        base, pointer = _base(text, receiver)
        return Declaration(known, "method", line, column, base, type=results, pointer=pointer)
    kind: DeclarationKind = "init" if known == "init" else "func"
    return Declaration(known, kind, line, column, params=_params(text, node), type=results)


def _base(text: Text, receiver: Node) -> tuple[str, bool]:
    """T for a receiver `T`, `*T`, `(T)` or `*T[K]`, and whether it is a pointer; "" for an invalid receiver."""
    node: Node | None = receiver
    pointer = False
    if sum(child.type != "comment" for child in receiver.named_children) != 1:
        return "", False
    while node is not None and node.type != "type_identifier":
        if node.type not in _RECEIVERS:
            return "", False
        pointer = pointer or node.type == "pointer_type"
        node = next(
            (child for child in reversed(node.named_children) if child.type not in ("comment", "type_arguments")), None
        )
    return ("" if node is None else text(node)), pointer


def _params(text: Text, node: Node) -> tuple[str, ...]:
    parameters = node.child_by_field_name("type_parameters")
    each = () if parameters is None else parameters.named_children
    return tuple(text(name) for parameter in each for name in parameter.children_by_field_name("name"))


def _type(text: Text, spot: Where, node: Node, types: Types) -> Declaration:
    name, declared = node.child_by_field_name("name"), node.child_by_field_name("type")
    kind: DeclarationKind = "alias" if node.type == "type_alias" else "type"
    known = "" if name is None else text(name)
    members = tuple(_members(text, spot, declared, types=types)) if declared is not None else ()
    place = spot(node.start_byte)
    return Declaration(known, kind, *place, "", _params(text, node), types.of_type(declared), members)


def _members(text: Text, spot: Where, node: Node, types: Types) -> Iterator[Member]:
    if node.type == "struct_type":
        for fields in node.named_children:
            for field in fields.named_children:
                if field.type == "field_declaration":
                    yield from _fields(text, spot, field, types=types)
    elif node.type == "interface_type":
        for element in node.named_children:
            name = element.child_by_field_name("name")
            if element.type == "method_elem" and name is not None:
                yield Member(text(name), "method", *spot(name.start_byte), types.results(element))
            elif element.type == "type_elem" and element.named_child_count == 1:
                yield _embedded(text, spot, element.named_children[0], types=types)


def _fields(text: Text, spot: Where, field: Node, types: Types) -> Iterator[Member]:
    names, declared = field.children_by_field_name("name"), field.child_by_field_name("type")
    known = types.of_type(declared)
    for name in names:
        yield Member(text(name), "field", *spot(name.start_byte), known)
    if not names and declared is not None:
        yield _embedded(text, spot, declared, types=types)


def _embedded(text: Text, spot: Where, node: Node, types: Types) -> Member:
    """The embedded member of `T`, `*T`, `q.T` or `T[A]`. Its name is T."""
    last = node
    while last.type in ("pointer_type", "generic_type", "qualified_type", "parenthesized_type"):
        inner = last.child_by_field_name("name") or last.child_by_field_name("type")
        last = inner or (last.named_children or [last])[0]
    return Member(text(last), "embedded", *spot(last.start_byte), types.of_type(node))


def _values(text: Text, spot: Where, node: Node, types: Types) -> Iterator[Declaration]:
    """The declarations of a `const` or `var` spec. A variable without a type has the type of its value."""
    declared, values = node.child_by_field_name("type"), node.child_by_field_name("value")
    given = [] if values is None else values.named_children
    for index, name in enumerate(spec_names(node)):
        if declared is not None:
            known = types.of_type(declared)
        elif node.type == "const_spec":
            known = UNKNOWN
        else:
            known = types.of_value(given[index]) if len(given) > index else Type("unknown")
        kind: DeclarationKind = "const" if node.type == "const_spec" else "var"
        yield Declaration(text(name), kind, *spot(name.start_byte), type=known)

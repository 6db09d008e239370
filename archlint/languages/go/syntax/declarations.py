"""The package-level declarations of a Go file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from archlint.languages.go.syntax.scopes import generic_receiver, spec_names
from archlint.model.symbols import Declaration, DeclarationKind, Embed, Spot

if TYPE_CHECKING:
    from archlint.languages.go.syntax.parse import Node
    from archlint.languages.go.types.terms import Terms

_PATTERN = re.compile(rb'"(?:[^"\\]|\\.)*"|`[^`]*`|\S+')

_RECEIVERS = frozenset(
    ("parameter_list", "parameter_declaration", "pointer_type", "parenthesized_type", "generic_type")
)


def declarations(nodes: list[Node], terms: Terms) -> tuple[Declaration, ...]:
    """Return the declarations of the functions, methods and specs at package level, in the order of the text.

    `terms` gets their terms.
    """
    found: list[Declaration] = []
    for node in nodes:
        if node.type in ("function_declaration", "method_declaration"):
            found.append(_function(node, terms))
        elif node.type in ("type_spec", "type_alias"):
            found.append(_type(node, terms))
        elif node.type in ("const_spec", "var_spec"):
            found += _values(node, terms)
    return tuple(found)


def bodyless(nodes: list[Node], terms: Terms) -> list[str]:
    """Return the functions without a body here, because they are written in assembly or linked by name."""
    functions = (node for node in nodes if node.type in ("function_declaration", "method_declaration"))
    found = (node for node in functions if node.child_by_field_name("body") is None)
    return ["" if (name := node.child_by_field_name("name")) is None else terms.text(name) for node in found]


def embeds(data: bytes, root: Node, spot: Callable[[int], Spot]) -> tuple[Embed, ...]:
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


def _function(node: Node, terms: Terms) -> Declaration:
    name, receiver = node.child_by_field_name("name"), node.child_by_field_name("receiver")
    known = "" if name is None else terms.text(name)
    line, column = terms.spot(node.start_byte if name is None else name.start_byte)
    params, constraints = terms.type_params(node)
    base, pointer = "", False
    names: tuple[str, ...] = ()
    kind: DeclarationKind = "init" if known == "init" else "func"
    if receiver is not None:
        kind = "method"
        base, pointer = _base(receiver, terms)
        names = tuple(map(terms.text, generic_receiver(receiver)[1]))
    return Declaration(
        known,
        kind,
        line,
        column,
        receiver=base,
        params=params,
        term=terms.of(node),
        shape="func",
        pointer=pointer,
        constraints=constraints,
        receiver_params=names,
    )


def _base(receiver: Node, terms: Terms) -> tuple[str, bool]:
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
    return ("" if node is None else terms.text(node)), pointer


def _type(node: Node, terms: Terms) -> Declaration:
    name, declared = node.child_by_field_name("name"), node.child_by_field_name("type")
    params, constraints = terms.type_params(node)
    term = terms.of(declared)
    return Declaration(
        "" if name is None else terms.text(name),
        "alias" if node.type == "type_alias" else "type",
        *terms.spot(node.start_byte),
        params=params,
        term=term,
        shape=terms.table[term].kind,
        constraints=constraints,
    )


def _values(node: Node, terms: Terms) -> Iterator[Declaration]:
    """The declarations of a `const` or `var` spec."""
    kind: DeclarationKind = "const" if node.type == "const_spec" else "var"
    for order, name in enumerate(spec_names(node)):
        yield Declaration(terms.text(name), kind, *terms.spot(name.start_byte), term=terms.of_variable(node, order))

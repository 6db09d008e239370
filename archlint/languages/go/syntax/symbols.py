"""Extracts the symbols of a Go file: the package-level names that it declares (`declarations`) and uses (here).

A name is a use if no scope in the file declares it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.languages.go.syntax.declarations import declarations, embeds, is_bodyless
from archlint.languages.go.syntax.parse import Syntax, TooManyStepsError, first_error, parse
from archlint.languages.go.syntax.places import Places
from archlint.languages.go.syntax.scopes import Literal, Scopes
from archlint.languages.go.types.local import Types
from archlint.model.facts import Problem
from archlint.model.symbols import Bare, Dotted, Filled, Keyed, MemberUse, Spot, Symbols, is_exported

if TYPE_CHECKING:
    from collections.abc import Callable

    from archlint.languages.go.syntax.parse import Node
    from archlint.model.symbols import Type

_TYPES_OF_PACKAGE = ("type_identifier", "generic_type")


def extract(path: str, data: bytes) -> Symbols:
    """Return the symbols of one file. This never fails; `Symbols.problem` is set if the file doesn't parse."""
    try:
        syntax = parse(data)
    except TooManyStepsError as error:
        message = f"the parser stopped here, because it took too many steps for a file of {len(data):,} bytes"
        return Symbols(path, problem=_problem(Places(data).of, error.offset, message))
    scopes = Scopes(data, syntax)
    file = _File(data, scopes)
    keyed = file.keys()
    dotted, members = file.selectors(syntax)
    first = first_error(syntax.root)
    # The error may be after the end of the data, because `parse` adds a newline.
    where = None if first is None else min(first, len(data))
    problem = None if where is None else _problem(file.places, where, "there is a syntax error here")
    return Symbols(
        path,
        declarations=declarations(file.text, file.spot, scopes.top, types=file.types),
        bare=file.bare(syntax.names),
        dotted=dotted,
        keyed=keyed,
        member_uses=members,
        filled=file.filled(),
        embeds=embeds(data, syntax.root, file.spot),
        bodyless=is_bodyless(scopes.top),
        problem=problem,
    )


def _problem(places: Callable[[tuple[int, ...]], tuple[int, ...]], offset: int, message: str) -> Problem:
    line, column = places((offset,))
    return Problem(line, column, message)


class _File:
    """Collects the uses of one file; offsets are bytes."""

    def __init__(self, data: bytes, scopes: Scopes) -> None:
        self.data = data
        self.scopes = scopes
        self.types = Types(data, scopes)
        self.settled = scopes.declared  # the offsets of names that aren't bare uses, so far
        self.places = Places(data).of

    def text(self, node: Node) -> str:
        return _name(self.data[node.start_byte : node.end_byte])

    def spot(self, offset: int) -> Spot:
        return Spot(*self.places((offset,)))

    def bare(self, names: dict[bytes, list[int]]) -> tuple[Bare, ...]:
        """The names that aren't declared in the file and aren't settled."""
        settled, locals_ = self.settled, self.scopes.locals
        found = []
        for name, starts in names.items():
            free = [start for start in starts if start not in settled]
            if name in locals_:
                free = [start for start in free if self.scopes.find(name, start) is None]
            if free and name != b"_":
                found.append(Bare(_name(name), self.places(free)))
        return tuple(found)

    def keys(self) -> tuple[Keyed, ...]:
        """The bare keys that may be fields, because the type of their literal isn't known in this file."""
        found: dict[tuple[Type, bool], dict[bytes, list[int]]] = {}
        for literal in self.scopes.literals:
            free = [key for key in literal.keys if self._is_free(key)]
            if not free:
                continue
            literal_type = self.types.of_literal(literal)
            if literal_type.kind in ("list", "map"):
                continue
            names = found.setdefault((literal_type, _has_computed_key(literal)), {})
            for key in free:
                start = key.start_byte
                self.settled.add(start)
                names.setdefault(self.data[start : key.end_byte], []).append(start)
        return tuple(
            Keyed(literal_type, tuple(Bare(_name(name), self.places(at)) for name, at in names.items()), computed)
            for (literal_type, computed), names in found.items()
            if literal_type.kind != "struct"
        )

    def filled(self) -> tuple[Filled, ...]:
        """The literals that may set unexported fields of a type of the package: one record for each type."""
        keys: dict[Type, list[Node]] = {}
        ordered: dict[Type, Node] = {}
        for literal in self.scopes.literals:
            if literal.type is not None and literal.type.type not in _TYPES_OF_PACKAGE:
                continue
            named, first = [], None
            if literal.keys:
                texts = ((key, self.data[key.start_byte : key.end_byte]) for key in literal.keys)
                named = [key for key, text in texts if text and not _is_exported(text)]
            else:
                first = _first_by_order(literal)
            if not named and first is None:
                continue
            literal_type = self.types.of_literal(literal)
            if literal_type.kind in ("named", "element", "key") and not literal_type.qualifier:
                keys.setdefault(literal_type, []).extend(named)
                if first is not None:
                    ordered.setdefault(literal_type, first)
        return tuple(self._filled(each, nodes, ordered.get(each)) for each, nodes in keys.items())

    def _filled(self, literal_type: Type, keys: list[Node], first: Node | None) -> Filled:
        spots = tuple(self.spot(key.start_byte) for key in keys)
        at = None if first is None else self.spot(first.start_byte)
        return Filled(literal_type, tuple(map(self.text, keys)), spots, at)

    def _is_free(self, node: Node) -> bool:
        start = node.start_byte
        name = self.data[start : node.end_byte]
        return name not in self.scopes.locals or self.scopes.find(name, start) is None

    def selectors(self, syntax: Syntax) -> tuple[tuple[Dotted, ...], tuple[MemberUse, ...]]:
        """The uses `x.name`: those where x isn't local, and those of unexported members."""
        data, locals_, find = self.data, self.scopes.locals, self.scopes.find
        settle, type_of = self.settled.add, self.types.of_value
        dotted: dict[tuple[bytes, bytes], list[int]] = {}
        qualifiers: dict[tuple[bytes, bytes], list[int]] = {}
        members: dict[tuple[bytes, Type], list[int]] = {}
        for operand, field in syntax.dotted:
            at, start = operand.start_byte, field.start_byte
            pair = data[at : operand.end_byte], data[start : field.end_byte]
            if pair[0] not in locals_ or find(pair[0], at) is None:
                if pair in dotted:
                    dotted[pair].append(start)
                    qualifiers[pair].append(at)
                else:
                    dotted[pair], qualifiers[pair] = [start], [at]
                settle(at)
                settle(start)
            elif not _is_exported(pair[1]):
                members.setdefault((pair[1], type_of(operand)), []).append(start)
        for node in syntax.selectors:
            last = node.child_by_field_name("field")
            name = b"" if last is None else data[last.start_byte : last.end_byte]
            if last is not None and name and not _is_exported(name[:4]):
                base = type_of(node.child_by_field_name("operand"))
                members.setdefault((name, base), []).append(last.start_byte)
        places = self.places
        return (
            tuple(Dotted(_name(x), _name(y), places(qualifiers[x, y]), places(at)) for (x, y), at in dotted.items()),
            tuple(MemberUse(_name(name), base, places(at)) for (name, base), at in members.items()),
        )


def _first_by_order(literal: Literal) -> Node | None:
    """The first element of a literal without keys."""
    node = literal.node
    first = node.named_child(0) if node.named_child_count else None
    if first is not None and first.type == "comment":  # rare, and listing all children takes longer
        first = next((child for child in node.named_children if child.type != "comment"), None)
    return first if first is not None and first.type == "literal_element" else None


def _has_computed_key(literal: Literal) -> bool:
    elements = (child for child in literal.node.named_children if child.type == "keyed_element")
    return sum(1 for _ in elements) > len(literal.keys)


def _name(name: bytes) -> str:
    return name.decode(errors="surrogateescape")


def _is_exported(name: bytes) -> bool:
    """Like `symbols.is_exported`, but fast for ASCII. The name of a node that the parser has inserted is empty."""
    return name[0] <= 90 if name and name[0] < 128 else is_exported(_name(name))

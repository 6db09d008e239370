"""What a Go file says about package-level names: bytes -> `Symbols`. Pure; parses the whole file.

The declarations come from `go_declarations`; here stand the uses: every name that no scope in the file declares.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from archlint.frontends.go_declarations import declarations, embeds, is_bodyless
from archlint.frontends.go_scopes import Literal, Scopes
from archlint.frontends.go_syntax import Syntax, first_error, parse
from archlint.frontends.go_types import Types
from archlint.model.symbols import Bare, Dotted, Keyed, MemberUse, Spot, Symbols, Type, is_exported

if TYPE_CHECKING:
    from tree_sitter import Node

_NEWLINE = re.compile(rb"\n")


def extract(path: str, data: bytes) -> Symbols:
    """The symbols of one file. Never fails: see `Symbols.syntax_error` for a file that does not parse."""
    syntax = parse(data)
    scopes = Scopes(data, syntax)
    file = _File(data, scopes)
    keyed = file.keys()
    dotted, members = file.selectors(syntax)
    error = first_error(syntax.root)
    return Symbols(
        path,
        declarations=declarations(file.text, file.spot, scopes.top, file.types),
        bare=file.bare(syntax.names),
        dotted=dotted,
        keyed=keyed,
        member_uses=members,
        embeds=embeds(data, syntax.root, file.spot),
        bodyless=is_bodyless(scopes.top),
        syntax_error=None if error is None else file.spot(error),
    )


class _File:
    """The uses of one file, while they are gathered; offsets are bytes."""

    def __init__(self, data: bytes, scopes: Scopes) -> None:
        self.data = data
        self.scopes = scopes
        self.types = Types(data, scopes)
        self.ascii = data.isascii()
        self.lines = [0, *(newline.end() for newline in _NEWLINE.finditer(data))]
        self.settled = set(scopes.declared)  # the offsets of names that are no bare use

    def text(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode(errors="surrogateescape")

    def spot(self, offset: int) -> Spot:
        line = bisect_right(self.lines, offset)
        start = self.lines[line - 1]
        if self.ascii:
            return Spot(line, offset - start + 1)
        return Spot(line, len(self.data[start:offset].decode(errors="surrogateescape")) + 1)

    def bare(self, names: dict[bytes, list[int]]) -> tuple[Bare, ...]:
        """The free names, without those that were settled before."""
        settled, find, local, spot = self.settled, self.scopes.find, self.scopes.locals, self.spot
        found = []
        for name, starts in names.items():
            if name in local:
                free = [start for start in starts if start not in settled and find(name, start) is None]
            else:
                free = [start for start in starts if start not in settled]
            if free and name != b"_":
                found.append(Bare(_name(name), tuple(map(spot, free))))
        return tuple(found)

    def keys(self) -> tuple[Keyed, ...]:
        """The keys whose literal's type is not settled in this file; those that are fields are no uses."""
        found = []
        for literal in self.scopes.literals:
            free = [key for key in literal.keys if self._is_free(key)]
            if not free:
                continue
            literal_type = self.types.of_literal(literal)
            if literal_type.kind in ("list", "map"):
                continue
            self.settled.update(key.start_byte for key in free)
            if literal_type.kind != "struct":
                names = tuple(map(self.text, free))
                spots = tuple(self.spot(key.start_byte) for key in free)
                found.append(Keyed(literal_type, names, spots, _has_computed_key(literal)))
        return tuple(found)

    def _is_free(self, node: Node) -> bool:
        name = self.data[node.start_byte : node.end_byte]
        return name not in self.scopes.locals or self.scopes.find(name, node.start_byte) is None

    def selectors(self, syntax: Syntax) -> tuple[tuple[Dotted, ...], tuple[MemberUse, ...]]:
        """`x.name` with a free x, and with an unexported name."""
        data = self.data
        dotted: dict[tuple[bytes, bytes], list[tuple[int, int]]] = {}
        members: dict[tuple[bytes, Type], list[int]] = {}
        for operand, field in syntax.dotted:
            start, at = field.start_byte, operand.start_byte
            name = data[start : field.end_byte]
            if self._is_free(operand):
                dotted.setdefault((data[at : operand.end_byte], name), []).append((at, start))
                self.settled.add(at)
                self.settled.add(start)
            elif not _is_exported(name):
                members.setdefault((name, self.types.of_value(operand)), []).append(start)
        for node in syntax.selectors:
            last = node.child_by_field_name("field")
            if last is not None and not _is_exported(data[last.start_byte : last.end_byte]):
                base = self.types.of_value(node.child_by_field_name("operand"))
                members.setdefault((data[last.start_byte : last.end_byte], base), []).append(last.start_byte)
        spot = self.spot
        return (
            tuple(
                Dotted(_name(a), _name(b), tuple(spot(x) for x, _ in starts), tuple(spot(y) for _, y in starts))
                for (a, b), starts in dotted.items()
            ),
            tuple(MemberUse(_name(name), base, tuple(map(spot, starts))) for (name, base), starts in members.items()),
        )


def _has_computed_key(literal: Literal) -> bool:
    elements = (child for child in literal.node.named_children if child.type == "keyed_element")
    return sum(1 for _ in elements) > len(literal.keys)


def _name(name: bytes) -> str:
    return name.decode(errors="surrogateescape")


def _is_exported(name: bytes) -> bool:
    """As `symbols.is_exported`, quick for ASCII."""
    return 65 <= name[0] <= 90 or (name[0] >= 128 and is_exported(_name(name)))

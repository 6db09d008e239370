"""Extracts the symbols of a Go file: the package-level names that it declares (`declarations`) and uses (here).

A name is a use if no scope in the file declares it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archlint.languages.go.syntax.declarations import bodyless, declarations, embeds
from archlint.languages.go.syntax.effects import effects
from archlint.languages.go.syntax.mentions import ASSEMBLY, assembly_symbols, go_mentions
from archlint.languages.go.syntax.parse import Syntax, TooManyStepsError, first_error, parse
from archlint.languages.go.syntax.places import Places
from archlint.languages.go.syntax.scopes import Literal, Scopes
from archlint.languages.go.types.flows import flows_of
from archlint.languages.go.types.terms import Terms
from archlint.model.facts import Problem
from archlint.model.symbols import Bare, Dotted, Filled, Hidden, Keyed, MemberUse, Spot, Symbols, is_exported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from archlint.languages.go.syntax.parse import Node

_CALLED = re.compile(rb"[\s)]*\(|\[")
"""What follows the name of a function that is called, or of a type that is converted to."""

_TYPES_OF_PACKAGE = ("type_identifier", "generic_type")


def extract(path: str, data: bytes, *, with_flows: bool = False) -> Symbols:
    """Return the symbols of one file, Go or assembly, with its flows if asked for.

    This never fails; `Symbols.problem` is set if the file doesn't parse. With flows, the table of terms is longer, but
    starts with the same terms.
    """
    if path.endswith(ASSEMBLY):
        return assembly_symbols(path, data)
    try:
        syntax = parse(data)
    except TooManyStepsError as error:
        message = f"the parser stopped here, because it took too many steps for a file of {len(data):,} bytes"
        return Symbols(path, problem=_problem(Places(data).of, error.offset, message))
    scopes = Scopes(data, syntax)
    file = _File(data, syntax, scopes)
    keyed = file.keys()
    dotted, members = file.selectors(syntax)
    first = first_error(syntax.root)
    # The error may be after the end of the data, because `parse` adds a newline.
    where = None if first is None else min(first, len(data))
    mentions = go_mentions(data)
    linked = {mention.name for mention in mentions if mention.kind == "linkname"}
    problem = None if where is None else _problem(file.places, where, "there is a syntax error here")
    bare = file.bare(syntax.names)
    declared = declarations(scopes.top, file.terms)
    filled = file.filled()
    file.terms.finish()
    flows = flows_of(syntax.root, file.terms) if with_flows else None
    if with_flows:
        file.terms.finish()
    return Symbols(
        path,
        declarations=declared,
        bare=bare,
        dotted=dotted,
        keyed=keyed,
        member_uses=members,
        filled=filled,
        embeds=embeds(data, syntax.root, file.spot),
        bodyless=any(name not in linked for name in bodyless(scopes.top, file.terms)),
        problem=problem,
        terms=tuple(file.terms.table),
        local_types=tuple(file.terms.local_types),
        flows=flows,
        called=file.called(bare, syntax.names),
        hidden=file.hidden(syntax),
        effects=effects(data, file.spot, scopes.top),
        mentions=mentions,
    )


def _problem(places: Callable[[tuple[int, ...]], tuple[int, ...]], offset: int, message: str) -> Problem:
    line, column = places((offset,))
    return Problem(line, column, message)


class _File:
    """Collects the uses of one file; offsets are bytes."""

    def __init__(self, data: bytes, syntax: Syntax, scopes: Scopes) -> None:
        self.data = data
        self.syntax = syntax
        self.scopes = scopes
        self.settled = scopes.declared  # the offsets of names that aren't bare uses, so far
        self.places = Places(data).of
        self.terms = Terms(data, scopes, self.spot)

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

    def called(self, bare: Iterable[Bare], names: dict[bytes, list[int]]) -> tuple[str, ...]:
        """The names among `bare` that are called or converted to."""
        found = []
        for each in bare:
            name = each.name.encode(errors="surrogateescape")
            if any(_CALLED.match(self.data, start + len(name)) for start in names[name]):
                found.append(each.name)
        return tuple(found)

    def keys(self) -> tuple[Keyed, ...]:
        """The bare keys that may be fields. A key of a list or a map is an expression."""
        found: dict[tuple[int, bool], dict[bytes, list[int]]] = {}
        for literal in self.scopes.literals:
            free = [key for key in literal.keys if self._is_free(key)]
            if not free:
                continue
            literal_type = self.terms.of_literal(literal)
            kind = self.terms.table[literal_type].kind
            if kind in ("slice", "array", "map"):
                continue
            names = found.setdefault((literal_type, _has_computed_key(literal)), {})
            for key in free:
                start = key.start_byte
                self.settled.add(start)
                names.setdefault(self.data[start : key.end_byte], []).append(start)
        return tuple(
            Keyed(literal_type, tuple(Bare(_name(name), self.places(at)) for name, at in names.items()), computed)
            for (literal_type, computed), names in found.items()
            if self.terms.table[literal_type].kind != "struct"
        )

    def filled(self) -> tuple[Filled, ...]:
        """The literals that may set fields of a type of the package: one record for each type.

        A type from another package, a list and a map are none. Neither is a struct that the literal writes itself. For
        vet, an external test also has literals without keys of the package that it tests.
        """
        is_external = self._clause().endswith(b"_test")
        keys: dict[int, list[Node]] = {}
        ordered: dict[int, Node] = {}
        for literal in self.scopes.literals:
            written = "" if literal.type is None else literal.type.type
            # A literal with keys of a type from another package can't set unexported fields.
            is_tested = is_external and written == "qualified_type" and not literal.keys
            if written and written not in _TYPES_OF_PACKAGE and not is_tested:
                continue
            named, first = [], None
            if literal.keys:
                texts = ((key, self.data[key.start_byte : key.end_byte]) for key in literal.keys)
                named = [key for key, text in texts if text and not _is_exported(text)]
            else:
                first = _first_by_order(literal)
            if not named and first is None:
                continue
            literal_type = self.terms.of_literal(literal)
            keys.setdefault(literal_type, []).extend(named)
            if first is not None:
                ordered.setdefault(literal_type, first)
        return tuple(self._filled(each, nodes, ordered.get(each)) for each, nodes in keys.items() if each)

    def _filled(self, literal_type: int, keys: list[Node], first: Node | None) -> Filled:
        spots = tuple(self.spot(key.start_byte) for key in keys)
        at = None if first is None else self.spot(first.start_byte)
        return Filled(literal_type, tuple(map(self.terms.text, keys)), spots, at)

    def _clause(self) -> bytes:
        """The name in the package clause."""
        cursor = self.syntax.root.walk()
        found = cursor.goto_first_child()
        while found and cursor.node is not None and cursor.node.type != "package_clause":
            found = cursor.goto_next_sibling()
        name = cursor.node.named_child(0) if found and cursor.node is not None else None
        return b"" if name is None else self.data[name.start_byte : name.end_byte]

    def _base(self, qualifier: bytes, name: bytes) -> int:
        return 0 if _is_exported(name) else self.terms.of_name(_name(qualifier))

    def _is_free(self, node: Node) -> bool:
        start = node.start_byte
        name = self.data[start : node.end_byte]
        return name not in self.scopes.locals or self.scopes.find(name, start) is None

    def selectors(self, syntax: Syntax) -> tuple[tuple[Dotted, ...], tuple[MemberUse, ...]]:
        """The uses `x.name`: those where x isn't local, and those of unexported members."""
        data, locals_, find = self.data, self.scopes.locals, self.scopes.find
        settle, term_of = self.settled.add, self.terms.of
        dotted: dict[tuple[bytes, bytes], list[int]] = {}
        qualifiers: dict[tuple[bytes, bytes], list[int]] = {}
        members: dict[tuple[bytes, int], list[int]] = {}
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
                members.setdefault((pair[1], term_of(operand)), []).append(start)
        for node in syntax.selectors:
            last = node.child_by_field_name("field")
            name = b"" if last is None else data[last.start_byte : last.end_byte]
            if last is not None and name and not _is_exported(name[:4]):
                base = term_of(node.child_by_field_name("operand"))
                members.setdefault((name, base), []).append(last.start_byte)
        places = self.places
        return (
            tuple(
                Dotted(_name(x), _name(y), places(qualifiers[x, y]), at=places(at), base=self._base(x, y))
                for (x, y), at in dotted.items()
            ),
            tuple(MemberUse(_name(name), base, places(at)) for (name, base), at in members.items()),
        )

    def hidden(self, syntax: Syntax) -> tuple[Hidden, ...]:
        """The uses `x.Name` where x is free and `Name` is local. Few files have locals with exported names."""
        data, locals_, find = self.data, self.scopes.locals, self.scopes.find
        names = {name for name in locals_ if _is_exported(name)}
        found: dict[tuple[bytes, bytes], tuple[list[int], list[int]]] = {}
        for operand, field in syntax.dotted if names else ():
            name = data[field.start_byte : field.end_byte]
            local = find(name, field.start_byte) if name in names else None
            if local is not None and self._is_free(operand):
                pair = data[operand.start_byte : operand.end_byte], name
                at, local_at = found.setdefault(pair, ([], []))
                at.append(field.start_byte)
                local_at.append(local.at)
        places = self.places
        return tuple(Hidden(_name(x), _name(y), places(at), local_at=places(of)) for (x, y), (at, of) in found.items())


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

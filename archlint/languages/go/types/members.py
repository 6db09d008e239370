"""Members: the fields and methods of a type, also promoted ones.

Source: Go spec, "Selectors", "Struct types", "Method sets", "Uniqueness of identifiers".
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from archlint.languages.go.types.gotypes import UNKNOWN_TYPE, GoType, pointed
from archlint.languages.go.types.operands import Asked, Found, Operand
from archlint.model.terms import Member

if TYPE_CHECKING:
    from archlint.languages.go.types.program import Program
    from archlint.model.terms import Term

_NEAR = 100
"""How many types one search may look at. Beyond that, all searches share `Program.far_visits`: the time is linear."""

_Level = tuple[list[Found], list[Sequence[GoType]], "GoType | None"]
Lookup = Generator[Asked, Operand, "Found | GoType | None"]


def lookup(program: Program, of: GoType, name: str, path: str) -> Lookup:
    """Find a field or method, also a promoted one, for a file at `path`.

    The member at the least depth counts; two at that depth are none. None means that there is no such member. A type of
    kind unknown says why there may be one.
    """
    of = pointed(of)
    if of.kind == "unknown":
        return of
    package = None if name[:1].isupper() else program.scopes.package_of(path)
    key = of, name, package
    if key not in program.members:
        program.members[key] = yield from _search(_Search(program, name, "" if package is None else path), of)
    return program.members[key]


def _search(search: _Search, of: GoType) -> Lookup:
    level: Sequence[GoType] = (of,)
    while level:
        if not search.may_visit(len(level)):
            return UNKNOWN_TYPE
        found, following, unknown = yield from search.at(level)
        if found:
            return found[0] if len(found) == 1 else None
        if unknown is not None:
            return unknown
        level = following[0] if len(following) == 1 else [each for embedded in following for each in embedded]
    return None


class _Search:
    """The search for one member, level by level.

    `path` is the file that uses an unexported one, "" for an exported one: only the package that declares an unexported
    member can use it.
    """

    def __init__(self, program: Program, name: str, path: str) -> None:
        self._program = program
        self._name = name
        self._path = path
        self._seen: set[tuple[str, str, int]] = set()
        self._near = _NEAR

    def may_visit(self, count: int) -> bool:
        """Take types from those that this search may look at, then from those that all searches share."""
        far = max(0, count - self._near)
        self._near -= count - far
        self._program.far_visits -= far
        return not far or self._program.far_visits >= 0

    def at(self, level: Sequence[GoType]) -> Generator[Asked, Operand, _Level]:
        """Look at the types of one depth: what is found, the types that they embed, and a type that isn't known."""
        found: list[Found] = []
        following: list[Sequence[GoType]] = []
        unknown: GoType | None = None
        for each in level:
            if each.kind == "named":
                key = each.home, each.name, each.term
                if key in self._seen:
                    continue
                self._seen.add(key)
                if (method := self._method(each)) is not None:
                    found.append(method)
                    continue
            under = yield from self._program.under(each)
            if under.kind == "param":
                under = yield from self._program.under((yield from self._program.constraint_of(under)))
            if under.kind == "struct":
                yield from self._fields(under, found, following)
            elif under.kind == "interface":
                found += yield from self._methods(under)
            elif under.kind == "unknown" and not (self._path and under.name):
                unknown = unknown or under  # a type from outside has no unexported member of this package
        return found, following, unknown

    def _sees(self, home: str) -> bool:
        return not self._path or self._program.scopes.same_package(self._path, home)

    def _method(self, named: GoType) -> Found | None:
        """A method of a named type. A type that is declared in a function has none."""
        if named.term >= 0 or not self._sees(named.home):
            return None
        for home, method in self._program.scopes.methods(named.home, named.name, self._name):
            member = Member(self._name, "method", method.line, column=method.column, term=method.term)
            arguments = tuple(zip(method.receiver_params, named.parts, strict=False))
            return Found(home, named.name, member, scope=arguments)
        return None

    def _fields(
        self, struct: GoType, found: list[Found], following: list[Sequence[GoType]]
    ) -> Generator[Asked, Operand, None]:
        """The field of a struct; its embedded types follow."""
        fields = self._program.fields_of(struct.home, struct.term)
        own = fields.by_name.get(self._name)
        if own is not None and self._sees(struct.home):
            found.append(Found(struct.home, fields.owner, own, scope=struct.scope))
            return
        if fields.embedded:
            following.append((yield from self._program.embedded_in(struct)))

    def _methods(self, interface: GoType) -> Generator[Asked, Operand, list[Found]]:
        """The method of an interface. Those of the interfaces in it have the same depth, and may occur twice."""
        for each, term in (yield from interfaces_in(self._program, interface)):
            for member in term.members if self._sees(each.home) else ():
                if member.kind == "method" and member.name == self._name:
                    return [Found(each.home, term.name, member, scope=each.scope)]
        return []


def interfaces_in(program: Program, interface: GoType) -> Generator[Asked, Operand, list[tuple[GoType, Term]]]:
    """An interface and all interfaces that it embeds, with their terms. Predeclared ones have none."""
    found: list[tuple[GoType, Term]] = []
    waiting, seen = [interface], set[tuple[str, int]]()
    while waiting:
        each = waiting.pop()
        if each.kind != "interface" or each.term < 0 or (each.home, each.term) in seen:
            continue
        seen.add((each.home, each.term))
        term = program.scopes.of(each.home).symbols.terms[each.term]
        found.append((each, term))
        for member in term.members:
            if member.kind == "embedded":
                embedded = (yield Asked(each.home, member.term, each.scope)).type
                waiting.append((yield from program.under(embedded)))
    return found

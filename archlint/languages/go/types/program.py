"""The declarations that evaluating terms needs: scopes, types made so far, and what a named type is.

Source: Go spec, "Underlying types", "Core types".
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, NamedTuple

from archlint.languages.go.types.gotypes import UNKNOWN_TYPE, GoType, Scope, Universe, pointed
from archlint.languages.go.types.operands import Asked, Found, Operand, Typed

if TYPE_CHECKING:
    from archlint.languages.go.references.package_scopes import PackageScopes
    from archlint.model.symbols import Declaration
    from archlint.model.terms import Member


_FAR_VISITS = 50_000


class Fields(NamedTuple):
    """The fields of a struct by name, those that are embedded, and the owner of the struct."""

    owner: str
    by_name: dict[str, Member]
    embedded: list[Member]


class Program:
    """The files in `scopes`, and the types in them.

    `expanding` are the aliases that are being evaluated. `far_visits` bounds how far all searches for members
    go together.
    """

    def __init__(self, scopes: PackageScopes) -> None:
        self.scopes = scopes
        self.universe = Universe()
        self.expanding: set[tuple[str, str]] = set()
        self.far_visits = _FAR_VISITS
        self.members: dict[tuple[GoType, str, object], Found | GoType | None] = {}  # see `members.lookup`
        self._underlying: dict[GoType, GoType] = {}
        self._fields: dict[tuple[str, int], Fields] = {}
        self._embedded: dict[GoType, list[GoType]] = {}
        self.any = self.universe.make("interface", "any")
        self.error = self.universe.make("interface", "error")
        self.bool = self.universe.basic("untyped bool")

    def fields_of(self, path: str, term: int) -> Fields:
        """The fields of a struct that a file writes."""
        found = self._fields.get((path, term))
        if found is None:
            struct = self.scopes.of(path).symbols.terms[term]
            found = self._fields[path, term] = Fields(
                struct.name,
                {member.name: member for member in reversed(struct.members)},
                [member for member in struct.members if member.kind == "embedded"],
            )
        return found

    def embedded_in(self, struct: GoType) -> Generator[Asked, Operand, list[GoType]]:
        """The types that a struct embeds; of a pointer, the type that it points to."""
        found = self._embedded.get(struct)
        if found is None:
            found = self._embedded[struct] = []
            for member in self.fields_of(struct.home, struct.term).embedded:
                found.append(pointed((yield Asked(struct.home, member.term, struct.scope)).type))
        return found

    def forget(self) -> None:
        """Forget what depends on declarations, because more of them are known."""
        self.members.clear()
        self._underlying.clear()
        self._embedded.clear()

    def declaration(self, named: GoType) -> Declaration | None:
        """The declaration of a named type."""
        if named.kind != "named":
            return None
        scope = self.scopes.of(named.home)
        if named.term >= 0:
            return scope.symbols.local_types[named.term]
        return next((each for path, each in scope.find(named.name) if path == named.home), None)

    def scope_of(self, named: GoType, declaration: Declaration) -> Scope:
        """The type arguments in scope in the declaration of a named type."""
        return (*zip(declaration.params, named.parts, strict=False), *named.scope)

    def under(self, of: GoType) -> Typed:
        """The underlying type (Go spec, "Underlying types")."""
        known = self._underlying.get(of)
        if known is not None:
            return known
        at, seen = of, set[tuple[str, str, int]]()
        passed: list[GoType] = []
        while at.kind == "named":
            if at in self._underlying:
                at = self._underlying[at]
                break
            declaration, key = self.declaration(at), (at.home, at.name, at.term)
            if declaration is None or key in seen:
                at = UNKNOWN_TYPE
                break
            seen.add(key)
            passed.append(at)
            at = (yield Asked(at.home, declaration.term, self.scope_of(at, declaration))).type
        self._underlying.update(dict.fromkeys(passed, at))
        return at

    def core(self, of: GoType) -> Typed:
        """The underlying type; for a type parameter, that of its type set, if all its types share one."""
        under = yield from self.under(of)
        for _ in range(2):
            if under.kind == "param":
                under = yield from self.under((yield from self.constraint_of(under)))
            if under.kind == "interface" and under.term >= 0:
                single = yield from self._single_type(under)
                if single is None:
                    break
                under = yield from self.under(single)
        return under

    def constraint_of(self, param: GoType) -> Typed:
        term = self.scopes.of(param.home).symbols.terms[param.term]
        return (yield Asked(param.home, term.parts[0], param.scope)).type if term.parts else UNKNOWN_TYPE

    def _single_type(self, interface: GoType) -> Generator[Asked, Operand, GoType | None]:
        """The type of an interface's type set, if there is one."""
        symbols = self.scopes.of(interface.home).symbols
        for member in symbols.terms[interface.term].members:
            if member.kind == "embedded":
                found = (yield Asked(interface.home, member.term, interface.scope)).type
                under = yield from self.under(found)
                if under.kind != "interface":
                    return found
                if under.term >= 0 and under is not interface:
                    inner = self.scopes.of(under.home).symbols.terms[under.term].members
                    if any(each.kind != "method" for each in inner):
                        return under
            elif member.kind == "union":
                parts = symbols.terms[member.term].parts
                if parts:
                    return (yield Asked(interface.home, parts[0], interface.scope)).type
        return None


def unknown_from(of: GoType) -> GoType:
    """An unknown type that is unknown for the same reason, if a type is unknown."""
    return of if of.kind == "unknown" else UNKNOWN_TYPE


def defaulted(program: Program, of: GoType) -> GoType:
    """The default type of an untyped constant (Go spec, "Constants"); any other type as it is."""
    if of.kind != "basic" or not of.name.startswith("untyped "):
        return of
    return program.universe.basic(of.name.removeprefix("untyped "))

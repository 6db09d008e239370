"""Resolves types across files, once the declarations of all files are known.

It does only as much of Go's type checking as the keys of composite literals and the uses of unexported members need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archlint.languages.go.types.foreign_literals import KEYED_BY_EXPRESSIONS
from archlint.model.symbols import UNKNOWN, Declaration, Keyed, Member, Type, is_exported

if TYPE_CHECKING:
    from archlint.languages.go.references.package_scopes import PackageScopes, Scope

_STEPS = 60


class ScopedType(NamedTuple):
    """A type with the scope of the file it is written in, and the type arguments of its type parameters by name."""

    type: Type
    scope: Scope
    arguments: tuple[tuple[str, ScopedType], ...] = ()

    def part(self, index: int) -> ScopedType:
        return self._replace(type=self.type.parts[index] if index < len(self.type.parts) else UNKNOWN)


class Resolver:
    """Follows types through declarations."""

    def __init__(self, scopes: PackageScopes) -> None:
        self._scopes = scopes

    def is_field(self, name: str, keyed: Keyed, scope: Scope) -> bool:
        """Report whether a bare key of a composite literal is a field.

        If the type is from outside the tree: an unexported name isn't a field; `foreign_literals` lists types that
        aren't structs; any other type counts as a struct, unless another key of the literal isn't a bare name. The
        name of a type is always a field, because a type can't be a key.
        """
        if any(declaration.kind in ("type", "alias") for _, declaration in scope.find(name)):
            return True
        under = self.underlying(ScopedType(keyed.literal, scope))
        if under.type.kind in ("struct", "list", "map"):
            return under.type.kind == "struct"
        if under.type.kind != "named":
            return not keyed.computed
        target = under.scope.imports.get(under.type.qualifier)
        if target is None or target.folder is not None:
            return not keyed.computed
        known = f"{target.import_path}.{under.type.name}"
        return is_exported(name) and not keyed.computed and known not in KEYED_BY_EXPRESSIONS

    def underlying(self, scoped: ScopedType, steps: int = _STEPS) -> ScopedType:
        """Return the underlying type: of kind named if its declaration isn't in the tree, unknown if it isn't found."""
        while steps > 0:
            steps -= 1
            following = self._step(scoped, steps)
            if following is None:
                return scoped
            scoped = following
        return scoped._replace(type=UNKNOWN)

    def declared(self, scoped: ScopedType, steps: int = _STEPS) -> tuple[str, Declaration] | None:
        """Return the path and declaration of a named type, or of the named type that a pointer points to; else None."""
        while steps > 0:
            steps -= 1
            if scoped.type.kind == "pointer":
                scoped = scoped.part(0)
                continue
            if scoped.type.kind == "named":
                found = self._find(scoped)
                if found is None or found[1].kind == "type":
                    return found
            following = self._step(scoped, steps)
            if following is None:
                return None
            scoped = following
        return None

    def member(self, scoped: ScopedType, name: str, steps: int = _STEPS) -> tuple[str, Declaration, Member] | None:
        """Find a field or method of a type, also in embedded types. Return its path, the declaring type, and itself.

        For a method of a defined type, the path is that of the file that declares the method.
        """
        level = [scoped]
        seen: set[tuple[str, str]] = set()
        while level and steps > 0:
            following: list[ScopedType] = []
            for each in level:
                steps -= 1
                found = self.declared(each, steps)
                if found is None or (found[0], found[1].name) in seen:
                    continue
                path, declaration = found
                seen.add((path, declaration.name))
                for home, method in self._scopes.methods(path, declaration.name, name):
                    return (
                        home,
                        declaration,
                        Member(name, kind="method", line=method.line, column=method.column, type=method.type),
                    )
                for member in declaration.members:
                    if member.name == name:
                        return path, declaration, member
                    if member.kind == "embedded":
                        following.append(
                            ScopedType(member.type, self._scopes.of(path), self._arguments(each, declaration))
                        )
            level = following
        return None

    def _step(self, scoped: ScopedType, steps: int) -> ScopedType | None:
        """Take one step towards the underlying type; None if there is no further step."""
        kind = scoped.type.kind
        if kind == "named":
            return self._declaration_of(scoped)
        if kind == "param":
            given = dict(scoped.arguments).get(scoped.type.name)
            return given or (scoped.part(0) if scoped.type.parts else None)
        if kind == "interface" and scoped.type.parts:
            return scoped.part(0)
        if kind in ("element", "key"):
            return _part(self.underlying(scoped.part(0), steps), kind)
        if kind == "variable":
            return self._variable(scoped)
        if kind == "select":
            return self._selected(scoped, steps)
        if kind == "call":
            return self._called(scoped, steps)
        return None

    def _find(self, scoped: ScopedType) -> tuple[str, Declaration] | None:
        name, qualifier, scope = scoped.type.name, scoped.type.qualifier, scoped.scope
        if not qualifier:
            found = scope.find(name)
        elif qualifier in scope.imports:
            found = scope.find_in(qualifier, name)
        else:
            return None
        return found[0] if found else None

    def _declaration_of(self, scoped: ScopedType) -> ScopedType | None:
        found = self._find(scoped)
        if found is None or found[1].kind not in ("type", "alias"):
            return None
        path, declaration = found
        return ScopedType(declaration.type, self._scopes.of(path), self._arguments(scoped, declaration))

    def _arguments(self, scoped: ScopedType, declaration: Declaration) -> tuple[tuple[str, ScopedType], ...]:
        arguments = [scoped.part(index) for index in range(len(scoped.type.parts))]
        return tuple(zip(declaration.params, arguments, strict=False))

    def _variable(self, scoped: ScopedType) -> ScopedType | None:
        """The type of a package-level variable or function; for the name of a type (a conversion), that type."""
        scope, name, qualifier = scoped.scope, scoped.type.name, scoped.type.qualifier
        if qualifier and qualifier not in scope.imports:
            base = Type("variable", qualifier)
            return scoped._replace(type=Type("select", name, parts=(base,)))
        found = self._find(scoped)
        if found is None:
            return None
        if found[1].kind in ("type", "alias"):
            return scoped._replace(type=Type("named", name, qualifier))
        return ScopedType(found[1].type, self._scopes.of(found[0]))

    def _selected(self, scoped: ScopedType, steps: int) -> ScopedType | None:
        found = self.member(scoped.part(0), scoped.type.name, steps // 2)
        return None if found is None else ScopedType(found[2].type, self._scopes.of(found[0]))

    def _called(self, scoped: ScopedType, steps: int) -> ScopedType | None:
        function = scoped.part(0)
        if function.type.kind == "variable":
            named = self._variable(function)
            if named is not None and named.type.kind == "named":
                return named
        function = self.underlying(function, steps // 2)
        if function.type.kind != "func":
            return None
        return function.part(int(scoped.type.name))


def _part(whole: ScopedType, step: str) -> ScopedType:
    """The key or element type of a map, list, pointer or channel; T for a pointer `*T`, because `&T` may be elided."""
    kind = whole.type.kind
    if kind == "map":
        found = whole.part(0 if step == "key" else 1)
    elif kind in ("list", "pointer", "chan") and step == "element":
        found = whole.part(0)
    else:
        return whole._replace(type=UNKNOWN)
    return found.part(0) if found.type.kind == "pointer" else found

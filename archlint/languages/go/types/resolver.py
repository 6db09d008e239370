"""Types across files: what the open questions of `Symbols` come to, once the declarations of all files are at hand.

Only as much of Go's type checking as the keys of composite literals and the uses of unexported members need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archlint.languages.go.types.foreign_literals import KEYED_BY_EXPRESSIONS
from archlint.model.symbols import UNKNOWN, Declaration, Keyed, Member, Type, is_exported

if TYPE_CHECKING:
    from archlint.languages.go.references.package_scopes import PackageScopes, Scope

_STEPS = 60


class Meaning(NamedTuple):
    """A type as it stands in one file: the file's scope says what its names mean, `given` its type parameters."""

    type: Type
    scope: Scope
    given: tuple[tuple[str, Meaning], ...] = ()

    def part(self, index: int) -> Meaning:
        return self._replace(type=self.type.parts[index] if index < len(self.type.parts) else UNKNOWN)


class Resolver:
    """Follows types through declarations."""

    def __init__(self, scopes: PackageScopes) -> None:
        self._scopes = scopes

    def is_field(self, name: str, keyed: Keyed, scope: Scope) -> bool:
        """Whether a bare key of a composite literal names a field.

        Where the type is from outside the tree, it is decided by what is known: no unexported field can be named
        there; the map, slice and array types of the standard library are listed; else it is a struct, unless another
        key of the literal is no bare name. A type's name is no expression.
        """
        if any(declaration.kind in ("type", "alias") for _, declaration in scope.find(name)):
            return True
        under = self.underlying(Meaning(keyed.literal, scope))
        if under.type.kind in ("struct", "list", "map"):
            return under.type.kind == "struct"
        if under.type.kind != "named":
            return not keyed.computed
        target = under.scope.imports.get(under.type.qualifier)
        if target is None or target.folder is not None:
            return not keyed.computed
        known = f"{target.import_path}.{under.type.name}"
        return is_exported(name) and not keyed.computed and known not in KEYED_BY_EXPRESSIONS

    def underlying(self, meaning: Meaning, steps: int = _STEPS) -> Meaning:
        """The type literal behind a type; of kind named where its declaration is not at hand, unknown where lost."""
        while steps > 0:
            steps -= 1
            following = self._step(meaning, steps)
            if following is None:
                return meaning
            meaning = following
        return meaning._replace(type=UNKNOWN)

    def declared(self, meaning: Meaning, steps: int = _STEPS) -> tuple[str, Declaration] | None:
        """The path and declaration of the named type that a type is, or points to; None where that is not known."""
        while steps > 0:
            steps -= 1
            if meaning.type.kind == "pointer":
                meaning = meaning.part(0)
                continue
            if meaning.type.kind == "named":
                found = self._find(meaning)
                if found is None or found[1].kind == "type":
                    return found
            following = self._step(meaning, steps)
            if following is None:
                return None
            meaning = following
        return None

    def member(self, meaning: Meaning, name: str, steps: int = _STEPS) -> tuple[str, Declaration, Member] | None:
        """Where a type gets a field or method from, embedded ones included: path, declaring type, and the member.

        A method that is declared for the type comes as a member too, with the path of its own file.
        """
        level = [meaning]
        seen: set[tuple[str, str]] = set()
        while level and steps > 0:
            following: list[Meaning] = []
            for each in level:
                steps -= 1
                found = self.declared(each, steps)
                if found is None or (found[0], found[1].name) in seen:
                    continue
                path, declaration = found
                seen.add((path, declaration.name))
                for home, method in self._scopes.methods(path, declaration.name, name):
                    return home, declaration, Member(name, "method", method.line, method.column, method.type)
                for member in declaration.members:
                    if member.name == name:
                        return path, declaration, member
                    if member.kind == "embedded":
                        following.append(Meaning(member.type, self._scopes.of(path), self._given(each, declaration)))
            level = following
        return None

    def _step(self, meaning: Meaning, steps: int) -> Meaning | None:
        """One step nearer to the type literal; None where there is none to take."""
        kind = meaning.type.kind
        if kind == "named":
            return self._declaration_of(meaning)
        if kind == "param":
            given = dict(meaning.given).get(meaning.type.name)
            return given or (meaning.part(0) if meaning.type.parts else None)
        if kind == "interface" and meaning.type.parts:
            return meaning.part(0)
        if kind in ("element", "key"):
            return _part(self.underlying(meaning.part(0), steps), kind)
        if kind == "variable":
            return self._variable(meaning)
        if kind == "select":
            return self._selected(meaning, steps)
        if kind == "call":
            return self._called(meaning, steps)
        return None

    def _find(self, meaning: Meaning) -> tuple[str, Declaration] | None:
        name, qualifier, scope = meaning.type.name, meaning.type.qualifier, meaning.scope
        if not qualifier:
            found = scope.find(name)
        elif qualifier in scope.imports:
            found = scope.find_in(qualifier, name)
        else:
            return None
        return found[0] if found else None

    def _declaration_of(self, meaning: Meaning) -> Meaning | None:
        found = self._find(meaning)
        if found is None or found[1].kind not in ("type", "alias"):
            return None
        path, declaration = found
        return Meaning(declaration.type, self._scopes.of(path), self._given(meaning, declaration))

    def _given(self, meaning: Meaning, declaration: Declaration) -> tuple[tuple[str, Meaning], ...]:
        arguments = [meaning.part(index) for index in range(len(meaning.type.parts))]
        return tuple(zip(declaration.params, arguments, strict=False))

    def _variable(self, meaning: Meaning) -> Meaning | None:
        """The type of a package-level variable or function; a type's name stands for itself, as in a conversion."""
        scope, name, qualifier = meaning.scope, meaning.type.name, meaning.type.qualifier
        if qualifier and qualifier not in scope.imports:
            base = Type("variable", qualifier)
            return meaning._replace(type=Type("select", name, parts=(base,)))
        found = self._find(meaning)
        if found is None:
            return None
        if found[1].kind in ("type", "alias"):
            return meaning._replace(type=Type("named", name, qualifier))
        return Meaning(found[1].type, self._scopes.of(found[0]))

    def _selected(self, meaning: Meaning, steps: int) -> Meaning | None:
        found = self.member(meaning.part(0), meaning.type.name, steps // 2)
        return None if found is None else Meaning(found[2].type, self._scopes.of(found[0]))

    def _called(self, meaning: Meaning, steps: int) -> Meaning | None:
        function = meaning.part(0)
        if function.type.kind == "variable":
            named = self._variable(function)
            if named is not None and named.type.kind == "named":
                return named
        function = self.underlying(function, steps // 2)
        if function.type.kind != "func":
            return None
        return function.part(int(meaning.type.name))


def _part(whole: Meaning, step: str) -> Meaning:
    """The key or element type of a map, list, pointer or channel; through a pointer, as for an elided `&T`."""
    kind = whole.type.kind
    if kind == "map":
        found = whole.part(0 if step == "key" else 1)
    elif kind in ("list", "pointer", "chan") and step == "element":
        found = whole.part(0)
    else:
        return whole._replace(type=UNKNOWN)
    return found.part(0) if found.type.kind == "pointer" else found

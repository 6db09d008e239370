"""Type expressions: types composed of others, and generic types and functions with type arguments.

Source: Go spec, "Types", "Instantiations".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from archlint.languages.go.types.gotypes import UNKNOWN_TYPE, GoType, TypeKind, pointed
from archlint.languages.go.types.names import alias
from archlint.languages.go.types.operands import NOTHING, Asked, Operand, Work, type_at
from archlint.languages.go.types.program import unknown_from

if TYPE_CHECKING:
    from archlint.languages.go.types.program import Program
    from archlint.model.terms import Term


def composed(program: Program, asked: Asked, term: Term) -> Work:
    parts = []
    for part in term.parts:
        parts.append((yield asked._replace(term=part)).type)
    return Operand("type", program.universe.make(cast("TypeKind", term.kind), term.name, tuple(parts)))


def with_members(program: Program, asked: Asked, term: Term) -> Operand:
    kind: Literal["struct", "interface"] = "struct" if term.kind == "struct" else "interface"
    return Operand("type", program.universe.make(kind, home=asked.path, term=asked.term, scope=asked.scope))


def element(program: Program, asked: Asked, term: Term) -> Work:
    """The type of an elided literal. In a list of `*T`, that is T."""
    outer = yield from program.core((yield from type_at(asked, term.parts[0])))
    if outer.kind in ("slice", "array"):
        found = outer.parts[0] if term.kind == "element" else UNKNOWN_TYPE
    elif outer.kind == "map":
        found = outer.parts[term.kind == "element"]
    else:
        found = outer if outer.kind == "unknown" else UNKNOWN_TYPE
    return Operand("type", pointed(found))


def index(program: Program, asked: Asked, term: Term) -> Work:
    """`x[i]`, or a generic type or function with type arguments."""
    base = yield asked._replace(term=term.parts[0])
    if base.mode in ("type", "generic"):
        arguments = []
        for part in term.parts[1:]:
            arguments.append((yield asked._replace(term=part)).type)
        return (yield from _instantiated(program, base, tuple(arguments)))
    core = yield from program.core(base.type)
    if core.kind == "unknown" and core.name:
        given = [core]
        for part in term.parts[1:]:
            given.append((yield asked._replace(term=part)).type)
        return Operand(base.mode, program.universe.unknown(core.name, given))
    if core.kind == "pointer":
        core = yield from program.core(core.parts[0])
    if core.kind in ("slice", "array"):
        return Operand("value", core.parts[0])
    if core.kind == "map":
        return Operand("value", core.parts[1])
    if core.kind == "basic" and core.name.endswith("string"):
        return Operand("value", program.universe.basic("uint8"))
    return Operand("value", unknown_from(core))


def _instantiated(program: Program, base: Operand, arguments: tuple[GoType, ...]) -> Work:
    if base.mode == "type":
        of = base.type
        if of.kind != "named" or of.parts:
            return Operand("type", unknown_from(of))
        return Operand("type", program.universe.make("named", of.name, arguments, home=of.home, term=of.term))
    declaration = base.declaration
    if declaration is None:
        return NOTHING
    scope = (*zip(declaration.params, arguments, strict=False), *base.scope)
    if declaration.kind == "alias":
        return (yield from alias(program, base.home, declaration, scope=scope))
    found = (yield Asked(base.home, declaration.term, scope)).type
    if len(arguments) < len(declaration.params):  # the others are inferred
        return base._replace(type=found, scope=scope)
    return Operand("value", found)

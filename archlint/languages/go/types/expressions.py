"""Expressions that are neither calls nor type expressions.

Source: Go spec, "Expressions", "For range".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.languages.go.types.gotypes import UNKNOWN_TYPE, GoType
from archlint.languages.go.types.members import lookup
from archlint.languages.go.types.names import declared
from archlint.languages.go.types.operands import NOTHING, Asked, Operand, Work, type_at
from archlint.languages.go.types.program import defaulted, unknown_from

if TYPE_CHECKING:
    from archlint.languages.go.types.program import Program
    from archlint.model.terms import Term


def value(program: Program, asked: Asked, term: Term) -> Work:
    return Operand("value", (yield from type_at(asked, term.parts[0])))


def constant(program: Program, _asked: Asked, term: Term) -> Operand:
    return Operand("value", program.universe.basic(f"untyped {term.name}"))


def star(program: Program, asked: Asked, term: Term) -> Work:
    base = yield asked._replace(term=term.parts[0])
    if base.mode == "type":
        return Operand("type", program.universe.make("pointer", parts=(base.type,)))
    return Operand("value", _pointed((yield from program.core(base.type))))


def _pointed(core: GoType) -> GoType:
    return core.parts[0] if core.kind == "pointer" else unknown_from(core)


def address(program: Program, asked: Asked, term: Term) -> Work:
    found = yield from type_at(asked, term.parts[0])
    return Operand("value", found if found.kind == "unknown" else program.universe.make("pointer", parts=(found,)))


def receive(program: Program, asked: Asked, term: Term) -> Work:
    core = yield from program.core((yield from type_at(asked, term.parts[0])))
    return Operand("value", core.parts[0] if core.kind == "chan" else unknown_from(core))


def slicing(program: Program, asked: Asked, term: Term) -> Work:
    found = yield from type_at(asked, term.parts[0])
    core = yield from program.core(found)
    if core.kind == "pointer":
        core = yield from program.core(core.parts[0])
    if core.kind == "array":
        return Operand("value", program.universe.make("slice", parts=core.parts))
    return Operand("value", program.universe.basic("string") if found.name == "untyped string" else found)


def binary(program: Program, asked: Asked, term: Term) -> Work:
    left, right = (yield from type_at(asked, term.parts[0])), (yield from type_at(asked, term.parts[1]))
    return Operand("value", right if left.kind == "basic" and left.name.startswith("untyped ") else left)


def result(program: Program, asked: Asked, term: Term) -> Work:
    """One of several results, or the second value of `v, ok := x`."""
    found, index = (yield from type_at(asked, term.parts[0])), int(term.name)
    if found.kind == "tuple":
        return Operand("value", found.parts[index] if index < len(found.parts) else UNKNOWN_TYPE)
    if found.kind == "unknown" or index == 0:
        return Operand("value", found)
    return Operand("value", program.bool)


def ranged(program: Program, asked: Asked, term: Term) -> Work:
    """What `range` gives (Go spec, "For range")."""
    found, index = (yield from type_at(asked, term.parts[0])), int(term.name)
    core = yield from program.core(found)
    if core.kind == "pointer":
        core = yield from program.core(core.parts[0])
    basic = program.universe.basic
    given: tuple[GoType, ...] = ()
    if core.kind in ("slice", "array"):
        given = basic("int"), core.parts[0]
    elif core.kind == "map" or core.kind == "chan":
        given = core.parts
    elif core.kind == "func":
        yielded = yield from program.core(core.parts[0].parts[0] if core.parts[0].parts else UNKNOWN_TYPE)
        given = yielded.parts[0].parts if yielded.kind == "func" else ()
    elif core.kind == "basic":
        given = (basic("int"), basic("rune")) if core.name.endswith("string") else (defaulted(program, found),)
    return Operand("value", given[index] if index < len(given) else unknown_from(core))


def select(program: Program, asked: Asked, term: Term) -> Work:
    base = yield asked._replace(term=term.parts[0])
    if base.mode == "import":
        return (yield from _imported(program, asked.path, base, name=term.name))
    found = yield from lookup(program, base.type, term.name, path=asked.path)
    if found is None or isinstance(found, GoType):
        return Operand("value", unknown_from(found or base.type))
    given = yield Asked(found.home, found.member.term, found.scope)
    if found.member.kind != "method":
        return Operand("value", given.type)
    if base.mode != "type":
        return given._replace(mode="generic" if given.mode == "generic" else "value")
    if given.type.kind != "func":
        return NOTHING
    parameters, results = given.type.parts
    first = program.universe.make("tuple", parts=(base.type, *parameters.parts))
    return Operand("value", program.universe.make("func", given.type.name, (first, results)))


def _imported(program: Program, path: str, base: Operand, name: str) -> Work:
    """A name of an imported package."""
    target = base.target
    if target is None:
        return NOTHING
    found = program.scopes.declared_in(path, base.name, name)
    if found:
        return (yield from declared(program, *found[0]))
    return Operand("value", program.universe.unknown(f"{target.import_path}.{name}"))

"""Names: what a name that is free in a file means, and what its declaration makes it.

Source: Go spec, "Declarations and scope", "Alias declarations", "Type parameter declarations".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.languages.go.types.gotypes import BASIC_TYPES, BUILTINS, UNKNOWN_TYPE, Scope
from archlint.languages.go.types.operands import NOTHING, Asked, Operand, Work

if TYPE_CHECKING:
    from archlint.languages.go.types.program import Program
    from archlint.model.symbols import Declaration
    from archlint.model.terms import Term


def name(program: Program, asked: Asked, term: Term) -> Work:
    scope = program.scopes.of(asked.path)
    found = scope.find(term.name)
    if found:
        return (yield from declared(program, *found[0]))
    target = scope.imports.get(term.name)
    if target is not None:
        return Operand("import", name=term.name, target=target)
    return _predeclared(program, term.name)


def _predeclared(program: Program, name: str) -> Operand:
    if name in BASIC_TYPES:
        return Operand("type", program.universe.basic(name))
    if name in BUILTINS:
        return Operand("builtin", name=name)
    if name in ("any", "comparable"):
        return Operand("type", program.any)
    if name == "error":
        return Operand("type", program.error)
    if name in ("true", "false"):
        return Operand("value", program.bool)
    if name in ("nil", "iota"):
        return Operand("value", program.universe.basic("untyped nil" if name == "nil" else "untyped int"))
    return NOTHING


def declared(program: Program, home: str, declaration: Declaration) -> Work:
    if declaration.kind == "type":
        return Operand("type", program.universe.make("named", declaration.name, home=home))
    if declaration.kind == "alias" and not declaration.params:
        return (yield from alias(program, home, declaration, scope=()))
    if declaration.params:
        shown = UNKNOWN_TYPE if declaration.kind == "alias" else (yield Asked(home, declaration.term)).type
        return Operand("generic", shown, home=home, declaration=declaration)
    found = yield Asked(home, declaration.term)
    return found._replace(mode="value") if declaration.kind == "func" else found


def alias(program: Program, home: str, declaration: Declaration, scope: Scope) -> Work:
    """The type that an alias means. An alias that needs itself isn't valid Go."""
    key = home, declaration.name
    if key in program.expanding:
        return NOTHING
    program.expanding.add(key)
    found = yield Asked(home, declaration.term, scope)
    program.expanding.discard(key)
    return found


def local(program: Program, asked: Asked, term: Term) -> Work:
    declaration = program.scopes.of(asked.path).symbols.local_types[int(term.name)]
    if declaration.kind == "alias":
        return (yield asked._replace(term=declaration.term))
    made = program.universe.make("named", declaration.name, home=asked.path, term=int(term.name), scope=asked.scope)
    return Operand("type", made)


def param(program: Program, asked: Asked, term: Term) -> Operand:
    for name, given in asked.scope:
        if name == term.name:
            return Operand("type", given)
    return Operand("type", program.universe.make("param", term.name, home=asked.path, term=asked.term))


def constraint(program: Program, asked: Asked, term: Term) -> Work:
    """The constraint of a type parameter of a receiver is that of the type's parameter."""
    base = (yield asked._replace(term=term.parts[0])).type
    found = program.declaration(base)
    position = int(term.name)
    if found is None or position >= len(found.constraints):
        return NOTHING
    return (yield Asked(base.home, found.constraints[position]))

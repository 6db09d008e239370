"""Calls: conversions, predeclared functions, and functions with results.

Source: Go spec, "Calls", "Conversions", "Built-in functions".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.languages.go.types.inference import inferred
from archlint.languages.go.types.operands import NOTHING, Asked, Operand, Work, type_at
from archlint.languages.go.types.program import defaulted, unknown_from

if TYPE_CHECKING:
    from archlint.languages.go.types.program import Program
    from archlint.model.terms import Term


def call(program: Program, asked: Asked, term: Term) -> Work:
    called = yield asked._replace(term=term.parts[0])
    if called.mode == "type":
        return Operand("value", called.type)
    if called.mode == "builtin":
        return (yield from _built_in(program, asked, term, name=called.name))
    if called.mode == "generic":
        function = yield from inferred(program, called, asked, call=term)
    else:
        function = yield from program.core(called.type)
    if function.kind == "unknown" and function.name:
        given = [function]
        for part in term.parts[1:]:
            given.append((yield asked._replace(term=part)).type)
        return Operand("value", program.universe.unknown(function.name, given))
    if function.kind != "func":
        return Operand("value", unknown_from(function))
    results = function.parts[1]
    return Operand("value", results.parts[0] if len(results.parts) == 1 else results)


def _built_in(program: Program, asked: Asked, term: Term, name: str) -> Work:
    """The result of a call of a predeclared function (Go spec, "Built-in functions")."""
    basic = program.universe.basic
    if name in ("len", "cap", "copy"):
        return Operand("value", basic("int"))
    if name == "recover":
        return Operand("value", program.any)
    if name in ("real", "imag"):
        return Operand("value", basic("float64"))
    if name == "complex":
        return Operand("value", basic("complex128"))
    if len(term.parts) < 2:
        return NOTHING
    first = yield asked._replace(term=term.parts[1])
    if name == "make":
        return Operand("value", first.type)
    if name == "new":
        made = defaulted(program, first.type)
        return Operand("value", made if made.kind == "unknown" else program.universe.make("pointer", parts=(made,)))
    if name == "append":
        return Operand("value", first.type)
    if name in ("min", "max"):
        found = first.type
        for part in term.parts[2:]:
            if not found.name.startswith("untyped "):
                break
            found = yield from type_at(asked, part)
        return Operand("value", found)
    return NOTHING

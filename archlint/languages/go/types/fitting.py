"""The types that must fit where a flow is: what is expected there, and what comes.

Source: Go spec, "Assignability", "Calls", "Conversions", "Composite literals", "Satisfying a type constraint".
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, NamedTuple

from archlint.languages.go.types.gotypes import GoType
from archlint.languages.go.types.inference import inferred_scope, parameter_at
from archlint.languages.go.types.operands import Asked, Operand

if TYPE_CHECKING:
    from archlint.languages.go.types.program import Program
    from archlint.model.terms import Flow, Term


class Pair(NamedTuple):
    """Two types that must fit: a value of type `source` becomes one of type `target`, or satisfies this constraint."""

    target: GoType
    source: GoType


Pairs = Generator[Asked, Operand, list[Pair]]
Matters = Callable[[GoType], bool]
"""Whether a type that comes somewhere matters, so that it is worth finding out what is expected there."""


def pairs(program: Program, path: str, flow: Flow, *, matters: Matters) -> Pairs:
    """The types that must fit at a flow of a file, if any of the types that come there matters.

    Types that aren't known may be among them.
    """
    asked = Asked(path, flow.target)
    if flow.kind == "call":
        return (yield from _called(program, asked, matters))
    if flow.kind == "instance":
        return (yield from _instantiated(program, asked, matters))
    source = (yield Asked(path, flow.source)).type
    key = (yield Asked(path, flow.key)).type if flow.key else source
    target = (yield asked).type if flow.kind == "compare" or matters(source) or matters(key) else source
    if target is source:
        return []
    if flow.kind == "send":
        channel = yield from program.core(target)
        return [Pair(channel.parts[0], source)] if channel.kind == "chan" else []
    if flow.kind == "compare":
        under = yield from program.under(target)
        return [Pair(target, source) if under.kind == "interface" else Pair(source, target)]
    if flow.kind == "entry":
        return (yield from _entry(program, target, source, path=path, flow=flow))
    return [Pair(target, source)]


def _instantiated(program: Program, asked: Asked, matters: Matters) -> Pairs:
    """The type arguments of a generic type. Those of a function are looked at where it is called."""
    term = program.scopes.of(asked.path).symbols.terms[asked.term]
    given: list[GoType] = []
    for part in term.parts[1:]:
        given.append((yield asked._replace(term=part)).type)
    if not any(map(matters, given)):
        return []
    base = yield asked._replace(term=term.parts[0])
    declared = program.declaration(base.type) if base.mode == "type" else base.declaration
    home = base.type.home if base.mode == "type" else base.home
    if declared is None:
        return []
    scope = tuple(zip(declared.params, given, strict=False))
    found: list[Pair] = []
    for argument, constraint in zip(given, declared.constraints, strict=False):
        found.append(Pair((yield Asked(home, constraint, scope)).type, argument))
    return found


def _entry(program: Program, literal: GoType, source: GoType, *, path: str, flow: Flow) -> Pairs:
    """An element of a composite literal."""
    core = yield from program.core(literal)
    if core.kind in ("slice", "array"):
        return [Pair(core.parts[0], source)]
    if core.kind == "map":
        key = (yield Asked(path, flow.key)).type
        return [Pair(core.parts[0], key), Pair(core.parts[1], source)]
    if core.kind != "struct":
        return []
    members = program.scopes.of(core.home).symbols.terms[core.term].members
    if flow.key:
        found = next((member for member in members if member.name == flow.name), None)
    else:
        found = members[int(flow.name)] if flow.name.isdecimal() and int(flow.name) < len(members) else None
    if found is None:
        return []
    return [Pair((yield Asked(core.home, found.term, core.scope)).type, source)]


def _called(program: Program, asked: Asked, matters: Matters) -> Pairs:
    """The arguments of a call, and the type arguments of a generic function."""
    call = program.scopes.of(asked.path).symbols.terms[asked.term]
    if call.kind != "call":
        return []
    given: list[GoType] = []
    for part in (*call.parts[1:], *_type_arguments(program, asked, call)):
        given.append((yield asked._replace(term=part)).type)
    several = given[0].parts if len(given) == 1 and given[0].kind == "tuple" else ()
    if not any(map(matters, (*given, *several))):
        return []
    del given[len(call.parts) - 1 :]
    called = yield asked._replace(term=call.parts[0])
    if called.mode == "type":
        return [Pair(called.type, each) for each in given]
    if called.mode == "builtin":
        core = yield from program.core(given[0]) if called.name == "append" and given else program.core(called.type)
        return [Pair(core.parts[0], each) for each in given[1:]] if core.kind == "slice" and not call.name else []
    found: list[Pair] = []
    if called.mode == "generic" and called.declaration is not None:
        scope = yield from inferred_scope(program, called, asked, call=call)
        for (_, argument), constraint in zip(scope, called.declaration.constraints, strict=False):
            found.append(Pair((yield Asked(called.home, constraint, scope)).type, argument))
        function = (yield Asked(called.home, called.declaration.term, scope)).type
    else:
        function = yield from program.core(called.type)
    if function.kind != "func":
        return found
    parameters = function.parts[0].parts
    for index, each in enumerate(several or given):
        wanted = parameter_at(parameters, index, variadic=bool(function.name), spread=bool(call.name))
        found.append(Pair(wanted, each))
    return found


def _type_arguments(program: Program, asked: Asked, call: Term) -> tuple[int, ...]:
    """The terms of the type arguments that a call gives."""
    function = program.scopes.of(asked.path).symbols.terms[call.parts[0]]
    return function.parts[1:] if function.kind == "index" else ()

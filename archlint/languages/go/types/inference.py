"""Infers the type arguments of a call of a generic function from its arguments and constraints.

Source: Go spec, "Type inference", "Type unification".
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from archlint.languages.go.types.gotypes import UNKNOWN_TYPE, GoType, Scope
from archlint.languages.go.types.operands import Asked, Operand, Typed

if TYPE_CHECKING:
    from archlint.languages.go.types.program import Program
    from archlint.model.symbols import Declaration
    from archlint.model.terms import Term

Bound = dict[str, GoType]
"""The type arguments that are known, by the names of the type parameters."""


def inferred(program: Program, called: Operand, asked: Asked, *, call: Term) -> Typed:
    """The type of a generic function in a call: a function with its type arguments in place, or unknown."""
    if called.declaration is None or called.type.kind != "func":
        return UNKNOWN_TYPE
    scope = yield from inferred_scope(program, called, asked, call=call)
    return (yield Asked(called.home, called.declaration.term, scope)).type


def inferred_scope(program: Program, called: Operand, asked: Asked, *, call: Term) -> Generator[Asked, Operand, Scope]:
    """The type arguments of a generic function in a call, in the order of its type parameters."""
    declaration = called.declaration
    if declaration is None or called.type.kind != "func":
        return ()
    given: list[GoType] = []
    for part in call.parts[1:]:
        given.append((yield asked._replace(term=part)).type)
    if len(given) == 1 and given[0].kind == "tuple":  # f(g()), where g has several results
        given = list(given[0].parts)
    bound: Bound = dict(called.scope)
    parameters = called.type.parts[0].parts
    untyped: list[tuple[GoType, GoType]] = []
    unify = _Unification(program, called.home, declaration, bound=bound)
    for index, argument in enumerate(given):
        pattern = parameter_at(parameters, index, variadic=bool(called.type.name), spread=bool(call.name))
        if argument.kind == "basic" and argument.name.startswith("untyped "):
            untyped.append((pattern, argument))
        elif argument.kind != "unknown":
            yield from unify.unify(pattern, argument)
    yield from unify.by_constraints()
    for pattern, argument in untyped:
        if pattern.kind == "param" and pattern.name in declaration.params and argument.name != "untyped nil":
            bound.setdefault(pattern.name, program.universe.basic(argument.name.removeprefix("untyped ")))
    yield from unify.by_constraints()
    why = next((argument.name for argument in given if argument.kind == "unknown" and argument.name), "")
    missing = program.universe.unknown(why)
    return tuple((name, bound.get(name, missing)) for name in declaration.params)


def parameter_at(parameters: tuple[GoType, ...], index: int, *, variadic: bool, spread: bool) -> GoType:
    """The type of the parameter that takes an argument."""
    if not variadic or spread or index < len(parameters) - 1:
        return parameters[index] if index < len(parameters) else UNKNOWN_TYPE
    last = parameters[-1] if parameters else UNKNOWN_TYPE
    return last.parts[0] if last.kind == "slice" else UNKNOWN_TYPE


class _Unification:
    """Finds the type parameters of a function by comparing types with its parameters."""

    def __init__(self, program: Program, home: str, declaration: Declaration, bound: Bound) -> None:
        self._program = program
        self._home = home
        self._declaration = declaration
        self._bound = bound

    def unify(self, pattern: GoType, argument: GoType) -> Generator[Asked, Operand, None]:
        """Bind the type parameters in a pattern, so that it becomes the argument's type."""
        waiting = [(pattern, argument)]
        while waiting:
            one, other = waiting.pop()
            if one is other or other.kind == "unknown":
                continue
            if one.kind == "param" and one.home == self._home and one.name in self._declaration.params:
                known = self._bound.setdefault(one.name, other)
                if known is not other and known.parts:
                    waiting.append((known, other))
                continue
            if one.kind != "named" and other.kind == "named":
                other = yield from self._program.under(other)
            same_name = one.kind != "named" or (one.home, one.name, one.term) == (other.home, other.name, other.term)
            if one.kind == other.kind and same_name:
                waiting += zip(one.parts, other.parts, strict=False)

    def by_constraints(self) -> Generator[Asked, Operand, None]:
        """Bind what the core types of the constraints say: for `S ~[]E`, the element of S is E."""
        declaration = self._declaration
        for _ in declaration.params:
            before = len(self._bound)
            for name, constraint in zip(declaration.params, declaration.constraints, strict=False):
                core = yield from self._program.core((yield Asked(self._home, constraint)).type)
                if core.kind in ("interface", "unknown", "basic", "struct"):
                    continue
                if name in self._bound:
                    yield from self.unify(core, self._bound[name])
                elif (full := self._replaced(core)) is not None:
                    self._bound[name] = full
            if len(self._bound) == before:
                return

    def _replaced(self, of: GoType) -> GoType | None:
        """A type of one level, such as `*T` or `[]T`, with what is known in place of type parameters."""
        parts = []
        for part in of.parts:
            found = self._bound.get(part.name) if part.kind == "param" and part.home == self._home else part
            if found is None:
                return None
            parts.append(found)
        return self._program.universe.make(of.kind, of.name, tuple(parts), home=of.home, term=of.term)

"""Whether a type has all the methods of an interface, with the same signatures.

Source: Go spec, "Implementing an interface", "Type identity".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.languages.go.types.gotypes import GoType
from archlint.languages.go.types.members import interfaces_in, lookup
from archlint.languages.go.types.operands import Asked

if TYPE_CHECKING:
    from archlint.languages.go.types.evaluator import Evaluator


_ANYTHING = frozenset(("unknown", "param"))


def implements(evaluator: Evaluator, of: GoType, interface: GoType) -> bool:
    """Report whether a type, or a pointer to it, has all the methods of an interface.

    A type that isn't known fits any other, and so does a type parameter.
    """
    program = evaluator.program
    for each, term in evaluator.answer(interfaces_in(program, interface)):
        for member in term.members:
            if member.kind != "method":
                continue
            found = evaluator.answer(lookup(program, of, member.name, path=each.home))
            if isinstance(found, GoType):
                continue
            if found is None or found.member.kind != "method":
                return False
            wanted = evaluator.type_in(Asked(each.home, member.term, each.scope))
            having = evaluator.type_in(Asked(found.home, found.member.term, found.scope))
            if not _same(wanted, having):
                return False
    return True


def _same(one: GoType, other: GoType) -> bool:
    """Whether two types are identical, as far as they are known. Structs and interfaces aren't compared."""
    waiting = [(one, other)]
    while waiting:
        left, right = waiting.pop()
        if left is right or {left.kind, right.kind} & _ANYTHING:
            continue
        if left.kind != right.kind or len(left.parts) != len(right.parts):
            return False
        if left.kind in ("struct", "interface"):
            continue
        if (left.name, left.home, left.term) != (right.name, right.home, right.term):
            return False
        waiting += zip(left.parts, right.parts, strict=True)
    return True

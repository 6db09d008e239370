"""What a term is, and the questions that evaluating one term asks about others."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Literal, NamedTuple

from archlint.languages.go.types.gotypes import UNKNOWN_TYPE, GoType, Scope

if TYPE_CHECKING:
    from archlint.languages.go.references.package_scopes import Target
    from archlint.model.symbols import Declaration
    from archlint.model.terms import Member

Mode = Literal["value", "type", "generic", "builtin", "import"]


class Operand(NamedTuple):
    """What a term is: a value or a type, whose `type` may be unknown.

    Also a `generic` function or alias without its type arguments, whose file and declaration are `home` and
    `declaration`, and whose `type` has the type parameters; the name of a `builtin` function; and the `target` of an
    import.
    """

    mode: Mode
    type: GoType = UNKNOWN_TYPE
    home: str = ""
    declaration: Declaration | None = None
    scope: Scope = ()
    name: str = ""
    target: Target | None = None


class Asked(NamedTuple):
    """A term of a file, with the type arguments in scope."""

    path: str
    term: int
    scope: Scope = ()


class Found(NamedTuple):
    """A field or method: the file that declares it, its type's owner there, the member, and the type arguments."""

    home: str
    owner: str
    member: Member
    scope: Scope = ()


Work = Generator[Asked, Operand, Operand]
"""The work on one term: yields the terms that it needs, receives what they are, returns what it is."""

Typed = Generator[Asked, Operand, GoType]
"""The same for a type."""

NOTHING = Operand("value")
"""What is unknown."""


def type_at(asked: Asked, term: int) -> Typed:
    """The type of a part of a term."""
    return (yield asked._replace(term=term)).type

"""Composite literals: whether their keys are fields.

Source: Go spec, "Composite literals".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.languages.go.types.foreign_literals import KEYED_BY_EXPRESSIONS
from archlint.model.symbols import Keyed, is_exported

if TYPE_CHECKING:
    from archlint.languages.go.references.package_scopes import Scope
    from archlint.languages.go.types.evaluator import Evaluator


def is_field(name: str, keyed: Keyed, scope: Scope, evaluator: Evaluator) -> bool:
    """Report whether a bare key of a composite literal is a field.

    If the type is from outside the tree: an unexported name isn't a field; `foreign_literals` lists types that aren't
    structs; any other type counts as a struct, unless another key of the literal isn't a bare name. The name of a type
    is always a field, because a type can't be a key.
    """
    if any(declaration.kind in ("type", "alias") for _, declaration in scope.find(name)):
        return True
    core = evaluator.core_read(scope.facts.path, keyed.literal)
    if core.kind in ("struct", "slice", "array", "map"):
        return core.kind == "struct"
    if core.kind != "unknown" or not core.name:
        return not keyed.computed
    return is_exported(name) and not keyed.computed and core.name not in KEYED_BY_EXPRESSIONS

"""Finds types of one package whose structs are the same, and that the mapping puts in different packages."""

from __future__ import annotations

from archlint.hazards.context import HazardContext
from archlint.languages.go.types.gotypes import GoType
from archlint.model.symbols import is_exported


def same_structs(context: HazardContext, files: list[str]) -> set[GoType]:
    """The types in these files whose structs have the same fields, some of them unexported, in several packages.

    Only these can be converted to each other (Go spec, "Conversions").
    """
    alike: dict[tuple[tuple[str, GoType], ...], list[GoType]] = {}
    make = context.evaluator.program.universe.make
    shapes: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for path in files:
        symbols = context.symbols[path]
        for each in symbols.declarations:
            members = symbols.terms[each.term].members if each.kind == "type" and each.shape == "struct" else ()
            if any(not is_exported(member.name) for member in members):
                shapes.setdefault(tuple(member.name for member in members), []).append((path, each.name))
    for places in shapes.values():
        if len({context.relocation.homes[path] for path, _ in places}) > 1:
            for path, name in places:
                of = make("named", name, home=path)
                struct = context.evaluator.underlying(of)
                symbols = context.symbols[path]
                members = symbols.terms[struct.term].members
                fields = tuple((member.name, context.evaluator.type_of(path, member.term)) for member in members)
                alike.setdefault(fields, []).append(of)
    return {
        of for types in alike.values() if len({context.relocation.homes[of.home] for of in types}) > 1 for of in types
    }

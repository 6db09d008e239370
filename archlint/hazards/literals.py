"""Hazards of splits: struct literals without keys.

Such a literal sets every field, so every field must be accessible (Go spec, "Composite literals"). And `go vet` refuses
one of a struct from another package, whose fields may change (`go doc cmd/vet`, "composites"). For vet, a package and
its external test are one package.
"""

from __future__ import annotations

from collections.abc import Iterator

from archlint.graphs.relocation import parted_tests
from archlint.hazards.context import HazardContext, declaration_place, folder_of, spot_place
from archlint.languages.go.language import EXTERNAL
from archlint.languages.go.types.operands import Found
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.model.symbols import Spot, is_exported


def unkeyed_literals(context: HazardContext) -> Iterator[Finding]:
    """unexported-use or unkeyed-literal: one finding for each file and struct."""
    package_of, split = context.relocation.package_of, context.relocation.split
    parted = parted_tests(context.relocation, context.facts)
    for path in sorted(context.symbols):
        if path not in parted and package_of.get(path) not in split:
            continue
        seen: set[tuple[str, str]] = set()
        for literal in context.symbols[path].filled:
            if literal.by_order is None:
                continue
            if path in parted:
                context.evaluator.built_read(path, literal.literal)
            fields = context.evaluator.fields(path, literal.literal)
            hidden = next((field for field in fields if _is_hidden(context, path, field)), None)
            of = context.evaluator.built(path, literal.literal)
            if hidden is not None and (hidden.home, hidden.owner) not in seen:
                seen.add((hidden.home, hidden.owner))
                yield _inaccessible(context, path, literal.by_order, field=hidden)
            elif hidden is None and fields and of.kind == "named" and (of.home, of.name) not in seen:
                seen.add((of.home, of.name))
                if _is_parted(context, path, of.home):
                    yield _refused_by_vet(context, path, literal.by_order, home=of.home, name=of.name)


def _is_parted(context: HazardContext, path: str, home: str) -> bool:
    """Whether two files are in one package for vet today, and won't be."""
    package_of, packages, homes = context.relocation.package_of, context.relocation.packages, context.relocation.homes
    one, other = (packages[package_of[each]].import_path for each in (path, home))
    today = _for_vet(context, path, one) == _for_vet(context, home, other)
    return today and _for_vet(context, path, homes[path]) != _for_vet(context, home, homes[home])


def _for_vet(context: HazardContext, path: str, import_path: str) -> str:
    """The import path of a file's package as vet compares it; that of an external test ends in `_test`."""
    suffix = EXTERNAL if context.facts[path].scope == "external-test" else ""
    return f"{import_path}{suffix}".removesuffix(EXTERNAL)


def _is_hidden(context: HazardContext, path: str, field: Found) -> bool:
    return not is_exported(field.member.name) and context.is_apart(path, field.home)


def _inaccessible(context: HazardContext, path: str, spot: Spot, *, field: Found) -> Finding:
    name, owner, home = field.member.name, field.owner, field.home
    place = spot_place(home, field.member.line, field.member.column, name=name)
    return context.hazard(
        "unexported-use",
        f"'{path}' has a literal of '{owner}' without keys, and the field '{name}' in '{home}' isn't "
        "exported; the mapping puts them in different packages.",
        _start(path, spot),
        advice="Map the two files to one package, or add a constructor for the type.",
        target=context.package_id(home),
        names=(f"{owner}.{name}",),
        related=[Related(place, f"declared here, and {context.goes(home)}")],
        identity=(path, home, owner, "by order"),
    )


def _refused_by_vet(context: HazardContext, path: str, spot: Spot, *, home: str, name: str) -> Finding:
    place = declaration_place(home, context.declaration(home, name))
    return context.hazard(
        "unkeyed-literal",
        f"'{path}' has a literal of '{name}' without keys. The mapping puts '{name}' into another package, "
        f"'{folder_of(context.new_path(home)) or '.'}', and `go vet` refuses literals without keys of structs from "
        "other packages.",
        _start(path, spot),
        advice="Add the names of the fields to the literals before the move, or map the two files to one package.",
        target=context.package_id(home),
        names=(name,),
        related=[Related(place, f"declared here, and {context.goes(home)}")],
        identity=(path, home, name),
    )


def _start(path: str, spot: Spot) -> Place:
    return spot_place(path, spot.line, spot.column, name="x")

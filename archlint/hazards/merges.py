"""Hazards of merges: the mapping moves files of several of today's packages into one folder.

Source: Go spec, "Declarations and scope", "Package clause"; `go help packages`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archlint.graphs.graph import Placed
from archlint.hazards.context import HazardContext, declaration_place, folder_of, folders_shown, spot_place
from archlint.languages.go.language import EXTERNAL, GO
from archlint.languages.go.references.package_scopes import guessed_name
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.model.symbols import Declaration

_UNIVERSE = """
any append bool byte cap clear close comparable complex complex128 complex64 copy delete error false float32 float64
imag int int16 int32 int64 int8 iota len make max min new nil panic print println real recover rune string true
uint uint16 uint32 uint64 uint8 uintptr
"""
_PREDECLARED = frozenset(_UNIVERSE.split())
"""Go spec, "Predeclared identifiers"."""


class _Declared(NamedTuple):
    """A declaration in package scope, with its file."""

    item: Placed
    declaration: Declaration


def package_name_clash(context: HazardContext) -> Iterator[Finding]:
    """package-name-clash: two package clauses in one folder, in files that belong to one build."""
    for folder, members in _merged_folders(context):
        clauses: dict[str, list[Placed]] = {}
        for item in members:
            if item.file.package not in ("", "documentation"):
                clauses.setdefault(_tested_clause(item), []).append(item)
        if len(clauses) < 2:
            continue
        ranked = sorted(clauses, key=lambda clause: (-len(clauses[clause]), clause))
        for clause in ranked[1:]:
            pair = _first_clash(context, clauses[clause], clauses[ranked[0]])
            if pair is None:
                continue
            one, other = pair
            yield context.hazard(
                "package-name-clash",
                f"'{one.file.path}' (package {one.file.package}) and '{other.file.path}' "
                f"(package {other.file.package}) both end up in {folders_shown([folder])}, "
                "and a folder can have only one package.",
                Place(one.file.path),
                advice="Map them to different folders, or give them the same package clause before the move.",
                target=context.package_id(other.file.path),
                related=[
                    Related(Place(other.file.path), f"has another package clause, and {context.goes(other.file.path)}")
                ],
                identity=(folder, clause, ranked[0]),
            )


def _tested_clause(item: Placed) -> str:
    """The package clause; for an external test, the clause of the package it tests."""
    clause = item.file.package
    return clause.removesuffix(EXTERNAL) if item.file.scope == "external-test" else clause


def _first_clash(context: HazardContext, some: list[Placed], others: list[Placed]) -> tuple[Placed, Placed] | None:
    for one in some:
        for other in others:
            if _folder_today(one) != _folder_today(other) and context.compatible(
                one.file.constraint, other.file.constraint
            ):
                return one, other
    return None


def name_clash(context: HazardContext) -> Iterator[Finding]:
    """name-clash: a merged package declares a name twice, or a declaration has the name of an import.

    Also, `likely`: a declaration shadows a predeclared identifier that the other files use.
    """
    for _, members in _merged_folders(context):
        packages: dict[tuple[str, bool], list[Placed]] = {}
        for item in members:
            if GO.is_source(item.path) and item.file.path in context.symbols:
                packages.setdefault((item.file.package, item.file.scope == "external-test"), []).append(item)
        for files in packages.values():
            declared: dict[str, list[_Declared]] = {}
            for item in files:
                for declaration in context.symbols[item.file.path].declarations:
                    if declaration.in_scope:
                        declared.setdefault(declaration.name, []).append(_Declared(item, declaration))
            yield from _twice(context, declared)
            for item in files:
                yield from _imported(context, item, declared)
                yield from _universe(context, item, declared)


def _twice(context: HazardContext, declared: dict[str, list[_Declared]]) -> Iterator[Finding]:
    for name, places in declared.items():
        for order, one in enumerate(places[1:], 1):
            other = next((other for other in places[:order] if _merged(context, one.item, other.item)), None)
            if other is None:
                continue
            path, there = one.item.file.path, other.item.file.path
            yield context.hazard(
                "name-clash",
                f"'{name}' is declared in '{path}' and in '{there}', which both end up in '{one.item.import_path}'.",
                declaration_place(path, one.declaration),
                advice="Rename one of them before the move, or map the two files to different packages.",
                names=(name,),
                related=[Related(declaration_place(there, other.declaration), f"'{name}' is declared here too")],
                identity=(name, path, there),
            )


def _imported(context: HazardContext, item: Placed, declared: dict[str, list[_Declared]]) -> Iterator[Finding]:
    """An import's name is in file scope. Go rejects a name that is in both file scope and package scope."""
    for target, use in item.links:
        spec = use.spec
        if not spec.path or spec.kind != "normal":
            continue
        package = context.view.packages.get(target)
        known = spec.alias or (package.name if package is not None else "")
        name = known or guessed_name(spec.path)
        for other in declared.get(name, ()):
            if _merged(context, item, other.item):
                there = other.item.file.path
                sure = bool(known) or context.view.packages[target].origin == "std"
                yield context.hazard(
                    "name-clash",
                    f"'{item.file.path}' {'' if sure else 'likely '}imports a package as '{name}', and '{there}' "
                    f"declares '{name}'; both end up in '{item.import_path}'.",
                    use.place,
                    advice="Before the move, give the import another name or rename the declaration.",
                    names=(name,),
                    related=[Related(declaration_place(there, other.declaration), f"'{name}' is declared here")],
                    identity=(name, item.file.path, there),
                    severity="error" if sure else "warning",
                )
                break


def _universe(context: HazardContext, item: Placed, declared: dict[str, list[_Declared]]) -> Iterator[Finding]:
    """If one package declares `min`, it shadows the predeclared `min` in the files of the other."""
    path = item.file.path
    for bare in context.symbols[path].bare:
        if bare.name not in _PREDECLARED or bare.name not in declared:
            continue
        other = next((other for other in declared[bare.name] if _merged(context, item, other.item)), None)
        own = any(_folder_today(each.item) == _folder_today(item) for each in declared[bare.name])
        if other is None or own:
            continue
        there = other.item.file.path
        yield context.hazard(
            "name-clash",
            f"'{path}' uses the predeclared '{bare.name}', and '{there}' declares a '{bare.name}' that likely "
            f"shadows it; both end up in '{item.import_path}'.",
            spot_place(path, *bare.spots[0], bare.name),
            advice="Rename the declaration before the move.",
            names=(bare.name,),
            related=[Related(declaration_place(there, other.declaration), f"'{bare.name}' is declared here")],
            identity=(bare.name, path, there),
            severity="warning",
        )


def _merged(context: HazardContext, one: Placed, other: Placed) -> bool:
    """Whether the mapping merges the two files into one package, and one build can have both."""
    return (
        _folder_today(one) != _folder_today(other)
        and one.path != other.path
        and context.compatible(one.file.constraint, other.file.constraint)
    )


def _merged_folders(context: HazardContext) -> Iterator[tuple[str, list[Placed]]]:
    """The folders of the mapped tree that get files from several of today's folders, with all their files."""
    folders: dict[str, list[Placed]] = {}
    for item in sorted(context.placed, key=lambda item: item.file.path):
        folders.setdefault(folder_of(item.path), []).append(item)
    for folder in sorted(folders):
        if len({_folder_today(item) for item in folders[folder]}) > 1:
            yield folder, folders[folder]


def _folder_today(item: Placed) -> str:
    return folder_of(item.file.path)

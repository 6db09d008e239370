"""Hazards of merges: the mapping moves files of several of today's packages into one folder.

Source: Go spec, "Declarations and scope", "Package clause"; `go help packages`, `go help test`.
"""

from __future__ import annotations

from collections.abc import Iterator

from archlint.graphs.graph import Placed
from archlint.hazards.context import HazardContext, declaration_place, folders_shown, spot_place
from archlint.hazards.merged import (
    Declared,
    Merge,
    are_merged,
    folder_today,
    has_own,
    is_external,
    merged_folders,
    merges,
)
from archlint.languages.go.language import EXTERNAL, GO
from archlint.languages.go.references.package_scopes import guessed_name
from archlint.languages.go.types.gotypes import PREDECLARED
from archlint.model.facts import Import
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.model.symbols import Declaration, Symbols, is_exported
from archlint.model.terms import UNKNOWN


def package_name_clash(context: HazardContext) -> Iterator[Finding]:
    """package-name-clash: two package clauses in one folder, in files that belong to one build."""
    for folder, members in merged_folders(context):
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
    return clause.removesuffix(EXTERNAL) if is_external(item) else clause


def _first_clash(context: HazardContext, some: list[Placed], others: list[Placed]) -> tuple[Placed, Placed] | None:
    for one in some:
        for other in others:
            if folder_today(one) != folder_today(other) and context.compatible(
                one.file.constraint, other.file.constraint
            ):
                return one, other
    return None


def name_clash(context: HazardContext) -> Iterator[Finding]:
    """name-clash: a merged package declares a name twice, or a declaration has the name of an import.

    Files with different package clauses count too: they clash as soon as the clauses are the same.
    """
    for merge in merges(context):
        yield from _twice(context, merge)
        for item in merge.files:
            yield from _imported(context, item, merge.declared)


def _twice(context: HazardContext, merge: Merge) -> Iterator[Finding]:
    for name, places in merge.declared.items():
        for order, one in enumerate(places[1:], 1):
            other = next((other for other in places[:order] if are_merged(context, one.item, other.item)), None)
            if other is None:
                continue
            yield context.hazard(
                "name-clash",
                f"'{name}' is declared in '{one.path}' and in '{other.path}', "
                f"which both end up in '{one.item.import_path}'.",
                declaration_place(one.path, one.declaration),
                advice="Rename one of them before the move, or map the two files to different packages.",
                names=(name,),
                related=[Related(declaration_place(other.path, other.declaration), f"'{name}' is declared here too")],
                identity=(name, one.path, other.path),
            )


def _imported(context: HazardContext, item: Placed, declared: dict[str, list[Declared]]) -> Iterator[Finding]:
    """An import's name is in file scope. Go rejects a name that is in both file scope and package scope."""
    for name, place, sure in _import_names(context, item, declared):
        other = next((other for other in declared.get(name, ()) if are_merged(context, item, other.item)), None)
        if other is not None:
            yield context.hazard(
                "name-clash",
                f"'{item.file.path}' {'' if sure else 'likely '}imports a package as '{name}', and '{other.path}' "
                f"declares '{name}'; both end up in '{item.import_path}'.",
                place,
                advice="Before the move, give the import another name or rename the declaration.",
                names=(name,),
                related=[Related(declaration_place(other.path, other.declaration), f"'{name}' is declared here")],
                identity=(name, item.file.path, other.path),
                severity="error" if sure else "warning",
            )


def _import_names(
    context: HazardContext, item: Placed, declared: dict[str, list[Declared]]
) -> Iterator[tuple[str, Place, bool]]:
    """The names under which a file imports packages, each with a place, and whether it is certain.

    The name of a package outside the tree is a guess, but a file uses all its imports. So the guess is right if it is
    used as a qualifier. Any other qualifier that the file's package doesn't declare is also the name of an import.
    """
    path = item.file.path
    symbols = context.symbols[path]
    used = {dotted.qualifier: dotted.qualifier_spots[0] for dotted in reversed(symbols.dotted)}
    names = {_name_today(context, spec) for spec in item.file.imports}
    for target, use in item.links:
        spec = use.spec
        if not spec.path or spec.kind != "normal":
            continue
        package = context.view.packages.get(target)
        known = spec.alias or (package.name if package is not None else "")
        name = known or guessed_name(spec.path)
        sure = bool(known) or name in used
        if sure or symbols.problem is not None:
            names.add(name)
            if target != item.import_path or is_external(item):
                yield name, use.place, sure
            # An import of the file's own package is removed, at the latest when the clauses are the same.
    for name in sorted(used.keys() & declared.keys() - names - PREDECLARED):
        if not is_exported(name) and not has_own(context, item, declared[name]):
            yield name, spot_place(path, *used[name], name), True


def _name_today(context: HazardContext, spec: Import) -> str:
    """The name of an import before the moves; "" if the name of the package isn't known."""
    package = context.relocation.target_of(spec.path)
    return spec.alias or (package.name if package is not None else "")


def two_test_mains(context: HazardContext) -> Iterator[Finding]:
    """name-clash: a folder would have a TestMain in its package and another one in its external tests.

    Both packages are linked into one test program, which has at most one TestMain (`go help test`; package testing,
    "Main").
    """
    for _, members in merged_folders(context):
        found = [declared for item in members for declared in _test_mains(context, item)]
        inside = [each for each in found if not is_external(each.item)]
        for one in found:
            if not is_external(one.item):
                continue
            other = next((other for other in inside if are_merged(context, one.item, other.item)), None)
            if other is None:
                continue
            yield context.hazard(
                "name-clash",
                f"'TestMain' is declared in '{one.path}' and in '{other.path}', which both end up in the test program "
                f"of '{one.item.import_path}', and it can have only one.",
                declaration_place(one.path, one.declaration),
                advice="Make them one function before the move, or map the two files to different folders.",
                names=("TestMain",),
                related=[Related(declaration_place(other.path, other.declaration), "'TestMain' is declared here too")],
                identity=("TestMain", one.path, other.path),
            )


def _test_mains(context: HazardContext, item: Placed) -> Iterator[Declared]:
    """The TestMain function of a test file. One that takes no `testing.M` is an ordinary test."""
    symbols = context.symbols.get(item.file.path)
    if symbols is None or not GO.is_test(item.path):
        return
    for declaration in symbols.declarations:
        if declaration.name == "TestMain" and declaration.kind == "func" and _takes_m(declaration, symbols):
            yield Declared(item, declaration)


def _takes_m(declaration: Declaration, symbols: Symbols) -> bool:
    """Whether a function takes a `*M`, whatever its package is called in the file, as the go command asks."""
    parts = [declaration.term]
    for kind in ("func", "tuple", "pointer"):
        term = symbols.terms[parts[0]] if parts else UNKNOWN
        parts = list(term.parts) if term.kind == kind else []
    return bool(parts) and symbols.terms[parts[0]].name == "M"

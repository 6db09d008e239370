"""Hazards of splits: what the files of one package can share and two packages can't.

Source: Go spec, "Exported identifiers", "Method declarations".
"""

from __future__ import annotations

from collections.abc import Iterator

from archlint.hazards.context import HazardContext, declaration_place, folder_of, spot_place
from archlint.languages.go.language import GO
from archlint.model.findings import Finding
from archlint.model.location import Related
from archlint.model.symbols import Declaration, Symbols, is_exported
from archlint.text.lists import FEW, listed, plural, quoted

Owner = tuple[str, str]
"""A type: the id of its package today, and its name."""


def split_receiver(context: HazardContext) -> Iterator[Finding]:
    """split-receiver: a method would be in another folder than its type.

    All files that types and methods connect must move to one folder. The advice names the fewest files to map there.
    """
    types, methods = _types_and_methods(context)
    apart: list[tuple[Owner, str, str, list[Declaration]]] = []
    ties = _Ties()
    for owner, files in methods.items():
        for path, declared in files.items():
            for home in _variants(context, path, types.get(owner, {})):
                ties.tie(path, home)
                if context.relocation.homes[path] != context.relocation.homes[home]:
                    apart.append((owner, path, home, declared))
    for owner, path, home, declared in sorted(apart, key=lambda item: (item[1], item[0], item[2])):
        first, name = declared[0], owner[1]
        subject = f"{_methods(declared, name)} {context.goes(path, len(declared))}"
        yield context.hazard(
            "split-receiver",
            f"{subject}, but the type (in '{home}') {context.goes(home)}.",
            declaration_place(path, first),
            advice=_advice(context, ties.tied(path)),
            target=context.package_id(home),
            names=tuple(sorted({name, *(f"{name}.{method.name}" for method in declared)})),
            related=[Related(declaration_place(home, types[owner][home]), f"'{name}' is declared here")],
            identity=(path, home, name),
        )  # fmt: skip


def _types_and_methods(
    context: HazardContext,
) -> tuple[dict[Owner, dict[str, Declaration]], dict[Owner, dict[str, list[Declaration]]]]:
    """For each type, its declaration in each file that has one, and its methods in each file."""
    types: dict[Owner, dict[str, Declaration]] = {}
    methods: dict[Owner, dict[str, list[Declaration]]] = {}
    aliases: dict[Owner, Owner] = {}
    split = context.relocation.split
    for path, symbols in context.symbols.items():
        if context.relocation.package_of.get(path) not in split:
            continue
        for declaration in symbols.declarations:
            owner = _owner(context, path, declaration.receiver or declaration.name)
            if declaration.kind == "method":
                methods.setdefault(owner, {}).setdefault(path, []).append(declaration)
            elif declaration.kind == "type":
                types.setdefault(owner, {})[path] = declaration
            elif declaration.kind == "alias":
                aliases[owner] = _owner(context, path, _aliased(symbols, declaration))
    for owner in [owner for owner in methods if owner in aliases]:
        for path, declared in methods.pop(owner).items():
            methods.setdefault(_unaliased(owner, aliases), {}).setdefault(path, []).extend(declared)
    return types, methods


def _aliased(symbols: Symbols, alias: Declaration) -> str:
    """The name of the type that an alias means, directly, through a pointer or with type arguments, if it's a type of
    the same package; "" for any other type."""
    term = symbols.terms[alias.term]
    while term.kind in ("pointer", "index"):
        term = symbols.terms[term.parts[0]]
    return term.name if term.kind == "name" else ""


def _unaliased(owner: Owner, aliases: dict[Owner, Owner]) -> Owner:
    """The type behind an alias, or behind a chain of aliases. A chain that ends in itself isn't valid Go."""
    for _ in range(len(aliases)):
        if owner not in aliases:
            break
        owner = aliases[owner]
    return owner


def _owner(context: HazardContext, path: str, name: str) -> Owner:
    return context.relocation.package_of[path], name


def _variants(context: HazardContext, path: str, files: dict[str, Declaration]) -> list[str]:
    """The files that declare the type in a build with the method's file; none if the method's file declares it."""
    if path in files:
        return []
    constraint = context.facts[path].constraint
    return [home for home in sorted(files) if context.compatible(constraint, context.facts[home].constraint)]


def _methods(declared: list[Declaration], owner: str) -> str:
    names = [method.name for method in declared]
    noun = "method" if len(names) == 1 else plural("method")
    return f"The {noun} {quoted(names, most=FEW)} of '{owner}'"


def _advice(context: HazardContext, files: set[str]) -> str:
    """Advice: the fewest rows to change to put these files in one folder."""
    homes: dict[str, list[str]] = {}
    for path in sorted(files):
        homes.setdefault(folder_of(context.new_path(path)), []).append(path)
    best = min(homes, key=lambda home: (-len(homes[home]), home))
    others = [path for home in sorted(homes) if home != best for path in homes[home]]
    rows = listed((f"'{path}'{context.row_ref(path)}" for path in others), most=5)
    return f"Map {rows} to '{best or '.'}' too, or turn the methods into functions first."


class _Ties:
    """Files that must stay together, as disjoint sets."""

    def __init__(self) -> None:
        self._sets: dict[str, set[str]] = {}

    def tie(self, one: str, other: str) -> None:
        """Note that two files must stay together."""
        joined = self._sets.setdefault(one, {one})
        added = self._sets.setdefault(other, {other})
        if joined is not added:
            joined |= added
            for path in added:
                self._sets[path] = joined

    def tied(self, path: str) -> set[str]:
        """All files tied to this one, directly or through others, and itself."""
        return self._sets.get(path, {path})


def unexported_names(context: HazardContext) -> Iterator[Finding]:
    """unexported-use for package-level names: one finding for each file and name."""
    homes, package_of = context.relocation.homes, context.relocation.package_of
    for reference in context.references:
        path, target = reference.path, reference.target
        if homes.get(path) == homes.get(target):
            continue
        in_test = GO.is_test(target)
        if is_exported(reference.name) and not in_test:
            continue
        if package_of[path] != package_of[target] and not in_test:
            continue
        why = "is declared in a test file, which other packages can't import" if in_test else "isn't exported"
        spot = reference.spots[0]
        advice = "Map the two files to one package" + (
            ", or move what the tests share to a separate package."
            if in_test
            else f", or rename it to '{exported_form(reference.name)}' before the move."
        )
        yield context.hazard(
            "unexported-use",
            f"'{path}' uses '{reference.name}' from '{target}'; the mapping puts them in different packages, and the "
            f"name {why}.",
            spot_place(path, spot.line, spot.column, name=reference.name),
            advice=advice,
            target=context.package_id(target),
            names=(reference.name,),
            related=[
                Related(
                    declaration_place(target, context.declaration(target, reference.name)),
                    f"'{reference.name}' is declared here, and {context.goes(target)}",
                )
            ],
            identity=(path, target, reference.name),
        )


def exported_form(name: str) -> str:
    """The exported form of an unexported name."""
    bare = name.lstrip("_")
    return bare[:1].upper() + bare[1:] if bare[:1].isalpha() else f"X{bare}"

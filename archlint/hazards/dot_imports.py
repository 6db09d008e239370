"""name-clash: names that a dot import brings into a file, and that something else in its scopes declares.

Source: Go spec, "Import declarations", "Declarations and scope": a dot import declares the exported names of the
package in the file block. No name may be declared in both the file block and the package block, or twice in the file
block.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archlint.graphs.graph import Placed, Use
from archlint.hazards.context import HazardContext, declaration_place, spot_place
from archlint.hazards.merged import Declared, are_merged, declarations, folder_today, is_external
from archlint.languages.go.language import GO
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.model.symbols import is_exported

_Names = dict[str, list[Declared]]


class _Dot(NamedTuple):
    """A dot import of the mapped tree."""

    target: str
    use: Use


def dot_import_clash(context: HazardContext) -> Iterator[Finding]:
    """Clashes of dot imports with declarations of the file's package, and with other dot imports of the file.

    The names of a package outside the tree aren't known, except those that the file uses.
    """
    dotted = [(item, dots) for item in context.placed if (dots := _dots(item)) and item.file.path in context.symbols]
    if not dotted:
        return
    packages = _Packages(context)
    inside: dict[str, set[str]] = {item.file.path: set() for item, _ in dotted}
    for reference in context.references:
        if reference.path in inside and not reference.qualifier:
            inside[reference.path].add(reference.name)
    for item, dots in sorted(dotted, key=lambda pair: pair[0].file.path):
        yield from _with_package(context, item, dots, packages=packages)
        yield from _with_outside(context, item, dots, own=packages.own(item), inside=inside[item.file.path])
        yield from _with_each_other(context, item, dots, packages=packages)


def _dots(item: Placed) -> list[_Dot]:
    return [_Dot(target, use) for target, use in item.links if use.spec.kind == "dot" and use.spec.path]


class _Packages:
    """The package-level names of the mapped tree, as far as its files are parsed whole."""

    def __init__(self, context: HazardContext) -> None:
        self._context = context
        self._files: dict[tuple[str, bool], list[Placed]] = {}
        self._known: dict[tuple[str, bool, bool], _Names] = {}
        for item in context.placed:
            if item.file.path in context.symbols and item.file.package != "documentation":
                self._files.setdefault((item.import_path, is_external(item)), []).append(item)

    def own(self, item: Placed) -> _Names:
        """The names that the package of a file declares."""
        return self._names(item.import_path, external=is_external(item), tests=True)

    def brought(self, item: Placed, target: str) -> _Names:
        """The names that a dot import brings. The external tests of a package can use what its other tests declare."""
        names = self._names(target, external=False, tests=is_external(item) and item.import_path == target)
        return {name: found for name, found in names.items() if is_exported(name)}

    def _names(self, home: str, *, external: bool, tests: bool) -> _Names:
        key = home, external, tests
        if key not in self._known:
            files = [each for each in self._files.get(key[:2], ()) if tests or not GO.is_test(each.path)]
            self._known[key] = declarations(self._context, files)
        return self._known[key]


def _with_package(context: HazardContext, item: Placed, dots: list[_Dot], packages: _Packages) -> Iterator[Finding]:
    path, own = item.file.path, packages.own(item)
    for dot in dots:
        brought = packages.brought(item, dot.target)
        for name in sorted(brought.keys() & own.keys()):
            pair = _first_pair(context, item, dot, brought=brought[name], own=own[name])
            if pair is not None:
                there, here = pair
                yield _clash(
                    context,
                    item,
                    dot,
                    message=f"'{path}' dot-imports '{name}' from '{dot.target}', and '{here.path}' declares '{name}' "
                    f"in the package of that file, '{item.import_path}'.",
                    name=name,
                    others=[_here(here), _here(there)],
                    also=here.path,
                )


def _with_outside(
    context: HazardContext, item: Placed, dots: list[_Dot], own: _Names, *, inside: set[str]
) -> Iterator[Finding]:
    """Clashes with the names that a file uses from packages outside the tree. `inside` are those from the tree."""
    path = item.file.path
    outside = [dot for dot in dots if dot.target not in context.view.packages
               or context.view.packages[dot.target].origin != "tree"]  # fmt: skip
    for name, place in _names_from_outside(context, item, own, inside=inside) if outside else ():
        other = next((other for other in own.get(name, ()) if are_merged(context, item, other.item)), None)
        if other is not None:
            yield _clash(
                context,
                item,
                outside[0],
                message=f"'{path}' uses '{name}' from a dot import, and '{other.path}' declares '{name}'; both end up "
                f"in '{item.import_path}'.",
                name=name,
                others=[_here(other), Related(place, f"'{name}' is used here")],
                also=other.path,
            )


def _first_pair(
    context: HazardContext, item: Placed, dot: _Dot, brought: list[Declared], *, own: list[Declared]
) -> tuple[Declared, Declared] | None:
    """The first two declarations of a name that one build of the file has, unless they clash today too."""
    for there in brought:
        for here in own:
            new = folder_today(here.item) != folder_today(item) or not _comes_today(context, dot, there)
            if new and _together(context, item, there.item, here.item):
                return there, here
    return None


def _with_each_other(context: HazardContext, item: Placed, dots: list[_Dot], packages: _Packages) -> Iterator[Finding]:
    """Names that two dot imports bring. Two imports of one package are made one by the rewriting."""
    seen: dict[str, tuple[_Dot, list[Declared]]] = {}
    for dot in dots if len(dots) > 1 else ():
        for name, found in packages.brought(item, dot.target).items():
            before, others = seen.setdefault(name, (dot, found))
            if before.target == dot.target:
                continue
            for here in found:
                there = next((there for there in others if _together(context, item, there.item, here.item)), None)
                if there is None or (_comes_today(context, dot, here) and _comes_today(context, before, there)):
                    continue
                yield _clash(
                    context,
                    item,
                    dot,
                    message=f"'{item.file.path}' dot-imports '{name}' both from '{before.target}' and from "
                    f"'{dot.target}'.",
                    name=name,
                    others=[Related(before.use.place, "the other dot import"), _here(there), _here(here)],
                    also=there.path,
                )
                break


def _comes_today(context: HazardContext, dot: _Dot, declared: Declared) -> bool:
    """Whether the dot import brings this declaration today."""
    package = context.relocation.target_of(dot.use.spec.path)
    return package is not None and context.relocation.package_of[declared.path] == package.id


def _together(context: HazardContext, *items: Placed) -> bool:
    """Whether each two of the files can be in one build."""
    constraints = list(dict.fromkeys(item.file.constraint for item in items))
    return all(context.compatible(one, other) for at, one in enumerate(constraints) for other in constraints[at + 1 :])


def _names_from_outside(
    context: HazardContext, item: Placed, own: _Names, *, inside: set[str]
) -> Iterator[tuple[str, Place]]:
    """The exported names that a file uses alone and that neither its own package nor a package of the tree declares."""
    path, symbols = item.file.path, context.symbols[item.file.path]
    uses = [(bare.name, bare.spots[0]) for bare in symbols.bare]
    uses += [(dotted.qualifier, dotted.qualifier_spots[0]) for dotted in symbols.dotted]
    for name, spot in dict(reversed(uses)).items():
        today = any(folder_today(each.item) == folder_today(item) for each in own.get(name, ()))
        if is_exported(name) and name not in inside and not today:
            yield name, spot_place(path, *spot, name)


def _here(declared: Declared) -> Related:
    place = declaration_place(declared.path, declared.declaration)
    return Related(place, f"'{declared.declaration.name}' is declared here")


def _clash(
    context: HazardContext, item: Placed, dot: _Dot, *, message: str, name: str, others: list[Related], also: str
) -> Finding:
    return context.hazard(
        "name-clash",
        message,
        dot.use.place,
        advice="Before the move, turn the dot import into an ordinary one, or rename the declaration.",
        names=(name,),
        related=others,
        identity=(name, item.file.path, also, "dot"),
    )

"""split-variants: files for different builds that only together are what their users need, mapped apart.

Source: `go help buildconstraint`; Go spec, "Import declarations": an import is the same in every build of its file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archlint.graphs.graph import Placed, Use
from archlint.hazards.context import HazardContext, declaration_place, folder_of, folders_shown, spot_place
from archlint.languages.go.language import GO
from archlint.languages.go.references.join import Reference
from archlint.model.facts import FileFacts
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.model.symbols import is_exported
from archlint.text.lists import FEW, count, quoted

_SHOWN = 5
"""How many uses to list."""


def split_variants(context: HazardContext) -> Iterator[Finding]:
    """Names that several files declare for different builds, and that would be in different packages.

    A file that is built with more than one of them can't name them all. There is one finding for each set of files.
    What `unexported_names` reports isn't reported again.
    """
    homes = context.relocation.homes
    users: dict[tuple[str, ...], dict[str, list[Reference]]] = {}
    for reference, targets in _variants(context):
        is_split = len({homes[target] for target in targets}) > 1
        if is_split and is_exported(reference.name) and not any(map(GO.is_test, targets)):
            users.setdefault(targets, {}).setdefault(reference.name, []).append(reference)
    for targets, names in users.items():
        yield _split(context, targets, names)


def _variants(context: HazardContext) -> Iterator[tuple[Reference, tuple[str, ...]]]:
    """The first reference of each use, with all files that declare the name in some build with the using file."""
    found: dict[tuple[str, str, str, str], list[Reference]] = {}
    for reference in context.references:
        package = context.relocation.package_of[reference.target]
        if package in context.relocation.split:
            key = reference.path, reference.name, reference.qualifier, package
            found.setdefault(key, []).append(reference)
    for references in found.values():
        if len(references) > 1:
            yield references[0], tuple(sorted(reference.target for reference in references))


def _split(context: HazardContext, targets: tuple[str, ...], names: dict[str, list[Reference]]) -> Finding:
    shown = sorted(names)
    uses = sorted(reference for found in names.values() for reference in found)
    at = next((path for path in targets if path in context.relocation.moves.files), targets[0])
    places = folders_shown(sorted({folder_of(context.new_path(path)) for path in targets}))
    declares = f"'{shown[0]}' is declared here"
    files = list(dict.fromkeys(use.path for use in uses))
    use = f"'{files[0]}'" + (f" and {count(len(files) - 1, 'other file')} use" if len(files) > 1 else " uses")
    return context.hazard(
        "split-variants",
        f"{quoted(targets, most=FEW)} declare {quoted(shown, most=FEW)} for different builds, and end up in different "
        f"folders, {places}. {use} {'it' if len(shown) == 1 else 'them'} in more than one of these builds, and an "
        "import is the same in every build.",
        declaration_place(at, context.declaration(at, shown[0])),
        advice=f"Map the files that declare {'it' if len(shown) == 1 else 'them'} to one folder.",
        names=tuple(shown),
        related=[
            Related(
                declaration_place(path, context.declaration(path, shown[0])), f"{declares}, and {context.goes(path)}"
            )
            for path in targets
            if path != at
        ]
        + [
            Related(spot_place(use.path, *use.spots[0], use.name), f"'{use.name}' is used here, in more than one build")
            for use in uses[:_SHOWN]
        ],
        identity=targets,
    )


def imports_without_files(context: HazardContext) -> Iterator[Finding]:
    """Imports of a part of a split package that has no file in some build of the importing file.

    Only imports that use no names get there, such as blank ones: names that a file uses in several builds are covered
    by `split_variants`. Go rejects the import: "build constraints exclude all Go files". There is one finding for each
    part.
    """
    parts: dict[str, list[Placed]] = {}
    for item in context.placed if context.relocation.split else ():
        if item.file.scope == "production":
            parts.setdefault(item.import_path, []).append(item)
    missing = {home: _none_of(item.file for item in items) for home, items in parts.items()}
    found: dict[str, list[Use]] = {}
    for item in context.placed if any(missing.values()) else ():
        for target, use in item.links:
            if missing.get(target) and not use.names and _is_missed(context, item, use, missing=missing[target]):
                found.setdefault(target, []).append(use)
    for target, uses in found.items():
        yield _without_files(context, target, parts[target], uses=uses)


def _is_missed(context: HazardContext, item: Placed, use: Use, missing: str) -> bool:
    """Whether the importing file is in a build in which the part has no file, and the package has one today."""
    package = context.relocation.target_of(use.spec.path) if use.spec.path else None
    if package is None or package.id not in context.relocation.split:
        return False
    today = _none_of(context.facts[path] for path in package.files if context.facts[path].scope == "production")
    constraint = item.file.constraint
    return context.compatible(constraint, missing) and not (today and context.compatible(constraint, today))


def _none_of(files: Iterable[FileFacts]) -> str:
    """The constraint of the builds that have none of these files; "" if each build has one, or if there are none."""
    constraints = {file.constraint: None for file in files}
    return "" if "" in constraints else " && ".join(f"!({constraint})" for constraint in constraints)


def _without_files(context: HazardContext, target: str, part: list[Placed], uses: list[Use]) -> Finding:
    first, files = uses[0], sorted(item.file.path for item in part)
    also = f" (and {len(uses) - 1} more)" if len(uses) > 1 else ""
    return context.hazard(
        "split-variants",
        f"'{first.file.path}'{also} imports '{first.spec.path}'. The mapping splits that package, and its part "
        f"'{target}' has no file in some builds that have the import.",
        first.place,
        advice="Map these files to one folder with a file of the package that is in every build.",
        target=target,
        related=[
            *(Related(Place(path), f"{context.goes(path)}") for path in files[:_SHOWN]),
            *(Related(use.place, "imports it too") for use in uses[1:_SHOWN]),
        ],
        identity=tuple(files),
    )

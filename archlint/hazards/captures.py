"""name-clash: after a merge, a use means another declaration than today. Go may build such a tree without a word.

Source: Go spec, "Declarations and scope": a name means the declaration in the innermost scope around it: first those of
blocks, then those of the file and the package, last the predeclared ones.
"""

from __future__ import annotations

from collections.abc import Iterator

from archlint.graphs.graph import Placed
from archlint.hazards.context import HazardContext, declaration_place, spot_place
from archlint.hazards.merged import Declared, Merge, are_merged, has_own, merges
from archlint.languages.go.references.join import Reference
from archlint.languages.go.types.gotypes import PREDECLARED
from archlint.languages.go.types.literals import is_field
from archlint.model.findings import Finding
from archlint.model.location import Related
from archlint.model.symbols import Spot
from archlint.text.lists import count

_SHOWN = 5
"""How many captured uses to list."""


def captured_names(context: HazardContext) -> Iterator[Finding]:
    """Uses `q.Name` that become `Name`, because the imported package is merged into that of the file, where a local
    declaration of `Name` is visible."""
    homes, package_of = context.relocation.homes, context.relocation.package_of
    hidden = {
        (path, each.qualifier, each.name): each.pairs
        for path, symbols in context.symbols.items()
        for each in symbols.hidden
    }
    seen: set[tuple[str, str]] = set()
    for reference in context.references if hidden else ():
        path, target, name = reference.path, reference.target, reference.name
        pairs = hidden.get((path, reference.qualifier, name))
        if pairs is None or homes[path] != homes[target] or package_of[path] == package_of[target]:
            continue
        if "external-test" in (context.facts[path].scope, context.facts[target].scope) or (path, name) in seen:
            continue
        seen.add((path, name))
        yield _captured(context, reference, pairs)


def _captured(context: HazardContext, reference: Reference, pairs: tuple[tuple[Spot, Spot], ...]) -> Finding:
    path, target, name = reference.path, reference.target, reference.name
    full = f"{reference.qualifier}.{name}"
    others = f" So does {count(len(pairs) - 1, 'other use')}." if len(pairs) > 1 else ""
    return context.hazard(
        "name-clash",
        f"'{path}' uses '{full}' from '{target}', and both end up in '{context.relocation.homes[path]}'. The use "
        f"becomes '{name}', which means the local '{name}' of line {pairs[0][1].line}.{others}",
        spot_place(path, *pairs[0][0], name),
        advice=f"Rename the local '{name}' before the move, or map the two files to different packages.",
        names=(name,),
        related=[
            Related(spot_place(path, *spot, name), f"the local '{name}', which captures the use")
            for spot in dict.fromkeys(local for _, local in pairs[:_SHOWN])
        ]
        + [Related(spot_place(path, *spot, name), "this use is captured too") for spot, _ in pairs[1:_SHOWN]]
        + [
            Related(
                declaration_place(target, context.declaration(target, name)), f"the '{name}' that '{full}' means today"
            )
        ],
        identity=(name, path, target, "local"),
    )


def shadowed_predeclared(context: HazardContext) -> Iterator[Finding]:
    """If one package declares `min`, it shadows the predeclared `min` in the files of the other."""
    for merge in merges(context):
        for item in merge.files if not PREDECLARED.isdisjoint(merge.declared) else ():
            for name, spot in _predeclared_uses(context, item.file.path).items():
                if name in merge.declared:
                    yield from _shadowed(context, merge, item, name=name, spot=spot)


def _shadowed(context: HazardContext, merge: Merge, item: Placed, *, name: str, spot: Spot) -> Iterator[Finding]:
    other = next((other for other in merge.declared[name] if are_merged(context, item, other.item)), None)
    if other is None or _is_same(context, other) or has_own(context, item, merge.declared[name]):
        return
    path = item.file.path
    yield context.hazard(
        "name-clash",
        f"'{path}' uses the predeclared '{name}', and '{other.path}' declares '{name}'; both end up in "
        f"'{item.import_path}', where the use means that declaration.",
        spot_place(path, *spot, name),
        advice="Rename the declaration before the move, or map the two files to different packages.",
        names=(name,),
        related=[Related(declaration_place(other.path, other.declaration), f"'{name}' is declared here")],
        identity=(name, path, other.path),
    )


def _is_same(context: HazardContext, other: Declared) -> bool:
    """Whether a declaration means the same as the predeclared name: `type any = interface{}`, for older Go."""
    declaration = other.declaration
    if (declaration.name, declaration.kind, declaration.shape) != ("any", "alias", "interface"):
        return False
    return not context.symbols[other.path].terms[declaration.term].members


def _predeclared_uses(context: HazardContext, path: str) -> dict[str, Spot]:
    """The predeclared names that a file uses, each with a place; also those that are keys of composite literals."""
    symbols = context.symbols[path]
    found: dict[str, Spot] = {}
    for bare in symbols.bare:
        if bare.name in PREDECLARED:
            found[bare.name] = bare.spots[0]
    for dotted in symbols.dotted:
        if dotted.qualifier in PREDECLARED:  # `error.Error`
            found.setdefault(dotted.qualifier, dotted.qualifier_spots[0])
    evaluator = context.evaluator
    for keyed in symbols.keyed:
        for key in keyed.keys:
            if key.name not in PREDECLARED or key.name in found:
                continue
            if not is_field(key.name, keyed, evaluator.program.scopes.of(path), evaluator=evaluator):
                found[key.name] = key.spots[0]
    return found

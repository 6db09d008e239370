"""Hazards of initialization: a package that a split makes isn't linked any more where its code ran before.

Go runs the `init` functions and initializes the variables of every package that a program imports, directly or through
others (Go spec, "Program initialization"). If a split puts them in a package that nothing there imports, they are
silently gone. archlint compares what each program and test reaches today and after the moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archlint.graphs.graph import Package, Placed
from archlint.hazards.context import (
    ORDINARY_BUILD,
    HazardContext,
    declaration_place,
    folders_shown,
    spot_place,
)
from archlint.hazards.imports import may_import
from archlint.hazards.linked import Links, Pair, Root
from archlint.languages.go.language import GO
from archlint.languages.go.references.package_scopes import guessed_name
from archlint.languages.go.types.pure_calls import is_pure, registers
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.model.symbols import Effect
from archlint.text.lists import FEW, quoted


class _Ran(NamedTuple):
    """Something that a file does when its package is initialized. `certain` means that it's more than a value that
    nobody would use any more. `target` is the package that must stay linked, in the mapped tree."""

    path: str
    what: str
    place: Place
    certain: bool
    target: str


def lost_init(context: HazardContext) -> Iterator[Finding]:
    """lost-init: a split takes an `init`, a variable with effects, or a blank import out of the programs that run it.

    One finding for each package of today and each new package. It's a warning, since nobody may depend on the effect.
    """
    ran: dict[Pair, list[_Ran]] = {}
    files = {item.file.path: item for item in context.placed} if context.relocation.split else {}
    for name in sorted(context.relocation.split):
        for each in _effects(context, [files[path] for path in context.relocation.packages[name].files]):
            ran.setdefault((name, each.target), []).append(each)
    if not ran:
        return
    links = Links(context, files, list(ran))
    for pair, found in ran.items():
        certain = [each for each in found if each.certain]
        lost = links.lost[pair]
        if lost and (certain or pair not in links.kept):
            yield _finding(context, links, pair, found=certain or found)


def _effects(context: HazardContext, files: list[Placed]) -> Iterator[_Ran]:
    """What the files of a package do when it's initialized."""
    known = [context.symbols[item.file.path] for item in files if item.file.path in context.symbols]
    types = {
        declaration.name
        for symbols in known
        for declaration in symbols.declarations
        if declaration.kind in ("type", "alias")
    }
    for item in files:
        path, symbols = item.file.path, context.symbols.get(item.file.path)
        if (
            item.file.scope != "production"
            or symbols is None
            or not context.compatible(item.file.constraint, ORDINARY_BUILD)
        ):
            continue
        home = context.package_id(path)
        for declaration in symbols.declarations:
            if declaration.kind == "init":
                yield _Ran(path, "`init`", declaration_place(path, declaration), certain=True, target=home)
        for effect in symbols.effects:
            calls = _impure(context, item, effect, types=types)
            if calls:
                call = next((f"`{call}(...)`" for call in calls if call), "a call")
                what = f"the variable '{effect.name}', initialized by {call},"
                place = spot_place(path, effect.line, effect.column, name=effect.name)
                yield _Ran(path, what, place, certain=effect.name == "_", target=home)
        for target, use in item.links:
            is_std = context.relocation.today.origin(use.spec.path) == "std"
            if use.spec.kind == "blank" and target != item.import_path and (not is_std or registers(use.spec.path)):
                yield _Ran(path, f"the blank import of '{target}'", use.place, certain=True, target=target)


def _impure(context: HazardContext, item: Placed, effect: Effect, types: set[str]) -> list[str]:
    """The calls of an initialization that may have effects."""
    imports = {spec.alias or guessed_name(spec.path): spec.path for spec in item.file.imports}
    found = []
    for call in effect.calls:
        qualifier, _, name = call.rpartition(".")
        path = imports.get(qualifier, "")
        if qualifier and path:
            is_harmless = context.relocation.today.origin(path) == "std" and is_pure(path, name)
        else:
            is_harmless = call in types
        if not is_harmless:
            found.append(call)
    return found


def _finding(context: HazardContext, links: Links, pair: Pair, found: list[_Ran]) -> Finding:
    owner, target = pair
    first, lost = found[0], links.lost[pair]
    package = context.view.packages.get(target)
    path = package.import_path if package else target
    hosts = [host for root in lost[:FEW] if (host := _host(links, root, owner))]
    verb = "runs" if first.what == "`init`" else "has an effect"
    also = [Related(each.place, f"{each.what} is lost there too".replace(",", "")) for each in found[1 : FEW + 1]]
    return context.hazard(
        "lost-init",
        f"'{first.path}' {context.goes(first.path)}, and {first.what} {'' if first.certain else 'likely '}no longer "
        f"{verb} in {_whose(lost)}: nothing there imports '{path}'.",
        first.place,
        advice=_advice(links, package, path, hosts=hosts),
        target=package.id if package else target,
        related=[*also, *(Related(Place(host.file.path), "can have the blank import") for host in hosts)],
        identity=pair,
        severity="warning",
    )


def _whose(lost: list[Root]) -> str:
    names = [root.name for root in lost]
    if lost[0].kind == "tests":
        return f"the tests of {folders_shown(names)}"
    if lost[0].kind == "program":
        return f"the {'program' if len(lost) == 1 else 'programs'} {quoted(names, most=FEW)}"
    return f"programs that import {quoted(names, 'or', most=FEW)}"


def _host(links: Links, root: Root, owner: str) -> Placed | None:
    """The file of a program, package or test for a blank import: one that imports today's package, else `main.go`."""

    usual = f"{GO.program}{GO.suffix}"

    def rank(item: Placed) -> tuple[bool, bool, bool, str]:
        path = item.file.path
        return bool(item.file.constraint), not links.imports_today(item, owner), not path.endswith(usual), path

    return min(root.files, key=rank, default=None)


def _advice(links: Links, package: Package | None, path: str, hosts: list[Placed]) -> str:
    line = f'`import _ "{path}"`'
    if package is not None and package.program:
        return "Map the file to a package that isn't a program, or leave it where it is."
    allowed = [item for item in hosts if may_import(item.import_path, path)]
    if package is not None:
        allowed = [item for item in allowed if not links.cycle(package.id, item)]
    if not allowed:
        return f"Add {line} to the programs that need it, or leave the file where it is."
    files = quoted((item.file.path for item in allowed), most=FEW)
    return f"Add {line} to {files}, or map the file to a package that is imported there."

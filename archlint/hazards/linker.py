"""Hazards of names that the linker resolves: `//go:linkname` and full symbols in assembly hold an import path as text.

No import shows them, and nothing rewrites them. The linker reports a function that it doesn't find, but a variable with
a wrong name is silently another one. Source: `go doc cmd/compile`, "Compiler Directives"; "A Quick Guide to Go's
Assembler".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archlint.graphs.graph import Package
from archlint.hazards.context import HazardContext, folder_of
from archlint.languages.go.syntax.mentions import ASSEMBLY
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.model.symbols import Mention


class _Named(NamedTuple):
    """A symbol of the tree: its package today, its name, and the package-level name that decides where it goes."""

    package: Package
    name: str
    declared: str


def stale_symbol(context: HazardContext) -> Iterator[Finding]:
    """stale-symbol: a linkname directive or an assembly file names a symbol by an import path that it leaves."""
    for path in sorted(context.symbols):
        for mention in context.symbols[path].mentions:
            if mention.kind not in ("linkname", "definition", "symbol"):
                continue
            named = _named(context, mention.target)
            if named is None:
                continue
            homes = _homes(context, named)
            if not homes or named.package.import_path in homes:
                continue
            yield _finding(context, path, mention, named=named, homes=homes)


def _named(context: HazardContext, target: str) -> _Named | None:
    """The symbol of the tree that `path.name` means; None for any other. Programs have the path `main` in symbols."""
    if not target or target.startswith("."):
        return None
    folder, slash, last = target.rpartition("/")
    element, _, name = last.partition(".")
    element = element.replace("%2e", ".").replace("%2E", ".")
    package = context.relocation.target_of(f"{folder}{slash}{element}")
    if package is None or package.program or not name:
        return None
    return _Named(package, name, name.lstrip("(*").partition(".")[0].rstrip(")"))


def _homes(context: HazardContext, named: _Named) -> dict[str, str]:
    """The new import paths of the symbol, each with today's file that declares it; all files if none is known to."""
    homes = context.relocation.homes
    files = [path for path in named.package.files if context.facts[path].scope != "external-test"]
    declaring = (
        [path for path in files if any(each.name == named.declared for each in context.symbols[path].declarations)]
        if named.package.id in context.relocation.split and all(path in context.symbols for path in files)
        else []
    )
    return {homes[path]: path for path in sorted(declaring or files, reverse=True)}


def _finding(context: HazardContext, path: str, mention: Mention, named: _Named, homes: dict[str, str]) -> Finding:
    home = min(homes)
    declaring = homes[home]
    written = _escaped(home)
    is_assembly = path.endswith(ASSEMBLY)
    own = context.relocation.today.import_path(folder_of(path)) == named.package.import_path
    if not is_assembly:
        what, fixed = "links to", f"//go:linkname {mention.name} {written}.{named.name}"
    else:
        what = "defines" if mention.kind == "definition" else "uses"
        fixed = f"{home.replace('/', '∕').replace('.', '·')}·{named.name}(SB)"
    advice = f"Write `{fixed}` in the commit that moves it."
    if is_assembly and own:
        advice = f"Before the move, write `·{named.name}(SB)`, which means the package of the file itself."
    packages = context.view.graph.package_of
    neighbour = next((each for each in named.package.files if own), None)
    source = packages.get(path) or packages.get(neighbour or "") or folder_of(path)
    end = mention.column + len(mention.target) if is_assembly else mention.column + len("//go:linkname")
    return context.hazard(
        "stale-symbol",
        f"'{path}' {what} the symbol '{mention.target}' by name, but '{declaring}' {context.goes(declaring)}, "
        f"where its package is '{home}'.",
        Place(path, mention.line, mention.column, end_column=end),
        advice=advice,
        source=source,
        target=context.package_id(declaring),
        names=(named.name,),
        related=[Related(Place(declaring), f"belongs to the symbol's package, and {context.goes(declaring)}")],
        identity=(path, mention.target),
    )


def _escaped(import_path: str) -> str:
    """An import path as the linker writes it: dots in its last element are escaped."""
    folder, slash, last = import_path.rpartition("/")
    return f"{folder}{slash}{last.replace('.', '%2e')}"

"""Hazards of imports in the mapped tree: Go's rule for `internal` folders, and imports of programs."""

from __future__ import annotations

from collections.abc import Iterator

from archlint.graphs.graph import Placed, Use
from archlint.hazards.context import HazardContext, folder_of
from archlint.model.findings import Finding


def internal_visibility(context: HazardContext) -> Iterator[Finding]:
    """internal-visibility: Go allows the import today, but not in the mapped tree, whichever end moves.

    Source: `go help gopath`, "Internal Directories": code in or below a folder `internal` is importable only by code
    in the tree rooted at the parent of `internal`.
    """
    guarded = {path for package in context.view.packages.values() if _parent_of_internal(path := package.import_path)}
    today = context.relocation.today
    for item, target, use in _first_links(context, guarded):
        if may_import(item.import_path, target):
            continue
        if use.spec.path and not may_import(today.import_path(folder_of(item.file.path)), use.spec.path):
            continue  # Go rejects it today too
        parent = _parent_of_internal(target)
        package = context.view.packages.get(target)
        where = f"below '{parent}'" if parent else "in the standard library"
        stays = package is not None and all(path == item.path for path in package.files)
        yield context.hazard(
            "internal-visibility",
            f"'{item.file.path}' {context.goes(item.file.path)}, and can't import '{target}' from there: "
            f"only packages {where} can.",
            use.place,
            advice="Map the importing file to a folder below that parent, or map the package out of `internal`."
            if not stays
            else "Map the package out of `internal`.",
            target=package.id if package else target,
            names=use.names,
            identity=(item.file.path, target),
        )


def may_import(importer: str, target: str) -> bool:
    """Whether Go's rule for `internal` allows the import. The last `internal` element of the target decides."""
    parent = _parent_of_internal(target)
    return not parent or importer == parent or importer.startswith(parent + "/")


def _parent_of_internal(import_path: str) -> str:
    """The root of the import paths that may import this one; "" if any may."""
    if "internal" not in import_path:
        return ""
    parts = import_path.split("/")
    for index in range(len(parts) - 1, 0, -1):
        if parts[index] == "internal":
            return "/".join(parts[:index])
    return ""


def imports_main(context: HazardContext) -> Iterator[Finding]:
    """imports-main: an import, or a use that will need one, of a package that is a program in the mapped tree."""
    programs = {name for name, package in context.view.packages.items() if package.program}
    for item, target, use in _first_links(context, programs):
        package = context.view.packages[target]
        if item.file.scope == "external-test" and item.import_path == target:
            continue  # Go lets the external test of a program import it
        before = context.relocation.target_of(use.spec.path) if use.spec.path else None
        if before is not None and before.program:
            continue  # Go rejects it today too
        verb = "imports" if use.spec.path else "uses names of"
        names = f" ({', '.join(use.names[:3])})" if use.names else ""
        yield context.hazard(
            "imports-main",
            f"'{item.file.path}' {verb} '{target}'{names}, which is a program in the mapped tree, "
            "and Go can't import a package main.",
            use.place,
            advice="Map what it needs to a package other than main.",
            target=package.id,
            names=use.names,
            identity=(item.file.path, target),
        )


def _first_links(context: HazardContext, targets: set[str]) -> Iterator[tuple[Placed, str, Use]]:
    """The first dependency of each file on each of these import paths."""
    for item in context.placed if targets else ():
        seen: set[str] = set()
        for target, use in item.links:
            if target in targets and target not in seen:
                seen.add(target)
                yield item, target, use

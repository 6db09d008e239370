"""Hazards of trees with several modules: imports that Go can't find a module for.

Go resolves an import by the go.mod of the importing file's module (the main module, where `go build` runs): it must
require the module that has the package and, if that is a folder of the tree, replace it by the folder. A go.work
replaces both for the modules that it uses. A vendor folder must have the package. Source: Go Modules Reference,
"Resolving a package to a module", "Workspaces", "Vendoring".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from archlint.graphs.graph import Use
from archlint.graphs.modules import ModuleMap
from archlint.hazards.context import HazardContext, below, folder_of
from archlint.hazards.module_paths import mod_of, moved_folder, relative_folder
from archlint.model.facts import Module
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.text.lists import FEW, quoted

_Fault = Literal["", "missing", "vendor", "workspace", "published", "elsewhere", "narrower"]
"""Why an import doesn't resolve: no requirement; not in the vendor folder. Why it may not: only go.work connects the
modules; the requirement means a published version, or a replacement outside the tree; it has a shorter path."""

_MAJOR = re.compile(r"[/.]v([0-9]+)\Z")


class _Resolved(NamedTuple):
    """The fault of an import, the path of the module that has the package, and its folder, None outside the tree."""

    fault: _Fault
    module: str
    folder: str | None


_SOUND = _Resolved("", "", "")


def unresolved_module(context: HazardContext) -> Iterator[Finding]:
    """unresolved-module: in the mapped tree Go finds no module for an import.

    One finding for each file and module. What Go rejects today too isn't reported.
    """
    today, mapped = context.relocation.today, context.relocation.modules
    if len(mapped.by_folder) < 2 or today.twins or mapped.twins or "std" in mapped.folders_by_path:
        return
    before, after = _Resolver(context, today, moved=False), _Resolver(context, mapped, moved=True)
    for item in context.placed:
        owner = mapped.owner(folder_of(item.path))
        if owner is None or not after.is_known(owner):
            continue
        reported: set[str] = set()
        for target, use in item.links:
            found = _new_fault(context, (before, after), owner, target=target, use=use)
            if found.fault and found.module not in reported:
                reported.add(found.module)
                yield _unresolved(context, after, owner, found=found, target=target, use=use)


def _new_fault(
    context: HazardContext, resolvers: tuple[_Resolver, _Resolver], owner: Module, target: str, use: Use
) -> _Resolved:
    """What is wrong with a dependency in the mapped tree and isn't wrong today. `owner` is the module of the file."""
    before, after = resolvers
    found = after.resolve(owner, target)
    if use.spec.kind == "cgo" or not (found.fault or found.folder is None):
        return _SOUND
    old_owner = before.modules.owner(folder_of(use.file.path))
    if not use.spec.path or old_owner is None:
        return found
    old = before.resolve(old_owner, use.spec.path)
    if old.fault in ("missing", found.fault) and old.fault:
        return _SOUND  # the same today
    if found.folder is None:
        return _lost(old, found, is_known=old_owner.path != owner.path and before.is_known(old_owner))
    exists = use.spec.path == target and context.relocation.target_of(target) is not None
    return _SOUND if exists and found.fault in ("published", "elsewhere") else found


def _lost(old: _Resolved, found: _Resolved, *, is_known: bool) -> _Resolved:
    """The fault of a third-party import in a file that goes to another module, with the module required today."""
    if found.fault == "vendor":
        return found
    if not is_known or not old.module:
        return _SOUND
    if not found.fault and len(found.module) < len(old.module):
        return found._replace(fault="narrower", module=old.module)
    return found._replace(module=old.module) if found.fault else _SOUND


def _unresolved(
    context: HazardContext, after: _Resolver, owner: Module, found: _Resolved, target: str, use: Use
) -> Finding:
    importer = use.file.path
    package = context.view.packages.get(target)
    return context.hazard(
        "unresolved-module",
        f"'{importer}' {context.goes(importer)}, in module '{owner.path}', and "
        f"{'imports' if use.spec.path else 'uses names of'} '{target}'; {_reason(after, owner, found)}",
        use.place,
        advice=_advice(after, owner, found),
        target=package.id if package else target,
        names=use.names,
        related=_requirers(after, owner, found),
        identity=(importer, owner.path, found.module),
        severity="error" if found.fault in ("missing", "vendor") else "warning",
    )


class _Resolver:
    """Resolves imports to modules in today's tree or in the mapped one (`moved`), and caches the answers."""

    def __init__(self, context: HazardContext, modules: ModuleMap, *, moved: bool) -> None:
        self.modules = modules
        self.workspace = context.workspace
        self._paths = context.paths
        uses = context.workspace.uses if context.workspace else ()
        self._used = {moved_folder(context, folder) if moved else folder for folder in uses}
        self._known = {
            module.path
            for folder, module in context.relocation.today.by_folder.items()
            if folder == ".." or below(folder, "go.mod") in context.paths
        }
        self._answers: dict[tuple[str, str], _Resolved] = {}
        self._vendored: dict[str, frozenset[str] | None] = {}

    def is_known(self, module: Module) -> bool:
        """Whether the module has a go.mod. One that only the configuration names has no requirements to read."""
        return module.path in self._known

    def is_used(self, module: Module) -> bool:
        """Whether the go.work uses the module."""
        return module.folder in self._used

    def resolve(self, owner: Module, target: str) -> _Resolved:
        """Resolve an import in a file of the module `owner`."""
        key = owner.folder, target
        if key not in self._answers:
            self._answers[key] = self._resolve(owner, target)
        return self._answers[key]

    def _resolve(self, owner: Module, target: str) -> _Resolved:
        origin = self.modules.origin(target)
        if origin == "std" or target.startswith("."):
            return _SOUND
        if origin == "third-party":
            return self._outside(owner, target)
        folder = self.modules.folder(target)
        provider = self.modules.owner(folder) if folder is not None and folder != ".." else None
        if folder == "..":
            provider = self.modules.by_folder.get("..")
        if provider is None or provider.folder == owner.folder:
            return _SOUND
        required = _prefix_in(target, self.modules.folders_by_path) or provider.path
        return _Resolved(self._connection(owner, provider, required, target=target), required, provider.folder)

    def _connection(self, owner: Module, provider: Module, required: str, target: str) -> _Fault:
        """What is wrong with an import of a package in another module of the tree."""
        if self.is_used(owner):
            if required in owner.requires:
                return ""
            linked = self.is_used(provider) or any(required in module.requires for module in self._used_modules())
            return "workspace" if linked else "missing"
        if required not in owner.requires:
            return "missing"
        if (required, provider.folder) in owner.replaces or (owner.folder == ".." and required in owner.replaced):
            return self._vendor_fault(owner, target)
        return "elsewhere" if required in owner.replaced else "published"

    def _outside(self, owner: Module, target: str) -> _Resolved:
        required = _longest_requirement(owner, target)
        if required:
            return _Resolved(self._vendor_fault(owner, target), required, None)
        if self.is_used(owner):
            found = {_longest_requirement(module, target) for module in self._used_modules()} - {""}
            if found:
                return _Resolved("workspace", max(found, key=len), None)
        return _Resolved("missing", target, None)

    def _used_modules(self) -> list[Module]:
        return [module for folder, module in self.modules.by_folder.items() if folder in self._used]

    def _vendor_fault(self, owner: Module, target: str) -> _Fault:
        """Whether Go looks into a vendor folder that doesn't have the package."""
        if self.is_used(owner) or owner.folder == "..":
            return ""
        if owner.folder not in self._vendored:
            prefix = below(owner.folder, "vendor/")
            has_list = f"{prefix}modules.txt" in self._paths
            self._vendored[owner.folder] = (
                frozenset(folder_of(path)[len(prefix) :] for path in self._paths if path.startswith(prefix))
                if has_list
                else None
            )
        vendored = self._vendored[owner.folder]
        return "" if vendored is None or target in vendored else "vendor"


def _longest_requirement(module: Module, import_path: str) -> str:
    """The path of the requirement that most likely provides a package: the longest prefix of its import path."""
    return _prefix_in(import_path, module.requires)


def _prefix_in(import_path: str, paths: tuple[str, ...] | dict[str, str]) -> str:
    probe = import_path
    while probe and probe not in paths:
        probe = probe.rpartition("/")[0]
    return probe


def _reason(resolver: _Resolver, owner: Module, found: _Resolved) -> str:
    mod, module = f"'{mod_of(owner)}'", f"'{found.module}'"
    if found.fault == "missing":
        return f"{mod} doesn't require the module {module}, so Go can't find the package."
    if found.fault == "vendor":
        return f"'{below(owner.folder, 'vendor')}' doesn't have the package, and Go looks only there."
    if found.fault == "workspace":
        path = resolver.workspace.path if resolver.workspace else "go.work"
        return (
            f"{mod} doesn't require the module {module}. Only '{path}' connects them, so a build without the workspace "
            "likely fails."
        )
    if found.fault == "narrower":
        return f"{mod} doesn't require the module {module}, and what it requires likely doesn't have the package."
    if found.fault == "elsewhere":
        return f"{mod} replaces the module {module} by a copy that likely doesn't have what moves to this package."
    return f"{mod} requires a published version of {module}, which likely doesn't have what moves to this package."


def _advice(resolver: _Resolver, owner: Module, found: _Resolved) -> str:
    mod = f"'{mod_of(owner)}'"
    if found.fault == "vendor":
        return f"Run `go mod vendor` in '{owner.folder or '.'}' in the commit that moves the file."
    if found.folder is None:
        return (
            f"Before the move, run `go get {found.module}@VERSION` in '{owner.folder or '.'}', with the version that "
            "the file's module requires today, or map the file to a folder of that module."
        )
    replace = f"`replace {found.module} => {relative_folder(found.folder, owner.folder)}`"
    if found.fault in ("published", "elsewhere"):
        return f"Before the move, add {replace} to {mod}, or publish the package first."
    lines = f"`require {found.module} {_version(found.module)}` and {replace}"
    advice = f"Before the move, add {lines} to {mod}"
    if found.fault == "missing" and resolver.workspace and resolver.is_used(owner) and found.folder != "..":
        root = "../" * resolver.workspace.path.count("../")
        advice += f", or `use ./{found.folder}` to '{resolver.workspace.path}'" if not root else ""
    provider = resolver.modules.by_folder.get(found.folder)
    if provider is not None and owner.path in provider.requires:
        advice += ". The modules then require each other, which Go allows"
    requirers = [mod_of(module) for module in _requirers_of(resolver, owner, found)]
    if requirers:
        verb = "needs" if len(requirers) == 1 else "need"
        advice += f". {quoted(requirers, most=FEW)} {verb} both too, because Go ignores the `replace` of a dependency"
    return advice + "."


def _requirers_of(resolver: _Resolver, owner: Module, found: _Resolved) -> list[Module]:
    """The modules of the tree that require `owner`, and will require the other module through it."""
    if found.folder is None or found.fault not in ("missing", "workspace"):
        return []
    return [
        module
        for module in resolver.modules.by_folder.values()
        if owner.path in module.requires
        and (owner.path, owner.folder) in module.replaces
        and module.folder != found.folder
        and found.module not in module.requires
    ]


def _requirers(resolver: _Resolver, owner: Module, found: _Resolved) -> list[Related]:
    needs = [*([owner] if found.fault != "vendor" and owner.folder != ".." else ())]
    related = [Related(Place(mod_of(module)), "the go.mod that needs the requirement") for module in needs]
    others = [module for module in _requirers_of(resolver, owner, found) if module.folder != ".."]
    return [*related, *(Related(Place(mod_of(each)), f"requires '{owner.path}'") for each in others[:FEW])]


def _version(module: str) -> str:
    """A version that a requirement of this module path may have (Go Modules Reference, "Major version suffixes")."""
    major = _MAJOR.search(module)
    return (
        f"v{major[1]}.0.0" if major and (module[major.start()] == "/" or module.startswith("gopkg.in/")) else "v0.0.0"
    )

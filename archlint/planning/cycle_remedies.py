"""Breaking package cycles that a mapping introduces by splitting packages: which rows to change.

A package outside a strongly connected set is never on a path between two of its members, even if the members exchange
files. So each set can be judged alone: its files, what they use of each other, and the member that each is mapped to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from archlint.graphs.cycles import strongly_connected
from archlint.graphs.graph import Package
from archlint.hazards.context import HazardContext
from archlint.text.lists import listed

Target = tuple[str, str]
"""What a file depends on: ("file", today's path), or ("package", id) if the names it uses aren't known."""

_MOST_FILES = 400
"""Skip sets with more files: nobody changes that many rows by hand."""
_MOST_VISITS = 1_000_000
"""How many dependencies to look at for one set, so that the time is bounded. Each trial looks at all of them."""
_LISTED = 6


def cycle_advice(context: HazardContext) -> dict[tuple[str, ...], str]:
    """Return, for each strongly connected set of packages, advice on which rows to change to break the cycle.

    A set has no advice if rows alone can't break it, for example because the mapping doesn't split its packages.
    """
    graph: dict[str, set[str]] = {}
    for edge in context.view.graph.edges:
        if edge.target.origin == "tree" and edge.scope == "production":
            graph.setdefault(edge.source.id, set()).add(edge.target.id)
    found = {}
    for members in strongly_connected(graph):
        change = _MappedCycle(context, members).smallest_change()
        if change:
            found[members] = _advice(context, change)
    return found


class _MappedCycle:
    """One strongly connected set: the home of each file, the files that can be mapped elsewhere, and dependencies."""

    def __init__(self, context: HazardContext, members: Sequence[str]) -> None:
        self.members = members
        self.homes: dict[str, str] = {}
        self.free: list[str] = []
        self.targets: dict[str, set[Target]] = {}
        relocation = context.relocation
        for item in context.placed:
            path = item.file.path
            home = context.package_id(path)
            if home in members and not item.file.is_test:
                self.homes[path] = home
                if relocation.package_of[path] in relocation.split:
                    self.free.append(path)
        self.free.sort()
        named: set[tuple[str, str]] = set()
        for reference in context.references:
            if reference.path in self.homes and reference.target in self.homes:
                self.targets.setdefault(reference.path, set()).add(("file", reference.target))
                named.add((reference.path, relocation.package_of[reference.target]))
        for item in context.placed:
            path = item.file.path
            if path in self.homes:
                targets = self.targets.setdefault(path, set())
                for target, use in item.links:
                    package = relocation.target_of(use.spec.path) if target in members and use.spec.path else None
                    if package is not None and (path, package.id) not in named:
                        targets.update(self._imported(context, package, target))

        self.size = sum(map(len, self.targets.values())) + len(self.targets)
        self.visits = 0

    def _imported(self, context: HazardContext, package: Package, target: str) -> Iterator[Target]:
        """The targets of an import whose used names aren't known: the whole package; or, if it is split, its files with
        an `init`, or all its files if none has one (as in `pipeline.place_mapped`)."""
        if package.id not in context.relocation.split:
            yield "package", target
            return
        files = [path for path in package.files if path in self.homes]
        with_init = [path for path in files if path in context.symbols and context.symbols[path].has_init]
        for path in with_init or files:
            yield "file", path

    def smallest_change(self) -> dict[str, str]:
        """Return files with the members to map them to, so that no cycle remains.

        This is one file if that is enough. Otherwise all files are mapped to one member, except those that don't need
        to move. The result is empty if that doesn't break the cycle either.
        """
        if len(self.homes) > _MOST_FILES:
            return {}
        for path in self.free:
            for member in self.members:
                if member != self.homes[path] and self._breaks_cycle({path: member}):
                    return {path: member}
        found: dict[str, str] = {}
        for member in sorted(
            self.members, key=lambda member: (-sum(home == member for home in self.homes.values()), member)
        ):
            change = self._change_to(member)
            if change and (not found or len(change) < len(found)):
                found = change
        return found

    def _change_to(self, member: str) -> dict[str, str]:
        change = {path: member for path in self.free if self.homes[path] != member}
        if not self._breaks_cycle(change):
            return {}
        for path in list(change):
            fewer = {other: home for other, home in change.items() if other != path}
            if fewer and self._breaks_cycle(fewer):
                change = fewer
        return change

    def _breaks_cycle(self, change: Mapping[str, str]) -> bool:
        """Report whether no cycle remains after a change; False once the trials have taken too long."""
        self.visits += self.size
        if self.visits > _MOST_VISITS:
            return False
        graph: dict[str, set[str]] = {}
        for path, targets in self.targets.items():
            source = change.get(path) or self.homes[path]
            for kind, name in targets:
                target = (change.get(name) or self.homes[name]) if kind == "file" else name
                if target != source:
                    graph.setdefault(source, set()).add(target)
        return not strongly_connected(graph)


def _advice(context: HazardContext, change: Mapping[str, str]) -> str:
    """The change in words, one sentence for each target folder."""
    folders: dict[str, list[str]] = {}
    for path, member in change.items():
        folders.setdefault(context.view.packages[member].folder, []).append(path)
    sentences = " ".join(_sentence(context, folder, paths) for folder, paths in sorted(folders.items()))
    return (
        f"{sentences} This breaks the cycle. Or make the cheapest cuts: move what both sides need to a third package, "
        "or declare an interface."
    )


def _sentence(context: HazardContext, folder: str, paths: list[str]) -> str:
    rows = listed((f"'{path}'{context.row_ref(path) or ' (no row yet)'}" for path in paths), most=_LISTED)
    return f"Map {rows} to '{folder or '.'}'."

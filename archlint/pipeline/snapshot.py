"""What one judged tree comes to, so that it can be compared with another: findings, arrows, cycles, names.

A snapshot holds no facts and no graph, so one can be remembered, and two need not be in memory at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from archlint.errors import Complaint
from archlint.graphs.cycles import strongly_connected
from archlint.graphs.graph import Edge
from archlint.graphs.view import View
from archlint.model.changes import Arrow, Knot, Level, ThirdParty
from archlint.model.facts import Module, Tree
from archlint.model.findings import Finding
from archlint.model.location import Place
from archlint.model.policy import Tests

if TYPE_CHECKING:
    from archlint.pipeline.check import Checked

Ends = tuple[str, str]


class Ignored(NamedTuple):
    """An ignore in the source: the rule that it names, its reason, and its place."""

    rule: str
    reason: str
    place: Place


class Snapshot(NamedTuple):
    """One tree under one configuration.

    `findings` are all that its rules find, whatever a baseline knows. `files` has the path of each file
    with its package and layer. `arrows` and `knots` are sorted; `layers` are those that have a file. `problems` are
    what the configuration says in vain, `ignores` those that have an effect.
    """

    findings: tuple[Finding, ...] = ()
    files: tuple[tuple[str, str, str], ...] = ()
    arrows: tuple[Arrow, ...] = ()
    knots: tuple[Knot, ...] = ()
    packages: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    modules: tuple[ThirdParty, ...] = ()
    ignores: tuple[Ignored, ...] = ()
    problems: tuple[Complaint, ...] = ()

    @property
    def package_of(self) -> dict[str, str]:
        """The package of each file, by its path."""
        return {path: package for path, package, _ in self.files}


class Remembered(NamedTuple):
    """A snapshot of a revision, the object id of each of its files, by path, and where its configurations are in the
    repository."""

    snapshot: Snapshot
    ids: tuple[tuple[str, str], ...]
    configs: tuple[str, ...] = ()


def snapshot_of(checked: Checked, tree: Tree, tests: Tests) -> Snapshot:
    """The snapshot of a tree that was checked. `tests` says which files count for arrows, packages and layers."""
    view = checked.view
    judged = list(view.files_for(tests))
    unused = {(each.place.path, each.place.line) for each in checked.findings if each.kind == "unused-ignore"}
    arrows = [
        *_arrows("layer", "", _between_layers(view, tests)),
        *_arrows("package", "", _between_packages(view, tests)),
    ]
    for family in view.slices:
        arrows += _arrows("slice", family, _between_slices(view, family, tests))
    return Snapshot(
        findings=tuple(sorted(checked.findings, key=lambda finding: finding.sort_key)),
        files=tuple(sorted((item.file.path, item.package, item.layer) for item in view.files)),
        arrows=tuple(sorted(arrows)),
        knots=tuple(sorted(_knots(arrows))),
        packages=tuple(sorted({item.package for item in judged})),
        layers=tuple(sorted({item.layer for item in judged} - {""})),
        modules=_third_party(view, tree.modules, tests),
        ignores=tuple(
            sorted(
                Ignored(
                    ignore.rule,
                    ignore.reason,
                    Place(file.path, ignore.line, ignore.column, end_column=ignore.column + 1),
                )
                for file in tree.files
                for ignore in file.ignores
                if (file.path, ignore.line) not in unused
            )
        ),
        problems=checked.result.problems,
    )


def _between_packages(view: View, tests: Tests) -> Iterator[tuple[Ends, Edge]]:
    for edge in view.edges_for(tests):
        if edge.target.origin == "tree" and edge.source.id != edge.target.id:
            yield (edge.source.id, edge.target.id), edge


def _between_layers(view: View, tests: Tests) -> Iterator[tuple[Ends, Edge]]:
    for edge in view.edges_for(tests):
        if edge.target.origin == "tree":
            for layer in edge.target.layers or ("",):
                if layer != edge.layer:
                    yield (edge.layer, layer), edge


def _between_slices(view: View, family: str, tests: Tests) -> Iterator[tuple[Ends, Edge]]:
    from archlint.rules.slicing import Slicing  # what is remembered needs no rule

    slicing = Slicing(view, family)
    for edge in view.edges_for(tests):
        targets = slicing.of_package(edge.target) if edge.target.origin == "tree" else ()
        for source in slicing.keys(edge) if targets else ():
            for target in targets:
                if source and source != target:
                    uses = slicing.uses(edge, source)
                    yield (
                        (source, target),
                        edge._replace(files=tuple(use.file for use in uses), specs=tuple(use.spec for use in uses)),
                    )


def _arrows(level: Level, family: str, found: Iterable[tuple[Ends, Edge]]) -> Iterator[Arrow]:
    counts: dict[Ends, int] = {}
    first: dict[Ends, Place] = {}
    for ends, edge in found:
        place = _first_place(edge)
        counts[ends] = counts.get(ends, 0) + len(edge.files)
        first[ends] = min(first.get(ends, place), place)
    for (source, target), uses in counts.items():
        yield Arrow(level, family, source, target=target, uses=uses, place=first[source, target])


def _first_place(edge: Edge) -> Place:
    spec = edge.specs[0]
    return Place(edge.files[0].path, spec.line, spec.column, end_column=spec.end_column)


def _knots(arrows: Iterable[Arrow]) -> Iterator[Knot]:
    graphs: dict[tuple[Level, str], dict[str, set[str]]] = {}
    for arrow in arrows:
        if arrow.source and arrow.target:  # what is in no layer is no node
            graph = graphs.setdefault((arrow.level, arrow.family), {})
            graph.setdefault(arrow.source, set()).add(arrow.target)
    for (level, family), graph in graphs.items():
        yield from (Knot(level, family, members) for members in strongly_connected(graph))


def _third_party(view: View, modules: Iterable[Module], tests: Tests) -> tuple[ThirdParty, ...]:
    required = {path for module in modules for path in module.requires}
    found: dict[str, ThirdParty] = {}
    for edge in view.edges_for(tests):
        if edge.target.origin == "third-party":
            module = _module_of(edge.target.import_path, required)
            if module not in required and "." not in module.partition("/")[0]:
                continue  # Go keeps such paths for its standard library: a package that it doesn't have
            known = found.get(module)
            place = _first_place(edge)
            uses = len(edge.files) + (known.uses if known else 0)
            found[module] = ThirdParty(module, uses, min(known.place, place) if known else place)
    return tuple(sorted(found.values()))


def _module_of(import_path: str, required: set[str]) -> str:
    """The longest required module that an import path lies in, the path itself for none.

    Source: Go Modules Reference, "Resolving a package to a module".
    """
    probe = import_path
    while probe not in required:
        probe = probe.rpartition("/")[0]
        if not probe:
            return import_path
    return probe

"""Today's view and the mapped one, from the same facts: relocation, references and placing put together.

Only files affected by a split are parsed whole. Nothing is read here: `MappedTree.parse` says what to read, and
`carry_out` takes the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from archlint.graphs.graph import Placed
from archlint.graphs.layering import Layering
from archlint.graphs.modules import ModuleMap
from archlint.graphs.relocation import Relocation, relocate
from archlint.graphs.view import View
from archlint.languages.go.language import GO
from archlint.mapping.resolve import resolve_rows
from archlint.model import moves as model
from archlint.model.facts import Tree
from archlint.model.findings import Finding
from archlint.model.policy import Config
from archlint.pipeline.destinations import refuse_destinations
from archlint.pipeline.parsed import Parsed
from archlint.pipeline.place_mapped import files_to_parse, place_mapped
from archlint.pipeline.placing import LayerOf, place_today, view_of


class MappedTree(NamedTuple):
    """A mapping applied to the tree: today's files placed, where each moves, and which files to parse whole or in part
    (see `files_to_parse`). `variants` are the files of other build configurations."""

    mapping: model.Mapping
    moves: model.Moves
    relocation: Relocation
    placed: list[Placed]
    parse: Mapping[str, tuple[str, ...]]
    layering: Layering
    layer_of: LayerOf
    layers: tuple[str, ...]
    variants: frozenset[str]


def every_build(tree: Tree) -> Tree:
    """The tree with the files of other build configurations: a mapping moves them too, and Go builds them elsewhere."""
    if not tree.variants:
        return tree
    return tree._replace(files=tuple(sorted((*tree.files, *tree.variants), key=lambda file: file.path)))


def map_tree(tree: Tree, config: Config, mapping: model.Mapping, modules: ModuleMap) -> MappedTree:
    """Apply a mapping to the tree of `every_build`. If a row names a layer, its files are in that layer in both views.

    Raises MappingError for a destination that changes how Go builds a file.
    """
    layering = Layering(config.layers)
    moves = resolve_rows(mapping, frozenset((*(file.path for file in tree.files), *tree.others)))
    refuse_destinations(tree, moves)
    rows = moves.row_of

    def layer_of(today: str, path: str) -> str:
        row = rows.get(today)
        return row.layer if row is not None and row.layer else layering.decide(path).layer

    placed = place_today(tree, modules, layer_of)
    relocation = relocate(placed, moves, tree.modules, today_map=modules, language=GO)
    return MappedTree(
        mapping,
        moves,
        relocation,
        placed=placed,
        parse=files_to_parse(placed, relocation, tree.others),
        layering=layering,
        layer_of=layer_of,
        layers=mapping.layers,
        variants=frozenset(file.path for file in tree.variants),
    )


def planned_today(plan: MappedTree, config: Config) -> View:
    """Today's view, with the layers that the mapping gives."""
    return view_of(
        "today",
        _built(plan, plan.placed),
        plan.relocation.today,
        config=config,
        layering=plan.layering,
        extra_layers=plan.layers,
    )


def _built(plan: MappedTree, placed: list[Placed]) -> list[Placed]:
    """The files of the build configuration: rules judge no others."""
    return [item for item in placed if item.file.path not in plan.variants] if plan.variants else placed


class Outcome(NamedTuple):
    """The outcome of a mapping: the mapped view and the hazards."""

    view: View
    hazards: tuple[Finding, ...]


def carry_out(plan: MappedTree, tree: Tree, config: Config, parsed: Parsed, *, with_advice: bool = True) -> Outcome:
    """The mapped view and the hazards of the mapping. `parsed` are the files of `plan.parse`, and maybe more.

    The view has the files of the build configuration. The hazards are those of every build. `with_advice` says whether
    to find out which rows to change to break each cycle.
    """
    from archlint.hazards.context import HazardContext
    from archlint.hazards.registry import find_hazards
    from archlint.languages.go.build.compatible import Compatible
    from archlint.planning.cycle_remedies import cycle_advice

    placed = place_mapped(
        plan.placed, plan.relocation, parsed.references, symbols=parsed.symbols, layer_of=plan.layer_of
    )

    def view_with(some: list[Placed]) -> View:
        modules, layering = plan.relocation.modules, plan.layering
        return view_of("mapped", some, modules, config=config, layering=layering, extra_layers=plan.layers)

    whole = view_with(placed)
    context = HazardContext(
        plan.relocation,
        facts={file.path: file for file in tree.files},
        placed=tuple(placed),
        view=whole,
        symbols=parsed.symbols,
        references=parsed.references,
        paths=frozenset((*(file.path for file in tree.files), *tree.others)),
        layer_of=lambda path: plan.layering.decide(path).layer,
        compatible=Compatible(),
        known_layers=frozenset(layer.name for layer in config.layers),
        unseen=_unseen(tree),
        evaluator=parsed.evaluator,
        flows=parsed.flows,
        workspace=tree.workspace,
    )
    view = view_with(_built(plan, placed)) if plan.variants else whole
    if with_advice:
        view = view._replace(cycle_remedies=cycle_advice(context))
    return Outcome(view, (*find_hazards(context), *_cycles(view, config)))


def _unseen(tree: Tree) -> Mapping[str, str]:
    """Why a file that exists isn't part of the scanned tree; the same for a folder that has only such files."""
    found = {fault.path: "isn't a regular file (archlint doesn't follow links)" for fault in tree.faults}
    for path, reason in tree.left_out:
        probe = path if reason == "untracked" else ""
        while probe and probe not in found:
            found[probe] = "isn't tracked by git, so --tracked skips it"
            probe = probe.rpartition("/")[0]
    return found


def _cycles(view: View, config: Config) -> Iterable[Finding]:
    """Package cycles. Go rejects them, so they are reported even if no rule bans them."""
    from archlint.rules import package_cycle

    if any(rule.form == package_cycle.FORM.name and not package_cycle.FORM.ends(rule).subject for rule in config.rules):
        return ()
    return package_cycle.check(package_cycle.ANYWHERE, view)

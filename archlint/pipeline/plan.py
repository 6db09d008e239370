"""Making a plan: find the rows of a mapping that can move soundly, put them in batches, and judge each batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from archlint.errors import Complaint, MappingError
from archlint.graphs.graph import Graph
from archlint.graphs.view import View
from archlint.hazards.context import folder_of
from archlint.hazards.registry import SILENT
from archlint.model import moves as model
from archlint.model.findings import Finding
from archlint.pipeline.checker import Checker, Outlook
from archlint.pipeline.compare import compare
from archlint.pipeline.inputs import Inputs
from archlint.pipeline.judge import judge
from archlint.pipeline.mapped_view import MappedTree, every_build, map_tree
from archlint.pipeline.placing import modules_of
from archlint.planning.batches import Step, make_batches
from archlint.planning.companion_moves import companion_moves
from archlint.planning.plan_ids import ALLOWED, id_from, problem_with_id
from archlint.planning.plans import Batch, Blocked, Figures, Move, Plan, Unit
from archlint.planning.remedies import Trials, ways_out
from archlint.planning.sound_subset import Subset, sound_subset
from archlint.planning.units import make_units, order_units

if TYPE_CHECKING:
    from archlint.mapping.front_matter import Entry

DEFAULT_SIZE = 20

MOST_TRIALS = 16
"""How many changes of rows to try as remedies, over all blocked folders, those with the most files first."""


class PlanOptions(NamedTuple):
    """The options of a plan. `contexts` and `layers` select rows, () for all; `start` names what moves first.

    A batch should have at most `size` files.
    """

    size: int = DEFAULT_SIZE
    start: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    companions: bool = False


class Planned(NamedTuple):
    """The plan, and the checker that judged it, for further questions."""

    plan: Plan
    checker: Checker


def plan_batches(
    inputs: Inputs,
    mapping: model.Mapping,
    options: PlanOptions = PlanOptions(),  # noqa: B008 -- a frozen record
    step: Step = lambda _done, _all: None,
) -> Planned:
    """Order the pending rows of a mapping into batches. After each batch the tree is sound.

    Each selected pending row is in exactly one batch or blocked; so is each companion. Raises MappingError for a
    batch_id that isn't a valid file name.
    """
    tree, config = inputs.tree, inputs.config
    meta = _front_matter(mapping)
    name = _id_of(mapping, meta)
    modules = modules_of(tree)
    whole = map_tree(every_build(tree), config, mapping, modules=modules)
    rows = whole.moves.row_of
    wanted = {old: new for old, new in whole.moves.files.items() if _asked_for(rows[old], options)}
    outside = tuple(Move(old, new, rows[old]) for old, new in whole.moves.files.items() if old not in wanted)
    if options.companions:
        wanted.update(_companions(inputs, whole, wanted))
    checker = Checker(tree, config, modules, symbols=inputs.symbols, rows=rows, pending=whole.moves.files.keys())
    subset = sound_subset(wanted, checker)
    kept = subset.kept
    units = make_units(kept, [module.folder for module in tree.modules], options.size)
    units = order_units(units, kept, checker.today().view.graph, start=options.start)
    batches = make_batches(units, kept, checker, size=options.size, step=step)
    plan = Plan(
        name,
        mapping.documents,
        meta={key: entry.text for key, entry in meta.items()},
        batches=_judged_batches(batches, kept, rows, name=name, checker=checker, inputs=inputs),
        blocked=_blocked(subset, rows, checker),
        done=_in_state(whole.moves, "done"),
        dangling=_in_state(whole.moves, "dangling"),
        outside=outside,
    )
    return Planned(plan, checker)


def _companions(inputs: Inputs, whole: MappedTree, moves: Mapping[str, str]) -> dict[str, str]:
    """The moves of files without a row that work only beside the files that move."""
    from archlint.languages.go.build.compatible import Compatible

    tree = every_build(inputs.tree)
    facts = {file.path: file for file in tree.files}
    assembly = {folder_of(path) for path in whole.parse if path not in facts}
    needed: dict[str, tuple[str, ...]] = {
        path: names
        for path, names in whole.parse.items()
        if folder_of(path) in assembly or any(spec.path == "embed" for spec in facts[path].imports)
    }
    return companion_moves(
        moves,
        whole.moves.row_of.keys(),
        frozenset((*facts, *tree.others)),
        facts=facts,
        symbols=inputs.symbols(needed),
        compatible=Compatible(),
    )


def _front_matter(mapping: model.Mapping) -> dict[str, Entry]:
    """The front matter of the first document."""
    if not any(mapping.front_matter[:1]):
        return {}
    from archlint.mapping.front_matter import read_front_matter

    return read_front_matter(mapping.documents[0], mapping.front_matter[0])


def _id_of(mapping: model.Mapping, meta: Mapping[str, Entry]) -> str:
    """The id of the plan, which is part of file names. Raises MappingError if it isn't a valid file name."""
    document = mapping.documents[0]
    given = meta.get("batch_id")
    if given is None or not given.text:
        return id_from(document)
    problem = problem_with_id(given.text)
    if problem:
        hint = f"an id has {ALLOWED}"
        raise MappingError(Complaint(document, problem, hint, line=given.line, key="batch_id", kind="mapping"))
    return given.text


def _asked_for(row: model.Row, options: PlanOptions) -> bool:
    return (not options.contexts or row.context in options.contexts) and (
        not options.layers or row.layer in options.layers
    )


def _in_state(moves: model.Moves, wanted: model.RowState) -> tuple[model.Row, ...]:
    return tuple(row for row, state in moves.states if state == wanted)


def _blocked(subset: Subset, rows: Mapping[str, model.Row], checker: Checker) -> tuple[Blocked, ...]:
    """The moves that are left out, by today's folder, with what becomes unsound if all rows are carried out."""
    kept, trials = subset.kept, Trials(checker, MOST_TRIALS)
    folders: dict[str, dict[str, str]] = {}
    for old, new in sorted(subset.left.items()):
        folders.setdefault(folder_of(old), {})[old] = new
    every = {**kept, **subset.left}
    found = [(finding, checker.involved(every, finding)) for finding in (checker(every) if folders else ())]
    blocked: dict[str, Blocked] = {}
    for folder in sorted(folders, key=lambda folder: (-len(folders[folder]), folder)):
        group = folders[folder]
        stays = tuple(subset.stays[old] for old in group)
        reasons = tuple(finding for finding, involved in found if not involved.isdisjoint(group))
        reasons = reasons or tuple(dict.fromkeys(stay.finding for stay in stays))
        ways = ways_out(group, kept, reasons, trials=trials)
        blocked[folder] = Blocked(folder, _moves(group, rows), reasons, ways=ways, stays=stays)
    return tuple(blocked[folder] for folder in sorted(blocked))


def _moves(some: Mapping[str, str], rows: Mapping[str, model.Row]) -> tuple[Move, ...]:
    return tuple(Move(old, new, rows.get(old)) for old, new in sorted(some.items()))


def _judged_batches(
    batches: list[tuple[Unit, ...]],
    kept: Mapping[str, str],
    rows: Mapping[str, model.Row],
    name: str,
    checker: Checker,
    inputs: Inputs,
) -> tuple[Batch, ...]:
    """The batches, with their figures and the findings that they introduce or solve."""
    effects = _BatchEffects(checker, lambda outlook: judge(outlook.view, inputs.config, inputs.today).findings)
    judged: list[Batch] = []
    made: dict[str, str] = {}
    digits = max(2, len(str(len(batches))))
    for number, units in enumerate(batches, 1):
        some = {path: kept[path] for unit in units for path in unit.moves}
        figures = figures_of(some, made, checker.today().view.graph)
        made.update(some)
        batch = Batch(number, id=f"{name}-{number:0{digits}}", units=units, moves=_moves(some, rows), figures=figures)
        judged.append(effects.of(batch, made))
    return tuple(effects.lasting(batch) for batch in judged)


class _BatchEffects:
    """The findings that each batch introduces and solves, compared with the batch before it."""

    def __init__(self, checker: Checker, judge: Callable[[Outlook], tuple[Finding, ...]]) -> None:
        self._checker = checker
        self._judge = judge
        self._outlook = checker.today()
        self._findings = judge(self._outlook)
        self._views: dict[int, View] = {}

    def of(self, batch: Batch, made: Mapping[str, str]) -> Batch:
        outlook = self._checker.outlook(made)
        findings = self._judge(outlook)
        changed = compare(self._outlook.view, outlook.view, self._findings, after=findings).findings
        known = {(finding.kind, finding.identity) for finding in self._outlook.hazards}
        new = [item for item in outlook.hazards if (item.kind, item.identity) not in known]
        self._outlook, self._findings = outlook, findings
        if any(item.change == "introduced" for item in changed):
            self._views[batch.number] = outlook.view
        return batch._replace(
            worse=tuple(item._replace(change="") for item in changed if item.change == "introduced"),
            better=tuple(item._replace(change="") for item in changed if item.change == "retired"),
            behind=tuple(item for item in new if item.kind == "left-behind"),
            warnings=tuple(item for item in new if item.kind in SILENT),
        )

    def lasting(self, batch: Batch) -> Batch:
        """The batch, with those of its new findings marked that remain at the end of the plan."""
        if not batch.worse:
            return batch
        origins = compare(self._views[batch.number], self._outlook.view, batch.worse, after=self._findings).origins
        return batch._replace(lasting=frozenset(old.fingerprint for olds in origins.values() for old in olds))


def figures_of(some: Mapping[str, str], made: Mapping[str, str], today: Graph) -> Figures:
    """The figures of the moves `some`, made after the moves `made`. `today` is today's graph."""
    packages = {today.package_of[path] for path in some if path in today.package_of}
    importers: set[str] = set()
    leaning: set[str] = set()
    for edge in today.edges:
        if edge.target.id in packages:
            importers |= {use.file.path for use in edge.uses if use.file.path not in some}
        elif edge.target.origin == "tree" and any(use.file.path in some for use in edge.uses):
            leaning.add(edge.target.id)
    done = {name for name in leaning if today.packages[name].files and made.keys() >= set(today.packages[name].files)}
    return Figures(len(some), len(packages), len(importers), leaning=len(leaning), done=len(done))

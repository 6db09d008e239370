"""`archlint plan`: orders the moves of a mapping, and writes documents, scripts, patches and lists."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from archlint.answers.plan_status import plan_document, plan_lines, status_lines
from archlint.commands.loading import Loaded, load_with_mapping
from archlint.commands.options import Options
from archlint.edge import workspace
from archlint.edge.confine import check_write, child_path
from archlint.edge.tree import read_tree
from archlint.errors import Complaint, InputError
from archlint.pipeline.checker import Checker
from archlint.pipeline.mapped_view import map_tree
from archlint.pipeline.placing import modules_of
from archlint.pipeline.plan import Planned, PlanOptions, plan_batches
from archlint.pipeline.plan_rewrites import write_batches
from archlint.planning.batches import Step
from archlint.reports.safe import json_text, visible_lines
from archlint.rewriting.documents import batch_document, blocked_document
from archlint.rewriting.listing import rewrites_csv, rewrites_document
from archlint.rewriting.scripts import render_script
from archlint.suggest import hint_for

if TYPE_CHECKING:
    from archlint.model.moves import Mapping as Document
    from archlint.planning.plans import Plan

_MOST_TEXT = 16 * 1024 * 1024


class PlanRequest(NamedTuple):
    """The options of only `archlint plan`. `output` is the folder to write to, "" for none."""

    plan: PlanOptions
    output: str = ""
    status: bool = False
    form: str = "text"
    language: str = "en"


def plan(options: Options, wanted: PlanRequest, step: Step = lambda _done, _all: None) -> tuple[int, str]:
    """Make the plan. Return the exit status (1 if rows are blocked) and the text to print.

    Raises InputError for a context, layer or start that no row has, and for a folder that contains another plan.
    """
    loaded, mapping = load_with_mapping(options._replace(view="mapped", purpose="plan"))
    _check_names(mapping, wanted.plan)
    planned = plan_batches(loaded.inputs, mapping, wanted.plan, step=step)
    if wanted.output:
        _Writing(options, wanted, loaded, mapping=mapping).write(planned)
    return (1 if planned.plan.blocked else 0), _text(planned.plan, wanted)


def _text(plan: Plan, wanted: PlanRequest) -> str:
    if wanted.form == "json":
        return "\n".join(map(json_text, _json(plan_document(plan)).split("\n")))
    return visible_lines(status_lines(plan) if wanted.status else plan_lines(plan))


class _Writing(NamedTuple):
    """Writes the files of a plan."""

    options: Options
    wanted: PlanRequest
    loaded: Loaded
    mapping: Document

    def write(self, planned: Planned) -> None:
        """Write a document, a script, a patch and lists for each batch, and an index."""
        plan = planned.plan
        output, language, date = self.wanted.output, self.wanted.language, self.loaded.inputs.today
        index = os.path.join(output, "plan.json")
        territory = self.options.territory()
        check_write(index, territory)
        summary = _json(plan_document(plan))
        known = workspace.read_regular(index, _MOST_TEXT)
        if known and known != summary.encode("utf-8", "backslashreplace"):
            hint = "name a new folder, or remove this one"
            raise InputError(Complaint(index, "the folder contains another plan", hint, kind="input"))
        texts: dict[str, str] = {}

        def text_of(path: str) -> str:
            if path not in texts:
                texts[path] = self.loaded.sources.read(path, _MOST_TEXT).decode("utf-8", "surrogateescape")
            return texts[path]

        def put(name: str, text: str | bytes) -> None:
            workspace.write_atomically(child_path(output, name), text, territory)

        checker = self._with_all(planned.checker)
        for batch, rewrites, patch in write_batches(plan, checker, text_of, date=date):
            moves = {move.old: move.new for move in batch.moves}
            document = batch_document(plan, batch, date=date, language=language, rewrites=len(rewrites))
            put(f"{batch.id}.md", document)
            put(f"{batch.id}.sh", render_script(batch.id, f"{batch.id}.sh", moves))
            put(f"{batch.id}.patch", patch.encode("utf-8", "surrogateescape"))
            put(f"{batch.id}.rewrites.csv", rewrites_csv(rewrites))
            put(f"{batch.id}.rewrites.json", _json(rewrites_document(batch.id, rewrites, batch.moves, date=date)))
        if plan.blocked:
            put(f"{plan.id}-blocked.md", blocked_document(plan, date=date, language=language))
        put("plan.json", summary)

    def _with_all(self, checker: Checker) -> Checker:
        """Return a checker that knows every Go file, because all of their imports must be updated.

        That includes files that rules don't check: tests, files that [scan] excludes, other build configurations.
        """
        inputs, sources = self.loaded.inputs, self.loaded.sources
        every = inputs.config.scan._replace(tests="include", build=None, exclude=(), exclude_origins=())
        if every == inputs.config.scan:
            return checker
        config = inputs.config._replace(scan=every)
        tree = read_tree(sources, every, "include", everything=True, progress=self.options.progress)
        modules = modules_of(tree)
        moves = map_tree(tree, config, self.mapping, modules=modules).moves
        return Checker(tree, config, modules, symbols=inputs.symbols, rows=moves.row_of, pending=moves.files.keys())


def _json(document: object) -> str:
    import json

    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _check_names(mapping: Document, options: PlanOptions) -> None:
    """Raise InputError for each context, layer or start that isn't in the mapping."""
    complaints = []
    for what, names, known in (
        ("context", options.contexts, {row.context for row in mapping.rows}),
        ("layer", options.layers, {row.layer for row in mapping.rows}),
    ):
        for name in names:
            if name not in known:
                hint = hint_for(name, known)
                complaints.append(Complaint("", f"no row has the {what} {name!r}", hint, key=f"--{what}", kind="input"))
    complaints += [
        Complaint("", f"no row has {path!r} or a path below it", key="--start", kind="input")
        for path in options.start
        if not any(_overlap(row.old, path) for row in mapping.rows)
    ]
    if complaints:
        raise InputError(*complaints)


def _overlap(one: str, other: str) -> bool:
    """Report whether one path is the other, or is below it."""
    return other in ("", ".") or f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")

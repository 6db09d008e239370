"""One run of `archlint plan` at the edge: reads what a session reads, writes documents, scripts and lists."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from archlint.answers.plan_status import plan_document, plan_lines, status_lines
from archlint.commands.loaded import Loaded
from archlint.commands.session import Session
from archlint.edge import workspace
from archlint.edge.confine import check_write, name_in
from archlint.edge.tree import read_tree
from archlint.errors import Complaint, InputError
from archlint.pipeline.checker import Checker, SymbolsOf
from archlint.pipeline.mapped_view import map_tree
from archlint.pipeline.placing import modules_of
from archlint.pipeline.plan import Planned, Wishes, plan_batches
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


class PlanSession(NamedTuple):
    """The options of `archlint plan`. `session` finds and reads; `output` is the folder to write to, "" for none."""

    session: Session
    wishes: Wishes
    output: str = ""
    status: bool = False
    form: str = "text"
    language: str = "en"

    def run(self, step: Step = lambda _done, _all: None) -> tuple[int, str]:
        """Make the plan; the exit status (1 where rows are blocked) and what to print.

        Raises InputError for a context, layer or start that no row has, and for a folder that holds another plan.
        """
        loaded = self.session._replace(view="mapped").load()
        assert loaded.mapping is not None  # noqa: S101 -- the mapped view has one, or loading fails
        _check_names(loaded.mapping, self.wishes)
        date = self.session.today or workspace.today()
        wishes = self.wishes._replace(today=date)
        planned = plan_batches(loaded.tree, loaded.config, loaded.mapping, self._symbols_of(loaded), wishes, step)
        if self.output:
            self._write(planned, loaded, date)
        return (1 if planned.plan.blocked else 0), self._told(planned.plan)

    def _told(self, plan: Plan) -> str:
        if self.form == "json":
            return "\n".join(map(json_text, _json(plan_document(plan)).split("\n")))
        return visible_lines(status_lines(plan) if self.status else plan_lines(plan))

    def _symbols_of(self, loaded: Loaded) -> SymbolsOf:
        """What reads symbols when they are asked for."""
        from archlint.edge.symbol_files import read_symbols

        cache = self.session.cache_for(loaded.root)
        return lambda paths: read_symbols(loaded.root, paths, self.session.progress, cache)

    def _write(self, planned: Planned, loaded: Loaded, date: str) -> None:
        plan = planned.plan
        index = os.path.join(self.output, "plan.json")
        check_write(index, self.session.territory())
        summary = _json(plan_document(plan))
        known = workspace.read_regular(index, _MOST_TEXT)
        if known and known != summary.encode("utf-8", "backslashreplace"):
            hint = "name a new folder, or remove this one"
            raise InputError(Complaint(index, "the folder holds another plan", hint, kind="input"))
        texts: dict[str, str] = {}

        def text_of(path: str) -> str:
            if path not in texts:
                data = workspace.read_regular(os.path.join(loaded.root, path), _MOST_TEXT)
                texts[path] = data.decode("utf-8", "surrogateescape")
            return texts[path]

        checker = self._with_all(planned.checker, loaded)
        for batch, rewrites, patch in write_batches(plan, checker, text_of, date):
            moves = {move.old: move.new for move in batch.moves}
            document = batch_document(plan, batch, date=date, language=self.language, rewrites=len(rewrites))
            self._put(f"{batch.id}.md", document)
            self._put(f"{batch.id}.sh", render_script(batch.id, f"{batch.id}.sh", moves))
            self._put(f"{batch.id}.patch", patch.encode("utf-8", "surrogateescape"))
            self._put(f"{batch.id}.rewrites.csv", rewrites_csv(rewrites))
            self._put(f"{batch.id}.rewrites.json", _json(rewrites_document(batch.id, rewrites, batch.moves, date)))
        if plan.blocked:
            self._put(f"{plan.id}-blocked.md", blocked_document(plan, date=date, language=self.language))
        self._put("plan.json", summary)

    def _put(self, name: str, text: str | bytes) -> None:
        workspace.write_atomically(name_in(self.output, name), text, self.session.territory())

    def _with_all(self, checker: Checker, loaded: Loaded) -> Checker:
        """A checker that knows every Go file, also those that the rules do not ask for: tests, files that [scan]
        excludes, other build configurations. The imports of all of them move."""
        scan = loaded.config.scan
        every = scan._replace(tests="include", build=None, exclude=(), exclude_origins=())
        if every == scan:
            return checker
        config = loaded.config._replace(scan=every)
        tree = read_tree(loaded.root, every, "include", everything=True, progress=self.session.progress)
        assert loaded.mapping is not None  # noqa: S101 -- see run
        modules = modules_of(tree)
        moves = map_tree(tree, config, loaded.mapping, modules).moves
        return Checker(tree, config, modules, self._symbols_of(loaded), moves.row_of, moves.files.keys())


def _json(document: object) -> str:
    import json

    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _check_names(mapping: Document, wishes: Wishes) -> None:
    """Every name that narrows or orders the plan has to be one of the mapping's."""
    complaints = []
    for what, names, known in (
        ("context", wishes.contexts, {row.context for row in mapping.rows}),
        ("layer", wishes.layers, {row.layer for row in mapping.rows}),
    ):
        for name in names:
            if name not in known:
                hint = hint_for(name, known)
                complaints.append(Complaint("", f"no row has the {what} {name!r}", hint, key=f"--{what}", kind="input"))
    complaints += [
        Complaint("", f"no row speaks of {path!r} or what is below it", key="--start", kind="input")
        for path in wishes.start
        if not any(_overlap(row.old, path) for row in mapping.rows)
    ]
    if complaints:
        raise InputError(*complaints)


def _overlap(one: str, other: str) -> bool:
    """Whether one path is the other, or lies below it."""
    return other in ("", ".") or f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")

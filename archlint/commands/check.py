"""`archlint check`: load the inputs, check them, write the reports."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from archlint.commands.configuration import shown_path
from archlint.commands.loading import load
from archlint.commands.reporting import Reporting, report
from archlint.commands.targets import targets_of
from archlint.edge import workspace
from archlint.errors import ArchlintError, Complaint, InputError
from archlint.model.findings import Result

if TYPE_CHECKING:
    from archlint.commands.loading import Loaded
    from archlint.commands.options import Options
    from archlint.edge.sources import Sources


def check(options: Options, paths: tuple[str, ...], reporting: Reporting) -> int:
    """Check what the paths lead to, write every report (also when the run fails), and return the exit status."""
    reporting = reporting._replace(passed=workspace.stopwatch())
    try:
        targets = targets_of(options, paths)
    except ArchlintError as wrong:
        return report(_failed(options, wrong), sources=None, reporting=reporting, territory=options.territory)
    done = [_check_one(target, reporting) for target in targets]
    if len(done) == 1:
        ((result, sources),) = done
        return report(result, sources, reporting, territory=targets[0].territory)
    from archlint.commands.several import report_several

    return report_several(targets, done, reporting)


def _check_one(options: Options, reporting: Reporting) -> tuple[Result, Sources | None]:
    """The result for one scan root, and the files that it was read from, None where nothing could be read."""
    sources: Sources | None = None
    try:
        loaded = load(options._replace(contents=reporting.wants_texts))
        sources = loaded.sources
        result = judge_loaded(loaded)
        return (_part(options, loaded, result) if options.parts else result), sources
    except ArchlintError as wrong:
        return _failed(options, wrong), sources


def _failed(options: Options, wrong: ArchlintError) -> Result:
    config = shown_path(options, options.config) if options.config else workspace.CONFIG_NAME
    return Result(problems=wrong.complaints, config=config)


def _part(options: Options, loaded: Loaded, result: Result) -> Result:
    from archlint.pipeline.part import part_of

    root = os.path.realpath(loaded.sources.root)  # a path may lead there by a link
    parts = [workspace.relative_to(root, os.path.realpath(path)) for path in options.parts]
    outside = [path for path in parts if path.split("/")[0] == ".."]
    if outside:
        hint = "name paths below it, or another configuration with --config"
        raise InputError(*(Complaint(path, "is outside of the scan root", hint, kind="input") for path in outside))
    named = tuple("" if path == "." else path for path in parts)
    return part_of(result, named, (file.path for file in loaded.inputs.tree.files))


def judge_loaded(loaded: Loaded) -> Result:
    """The result of the check, against its base where there is one; without a base, from the cache if it is there."""
    store = loaded.store
    if loaded.earlier is not None:
        from archlint.commands.revision_reader import Later
        from archlint.pipeline.against import check_against, see

        if store is not None and store.is_used:
            from archlint.commands.seen_cache import see_once

            seen = see_once(store, loaded)
        else:
            seen = see(loaded.inputs)
        later = Later(loaded.inputs, loaded.sources, loaded.tracked)
        return check_against(loaded.inputs, loaded.earlier.against(later), seen)
    if store is None or not (store.is_used or loaded.inputs.view != "today"):
        from archlint.pipeline.check import check as judge

        return judge(loaded.inputs)
    from archlint.commands.verdict_cache import judge_once

    return judge_once(store, loaded)

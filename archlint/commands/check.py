"""`archlint check`: load, judge, report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.commands.loading import load
from archlint.commands.reporting import Reporting, report
from archlint.edge import workspace
from archlint.errors import ArchlintError
from archlint.model.findings import Result

if TYPE_CHECKING:
    from archlint.commands.loading import Loaded
    from archlint.commands.options import Options
    from archlint.edge.sources import Sources


def check(options: Options, reporting: Reporting) -> int:
    """Run the check, write every report (also when the run fails), and return the exit status."""
    sources: Sources | None = None
    try:
        loaded = load(options._replace(contents=reporting.wants_texts))
        sources = loaded.sources
        result = judge_loaded(options, loaded)
    except ArchlintError as wrong:
        result = Result(problems=wrong.complaints, config=options.config or workspace.CONFIG_NAME)
    return report(result, sources, reporting, options.territory)


def judge_loaded(options: Options, loaded: Loaded) -> Result:
    """The result of the check, against its base where there is one; without a base, from the cache if it is there."""
    if options.base is not None:
        from archlint.commands.base import against
        from archlint.pipeline.against import check_against

        return check_against(loaded.inputs, against(options, loaded))
    store = loaded.store
    if store is None or not (store.is_used or loaded.inputs.view != "today"):
        from archlint.pipeline.check import check as judge

        return judge(loaded.inputs)
    from archlint.commands.verdict_cache import judge_once

    return judge_once(store, loaded)

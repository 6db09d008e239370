"""`archlint check`: load the inputs, check them, write the reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.commands.loading import load
from archlint.commands.reporting import Reporting, report
from archlint.edge import workspace
from archlint.errors import ArchlintError
from archlint.model.findings import Result
from archlint.pipeline.check import check as judge

if TYPE_CHECKING:
    from archlint.commands.loading import Loaded
    from archlint.commands.options import Options
    from archlint.edge.sources import Sources


def check(options: Options, reporting: Reporting) -> int:
    """Run the check, write every report even if the run fails, and return the exit status."""
    sources: Sources | None = None
    try:
        loaded = load(options._replace(contents=reporting.wants_texts))
        sources = loaded.sources
        result = judge_loaded(loaded)
    except ArchlintError as wrong:
        result = Result(problems=wrong.complaints, config=options.config or workspace.CONFIG_NAME)
    return report(result, sources, reporting, territory=options.territory)


def judge_loaded(loaded: Loaded) -> Result:
    """Return the result of the check. A result for the mapped tree, which takes longer, may come from the cache."""
    cache = loaded.reader.cache if loaded.inputs.view != "today" else None
    if cache is None:
        return judge(loaded.inputs)
    from archlint.commands.verdict_cache import judge_once

    return judge_once(cache, loaded)

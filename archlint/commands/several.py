"""Reports on several scan roots at once, as one result."""

from __future__ import annotations

import os
from collections.abc import Sequence

from archlint.commands.options import Options
from archlint.commands.reporting import Reporting, report
from archlint.edge.confine import Territory
from archlint.edge.sources import MAX_PARSED, Sources
from archlint.model.findings import Result
from archlint.pipeline.merged import Rooted, merged


class SeveralSources(Sources):
    """The files of several roots, each below its folder of a common one."""

    def __init__(self, root: str, by_folder: dict[str, Sources]) -> None:
        super().__init__(root)
        self._by_folder = by_folder

    def read(self, path: str, most: int = MAX_PARSED + 1) -> bytes:
        """The first `most` bytes of a file, b"" for none."""
        folder = max((each for each in self._by_folder if path.startswith(each)), key=len, default=None)
        return b"" if folder is None else self._by_folder[folder].read(path[len(folder) :], most)


def report_several(
    targets: Sequence[Options], done: Sequence[tuple[Result, Sources | None]], reporting: Reporting
) -> int:
    """Write every report on the results of these targets together, and return the exit status."""
    homes = [_home(options, sources) for options, (_, sources) in zip(targets, done, strict=True)]
    common = os.path.commonpath(homes)
    results: list[Rooted] = []
    by_folder: dict[str, Sources] = {}
    for home, (result, sources) in zip(homes, done, strict=True):
        folder = "" if home == common else os.path.relpath(home, common).replace(os.sep, "/") + "/"
        results.append(Rooted(folder, result))
        if sources is not None:
            by_folder[folder] = sources

    def territory() -> Territory:
        return Territory(tuple(dict.fromkeys(each for options in targets for each in options.territory().folders)))

    return report(merged(results), SeveralSources(common, by_folder), reporting, territory=territory)


def _home(options: Options, sources: Sources | None) -> str:
    """The folder that the paths of a target's result are relative to."""
    if sources is not None:
        return sources.root
    return os.path.abspath(options.path or os.path.dirname(options.config or ""))

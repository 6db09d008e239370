"""Writes the reports of a result to standard output or their files, and a summary to standard error."""

from collections.abc import Callable
from typing import NamedTuple

from archlint import __version__
from archlint.commands.console import write_err, write_report
from archlint.edge import workspace
from archlint.edge.confine import Territory
from archlint.edge.sources import MAX_SHOWN, Sources
from archlint.errors import Complaint, InputError
from archlint.model.findings import Gate, Result, RunInfo
from archlint.reports import NEED_TEXTS, renderer, summary
from archlint.reports.verdict import exit_status


class Reporting(NamedTuple):
    """How to report the result.

    `formats` are names of formats, each with its file, "" for standard output; `color` is for standard output,
    `color_files` for files. `verbose` is -1 for only findings.
    """

    formats: tuple[tuple[str, str], ...] = (("text", ""),)
    gate: Gate = "error"
    strict: bool = False
    color: bool = False
    color_files: bool = False
    verbose: int = 0

    @property
    def wants_texts(self) -> bool:
        """Whether a report needs the text of the files that have findings."""
        return not NEED_TEXTS.isdisjoint(name for name, _ in self.formats)


def report(result: Result, sources: Sources | None, reporting: Reporting, territory: Callable[[], Territory]) -> int:
    """Write every report and return the exit status. `sources` are those of the tree, None if it wasn't read.

    Raises InputError for the reports that can't be written, after it has written the others.
    """
    run = _run_info(result, sources, reporting)
    unwritten: list[Complaint] = []
    confined = territory() if any(target for _, target in reporting.formats) else Territory(())
    for name, target in reporting.formats:
        try:
            if target:
                text = renderer(name)(result, run._replace(color=reporting.color_files))
                workspace.write_atomically(target, text, confined)
            else:
                write_report(name, renderer(name)(result, run), color=reporting.color)
        except InputError as wrong:
            unwritten += wrong.complaints
    shown = [name for name, target in reporting.formats if not target]
    beside = summary(result, run._replace(color=False), shown)
    if beside:
        write_err(beside)
    if unwritten:
        raise InputError(*unwritten)
    return exit_status(result, run)


def _run_info(result: Result, sources: Sources | None, reporting: Reporting) -> RunInfo:
    run = RunInfo(
        __version__,
        lines={},
        color=reporting.color,
        gate=reporting.gate,
        verbose=reporting.verbose,
        strict=reporting.strict,
    )
    if sources is None:
        return run
    places = [finding.place for finding in result.findings]
    return run._replace(
        prefix=workspace.prefix_in_repository(sources.root),
        texts={place.path: sources.read(place.path, MAX_SHOWN) for place in places} if reporting.wants_texts else {},
        lines=sources.lines(places),
    )

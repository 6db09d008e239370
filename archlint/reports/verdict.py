"""Decides which findings make the run fail, for the exit status and for all reports."""

from __future__ import annotations

from archlint.model.findings import Finding, Result, RunInfo
from archlint.model.policy import SEVERITIES


def reaches_gate(finding: Finding, run: RunInfo) -> bool:
    """Report whether the finding's severity is at or above the gate."""
    return run.gate != "never" and SEVERITIES.index(finding.severity) <= SEVERITIES.index(run.gate)


def fails(finding: Finding, run: RunInfo) -> bool:
    """Report whether the finding makes the run fail: it is at or above the gate, and its change counts.

    An introduced finding counts, a carried one counts with `strict`, and a retired one never counts.
    """
    return reaches_gate(finding, run) and (
        finding.change in ("", "introduced") or (finding.change == "carried" and run.strict)
    )


def exit_status(result: Result, run: RunInfo) -> int:
    """Return 0 if nothing fails the run, 1 if findings do, 2 if the configuration has problems."""
    if result.problems:
        return 2
    return 1 if any(fails(finding, run) for finding in result.findings) else 0

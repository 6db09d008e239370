"""Which findings make the run fail. One answer for the exit status and for every report that tells it."""

from __future__ import annotations

from archlint.model.findings import Finding, Result, RunInfo
from archlint.model.policy import SEVERITIES


def reaches_gate(finding: Finding, run: RunInfo) -> bool:
    """Whether the finding's severity is at or above the gate."""
    return run.gate != "never" and SEVERITIES.index(finding.severity) <= SEVERITIES.index(run.gate)


def fails(finding: Finding, run: RunInfo) -> bool:
    """Whether the finding alone makes the run fail: at or above the gate, and of a change that the gate looks at.

    What a mapping introduces counts, what it carries over counts under `strict`, what it retires never does.
    """
    return reaches_gate(finding, run) and (
        finding.change in ("", "introduced") or (finding.change == "carried" and run.strict)
    )


def exit_status(result: Result, run: RunInfo) -> int:
    """0 clean, 1 findings that fail the run, 2 problems in what the user wrote."""
    if result.problems:
        return 2
    return 1 if any(fails(finding, run) for finding in result.findings) else 0

"""The `concise` report: one line a finding, for editors, `grep` and problem matchers."""

from __future__ import annotations

from archlint.errors import Complaint
from archlint.model.findings import Finding, Result, RunInfo
from archlint.reports.closing import closing_line
from archlint.reports.safe import visible, without_commands
from archlint.reports.tally import inert_rules


def render(result: Result, run: RunInfo) -> str:
    """Return one line for each finding, as `path:line:col: severity rule message`; "" if there is nothing to report.

    Configuration problems come first, then inert rules. In a view of a mapping, the line of a finding ends with
    ` (introduced)`, ` (carried)` or ` (retired)`.
    """
    lines = [
        *(_problem(problem, "error") for problem in result.problems),
        *(_problem(remark, "note") for remark in inert_rules(result, run)),
        *(_finding(item, run) for item in result.findings),
    ]
    return without_commands("".join(f"{visible(line)}\n" for line in lines))


def render_closing(result: Result, run: RunInfo) -> str:
    """Return the line for standard error: the verdict and what doesn't count; "" if everything counts or with -q."""
    line = closing_line(result, run) if run.verbose >= 0 else ""
    return without_commands(f"archlint: {visible(line)}\n") if line else ""


def _finding(finding: Finding, run: RunInfo) -> str:
    change = f" ({finding.change})" if finding.change else ""
    return f"{run.prefix}{finding.place}: {finding.severity} {finding.rule} {finding.message}{change}"


def _problem(problem: Complaint, severity: str) -> str:
    where = f"{problem.path}:{problem.line or 1}:1: " if problem.path else ""
    text = ": ".join(part for part in (problem.key, problem.message) if part)
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{where}{severity} {problem.kind} {text}{hint}"

"""The `concise` report: one line a finding, for editors, `grep` and problem matchers."""

from __future__ import annotations

from archlint.errors import Complaint
from archlint.model.findings import Finding, Result, RunInfo
from archlint.reports.closing import closing_line
from archlint.reports.safe import visible, without_commands
from archlint.reports.tally import inert_rules


def render(result: Result, run: RunInfo) -> str:
    """`path:line:col: severity rule message`, a line a finding; "" if clean. First come problems of the configuration,
    then rules that judged nothing.

    In a view of a mapping, ` (introduced)`, ` (carried)` or ` (retired)` stands at the end of the line.
    """
    lines = [
        *(_problem(problem, "error") for problem in result.problems),
        *(_problem(remark, "note") for remark in inert_rules(result, run)),
        *(_finding(item, run) for item in result.findings),
    ]
    return without_commands("".join(f"{visible(line)}\n" for line in lines))


def render_closing(result: Result, run: RunInfo) -> str:
    """The line for standard error: the verdict and what doesn't count; "" where all counts, or for a quiet run."""
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

"""The `concise` report: one line a finding, for editors, `grep` and problem matchers."""

from __future__ import annotations

from archlint.errors import Complaint
from archlint.model.findings import Finding, Result, RunInfo
from archlint.reports.safe import visible, without_commands


def render(result: Result, run: RunInfo) -> str:
    """`path:line:col: severity rule message`, a line a finding; problems of the configuration first; "" if clean.

    In a view of a mapping, ` (introduced)`, ` (carried)` or ` (retired)` stands at the end of the line.
    """
    lines = [*(_problem(problem) for problem in result.problems), *(_finding(item, run) for item in result.findings)]
    return without_commands("".join(f"{visible(line)}\n" for line in lines))


def _finding(finding: Finding, run: RunInfo) -> str:
    change = f" ({finding.change})" if finding.change else ""
    return f"{run.prefix}{finding.place}: {finding.severity} {finding.rule} {finding.message}{change}"


def _problem(problem: Complaint) -> str:
    where = f"{problem.path}:{problem.line or 1}:1: " if problem.path else ""
    text = ": ".join(part for part in (problem.key, problem.message) if part)
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{where}error {problem.kind} {text}{hint}"

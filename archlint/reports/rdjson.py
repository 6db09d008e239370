"""The `rdjson` report: Reviewdog Diagnostic Format, for review comments on any code host."""

from __future__ import annotations

from archlint.errors import Complaint
from archlint.model.findings import Finding, Result, RunInfo
from archlint.model.location import Place
from archlint.reports.json_lines import write
from archlint.reports.safe import unicode_text, visible
from archlint.reports.tally import inert_rules
from archlint.reports.uris import inside

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


def render(result: Result, run: RunInfo) -> str:
    """Return one DiagnosticResult with a line for each diagnostic. The format counts columns in bytes of UTF-8."""
    diagnostics = [_problem(problem, "ERROR", run) for problem in result.problems]
    diagnostics += [_problem(remark, "INFO", run) for remark in inert_rules(result, run)]
    diagnostics += [_finding(finding, run) for finding in result.findings if finding.change != "retired"]
    return write({"source": {"name": "archlint"}, "diagnostics": diagnostics})


def _finding(finding: Finding, run: RunInfo) -> dict[str, object]:
    notes = (("because", finding.because), ("to fix", finding.advice))
    message = "\n".join(
        [visible(f"{finding.rule}: {finding.message}"), *(visible(f"{title}: {text}") for title, text in notes if text)]
    )
    record: dict[str, object] = {
        "message": message,
        "location": _location(finding.place, run),
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.kind},
    }
    if finding.related:
        record["related_locations"] = [
            {"message": visible(related.message), "location": _location(related.place, run)}
            for related in finding.related
        ]
    return record


def _problem(problem: Complaint, severity: str, run: RunInfo) -> dict[str, object]:
    path = inside(run.prefix, problem.path) or problem.path
    return {
        "message": visible(str(problem)),
        "location": {"path": unicode_text(path), "range": {"start": {"line": problem.line or 1}}},
        "severity": severity,
        "code": {"value": problem.kind},
    }


def _location(place: Place, run: RunInfo) -> dict[str, object]:
    line = run.lines.get((place.path, place.line), "")
    span = {"start": {"line": place.line}}
    if place.end_column > 1:
        span["start"]["column"] = _byte_column(line, place.column)
        span["end"] = {"line": place.line, "column": _byte_column(line, max(place.end_column, place.column))}
    return {"path": unicode_text(run.prefix + place.path), "range": span}


def _byte_column(line: str, column: int) -> int:
    """The column in bytes of UTF-8. If the text of the line is missing or too short, the rest counts as ASCII."""
    before = line[: column - 1]
    wide = sum("\udc80" <= char <= "\udcff" for char in before)  # bytes that aren't UTF-8 (PEP 383), encoded as three
    return column + len(before.encode("utf-8", "surrogatepass")) - len(before) - 2 * wide

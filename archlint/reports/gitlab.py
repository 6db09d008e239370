"""The `gitlab` report: Code Quality (a subset of the Code Climate format), which merge requests show in every tier."""

from __future__ import annotations

from archlint.errors import Complaint
from archlint.model.findings import Finding, Result, RunInfo
from archlint.model.location import Place
from archlint.reports.json_lines import records
from archlint.reports.safe import unicode_text, visible
from archlint.reports.tally import inert_rules
from archlint.reports.uris import inside

_SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


def render(result: Result, run: RunInfo) -> str:
    """Return a JSON array with one line for each finding, `[]` if there are none.

    GitLab drops an entry that repeats a fingerprint, so each fingerprint is made unique. GitLab shows every entry as a
    degradation, whatever its severity, so findings that don't count are left out.
    """
    entries = [_problem(problem, severity="blocker", result=result, run=run) for problem in result.problems]
    entries += [_problem(remark, severity="info", result=result, run=run) for remark in inert_rules(result, run)]
    entries += [_finding(finding, run) for finding in result.findings if finding.change != "retired"]
    seen: dict[object, int] = {}
    for entry in entries:
        fingerprint = entry["fingerprint"]
        seen[fingerprint] = seen.get(fingerprint, 0) + 1
        if seen[fingerprint] > 1:
            entry["fingerprint"] = f"{fingerprint}-{seen[fingerprint]}"
    return records(entries)


def _finding(finding: Finding, run: RunInfo) -> dict[str, object]:
    because = f" (because: {finding.because})" if finding.because else ""
    return {
        "description": visible(f"{finding.rule}: {finding.message}{because}"),
        "check_name": finding.kind,
        "fingerprint": finding.fingerprint,
        "severity": "critical" if finding.cycle and finding.severity == "error" else _SEVERITIES[finding.severity],
        "location": {"path": unicode_text(run.prefix + finding.place.path), "lines": {"begin": finding.place.line}},
    }


def _problem(problem: Complaint, severity: str, result: Result, run: RunInfo) -> dict[str, object]:
    """The entry of a problem, placed in the file it names, or in the configuration if that file is outside the
    repository."""
    path = inside(run.prefix, problem.path) or inside(run.prefix, result.config) or "layers.toml"
    same = Finding(
        problem.kind,
        rule="",
        severity="error",
        message="",
        place=Place(path),
        source=problem.path,
        target=problem.key,
        identity=(problem.message,),
    )
    return {
        "description": visible(str(problem)),
        "check_name": problem.kind,
        "fingerprint": same.fingerprint,
        "severity": severity,
        "location": {"path": unicode_text(path), "lines": {"begin": problem.line or 1}},
    }

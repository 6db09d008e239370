"""The `checkstyle` report: the XML that Jenkins, reviewdog, TeamCity and many editors read."""

from __future__ import annotations

from itertools import groupby
from xml.etree import ElementTree

from archlint.errors import Complaint
from archlint.model.findings import Finding, Result, RunInfo
from archlint.reports.safe import visible, xml_document, xml_text
from archlint.reports.tally import inert_rules
from archlint.reports.uris import inside

_SEVERITIES = {"error": "error", "warning": "warning", "note": "info"}


def render(result: Result, run: RunInfo) -> str:
    """Return the XML document, which ends in a newline. Findings, configuration problems and inert rules are grouped by
    file."""
    root = ElementTree.Element("checkstyle", {"version": "5.0"})
    rows = [_problem(problem, "error", run) for problem in result.problems]
    rows += [_problem(remark, "info", run) for remark in inert_rules(result, run)]
    rows += [_finding(finding, run) for finding in result.findings if finding.change != "retired"]
    for path, group in groupby(sorted(rows, key=lambda row: row[0]), key=lambda row: row[0]):
        file = ElementTree.SubElement(root, "file", {"name": path})
        for _, attributes in group:
            ElementTree.SubElement(file, "error", attributes)
    ElementTree.indent(root)
    text = xml_document(ElementTree.tostring(root, encoding="unicode"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _finding(finding: Finding, run: RunInfo) -> tuple[str, dict[str, str]]:
    because = f" (because: {finding.because})" if finding.because else ""
    change = f" ({finding.change})" if finding.change else ""
    return xml_text(run.prefix + finding.place.path), {
        "line": str(finding.place.line),
        "column": str(finding.place.column),
        "severity": _SEVERITIES[finding.severity],
        "message": visible(f"{finding.rule}: {finding.message}{because}{change}"),
        "source": f"archlint.{finding.kind}",
    }


def _problem(problem: Complaint, severity: str, run: RunInfo) -> tuple[str, dict[str, str]]:
    return xml_text(inside(run.prefix, problem.path) or problem.path or "layers.toml"), {
        "line": str(problem.line or 1),
        "severity": severity,
        "message": visible(str(problem)),
        "source": f"archlint.{problem.kind}",
    }

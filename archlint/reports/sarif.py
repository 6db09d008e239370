"""The `sarif` report: SARIF 2.1.0, for GitHub code scanning and similar services.

The rules of a log are all kinds of finding, so that two logs of one version of archlint differ only in their results.
The user's rules are in messages and properties, never in ids, because alerts are keyed by ids. Known and retired
findings are left out, because GitHub opens an alert for every result, even one with `suppressions`. The property
`weakened` of the run and a notification count them.
"""

from __future__ import annotations

from collections.abc import Iterator

import archlint
from archlint.catalogue import KINDS, Kind
from archlint.errors import Complaint
from archlint.model.findings import Finding, Result, RunInfo
from archlint.model.policy import SEVERITIES
from archlint.reports.closing import closing_line
from archlint.reports.json_lines import write
from archlint.reports.line_hash import line_hashes
from archlint.reports.safe import visible
from archlint.reports.sarif_results import Context, plain, result_of
from archlint.reports.tally import inert_rules, weakened
from archlint.reports.uris import inside, uri
from archlint.reports.verdict import exit_status

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_RESULTS = 5_000  # GitHub shows no more, and GitLab accepts no more
_NOTIFICATIONS = 1_000
_CUT = Kind(
    "results-cut",
    title="The log leaves out results, because code scanning services accept no more.",
    meaning="Code scanning services keep the 5,000 most severe results of a log, and so does this report.",
    example="archlint check --format sarif=archlint.sarif",
    advice="Record known findings in a baseline, or check a part of the tree.",
    group="configuration",
)
_NOT_COUNTED = Kind(
    "not-counted",
    title="Some findings, files or rules don't count for the verdict.",
    meaning="These are findings that a baseline, an exception or an ignore in the source covers, or that are below the "
    "gate; files that [scan] leaves out; and rules that judged nothing. If these numbers rise, the gate gets weaker.",
    example="archlint check --format json",
    advice="You don't have to do anything. If the numbers rise, find out why.",
    group="configuration",
)
_PARSE_ERROR = "parse-error"


def render(result: Result, run: RunInfo) -> str:
    """Return the log, which ends in a newline and has one line for each result. `run.texts` is for fingerprints."""
    counted = [finding for finding in result.findings if finding.change != "retired"]
    rules = [*_documented(), *_undocumented(counted)]
    kept = _most_severe(counted)
    context = Context(
        {kind.id: index for index, kind in enumerate(rules)},
        sentences={outcome.rule.id: outcome.rule.sentence for outcome in result.outcomes},
        hashes=_hashes(kept, run),
        prefix=run.prefix,
    )
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(rules, run)},
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
                "invocations": [_invocation(result, run, len(counted) - len(kept))],
                "results": [result_of(finding, context) for finding in kept],
                "properties": {"weakened": weakened(result, run)._asdict()},
            }
        ],
    }
    return write(log, opened=("runs", "tool", "driver", "invocations"))


def _documented() -> list[Kind]:
    return [kind for kind in KINDS if kind.group != "configuration"]


def _undocumented(findings: list[Finding]) -> list[Kind]:
    """Placeholders for kinds that the catalogue doesn't have, so that a mistake there doesn't break the report."""
    missing = {finding.kind for finding in findings} - {kind.id for kind in _documented()}
    return [
        Kind(kind, title=f"{kind}.", meaning=f"{kind}.", example=kind, advice="Read the message.", group="source")
        for kind in sorted(missing)
    ]


def _most_severe(findings: list[Finding]) -> list[Finding]:
    """The findings that services would keep, in the given order."""
    if len(findings) <= _RESULTS:
        return findings
    ranked = sorted(range(len(findings)), key=lambda index: (SEVERITIES.index(findings[index].severity), index))
    return [findings[index] for index in sorted(ranked[:_RESULTS])]


def _hashes(findings: list[Finding], run: RunInfo) -> dict[tuple[str, int], str]:
    """GitHub's fingerprint of each line with a finding, for the files in `run.texts`."""
    last: dict[str, int] = {}
    for finding in findings:
        last[finding.place.path] = max(last.get(finding.place.path, 0), finding.place.line)
    return {
        (path, line): value
        for path, number in last.items()
        if path in run.texts
        for line, value in enumerate(line_hashes(run.texts[path].decode("utf-8", "replace"), number), start=1)
    }


def _driver(rules: list[Kind], run: RunInfo) -> dict[str, object]:
    notifications = [kind for kind in KINDS if kind.group == "configuration" or kind.id == _PARSE_ERROR]
    return {
        "name": "archlint",
        **({"informationUri": archlint.HOME} if archlint.HOME else {}),
        "fullName": f"archlint {run.version}",
        "semanticVersion": run.version,
        "rules": [_rule(kind) for kind in rules],
        "notifications": [_descriptor(kind) for kind in [*notifications, _CUT, _NOT_COUNTED]],
    }


def _descriptor(kind: Kind) -> dict[str, object]:
    return {
        "id": kind.id,
        "shortDescription": {"text": kind.title},
        "fullDescription": {"text": kind.meaning},
        "help": {"text": kind.text, "markdown": kind.markdown},
    }


def _rule(kind: Kind) -> dict[str, object]:
    return {
        **_descriptor(kind),
        "name": kind.name,
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "tags": ["architecture", "maintainability"],
            "precision": "very-high",
            "problem.severity": "error",
        },
    }


def _invocation(result: Result, run: RunInfo, cut: int) -> dict[str, object]:
    """The invocation. A run with problems is unsuccessful, so that no service closes alerts because of it."""
    return {
        "executionSuccessful": not result.problems,
        "exitCode": exit_status(result, run),
        "toolConfigurationNotifications": [*_not_counted(result, run), *_complaints(result, run)][:_NOTIFICATIONS],
        "toolExecutionNotifications": [*_parse_errors(result, run), *_cut(cut)][-_NOTIFICATIONS:],
    }


def _not_counted(result: Result, run: RunInfo) -> Iterator[dict[str, object]]:
    line = closing_line(result, run)
    if line:
        yield _notification(_NOT_COUNTED.id, "note", line)


def _complaints(result: Result, run: RunInfo) -> Iterator[dict[str, object]]:
    warnings = (*inert_rules(result, run), *result.stale)
    for level, complaints in (("error", result.problems), ("warning", warnings), ("note", result.notices)):
        for complaint in complaints:
            path = inside(run.prefix, complaint.path)
            yield _notification(complaint.kind, level, _text(complaint), path=path, line=complaint.line)


def _text(complaint: Complaint) -> str:
    hint = f" ({complaint.hint})" if complaint.hint else ""
    return ": ".join(part for part in (complaint.key, complaint.message) if part) + hint


def _parse_errors(result: Result, run: RunInfo) -> Iterator[dict[str, object]]:
    """Parse errors again as notifications, because files that don't parse may hide results."""
    for finding in result.findings:
        if finding.kind == _PARSE_ERROR:
            path = run.prefix + finding.place.path
            yield _notification(_PARSE_ERROR, level="warning", text=finding.message, path=path, line=finding.place.line)


def _cut(number: int) -> Iterator[dict[str, object]]:
    if number:
        yield _notification(
            _CUT.id, "warning", f"{number:,} results are left out; only the {_RESULTS:,} most severe are in this log"
        )


def _notification(kind: str, level: str, text: str, path: str = "", line: int = 1) -> dict[str, object]:
    record: dict[str, object] = {"descriptor": {"id": kind}, "level": level, "message": {"text": plain(visible(text))}}
    if path:
        artifact = {"uri": uri(path), "uriBaseId": "%SRCROOT%"}
        location = {"artifactLocation": artifact, "region": {"startLine": max(line, 1)}}
        record["locations"] = [{"physicalLocation": location}]
    return record

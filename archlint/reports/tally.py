"""What it all comes to, in words: how each rule fared, what was read, the verdict. Laid out by `text` and `markdown`.

The words hold names from the tree as they are; who lays them out makes them safe.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple

from archlint.model.findings import Finding, Known, Result, RunInfo
from archlint.model.policy import Severity
from archlint.reports.verdict import fails
from archlint.reports.words import by_severity, capped, count, listed

_KNOWN_WORDS: dict[Literal["baseline", "ignore", "exception"], str] = {
    "baseline": "in the baseline",
    "ignore": "by an ignore in the source",
    "exception": "by an exception",
}


class RuleTally(NamedTuple):
    """How one rule fared: `state` is kept, broken, carried or noted; `severity` the worst of its findings, or ""."""

    rule: str
    sentence: str
    state: str
    severity: Severity | Literal[""]
    outcome: str


def rule_tallies(result: Result, run: RunInfo) -> list[RuleTally]:
    """Every rule in the order of the configuration, then the built-in checks that found something."""
    by_rule: dict[str, list[Finding]] = {outcome.rule.id: [] for outcome in result.outcomes}
    for finding in result.findings:
        if finding.change != "retired":
            by_rule.setdefault(finding.rule, []).append(finding)
    told = {outcome.rule.id: (outcome.rule.sentence, len(outcome.subjects)) for outcome in result.outcomes}
    tallies = []
    for rule, findings in by_rule.items():
        sentence, judged = told.get(rule, ("", 0))
        outcome = by_severity(findings) if findings else f"{judged:,} checked"
        tallies.append(RuleTally(rule, sentence, _state(findings, run), _worst(findings), outcome))
    return tallies


def _state(findings: list[Finding], run: RunInfo) -> str:
    if not findings:
        return "kept"
    if any(fails(finding, run) for finding in findings):
        return "broken"
    return "carried" if all(finding.change == "carried" for finding in findings) else "noted"


def _worst(findings: list[Finding]) -> Severity | Literal[""]:
    severities = {finding.severity for finding in findings}
    return "error" if "error" in severities else "warning" if "warning" in severities else "note" if findings else ""


def scan_sentences(result: Result, run: RunInfo, most: int) -> Iterator[str]:
    """Sentences on what was read and what was not; at most `most` names of files, 0 for all."""
    stats = result.stats
    if stats.unassigned:
        names = capped([run.prefix + path for path in stats.unassigned], most)
        verb = "is" if len(stats.unassigned) == 1 else "are"
        yield f"{count(len(stats.unassigned), 'file')} {verb} in no layer: {names}."
    if stats.skipped:
        yield _skipped(stats.skipped)
    if result.known:
        yield f"Known, so not counted: {_known(result.known)}."
    if stats.files:
        files, packages = count(stats.files, "file"), count(stats.packages, "package")
        yield f"Checked {files} in {packages} with {count(stats.imports, 'import')} by {result.config}{_view(result)}."


def _skipped(skipped: tuple[tuple[str, int], ...]) -> str:
    """What was left out: a reason names files or folders, in the plural."""
    sums = {"file": 0, "folder": 0}
    for reason, number in skipped:
        sums["folder" if reason.endswith("folders") else "file"] += number
    things = listed([count(number, noun) for noun, number in sums.items() if number])
    return f"Skipped {things}: {listed([_reason(*item) for item in skipped])}."


def _reason(reason: str, number: int) -> str:
    one = re.sub(r"\b(file|folder)s\b", r"\1", reason)
    return f"{number:,} {one if number == 1 else reason}"


def _known(known: tuple[Known, ...]) -> str:
    sources = Counter(item.source for item in known)
    return listed([f"{sources[source]:,} {words}" for source, words in _KNOWN_WORDS.items() if sources[source]])


def _view(result: Result) -> str:
    if result.view == "today":
        return ""
    as_is = "as they are and " if result.view == "both" else ""
    return f", {as_is}as {listed(result.mappings)} {'maps' if len(result.mappings) == 1 else 'map'} them"


def verdict(result: Result, run: RunInfo) -> tuple[str, str]:
    """The verdict, and the rest of the sentence with its colon or comma.

    Failed, Passed, Not passed (something is inert), or Not checked (nothing could be).
    """
    if result.problems:
        what = f": {count(len(result.problems), 'problem')} to solve first."
        return ("Not passed", what) if result.stats.files else ("Not checked", what)
    failing = [finding for finding in result.findings if fails(finding, run)]
    rest = [finding for finding in result.findings if not fails(finding, run)]
    if failing:
        return "Failed", f": {by_severity(failing)}" + (f"; also {_aside(rest)}." if rest else ".")
    return "Passed", f", with {_aside(rest)}." if rest else ": no findings."


def _aside(findings: list[Finding]) -> str:
    """Findings that do not fail the run, e.g. `2 warnings, 1 carried and 3 retired`."""
    plain = by_severity(finding for finding in findings if finding.change in ("", "introduced"))
    changes = Counter(finding.change for finding in findings)
    parts = [plain] if plain else []
    return listed(parts + [f"{changes[name]:,} {name}" for name in ("carried", "retired") if changes[name]])

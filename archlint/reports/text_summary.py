"""What it all comes to: the end of the text report. Rules, layers, what was read and left out, the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple

from archlint.model.findings import Finding, Known, Result, RunInfo
from archlint.model.policy import Severity
from archlint.reports.ansi import Pen
from archlint.reports.safe import visible
from archlint.reports.verdict import fails
from archlint.reports.words import by_severity, capped, count, listed

_FILES_SHOWN = 3
_KNOWN_WORDS: dict[Literal["baseline", "ignore", "exception"], str] = {
    "baseline": "in the baseline",
    "ignore": "by an ignore in the source",
    "exception": "by an exception",
}


class _Row(NamedTuple):
    """One line of the table of rules."""

    style: str
    word: str
    rule: str
    outcome: str
    sentence: str


def summary_lines(result: Result, run: RunInfo, pen: Pen) -> list[str]:
    """The lines of the summary, the verdict last. After a configuration error there is no more than the verdict."""
    lines: list[str] = []
    if result.outcomes or result.findings:
        lines += [pen("strong", "Rules"), *_rules(result, run, pen)]
    if result.stats.layers:
        lines += [pen("strong", "Layers"), *_layers(result)]
    if result.stats.files:
        lines += _counts(result, run)
    return [*lines, _verdict(result, run, pen)]


def _rules(result: Result, run: RunInfo, pen: Pen) -> Iterator[str]:
    by_rule: dict[str, list[Finding]] = {outcome.rule.id: [] for outcome in result.outcomes}
    for finding in result.findings:
        if finding.change != "retired":
            by_rule.setdefault(finding.rule, []).append(finding)
    subjects = {outcome.rule.id: (outcome.rule.sentence, len(outcome.subjects)) for outcome in result.outcomes}
    rows = []
    for rule, findings in by_rule.items():
        sentence, judged = subjects.get(rule, ("", 0))
        rows.append(_Row(*_state(findings, run), visible(rule), _outcome(findings, judged), visible(sentence)))
    width = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    for row in rows:
        word = pen(row.style, row.word) + " " * (width[1] - len(row.word))
        yield f"  {word}  {row.rule:{width[2]}}  {row.outcome:{width[3]}}  {row.sentence}".rstrip()


def _state(findings: list[Finding], run: RunInfo) -> tuple[str, str]:
    """Style and word for how a rule fared."""
    if not findings:
        return "good", "kept"
    severities: set[Severity] = {finding.severity for finding in findings}
    style = "error" if "error" in severities else "warning" if "warning" in severities else "note"
    if any(fails(finding, run) for finding in findings):
        return style, "broken"
    return style, "carried" if all(finding.change == "carried" for finding in findings) else "noted"


def _outcome(findings: list[Finding], judged: int) -> str:
    return by_severity(findings) if findings else f"{judged:,} checked"


def _layers(result: Result) -> Iterator[str]:
    layers = [layer for layer in result.stats.layers if layer.name]
    width = max((len(visible(layer.name)) for layer in layers), default=0)
    for layer in layers:
        files, packages = count(layer.files, "file"), count(layer.packages, "package")
        yield f"  {visible(layer.name):{width}}  {files} in {packages}"


def _counts(result: Result, run: RunInfo) -> Iterator[str]:
    stats, limit = result.stats, 0 if run.verbose > 0 else _FILES_SHOWN
    if stats.unassigned:
        names = capped([visible(run.prefix + path) for path in stats.unassigned], limit)
        verb = "is" if len(stats.unassigned) == 1 else "are"
        yield f"{count(len(stats.unassigned), 'file')} {verb} in no layer: {names}."
    if stats.skipped:
        reasons = listed([f"{number:,} {visible(reason)}" for reason, number in stats.skipped])
        yield f"Skipped {count(sum(number for _, number in stats.skipped), 'file')}: {reasons}."
    if result.known:
        yield _known(result.known)
    read = f"{count(stats.files, 'file')} in {count(stats.packages, 'package')} with {count(stats.imports, 'import')}"
    yield f"Checked {read} by {visible(result.config)}{_view(result)}."


def _view(result: Result) -> str:
    if result.view == "today":
        return ""
    documents = listed([visible(path) for path in result.mappings])
    as_is = "as they are and " if result.view == "both" else ""
    return f", {as_is}as {documents} {'maps' if len(result.mappings) == 1 else 'map'} them"


def _known(known: tuple[Known, ...]) -> str:
    sources = Counter(item.source for item in known)
    parts = listed([f"{sources[source]:,} {words}" for source, words in _KNOWN_WORDS.items() if sources[source]])
    return f"Known, so not counted: {parts}."


def _verdict(result: Result, run: RunInfo, pen: Pen) -> str:
    if result.problems:
        return pen("error", "Not checked") + f": {count(len(result.problems), 'problem')} to solve first."
    failing = [finding for finding in result.findings if fails(finding, run)]
    rest = [finding for finding in result.findings if not fails(finding, run)]
    if failing:
        tail = f"; also {_aside(rest)}" if rest else ""
        return pen("error", "Failed") + f": {by_severity(failing)}{tail}."
    if rest:
        return pen("good", "Passed") + f", with {_aside(rest)}."
    return pen("good", "Passed") + ": no findings."


def _aside(findings: list[Finding]) -> str:
    """Findings that do not fail the run, e.g. `2 warnings, 1 carried and 3 retired`."""
    plain = by_severity(finding for finding in findings if finding.change in ("", "introduced"))
    changes = Counter(finding.change for finding in findings)
    parts = [plain] if plain else []
    return listed(parts + [f"{changes[name]:,} {name}" for name in ("carried", "retired") if changes[name]])

"""The summary of a run in sentences: what doesn't count, which files were read or skipped, and the verdict.

The sentences contain raw names from the tree. The caller must escape them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from archlint.model.findings import Known, Result, RunInfo
from archlint.reports.tally import by_severity, rule_tallies, severity_counts, weakened
from archlint.reports.verdict import fails
from archlint.text.lists import count, listed

_KNOWN_WORDS: dict[Literal["baseline", "ignore", "exception"], str] = {
    "baseline": "in the baseline",
    "ignore": "ignored in the source",
    "exception": "allowed by an exception",
}
_NAMES_SHOWN = 3


def closing_line(result: Result, run: RunInfo) -> str:
    """Return the verdict and everything that doesn't count on one line, for reports that have no room for more.

    Return "" if everything counts, or if problems keep the run from passing anyway.
    """
    if result.problems or not weakened(result, run).is_reported:
        return ""
    skipped = [_skipped(result.stats.skipped)] if result.stats.skipped else []
    return " ".join(["".join(verdict(result, run)), *weakened_sentences(result, run), *skipped])


def weakened_sentences(result: Result, run: RunInfo) -> Iterator[str]:
    """Yield sentences about what doesn't count, except for skipped files, inert rules and the verdict."""
    numbers = weakened(result, run)
    if result.known:
        yield f"Known and not counted: {_known(result.known)}."
    if run.gate == "never" and numbers.below_gate:
        yield "With --fail-on never, no finding fails the run."
    if numbers.ended:
        verb = "counts" if numbers.ended == 1 else "count"
        yield f"{count(numbers.ended, 'finding')} {verb} again, because an exception or a baseline entry has expired."
    if numbers.stale:
        entries, verb = ("entry", "matches") if numbers.stale == 1 else ("entries", "match")
        yield f"{numbers.stale:,} baseline {entries} no longer {verb} a finding."
    waiting = [item.rule for item in rule_tallies(result, run) if item.state == "waiting"]
    if waiting:
        verb = "waits" if len(waiting) == 1 else "wait"
        names = listed(waiting, most=0 if run.verbose > 0 else _NAMES_SHOWN, how="-v shows all")
        yield f"{count(len(waiting), 'optional rule')} {verb} for code that doesn't exist yet: {names}."


def scan_sentences(result: Result, run: RunInfo, most: int) -> Iterator[str]:
    """Yield sentences about what doesn't count and which files were read or skipped.

    They name at most `most` files; 0 means all.
    """
    stats = result.stats
    if stats.unassigned:
        names = listed((run.prefix + path for path in stats.unassigned), most=most, how="-v shows all")
        verb = "is" if len(stats.unassigned) == 1 else "are"
        yield f"{count(len(stats.unassigned), 'file')} {verb} in no layer: {names}."
    if stats.skipped:
        yield _skipped(stats.skipped)
    yield from weakened_sentences(result, run)
    if stats.files:
        files, packages = count(stats.files, "file"), count(stats.packages, "package")
        yield f"Checked {files} in {packages} with {count(stats.imports, 'import')} by {result.config}{_view(result)}."


def _skipped(skipped: tuple[tuple[str, int], ...]) -> str:
    """Return a sentence about skipped files and folders. Each reason names one of the two, in the plural."""
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
    """Return the verdict, and the rest of its sentence with the colon or comma.

    The verdict is Failed, Passed, Not passed (there are problems), or Not checked (no file was checked).
    """
    if result.problems:
        what = f": {count(len(result.problems), 'problem')} to fix first."
        return ("Not passed", what) if result.stats.files else ("Not checked", what)
    failing = [finding for finding in result.findings if fails(finding, run)]
    others = _not_failing(result, run)
    if failing:
        return "Failed", f": {by_severity(failing)}" + (f"; also {others}." if others else ".")
    return "Passed", f", with {others}." if others else ": no findings."


def _not_failing(result: Result, run: RunInfo) -> str:
    """What doesn't fail the run, e.g. `2 warnings, 1 carried, 3 retired, 4 known findings and 1 inert rule`."""
    findings = [finding for finding in result.findings if not fails(finding, run)]
    changes = Counter(finding.change for finding in findings)
    inert = weakened(result, run).inert_rules
    parts = severity_counts(finding for finding in findings if finding.change in ("", "introduced"))
    parts += [f"{changes[name]:,} {name}" for name in ("carried", "retired") if changes[name]]
    parts += [count(len(result.known), "known finding")] if result.known else []
    return listed(parts + ([count(inert, "inert rule")] if inert else []))

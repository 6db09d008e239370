"""The end of the text report: a table of the rules, the layers, which files were read or skipped, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator

from archlint.model.findings import Result, RunInfo
from archlint.reports.ansi import Pen
from archlint.reports.closing import scan_sentences, verdict
from archlint.reports.safe import visible
from archlint.reports.tally import rule_tallies
from archlint.text.lists import count

_FILES_SHOWN = 3
_STYLES = {"inert": "warning", "waiting": "note", "known": "note"}


def summary_lines(result: Result, run: RunInfo, pen: Pen) -> list[str]:
    """Return the lines of the summary, the verdict last. After a configuration error there is only the verdict."""
    lines: list[str] = []
    if result.outcomes or result.findings:
        lines += [pen("strong", "Rules"), *_rules(result, run, pen)]
    if result.stats.layers:
        lines += [pen("strong", "Layers"), *_layers(result)]
    lines += map(visible, scan_sentences(result, run, 0 if run.verbose > 0 else _FILES_SHOWN))
    word, rest = verdict(result, run)
    return [*lines, pen("good" if word == "Passed" else "error", word) + rest]


def _rules(result: Result, run: RunInfo, pen: Pen) -> Iterator[str]:
    tallies = rule_tallies(result, run)
    rows = [(item.state, visible(item.rule), item.outcome, visible(item.sentence)) for item in tallies]
    width = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for item, (state, rule, outcome, sentence) in zip(tallies, rows, strict=True):
        word = pen(item.severity or _STYLES.get(state, "good"), state) + " " * (width[0] - len(state))
        yield f"  {word}  {rule:{width[1]}}  {outcome:{width[2]}}  {sentence}".rstrip()
        if item.reason:
            yield f"  {' ' * width[0]}  {visible(item.reason)}"


def _layers(result: Result) -> Iterator[str]:
    layers = [layer for layer in result.stats.layers if layer.name]
    width = max((len(visible(layer.name)) for layer in layers), default=0)
    for layer in layers:
        files, packages = count(layer.files, "file"), count(layer.packages, "package")
        yield f"  {visible(layer.name):{width}}  {files} in {packages}"

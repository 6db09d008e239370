"""The end of the text report: what doesn't count, the next step, which files were read, and the verdict.

A clean run has one line. If `verbose`, a table of the rules and the layers come first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from archlint.model.findings import Finding, Result, RunInfo
from archlint.reports.ansi import Pen
from archlint.reports.closing import (
    as_seen,
    left_out,
    reach,
    reason,
    scan_sentences,
    unassigned_sentence,
    verdict,
    weakened_sentences,
)
from archlint.reports.safe import visible
from archlint.reports.tally import rule_tallies, weakened
from archlint.reports.verdict import fails
from archlint.text.lists import count, listed

_FILES_SHOWN = 3
_MANY = 10  # from so many findings on, a baseline is worth it
_USUAL = "layers.toml"
_NOTHING = ": no findings."
_STYLES = {"inert": "warning", "waiting": "note", "known": "note"}
_PLAIN = r"[\w./-]+"  # safe in any shell


def summary_lines(
    result: Result, run: RunInfo, pen: Pen, shown: Sequence[Finding] = (), hints: Sequence[str] = ()
) -> list[str]:
    """Return the lines of the summary, the verdict last. After a configuration error there is only the verdict.

    `shown` are the findings that the report shows, in their order; `hints` say how to read them.
    """
    word, rest = verdict(result, run)
    mark = pen("good" if word == "Passed" else "error", word)
    if run.verbose > 0:
        base = [f"Compared{_base(result, 'with')}."] if result.base else []
        return [*_tables(result, run, pen), *map(visible, scan_sentences(result, run, 0)), *base, f"{mark}{rest}"]
    if word == "Passed" and _is_unchanged(result, run):
        return [f"{mark}{_unchanged(result, rest)}"]
    lines = [visible(sentence) for sentence in _sentences(result, run)]
    if not lines and rest == _NOTHING and result.base is None and result.outcomes and result.stats.files:
        holds = "holds" if len(result.outcomes) == 1 else "hold"
        seen = f"{reach(result)}{visible(as_seen(result))}"
        return [f"{mark}: {_rules_of(result)} {holds} in {seen}{_aside(result, run)}."]
    lines += [visible(" ".join(hints))] if hints else []
    lines += _next(result, run, shown, pen=pen)
    if result.stats.files:
        how = f"{_base(result, 'against')}{visible(as_seen(result))}{_aside(result, run)}"
        by = f" by {_rules_of(result)}" if result.outcomes else ""
        lines.append(f"Checked {reach(result)}{by}{how}.")
    return [*lines, f"{mark}{rest}"]


def _rules_of(result: Result) -> str:
    """`3 rules`; with the file if it has an unusual name."""
    source = f" of {visible(result.config)}" if result.config != _USUAL else ""
    return count(len(result.outcomes), "rule") + source


def _aside(result: Result, run: RunInfo) -> str:
    """The number of skipped files, with the reason if there is only one, and the time."""
    reasons = result.stats.skipped
    skipped = left_out(reasons) if len(reasons) != 1 else reason(*reasons[0])
    parts = [f"{visible(skipped)} skipped"] if skipped else []
    parts += [f"{run.seconds:.{2 if run.seconds < 1 else 1}f}s"] if run.seconds else []
    return f"; {', '.join(parts)}" if parts else ""


def _base(result: Result, word: str) -> str:
    """The base after a word, e.g. ` against main (1a2b3c4)`; "" if there is none."""
    if result.base is None:
        return ""
    from archlint.reports.change_words import name_of

    return f" {word} {visible(name_of(result.base))}"


def _is_unchanged(result: Result, run: RunInfo) -> bool:
    """Whether nothing changed since the base, and nothing else needs attention."""
    if result.base is None or weakened(result, run).inert_rules:
        return False
    from archlint.reports.change_sections import nothing_changed

    return nothing_changed(result)


def _unchanged(result: Result, rest: str) -> str:
    aside = "" if rest == _NOTHING else rest.rstrip(".")
    return f"{aside}: nothing changed{_base(result, 'since')}."


def _sentences(result: Result, run: RunInfo) -> Iterator[str]:
    """Sentences about findings that are counted and not shown, and about what doesn't count."""
    for change in ("carried", "retired"):
        counted = (item for item in result.findings if item.change == change and not fails(item, run))
        found = Counter(finding.rule for finding in counted)
        if found:
            from archlint.reports.rule_names import short_ids

            ids = short_ids(result)
            parts = listed(f"{number:,} of {ids[rule]}" for rule, number in found.items())
            what = f"of {ids[next(iter(found))]}" if len(found) == 1 else f"({parts})"
            yield f"{change.capitalize()}: {count(found.total(), 'finding')} {what} (-v shows all)."
    if result.elsewhere:
        verb = "is" if result.elsewhere == 1 else "are"
        parts = listed((f"{run.prefix}{path}" for path in result.parts), most=_FILES_SHOWN)
        yield f"Shown are findings in {parts}; {count(result.elsewhere, 'other finding')} {verb} elsewhere."
    yield from unassigned_sentence(result, run, _FILES_SHOWN)
    yield from weakened_sentences(result, run)


def _next(result: Result, run: RunInfo, shown: Sequence[Finding], pen: Pen) -> list[str]:
    """The commands that help from here."""
    if not shown:
        return []
    steps = []
    has_baseline = result.stale or any(item.source == "baseline" for item in result.known)
    if re.fullmatch(_PLAIN, shown[0].rule):
        steps.append(f"`archlint explain {shown[0].rule}` says more")
    if result.mappings and any(finding.view == "mapped" for finding in shown):
        steps.append("`archlint plan` orders the moves and says what each blocked one needs")
    elif result.base is None and sum(fails(finding, run) for finding in shown) >= _MANY and not has_baseline:
        steps.append("`archlint baseline` records these findings, so that only new ones fail")
    titles = [pen("strong", "Next:"), *["     "] * len(steps)]
    return [f"{title} {step}." for title, step in zip(titles, steps, strict=False)]


def _tables(result: Result, run: RunInfo, pen: Pen) -> Iterator[str]:
    if result.outcomes or result.findings:
        yield pen("strong", "Rules")
        yield from _rules(result, run, pen)
    if result.stats.layers:
        yield pen("strong", "Layers")
        yield from _layers(result)


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

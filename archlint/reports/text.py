"""The `text` report: what a person reads after `archlint check`. Findings first, then what it all comes to.

Few findings are told in full, each with its line of source. Many are told as a digest: by rule, counted, with the first
places. Verbose, all are told in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archlint.errors import Complaint
from archlint.model.findings import Finding, Result, RunInfo
from archlint.model.policy import SEVERITIES
from archlint.reports.ansi import Pen
from archlint.reports.fold import LEAST, fold
from archlint.reports.safe import visible, without_commands
from archlint.reports.tally import inert_rules
from archlint.reports.text_summary import summary_lines
from archlint.reports.verdict import fails
from archlint.text.lists import count

_FEW = 5  # findings that are told in full unless more is asked for
_COMPLAINTS_SHOWN = 10


def render(result: Result, run: RunInfo) -> str:
    """The report, ending in a newline, "" where nothing is to say; colour, verbosity, width and source lines as in
    `run`.

    `verbose` -1 leaves out what is no finding and no problem. No line is wider than `width`, where that is not 0, but
    for a single word that is. Control characters of names are shown, and nothing is a command to a terminal or to the
    runner that keeps the log.
    """
    run, pen = _at_least(run), Pen(run.color)
    blocks = [*_complaint_blocks(result.problems, "error", pen)]
    told = [finding for finding in result.findings if _is_told(finding, run)]
    hints: list[str] = []
    if len(told) > _FEW and run.verbose <= 0:
        from archlint.reports.text_digest import digest_of  # a run that passes needs no words for findings

        digest = digest_of(told, result, run, pen)
        blocks, told, hints = [*blocks, *digest.blocks], digest.findings, digest.hints
    elif told:
        if run.verbose <= 0:
            told.sort(key=lambda finding: SEVERITIES.index(finding.severity))
        told.sort(key=lambda finding: finding.change == "carried")
        blocks += _finding_blocks(told, result, run, pen)
    return _joined([*blocks, *_closing_blocks(result, run, pen, told, hints)], run)


def render_summary(result: Result, run: RunInfo) -> str:
    """The report with the number of findings instead of them, for a run whose reports are read by machines."""
    run, pen = _at_least(run), Pen(run.color)
    blocks = [*_complaint_blocks(result.problems, "error", pen)]
    told = [finding for finding in result.findings if _is_told(finding, run)]
    if told and run.verbose == 0:
        from archlint.reports.text_digest import headings

        blocks.append(headings(told, result, run, pen))
    return _joined([*blocks, *_closing_blocks(result, run, pen)], run)


def _at_least(run: RunInfo) -> RunInfo:
    return run._replace(width=max(run.width, LEAST)) if run.width else run


def _is_told(finding: Finding, run: RunInfo) -> bool:
    """Whether the finding is told, and not only counted: what a base or a mapping has carried over isn't, unless it
    counts."""
    if finding.change in ("", "introduced"):
        return True
    return finding.change == "carried" and (run.verbose > 0 or fails(finding, run))


def _joined(blocks: list[list[str]], run: RunInfo) -> str:
    texts = ("".join(f"{part}\n" for line in block for part in fold(line, run.width)) for block in blocks)
    return without_commands("\n".join(texts))


def _closing_blocks(
    result: Result, run: RunInfo, pen: Pen, told: Sequence[Finding] = (), hints: Sequence[str] = ()
) -> Iterator[list[str]]:
    if run.verbose < 0:
        return
    yield from _retired_blocks(result, run, pen)
    yield from _complaint_blocks(result.stale, "warning", pen, run)
    yield from _complaint_blocks((*result.notices, *_inert(result, run)), "note", pen, run)
    if result.base is not None:
        from archlint.reports.text_against import against_blocks

        yield from against_blocks(result, run, pen)
    yield summary_lines(result, run, pen, told, hints)


def _inert(result: Result, run: RunInfo) -> Iterator[Complaint]:
    """Rules that judged nothing, unless the table of rules has them or a notice has told."""
    if run.verbose <= 0:
        told = {(item.path, item.line) for item in result.notices if item.kind == "inert-rule"}
        yield from (item for item in inert_rules(result, run) if (item.path, item.line) not in told)


def _complaint_blocks(
    complaints: tuple[Complaint, ...], severity: str, pen: Pen, run: RunInfo | None = None
) -> Iterator[list[str]]:
    """One block for all: they are short, and often many. With a `run` that is not verbose, the first are told.

    A hint that several in a row have is told once.
    """
    most = _COMPLAINTS_SHOWN if run is not None and run.verbose <= 0 else len(complaints)
    lines = []
    following = [complaint.hint for complaint in complaints[1:most]] + [""]
    for complaint, next_hint in zip(complaints[:most], following, strict=False):
        lines.append(_complaint_line(complaint, severity, pen))
        if complaint.hint and complaint.hint != next_hint:
            lines.append(f"  {pen('strong', 'hint:')} {visible(complaint.hint)}")
    if len(complaints) > most:
        lines.append(f"and {count(len(complaints) - most, f'more {severity}')} (-v shows all)")
    if lines:
        yield lines


def _complaint_line(complaint: Complaint, severity: str, pen: Pen) -> str:
    where = visible(f"{complaint.path}:{complaint.line}" if complaint.line else complaint.path)
    head = pen(severity, f"{severity}[{visible(complaint.kind)}]")
    text = ": ".join(visible(part) for part in (complaint.key, complaint.message) if part)
    return f"{pen('strong', where)}: {head}: {text}" if where else f"{head}: {text}"


def _finding_blocks(findings: Sequence[Finding], result: Result, run: RunInfo, pen: Pen) -> Iterator[list[str]]:
    """Each finding in full."""
    from archlint.reports.rule_names import short_ids
    from archlint.reports.text_finding import finding_lines

    sentences = {outcome.rule.id: outcome.rule.sentence for outcome in result.outcomes}
    ids = short_ids(result) if run.verbose <= 0 else {}
    for finding in findings:
        yield list(finding_lines(finding, sentences.get(finding.rule, ""), run, pen, ids.get(finding.rule, "")))


def _retired_blocks(result: Result, run: RunInfo, pen: Pen) -> Iterator[list[str]]:
    """What is no longer so, one line each: good news needs no excerpt. Unless verbose, the summary counts it."""
    retired = [finding for finding in result.findings if finding.change == "retired"]
    if retired and run.verbose > 0:
        lines = (f"{run.prefix}{it.place}: {it.rule}: {it.message}" for it in retired)
        yield [pen("strong", f"Retired: {count(len(retired), 'finding')}"), *(f"  {visible(line)}" for line in lines)]

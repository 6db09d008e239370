"""The `text` report, for people: findings first, then a summary.

Few findings are printed in full, each with its source line. Many are printed as a digest: by rule, with counts and the
first places. If `verbose`, all are printed in full.
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

_FEW = 5  # so many findings are printed in full
_COMPLAINTS_SHOWN = 10


def render(result: Result, run: RunInfo) -> str:
    """Return the report, which ends in a newline; "" if there is nothing to report.

    `run` has colour, verbosity, width and source lines; `verbose` -1 leaves out everything but findings and problems.
    Unless `width` is 0, no line is wider, except a single word that is. The report is safe for a terminal and for a
    build log.
    """
    run, pen = _at_least(run), Pen(run.color)
    blocks = [*_complaint_blocks(result.problems, "error", pen)]
    shown = [finding for finding in result.findings if _is_shown(finding, run)]
    hints: list[str] = []
    if len(shown) > _FEW and run.verbose <= 0:
        from archlint.reports.text_digest import digest_of  # a run without findings doesn't pay for it

        digest = digest_of(shown, result, run, pen=pen)
        blocks, shown, hints = [*blocks, *digest.blocks], digest.findings, digest.hints
    elif shown:
        if run.verbose <= 0:
            shown.sort(key=lambda finding: SEVERITIES.index(finding.severity))
        shown.sort(key=lambda finding: finding.change == "carried")
        blocks += _finding_blocks(shown, result, run, pen=pen)
    return _joined([*blocks, *_closing_blocks(result, run, pen, shown=shown, hints=hints)], run)


def render_summary(result: Result, run: RunInfo) -> str:
    """Return the report with the number of findings of each rule, for a run that reports them in a machine format."""
    run, pen = _at_least(run), Pen(run.color)
    blocks = [*_complaint_blocks(result.problems, "error", pen)]
    shown = [finding for finding in result.findings if _is_shown(finding, run)]
    if shown and run.verbose == 0:
        from archlint.reports.text_digest import headings

        blocks.append(headings(shown, result, run, pen=pen))
    return _joined([*blocks, *_closing_blocks(result, run, pen)], run)


def _at_least(run: RunInfo) -> RunInfo:
    return run._replace(width=max(run.width, LEAST)) if run.width else run


def _is_shown(finding: Finding, run: RunInfo) -> bool:
    """Whether the report shows the finding. It only counts retired ones, and carried ones that don't fail the run."""
    if finding.change in ("", "introduced"):
        return True
    return finding.change == "carried" and (run.verbose > 0 or fails(finding, run))


def _joined(blocks: list[list[str]], run: RunInfo) -> str:
    texts = ("".join(f"{part}\n" for line in block for part in fold(line, run.width)) for block in blocks)
    return without_commands("\n".join(texts))


def _closing_blocks(
    result: Result, run: RunInfo, pen: Pen, shown: Sequence[Finding] = (), hints: Sequence[str] = ()
) -> Iterator[list[str]]:
    if run.verbose < 0:
        return
    yield from _retired_blocks(result, run, pen)
    yield from _complaint_blocks(result.stale, "warning", pen, run=run)
    yield from _complaint_blocks((*result.notices, *_inert(result, run)), "note", pen, run=run)
    if result.base is not None:
        from archlint.reports.text_against import against_blocks

        yield from against_blocks(result, run, pen)
    yield summary_lines(result, run, pen, shown=shown, hints=hints)


def _inert(result: Result, run: RunInfo) -> Iterator[Complaint]:
    """Remarks on rules that checked nothing, unless the table of rules or a notice has them."""
    if run.verbose <= 0:
        shown = {(item.path, item.line) for item in result.notices if item.kind == "inert-rule"}
        yield from (item for item in inert_rules(result, run) if (item.path, item.line) not in shown)


def _complaint_blocks(
    complaints: tuple[Complaint, ...], severity: str, pen: Pen, run: RunInfo | None = None
) -> Iterator[list[str]]:
    """One block for all complaints, because they are short and often many. If `run` isn't verbose, only the first.

    If several in a row have the same hint, it follows the last.
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
    from archlint.reports.rule_names import short_ids
    from archlint.reports.text_finding import finding_lines

    sentences = {outcome.rule.id: outcome.rule.sentence for outcome in result.outcomes}
    ids = short_ids(result) if run.verbose <= 0 else {}
    for finding in findings:
        yield list(
            finding_lines(finding, sentences.get(finding.rule, ""), run, pen=pen, name=ids.get(finding.rule, ""))
        )


def _retired_blocks(result: Result, run: RunInfo, pen: Pen) -> Iterator[list[str]]:
    """The retired findings, on one line each. Unless verbose, the summary counts them."""
    retired = [finding for finding in result.findings if finding.change == "retired"]
    if retired and run.verbose > 0:
        lines = (f"{run.prefix}{it.place}: {it.rule}: {it.message}" for it in retired)
        yield [pen("strong", f"Retired: {count(len(retired), 'finding')}"), *(f"  {visible(line)}" for line in lines)]

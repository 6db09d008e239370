"""The `text` report, for people: findings first, then a summary."""

from __future__ import annotations

from collections.abc import Iterator

from archlint.errors import Complaint
from archlint.model.findings import Result, RunInfo
from archlint.reports.ansi import Pen
from archlint.reports.safe import visible, without_commands
from archlint.reports.text_summary import summary_lines
from archlint.text.lists import count

_RETIRED_SHOWN = 5


def render(result: Result, run: RunInfo) -> str:
    """Return the report, which ends in a newline; "" if there is nothing to report.

    `run` has colour, verbosity and source lines; `verbose` -1 leaves out everything but findings and problems. The
    report is safe for a terminal and for a build log.
    """
    pen = Pen(run.color)
    blocks = [*_complaint_blocks(result.problems, "error", pen), *_finding_blocks(result, run, pen)]
    if run.verbose >= 0:
        blocks += _retired_block(result, run, pen)
    return _joined([*blocks, *_closing_blocks(result, run, pen)])


def render_summary(result: Result, run: RunInfo) -> str:
    """Return the report without findings, for a run that reports them in a machine format."""
    pen = Pen(run.color)
    return _joined([*_complaint_blocks(result.problems, "error", pen), *_closing_blocks(result, run, pen)])


def _joined(blocks: list[list[str]]) -> str:
    return without_commands("\n".join("".join(f"{line}\n" for line in block) for block in blocks))


def _closing_blocks(result: Result, run: RunInfo, pen: Pen) -> Iterator[list[str]]:
    if run.verbose >= 0:
        yield from _complaint_blocks(result.stale, "warning", pen)
        yield from _complaint_blocks(result.notices, "note", pen)
        yield summary_lines(result, run, pen)


def _complaint_blocks(complaints: tuple[Complaint, ...], severity: str, pen: Pen) -> Iterator[list[str]]:
    """One block for all complaints, because they are short and often many."""
    lines = []
    for complaint in complaints:
        lines.append(_complaint_line(complaint, severity, pen))
        if complaint.hint:
            lines.append(f"  {pen('strong', 'hint:')} {visible(complaint.hint)}")
    if lines:
        yield lines


def _complaint_line(complaint: Complaint, severity: str, pen: Pen) -> str:
    where = visible(f"{complaint.path}:{complaint.line}" if complaint.line else complaint.path)
    head = pen(severity, f"{severity}[{visible(complaint.kind)}]")
    text = ": ".join(visible(part) for part in (complaint.key, complaint.message) if part)
    return f"{pen('strong', where)}: {head}: {text}" if where else f"{head}: {text}"


def _finding_blocks(result: Result, run: RunInfo, pen: Pen) -> Iterator[list[str]]:
    findings = [finding for finding in result.findings if finding.change != "retired"]
    if findings:
        from archlint.reports.text_finding import finding_lines  # a run without findings doesn't pay for the import

        sentences = {outcome.rule.id: outcome.rule.sentence for outcome in result.outcomes}
        for finding in findings:
            yield list(finding_lines(finding, sentences.get(finding.rule, ""), run, pen=pen))


def _retired_block(result: Result, run: RunInfo, pen: Pen) -> list[list[str]]:
    """The findings that the mapping retires, on one line each."""
    retired = [finding for finding in result.findings if finding.change == "retired"]
    if not retired:
        return []
    shown = retired if run.verbose > 0 else retired[:_RETIRED_SHOWN]
    lines = [pen("strong", f"Retired by the mapping: {count(len(retired), 'finding')}")]
    lines += [
        f"  {visible(f'{run.prefix}{finding.place}')}: {visible(finding.rule)}: {visible(finding.message)}"
        for finding in shown
    ]
    if len(retired) > len(shown):
        lines.append(f"  and {len(retired) - len(shown):,} more (-v shows all)")
    return [lines]

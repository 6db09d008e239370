"""The `markdown` report: a job summary, in the Markdown of GitHub and GitLab.

The verdict comes first, then a chart of the layers with the broken edges, the rules, the findings, and what doesn't
count. With a base, the document starts with what the `comment` report says. It stays within the size limit of a job
summary, and says what it leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archlint.errors import Complaint
from archlint.model.findings import Finding, Known, Result, RunInfo
from archlint.model.policy import SEVERITIES
from archlint.reports.ansi import Pen
from archlint.reports.closing import scan_sentences, verdict
from archlint.reports.comment import comment_blocks
from archlint.reports.digest import Group, groups_of
from archlint.reports.markdown_text import code, fenced, fitting, fold, prose, row
from archlint.reports.mermaid import broken_layers
from archlint.reports.safe import without_commands
from archlint.reports.tally import RuleTally, by_severity, rule_tallies
from archlint.reports.text_finding import finding_lines
from archlint.reports.verdict import fails

# Bytes; at most four tables, the full texts and a comment are below 900 kB. A job summary's limit is 1 MiB.
_TABLE = 150_000
_IN_FULL = 200_000
_FILES_SHOWN = 3


def render(result: Result, run: RunInfo) -> str:
    """Return the document, which ends in a newline and has at most 900,000 bytes of UTF-8."""
    blocks = [*(_head(result, run) if result.base is None else (*comment_blocks(result, run), *_problems(result)))]
    blocks += [*_rules(result, run), *_findings(result, run)]
    blocks += [prose(sentence) for sentence in scan_sentences(result, run, _FILES_SHOWN)]
    return "\n\n".join([*blocks, *_known(result, run)]) + "\n"


def _head(result: Result, run: RunInfo) -> Iterator[str]:
    word, rest = verdict(result, run)
    yield f"### archlint\n\n**{word}**{rest}"
    yield from _problems(result)
    chart = broken_layers(result, run)
    if chart:
        yield fenced(chart, "mermaid")


def _problems(result: Result) -> Iterator[str]:
    if result.problems:
        yield _table(("Where", "Problem", "Hint"), (_problem(problem) for problem in result.problems))


def _problem(problem: Complaint) -> str:
    where = f"{problem.path}:{problem.line}" if problem.line else problem.path
    text = ": ".join(part for part in (problem.key, problem.message) if part)
    return row(code(where), prose(text), prose(problem.hint))


def _rules(result: Result, run: RunInfo) -> Iterator[str]:
    rows = [
        row(
            prose(item.rule),
            f"**{item.state}**" if item.state in ("broken", "inert") else item.state,
            _outcome(item),
            prose(item.sentence),
        )
        for item in rule_tallies(result, run)
    ]
    if rows:
        yield _table(("Rule", "State", "Outcome", "Sentence"), rows)


def _outcome(item: RuleTally) -> str:
    return f"{item.outcome}: {prose(item.reason)}" if item.reason else item.outcome


def _known(result: Result, run: RunInfo) -> Iterator[str]:
    """A collapsed table of the findings that don't count."""
    if result.known:
        table = _table(("By", "Where", "What", "Why"), (_known_row(item, run) for item in result.known))
        yield fold("Known findings", table)


def _known_row(known: Known, run: RunInfo) -> str:
    finding = known.finding
    return row(known.source, code(f"{run.prefix}{finding.place}"), prose(finding.message), prose(known.reason))


def _findings(result: Result, run: RunInfo) -> Iterator[str]:
    """A table of the boundaries that cause several findings, and one of the other findings, failing ones first; then
    all of them as in the text report, collapsed."""
    counted = [finding for finding in result.findings if finding.change != "retired"]
    counted.sort(key=lambda finding: (not fails(finding, run), SEVERITIES.index(finding.severity)))
    if not counted:
        return
    groups = [group for group in groups_of(counted, result) if group.boundary is not None]
    grouped = {finding.boundary for group in groups for finding in group.findings}
    if groups:
        yield _table(("Severity", "Boundary", "Hazards", "Ways out"), map(_boundary, groups))
    single = [finding for finding in counted if finding.boundary not in grouped]
    if single:
        yield _table(("Severity", "Where", "What", "Why"), (_finding(finding, run) for finding in single))
    sentences = {outcome.rule.id: outcome.rule.sentence for outcome in result.outcomes}
    pen = Pen(color=False)
    texts = ("\n".join(finding_lines(item, sentences.get(item.rule, ""), run, pen=pen)) for item in counted)
    kept, left = fitting(map(without_commands, texts), _IN_FULL)
    if left:
        kept.append(f"and {left:,} more")
    yield fold("In full", fenced("\n\n".join(kept)))


def _boundary(group: Group) -> str:
    hazards = [f"{code(kind)} {len(found):,}" for kind, found in group.kinds.items()]
    ways = group.boundary.ways if group.boundary else ()
    return row(by_severity(group.findings), code(group.title), ", ".join(hazards), prose("; or ".join(ways)))


def _finding(finding: Finding, run: RunInfo) -> str:
    severity = f"{finding.severity}, {finding.change}" if finding.change else finding.severity
    return row(severity, code(f"{run.prefix}{finding.place}"), prose(finding.message), prose(finding.because))


def _table(titles: tuple[str, ...], rows: Iterable[str]) -> str:
    kept, left = fitting(rows, _TABLE)
    lines = [row(*titles), row(*("---" for _ in titles)), *kept]
    return "\n".join(lines) + (f"\n\nand {left:,} more" if left else "")

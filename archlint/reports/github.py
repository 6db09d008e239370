"""The `github` report: workflow commands, which GitHub Actions shows as annotations beside the changed lines.

A runner keeps ten annotations of each level for a step, cuts a message after 4,096 characters, and requires `,` and `:`
to be escaped in a property. So the most severe findings come first, and a notice says how many are left out. Another
notice says what doesn't count.
"""

from __future__ import annotations

from collections.abc import Iterator

from archlint.errors import Complaint
from archlint.model.findings import Finding, Result, RunInfo
from archlint.model.policy import SEVERITIES
from archlint.reports.closing import closing_line
from archlint.reports.safe import visible, without_commands
from archlint.reports.tally import inert_rules
from archlint.reports.uris import inside
from archlint.reports.verdict import fails
from archlint.text.lists import count

_MOST = 10
_MESSAGE = 4_000
_STEPS = 10
_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def render(result: Result, run: RunInfo) -> str:
    """Return one command on each line, errors first; "" if there is nothing to report.

    An inert rule is a notice, and so is a carried finding that doesn't fail the run.
    """
    sentences = {outcome.rule.id: outcome.rule.sentence for outcome in result.outcomes}
    commands: dict[str, list[str]] = {level: [] for level in _LEVELS.values()}
    commands["error"] += [_problem(problem, "error", run) for problem in result.problems]
    commands["notice"] += [_problem(remark, "notice", run) for remark in inert_rules(result, run)]
    for finding in result.findings:
        if finding.change != "retired":
            level = _level(finding, run)
            commands[level].append(_finding(finding, level, sentences.get(finding.rule, ""), run=run))
    closing = closing_line(result, run)
    last = [_command("notice", {"title": "archlint"}, visible(closing))] if closing else []
    return "".join(f"{command}\n" for command in _within_limits(commands, last))


def _level(finding: Finding, run: RunInfo) -> str:
    return "notice" if finding.change == "carried" and not fails(finding, run) else _LEVELS[finding.severity]


def _within_limits(commands: dict[str, list[str]], last: list[str]) -> Iterator[str]:
    """Yield the commands that GitHub shows, and all of `last`."""
    left = 0
    for level in map(_LEVELS.__getitem__, SEVERITIES):
        most = _MOST - 1 - len(last) if level == "notice" else _MOST  # one notice is for what is left out
        yield from commands[level][:most]
        left += len(commands[level][most:])
    if left:
        text = (
            f"{count(left, 'more finding')}: GitHub shows only {_MOST} annotations of each level. "
            "See the log or the summary."
        )
        yield _command("notice", {"title": "archlint"}, text)
    yield from last


def _finding(finding: Finding, level: str, sentence: str, run: RunInfo) -> str:
    place = finding.place
    properties = {"file": visible(run.prefix + place.path), "line": str(place.line), "endLine": str(place.line)}
    if place.end_column > 1:
        properties |= {"col": str(place.column), "endColumn": str(max(place.end_column, place.column))}
    properties["title"] = f"archlint: {visible(finding.rule)}" + (f" ({finding.change})" if finding.change else "")
    notes = (("Rule", sentence), ("Because", finding.because), ("To fix", finding.advice))
    lines = [finding.message, *_steps(finding, run), *(f"{title}: {text}" for title, text in notes if text)]
    return _command(level, properties, "\n".join(visible(line) for line in lines))


def _steps(finding: Finding, run: RunInfo) -> Iterator[str]:
    """Yield one line for each step of a chain or cycle, because an annotation has no other place for them."""
    for hop in (*finding.chain, *(finding.cycle.hops if finding.cycle else ()))[:_STEPS]:
        yield f"{hop.source} -> {hop.target} at {run.prefix}{hop.places[0]}"


def _problem(problem: Complaint, level: str, run: RunInfo) -> str:
    path = inside(run.prefix, problem.path)
    properties = {"file": visible(path), "line": str(problem.line or 1)} if path else {}
    properties["title"] = f"archlint: {visible(problem.kind)}"
    return _command(level, properties, visible(str(problem)))


def _command(level: str, properties: dict[str, str], message: str) -> str:
    safe = {key: without_commands(value, inside=True) for key, value in properties.items()}
    written = ",".join(f"{key}={_property(value)}" for key, value in safe.items())
    return f"::{level} {written}::{_data(without_commands(message, inside=True)[:_MESSAGE])}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

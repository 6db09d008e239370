"""Test cases of the `junit` report: one for each subject of a rule, one for each problem of the configuration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import junit_xml

from archlint.errors import Complaint
from archlint.model.findings import Finding, Known, RunInfo
from archlint.model.location import Origin
from archlint.reports.ansi import Pen
from archlint.reports.safe import visible, xml_text
from archlint.reports.tally import RuleTally
from archlint.reports.text_finding import finding_lines
from archlint.reports.uris import inside
from archlint.reports.verdict import fails

_PLAIN = Pen(color=False)
_IN_FULL = 20


class SubjectCases(NamedTuple):
    """What is to be told of one subject of a rule."""

    findings: list[Finding]
    known: list[Known]


class Unique:
    """Gives each name once, and then with a number behind it: consumers drop or merge what has the same name."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def __call__(self, text: str) -> str:
        wanted = text.strip() or "(no name)"
        name, number = wanted, 1
        while name in self._given:
            number += 1
            name = f"{wanted} ({number})"
        self._given.add(name)
        return name


def subject_case(told: SubjectCases, name: str, classname: str, sentence: str, run: RunInfo) -> junit_xml.TestCase:
    """The case of one subject of the rule with this sentence.

    Failed where a finding fails the run (an error, where a file does not parse); skipped where what there is is known;
    else passed. A failure's text tells every finding that failed it, the output those that do not count.
    """
    failing = [finding for finding in told.findings if fails(finding, run)]
    lesser = [finding for finding in told.findings if not fails(finding, run)]
    known = [item.finding for item in told.known]
    case = junit_xml.TestCase(name, classname)
    for first in (failing or lesser or known)[:1]:
        case.file, case.line = xml_text(run.prefix + first.place.path), str(first.place.line)
    if failing:
        add = case.add_error_info if failing[0].kind == "parse-error" else case.add_failure_info
        add(_message(failing), _body(failing, sentence, run), failing[0].kind)
        lesser += known
    elif known:
        reasons = dict.fromkeys(f"{item.source}: {item.reason}" if item.reason else item.source for item in told.known)
        message = f"{_message(known)}; not counted ({visible('; '.join(reasons))})"
        case.add_skipped_info(message, _body(known, sentence, run))
    if lesser:
        case.stdout = _body(lesser, sentence, run)
    return case


def inert_case(rule: RuleTally, classname: str, origin: Origin, run: RunInfo) -> junit_xml.TestCase:
    """The only case of a rule that judged nothing: skipped, with the reason. Its name is the same in every run."""
    case = junit_xml.TestCase("judged nothing", classname)
    path = inside(run.prefix, origin.path)
    if path:
        case.file, case.line = xml_text(path), str(origin.line or 1)
    case.add_skipped_info(visible(f"{rule.state}: {rule.reason}" if rule.reason else rule.state))
    return case


def problem_case(problem: Complaint, classname: str, unique: Unique) -> junit_xml.TestCase:
    """The case of one problem of the configuration: always an error."""
    where = f"{problem.path}:{problem.line}" if problem.line else problem.path
    case = junit_xml.TestCase(unique(visible(" ".join(part for part in (where, problem.key) if part))), classname)
    if problem.path:
        case.file, case.line = xml_text(problem.path), str(problem.line or 1)
    case.add_error_info(visible(problem.message), visible(str(problem)), problem.kind)
    return case


def _message(findings: Sequence[Finding]) -> str:
    more = f" (and {len(findings) - 1:,} more)" if len(findings) > 1 else ""
    return visible(findings[0].message) + more


def _body(findings: Sequence[Finding], sentence: str, run: RunInfo) -> str:
    """What the text report says of the findings; after the first ones, which tell the story, a line each."""
    full, short = findings[:_IN_FULL], findings[_IN_FULL:]
    blocks = ["\n".join(finding_lines(finding, sentence, run, _PLAIN)) for finding in full]
    blocks += ["\n".join(visible(f"{run.prefix}{item.place}: {item.message}") for item in short)] if short else []
    return xml_text("\n\n".join(blocks)).replace("[[ATTACHMENT|", "[[ATTACHMENT\\x7c")  # GitLab would fetch a file

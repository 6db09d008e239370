"""The test cases of the `junit` report: one for each subject of a rule and one for each configuration problem."""

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


class SubjectFindings(NamedTuple):
    """The findings of one subject of a rule."""

    findings: list[Finding]
    known: list[Known]


class UniqueNames:
    """Makes names unique by adding a number, because consumers drop or merge cases of one name."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def __call__(self, text: str) -> str:
        wanted = text.strip() or "(no name)"
        name, number = wanted, 1
        while name in self._used:
            number += 1
            name = f"{wanted} ({number})"
        self._used.add(name)
        return name


def subject_case(
    subject: SubjectFindings, name: str, classname: str, sentence: str, run: RunInfo
) -> junit_xml.TestCase:
    """Return the case of one subject of the rule with this sentence.

    The case fails if a finding fails the run; it is an error if the file doesn't parse. Else it is skipped if it has
    known findings, and passes if it has none. The failure lists the findings that fail the run, the output all others.
    """
    failing = [finding for finding in subject.findings if fails(finding, run)]
    others = [finding for finding in subject.findings if not fails(finding, run)]
    known = [item.finding for item in subject.known]
    case = junit_xml.TestCase(name, classname)
    for first in (failing or others or known)[:1]:
        case.file, case.line = xml_text(run.prefix + first.place.path), str(first.place.line)
    if failing:
        add = case.add_error_info if failing[0].kind == "parse-error" else case.add_failure_info
        add(_message(failing), _body(failing, sentence, run), failing[0].kind)
        others += known
    elif known:
        reasons = dict.fromkeys(
            f"{item.source}: {item.reason}" if item.reason else item.source for item in subject.known
        )
        message = f"{_message(known)}; not counted ({visible('; '.join(reasons))})"
        case.add_skipped_info(message, _body(known, sentence, run))
    if others:
        case.stdout = _body(others, sentence, run)
    return case


def inert_case(rule: RuleTally, classname: str, origin: Origin, run: RunInfo) -> junit_xml.TestCase:
    """Return the only case of an inert rule: skipped, with the reason. Its name is the same in every run."""
    case = junit_xml.TestCase("judged nothing", classname)
    path = inside(run.prefix, origin.path)
    if path:
        case.file, case.line = xml_text(path), str(origin.line or 1)
    case.add_skipped_info(visible(f"{rule.state}: {rule.reason}" if rule.reason else rule.state))
    return case


def problem_case(problem: Complaint, classname: str, unique: UniqueNames) -> junit_xml.TestCase:
    """Return the case of one configuration problem, which is always an error."""
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
    """The first findings as in the text report, and the others on one line each."""
    full, short = findings[:_IN_FULL], findings[_IN_FULL:]
    blocks = ["\n".join(finding_lines(finding, sentence, run, pen=_PLAIN)) for finding in full]
    blocks += ["\n".join(visible(f"{run.prefix}{item.place}: {item.message}") for item in short)] if short else []
    return xml_text("\n\n".join(blocks)).replace("[[ATTACHMENT|", "[[ATTACHMENT\\x7c")  # GitLab would fetch a file

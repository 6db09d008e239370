"""The `junit` report: rules as test suites and packages as test cases, for the charts of CI systems.

Each rule is a suite. Each package that imports something (the subject of a finding) is a case, also if it passes,
because a chart needs the same cases in every run. An inert rule has one skipped case. What doesn't count is skipped
with its reason, and counted in the property `weakened`. Class names are dotted and have no slashes, because consumers
split them at the last dot.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import junit_xml

from archlint.model.findings import Result, RunInfo
from archlint.model.policy import Rule
from archlint.reports.junit_cases import SubjectFindings, UniqueNames, inert_case, problem_case, subject_case
from archlint.reports.safe import visible, xml_document
from archlint.reports.tally import rule_tallies, weakened

_TIME = "0.000"  # consumers require a number; a measured time would differ in every run
_COUNTS = {"tests": "testcase", "failures": "failure", "errors": "error"}
_NOT_IN_CLASS = str.maketrans(dict.fromkeys("./\\: ", "-"))


def render(result: Result, run: RunInfo) -> str:
    """Return the XML document, which ends in a newline. It has at least one case; some consumers need one."""
    root = ElementTree.Element("testsuites", {"name": "archlint", "time": _TIME})
    for suite in _suites(result, run):  # `extend` would hide an exception of the generator behind a TypeError
        if suite.test_cases:
            root.append(_element(suite))
    if not len(root):
        root.append(_element(junit_xml.TestSuite("archlint", [junit_xml.TestCase("no findings", "archlint.check")])))
    for attribute, element in _COUNTS.items():
        root.set(attribute, str(len(root.findall(f".//{element}"))))
    ElementTree.indent(root)
    text = xml_document(ElementTree.tostring(root, encoding="unicode"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _element(suite: junit_xml.TestSuite) -> ElementTree.Element:
    """The suite as XML, without `disabled`, which the schema doesn't have, and with the times that junit-xml omits."""
    element: ElementTree.Element = suite.build_xml_doc()
    del element.attrib["disabled"]
    for timed in (element, *element.iter("testcase")):
        timed.set("time", _TIME)
    return element


def _suites(result: Result, run: RunInfo) -> Iterator[junit_xml.TestSuite]:
    properties = {"archlint": run.version, "config": visible(result.config), "view": result.view}
    if result.mappings:
        properties["mappings"] = visible(", ".join(result.mappings))
    numbers = [f"{name}={number}" for name, number in weakened(result, run)._asdict().items() if number]
    if numbers:
        properties["weakened"] = " ".join(numbers)
    names, classes = UniqueNames(), UniqueNames()
    if result.problems:
        name, unique, classname = names("configuration"), UniqueNames(), classes("archlint.configuration")
        cases = [problem_case(problem, classname, unique) for problem in result.problems]
        yield junit_xml.TestSuite(name, cases, properties=properties)
    rules = {outcome.rule.id: outcome.rule for outcome in result.outcomes}
    tallies = {item.rule: item for item in rule_tallies(result, run)}
    for rule, subjects in _cases_by_rule(result).items():
        name, unique = names(visible(rule)), UniqueNames()
        classname = classes("archlint." + name.translate(_NOT_IN_CLASS))
        sentence = rules[rule].sentence if rule in rules else ""
        cases = [
            subject_case(findings, unique(visible(subject)), classname, sentence=sentence, run=run)
            for subject, findings in sorted(subjects.items())
        ]
        if rule in rules and tallies[rule].state in ("inert", "waiting"):
            cases = [inert_case(tallies[rule], classname, rules[rule].origin, run=run)]
        yield junit_xml.TestSuite(name, cases, properties={**properties, **_about(rules.get(rule))})


def _about(rule: Rule | None) -> dict[str, str]:
    if rule is None:
        return {}
    about = {"sentence": rule.sentence, "severity": rule.severity, "because": rule.because}
    return {key: visible(value) for key, value in about.items() if value}


def _cases_by_rule(result: Result) -> dict[str, dict[str, SubjectFindings]]:
    """The cases by rule and subject: rules in the order of the configuration, then the built-in checks."""
    cases = {
        outcome.rule.id: {subject: SubjectFindings([], []) for subject in outcome.subjects}
        for outcome in result.outcomes
    }
    for finding in result.findings:
        of_rule = cases.setdefault(finding.rule, {})
        subject = finding.subject or finding.place.path
        of_rule.setdefault(subject, SubjectFindings([], [])).findings.append(finding)
    for known in result.known:
        of_rule = cases.setdefault(known.finding.rule, {})
        subject = known.finding.subject or known.finding.place.path
        of_rule.setdefault(subject, SubjectFindings([], [])).known.append(known)
    return cases

"""The `junit` report: rules as test suites, packages as test cases, so that any CI system charts the architecture.

One suite a rule, one case an importing package (the finding's subject), those that pass too: a chart needs the same
case to pass and to fail. A rule that judged nothing has one case, which is skipped. What doesn't count is skipped with
its reason, and counted in the property `weakened`. Class names are dotted and without slashes, because consumers split
them at the last dot.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import junit_xml

from archlint.model.findings import Result, RunInfo
from archlint.model.policy import Rule
from archlint.reports.junit_cases import SubjectCases, Unique, inert_case, problem_case, subject_case
from archlint.reports.safe import visible, xml_document
from archlint.reports.tally import rule_tallies, weakened

_TIME = "0.000"  # consumers want a number; a time that was measured would change the bytes of every run
_COUNTS = {"tests": "testcase", "failures": "failure", "errors": "error"}
_NOT_IN_CLASS = str.maketrans(dict.fromkeys("./\\: ", "-"))


def render(result: Result, run: RunInfo) -> str:
    """The XML document, ending in a newline; never without a test case, since some consumers fail on an empty file."""
    root = ElementTree.Element("testsuites", {"name": "archlint", "time": _TIME})
    for suite in _suites(result, run):  # `extend` would turn whatever goes wrong on the way into a TypeError
        if suite.test_cases:
            root.append(_mended(suite))
    if not len(root):
        root.append(_mended(junit_xml.TestSuite("archlint", [junit_xml.TestCase("no findings", "archlint.check")])))
    for attribute, element in _COUNTS.items():
        root.set(attribute, str(len(root.findall(f".//{element}"))))
    ElementTree.indent(root)
    text = xml_document(ElementTree.tostring(root, encoding="unicode"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _mended(suite: junit_xml.TestSuite) -> ElementTree.Element:
    """The suite's element, without `disabled`, which the schema lacks, and with the times that junit-xml leaves out."""
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
    names, classes = Unique(), Unique()
    if result.problems:
        name, unique, classname = names("configuration"), Unique(), classes("archlint.configuration")
        cases = [problem_case(problem, classname, unique) for problem in result.problems]
        yield junit_xml.TestSuite(name, cases, properties=properties)
    rules = {outcome.rule.id: outcome.rule for outcome in result.outcomes}
    tallies = {item.rule: item for item in rule_tallies(result, run)}
    for rule, subjects in _told(result).items():
        name, unique = names(visible(rule)), Unique()
        classname = classes("archlint." + name.translate(_NOT_IN_CLASS))
        sentence = rules[rule].sentence if rule in rules else ""
        cases = [
            subject_case(told, unique(visible(subject)), classname, sentence, run)
            for subject, told in sorted(subjects.items())
        ]
        if rule in rules and tallies[rule].state in ("inert", "waiting"):
            cases = [inert_case(tallies[rule], classname, rules[rule].origin, run)]
        yield junit_xml.TestSuite(name, cases, properties={**properties, **_about(rules.get(rule))})


def _about(rule: Rule | None) -> dict[str, str]:
    if rule is None:
        return {}
    about = {"sentence": rule.sentence, "severity": rule.severity, "because": rule.because}
    return {key: visible(value) for key, value in about.items() if value}


def _told(result: Result) -> dict[str, dict[str, SubjectCases]]:
    """What is to be told, by rule and by subject: rules in the order of the configuration, built-in checks behind."""
    told = {
        outcome.rule.id: {subject: SubjectCases([], []) for subject in outcome.subjects} for outcome in result.outcomes
    }
    for finding in result.findings:
        of_rule = told.setdefault(finding.rule, {})
        of_rule.setdefault(finding.subject or finding.place.path, SubjectCases([], [])).findings.append(finding)
    for known in result.known:
        of_rule = told.setdefault(known.finding.rule, {})
        of_rule.setdefault(known.finding.subject or known.finding.place.path, SubjectCases([], [])).known.append(known)
    return told

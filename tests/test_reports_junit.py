"""The `junit` report: validated by its schema and by two parsers of other projects."""

from __future__ import annotations

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite
from lxml import etree
from support.golden import check_golden
from support.results import (
    BROKEN,
    CASES,
    CLEAN,
    DOMAIN,
    FORBIDDEN,
    HOSTILE,
    HOSTILE_RUN,
    KNOWN,
    MAPPED,
    PROBLEMS,
    REACHING,
    RUN,
    UNPARSED,
    UPWARDS,
    many,
)
from support.schemas import schema

from archlint.model.findings import Gate, Known, Result, RunInfo
from archlint.reports import renderer

render = renderer("junit")


def suites(result: Result, run: RunInfo = RUN) -> dict[str, TestSuite]:
    """Return the suites by name, as junitparser reads them."""
    return {suite.name: suite for suite in JUnitXml.fromstring(render(result, run).encode("utf-8"))}


def verdicts(suite: TestSuite) -> dict[str, type | None]:
    """Return the result of each case of a suite: the class of its result, None if it passed."""
    return {case.name: type(case.result[0]) if case.result else None for case in suite}


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    check_golden(f"junit/{name}.xml", render(*CASES[name]))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("gate", ["error", "note", "never"])
def test_valid_by_the_schema_of_jenkins(name: str, gate: Gate) -> None:
    checker = etree.XMLSchema(etree.parse(schema("junit-10.xsd")))
    result, run = CASES[name]
    document = etree.fromstring(render(result, run._replace(gate=gate)).encode("utf-8"))
    for case in document.iter("testcase"):
        assert ("file" in case.attrib) == ("line" in case.attrib)
        for name in {"file", "line"} & set(case.attrib):  # no schema has these two, but all consumers need them
            del case.attrib[name]
    checker.assertValid(document)


@pytest.mark.parametrize("name", CASES)
def test_names_are_unique_and_counts_are_right(name: str) -> None:
    result, run = CASES[name]
    document = etree.fromstring(render(result, run).encode("utf-8"))
    cases = document.findall(".//testcase")
    assert cases
    assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)
    assert len({suite.get("name") for suite in document}) == len(document)
    for element in (document, *document):
        for attribute, found in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            assert int(element.get(attribute)) == len(element.findall(f".//{found}"))
    for case in cases:
        assert case.get("classname", "").count(".") == 1
        assert not set("/\\: ") & set(case.get("classname", "").removeprefix("archlint."))
        assert float(case.get("time", "")) == 0
        assert int(case.get("line", "1")) >= 1
        assert case.get("file") != ""


def test_a_clean_run_has_a_passing_case_for_every_package_and_rule() -> None:
    read = suites(CLEAN)
    assert list(read) == [outcome.rule.id for outcome in CLEAN.outcomes]
    for outcome in CLEAN.outcomes:
        assert verdicts(read[outcome.rule.id]) == dict.fromkeys(outcome.subjects)
    assert verdicts(suites(Result())["archlint"]) == {"no findings": None}


def test_a_finding_fails_the_case_of_the_importing_package() -> None:
    read = suites(BROKEN)
    assert verdicts(read["domain-pure"])[DOMAIN] is Failure
    assert [name for name, verdict in verdicts(read["domain-pure"]).items() if verdict] == [DOMAIN]
    case = next(case for case in read["domain-pure"] if case.name == DOMAIN)
    assert (case._elem.get("file"), case._elem.get("line")) == ("services/order/domain/order.go", "6")
    assert case.result[0].message == FORBIDDEN.message
    assert case.result[0].type == "forbidden-import"
    assert "services/order/domain/order.go:6:8: error[domain-pure]" in case.result[0].text
    assert verdicts(read["parse-error"]) == {UNPARSED.subject: Error}


def test_the_gate_decides_what_fails() -> None:
    assert suites(BROKEN)["ddd-order"].failures == 0
    passed = next(case for case in suites(BROKEN)["ddd-order"] if case.name == UPWARDS.subject)
    assert UPWARDS.message in passed.system_out
    assert suites(BROKEN, RUN._replace(gate="warning"))["ddd-order"].failures == 1
    assert suites(BROKEN, RUN._replace(gate="warning"))["no-web"].failures == 0
    never = JUnitXml.fromstring(render(BROKEN, RUN._replace(gate="never")).encode("utf-8"))
    assert (never.failures, never.errors) == (0, 0)


def test_carried_findings_fail_only_with_strict() -> None:
    assert [name for name, suite in suites(MAPPED).items() if suite.failures] == ["unexported-use"]
    strict = suites(MAPPED, RUN._replace(strict=True))
    assert [name for name, suite in strict.items() if suite.failures] == ["domain-pure", "unexported-use"]


def test_the_text_of_a_failure_has_every_finding_of_the_package() -> None:
    text = next(case for case in suites(many(300))["domain-pure"] if case.name == DOMAIN).result[0].text
    assert suites(many(300))["domain-pure"].failures == 1
    for index in range(0, 300, 3):
        assert f"services/order/domain/f{index:05}.go:6:8" in text


def test_known_findings_are_skipped_with_their_reason() -> None:
    read = suites(KNOWN)
    assert verdicts(read["domain-pure"])[DOMAIN] is Skipped
    case = next(case for case in read["domain-pure"] if case.name == DOMAIN)
    reason = "not counted (baseline: until the repository interface is in place (#412))"
    assert case.result[0].message == f"{FORBIDDEN.message}; {reason}"
    assert sum(suite.skipped for suite in read.values()) == 3
    both = Result(findings=(FORBIDDEN,), known=(Known(REACHING._replace(rule="domain-pure"), "why", "ignore"),))
    case = next(iter(suites(both)["domain-pure"]))
    assert isinstance(case.result[0], Failure)
    assert REACHING.message in case.system_out


def test_problems_of_the_configuration_are_errors() -> None:
    read = suites(PROBLEMS)
    assert verdicts(read["configuration"]) == {"layers.toml:12 rules[0].rule": Error, "layers.toml": Error}
    assert [case.result[0].type for case in read["configuration"]] == ["config", "inert-scan"]


def test_hostile_texts_survive() -> None:
    read = suites(HOSTILE, HOSTILE_RUN)
    assert {"<script>alert(1)</script>", "]]>", "a\\x0ab", "caf\\xe9", "\\ufffe\\uffff"} <= set(read)
    assert len(read) == len(HOSTILE.outcomes)
    files = {case._elem.get("file") for suite in read.values() for case in suite}
    assert {"a\nb/a\nb.go", "\u202egnp.exe\u200f\u2066/\u202egnp.exe\u200f\u2066.go"} <= files

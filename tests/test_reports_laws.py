"""Laws for every report, whatever names the tree has: it is valid, it is UTF-8, and it is the same every time."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from support.any_result import RESULT
from support.reading import OUR_TAGS, to_html
from support.results import CASES, CYCLE, FORBIDDEN, RUN

from archlint.model.changes import Changes
from archlint.model.findings import Gate, Result
from archlint.model.location import Place
from archlint.reports import FORMATS, renderer
from archlint.reports.tally import weakened
from archlint.reports.verdict import fails

TESTS = Path(__file__).parent


def check_text(out: str) -> None:
    for line in out.split("\n"):
        assert not line.strip().startswith("::")
    for char in set(out) - {"\n", "\t"}:
        assert unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp"), hex(ord(char))
        assert unicodedata.bidirectional(char) not in ("RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI")


def check_json(out: str) -> None:
    json.dumps(json.loads(out), ensure_ascii=False).encode("utf-8")


def check_xml(out: str) -> None:
    root = etree.fromstring(out.encode("utf-8"))
    cases = root.findall(".//testcase")
    assert len({(case.get("classname"), case.get("name", "").strip()) for case in cases}) == len(cases)


def check_commands(out: str) -> None:
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in out.split("\n")[:-1])


def check_comment(out: str) -> None:
    assert len(out.encode("utf-8")) <= 60_000
    for line in out.split("```mermaid\n")[-1].split("\n```")[0].split("\n") if "```mermaid" in out else ():
        assert re.fullmatch(CHART_LINE, line), line


CHART_LINE = (
    r"%%\{init: [\w\": {},]+\}%%|flowchart LR|  linkStyle [\d,]+ stroke:#\w{6},color:#\w{6}"
    r'|  n\d+\["(?:\w|[ ./-]|#\d+;)*"\]|  n\d+ -(?:-|\.-)>\|"[\w,: ]+"\| n\d+'
)
CHECKS: dict[str, Callable[[str], None]] = {
    "text": check_text,
    "concise": check_text,
    "json": check_json,
    "sarif": check_json,
    "gitlab": check_json,
    "rdjson": check_json,
    "junit": check_xml,
    "checkstyle": check_xml,
    "github": check_commands,
    "markdown": lambda out: None,
    "comment": check_comment,
}


def test_every_format_has_a_law() -> None:
    assert CHECKS.keys() == FORMATS.keys()


@settings(max_examples=60, deadline=None)
@given(RESULT)
def test_reports_are_valid_for_any_texts(result: Result) -> None:
    for name, check in CHECKS.items():
        out = renderer(name)(result, RUN)
        assert out.encode("utf-8").decode("utf-8") == out
        assert out == "" or out.endswith("\n")
        check(out)


@settings(max_examples=60, deadline=None)
@given(RESULT, st.sampled_from(["error", "warning", "note", "never"]), st.booleans())
def test_each_finding_fails_the_run_or_is_counted_as_weakened(result: Result, gate: Gate, strict: bool) -> None:
    run = RUN._replace(gate=gate, strict=strict)
    numbers, counting = weakened(result, run), [item for item in result.findings if item.change != "retired"]
    failing = sum(fails(item, run) for item in result.findings)
    assert failing + numbers.below_gate + numbers.carried == len(counting)
    assert numbers.baseline + numbers.exceptions + numbers.ignores == len(result.known)
    judged = {item.rule for item in counting} | {item.finding.rule for item in result.known}
    idle = {item.rule.id for item in result.outcomes if item.rule.id not in judged}
    assert numbers.inert_rules + numbers.waiting_rules <= len(idle)


@settings(max_examples=60, deadline=None)
@given(RESULT)
def test_markdown_does_not_interpret_any_text(result: Result) -> None:
    for name in ("markdown", "comment"):
        page = to_html(renderer(name)(result, RUN))
        assert set(re.findall(r"<(\w+)", page)) <= OUR_TAGS
        assert page.count("<details>") == page.count("</details>")


@settings(max_examples=40, deadline=None)
@given(RESULT, st.sampled_from([1, 10, 100, 1_000]))
def test_a_comment_fits_however_much_changes(result: Result, number: int) -> None:
    every = result.changes or Changes()
    changes = Changes._make(part * number for part in every)
    longer = result._replace(
        findings=result.findings * number,
        loosened=result.loosened * number,
        problems=result.problems * number,
        changes=changes if result.base is not None else None,
    )
    out = renderer("comment")(longer, RUN)
    check_comment(out)
    page = to_html(out)
    assert set(re.findall(r"<(\w+)", page)) <= OUR_TAGS
    assert page.count("<details>") == page.count("</details>")


@pytest.mark.parametrize("name", FORMATS)
def test_ten_thousand_findings(name: str) -> None:
    places = (
        Place(f"d{number % 97}/f{number}.go", line=number % 31 + 1, column=2, end_column=30) for number in range(10_000)
    )
    findings = tuple(
        (CYCLE if number % 100 == 0 else FORBIDDEN)._replace(place=place, identity=(str(number),))
        for number, place in enumerate(places)
    )
    out = renderer(name)(Result(findings=findings), RUN)
    CHECKS[name](out)
    assert len(out) < 20_000_000


SCRIPT = """
import hashlib, sys
from support.reading import OUR_TAGS, to_html
from support.results import CASES
from archlint.model.policy import SEVERITIES
from archlint.reports import FORMATS, renderer
digest = hashlib.sha256()
for name in FORMATS:
    for result, run in CASES.values():
        digest.update(renderer(name)(result, run).encode())
sys.stdout.write(digest.hexdigest())
"""


def test_same_bytes_for_any_hash_seed_folder_and_locale(tmp_path: Path) -> None:
    digest = hashlib.sha256()
    for name in FORMATS:
        for result, run in CASES.values():
            digest.update(renderer(name)(result, run).encode())
    path = os.pathsep.join([str(TESTS), str(TESTS.parent)])
    for seed, locale in (("1", "C"), ("2", "tr_TR.UTF-8")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONPATH": path}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], cwd=tmp_path, env=env, capture_output=True, check=True, timeout=120
        )
        assert done.stdout.decode() == digest.hexdigest()

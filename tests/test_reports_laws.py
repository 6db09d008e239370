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
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from support.reading import OUR_TAGS, to_html
from support.results import CASES, CYCLE, FORBIDDEN, PURE, RUN

from archlint.errors import Complaint
from archlint.model.findings import (
    Change,
    Cut,
    Cycle,
    Finding,
    Gate,
    Hop,
    Known,
    LayerCount,
    Result,
    RuleOutcome,
    Stats,
)
from archlint.model.location import Origin, Place, Related
from archlint.model.policy import SEVERITIES
from archlint.reports import FORMATS, renderer
from archlint.reports.tally import weakened
from archlint.reports.verdict import fails

TESTS = Path(__file__).parent
AWKWARD = st.sampled_from([*':%\n\r`|[](<&"\\\x1b\ud800\udce9', "{0}", "::", "##[", "@x", "#1", "a"])
TEXT = st.lists(st.one_of(AWKWARD, st.characters()), max_size=10).map("".join)
CHANGES: tuple[Change, ...] = ("", "introduced", "carried", "retired")
KINDS_OF_FINDING = ("forbidden-import", "layer-cycle", "parse-error")


def result_of(texts: list[str], number: int) -> Result:
    """A result that has each text in each field, for every kind of finding."""
    turn = cycle([*texts, "", "x"])

    def text() -> str:
        return next(turn)

    def path() -> str:
        return "/".join(part.replace("/", "_").strip(".") or "x" for part in (text(), text()))

    def complaint() -> Complaint:
        return Complaint(path(), text(), text(), line=number % 3, key=text())

    def finding(index: int) -> Finding:
        place = Place(path(), line=index + 1, column=number % 9 + 1, end_column=number % 7 + 1)
        hops = (Hop(text(), text(), places=(place, Place(path())), names=(text(),)), Hop(text(), text(), (place,)))
        return Finding(
            kind=KINDS_OF_FINDING[index % 3],
            rule=text(),
            severity=SEVERITIES[(index + number) % 3],
            message=text(),
            place=place,
            source=text(),
            target=text(),
            layers=(text(), text()),
            names=(text(), text()),
            chain=hops if index % 2 else (),
            cycle=Cycle((text(), text()), hops, (Cut(text(), text(), weight=2, places=(place,)),))
            if index % 3 == 1
            else None,
            related=(Related(place, text()), Related(Place(path()), text())),
            because=text(),
            advice=text(),
            subject=text(),
            moved=text(),
            change=CHANGES[(index + number) % 4],
            identity=(str(index),),
            ended="2026-01-31" if (index + number) % 5 == 0 else "",
        )

    findings = tuple(finding(index) for index in range(2 * len(texts)))
    rules = [
        PURE._replace(id=text(), sentence=text(), because=text(), optional=bool(index % 2), origin=Origin(path(), 3))
        for index, _ in enumerate(texts)
    ]
    return Result(
        findings=findings[::2],
        known=tuple(Known(item, text(), "ignore") for item in findings[1::2]),
        stale=(complaint(),),
        problems=(complaint(),) * (number % 2),
        notices=(complaint(),),
        outcomes=tuple(
            RuleOutcome(rule, (text(), text()) if (index + number) % 3 else (), text())
            for index, rule in enumerate(rules)
        ),
        stats=Stats(
            9,
            packages=9,
            imports=9,
            layers=tuple(LayerCount(text(), 1, 1) for _ in texts),
            unassigned=(path(),),
            skipped=((text(), 3),),
        ),
        view="mapped",
        config=path(),
        mappings=(path(),),
    )


RESULT = st.builds(result_of, st.lists(TEXT, min_size=1, max_size=5), st.integers(0, 100))


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
    page = to_html(renderer("markdown")(result, RUN))
    assert set(re.findall(r"<(\w+)", page)) <= OUR_TAGS


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

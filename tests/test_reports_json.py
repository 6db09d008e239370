"""The `json` report: a document that every parser reads, with one record on each line and the same data as the
records."""

from __future__ import annotations

import json

import pytest
from support.golden import check_golden
from support.results import BROKEN, CASES, HOSTILE, HOSTILE_RUN, HOSTILE_TEXTS, KNOWN, MAPPED, PROBLEMS, RUN, many

from archlint.reports import FORMATS, renderer

render = renderer("json")


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    check_golden(f"json/{name}.json", render(*CASES[name]))


@pytest.mark.parametrize("name", CASES)
def test_is_utf8_json_without_surrogates_or_controls(name: str) -> None:
    out = render(*CASES[name])
    document = json.loads(out.encode("utf-8"))
    assert document["schema"] == 1
    assert out.endswith("}\n")
    assert all(char == "\n" or char.isprintable() or char == "\u3000" for char in out)
    json.dumps(document, ensure_ascii=False).encode("utf-8")


def test_texts_are_read_back_unchanged() -> None:
    document = json.loads(render(HOSTILE, HOSTILE_RUN))
    readable = [text for text in HOSTILE_TEXTS if not any("\ud800" <= char <= "\udfff" for char in text)]
    assert len(readable) == len(HOSTILE_TEXTS) - 2
    assert set(readable) <= {finding["because"] for finding in document["findings"]}
    assert {"caf\\xe9", "\\ud800"} <= {finding["because"] for finding in document["findings"]}


def test_findings_are_complete() -> None:
    document = json.loads(render(BROKEN, RUN))
    by_rule = {finding["rule"]: finding for finding in document["findings"]}
    assert by_rule["domain-pure"]["place"] == {
        "path": "services/order/domain/order.go",
        "line": 6,
        "column": 8,
        "end_column": 59,
    }
    assert by_rule["domain-pure"]["layers"] == ["Domain", "Infrastructure"]
    assert [hop["to"].rpartition("/")[2] for hop in by_rule["no-web"]["chain"]] == ["db", "http"]
    assert [cut["files"] for cut in by_rule["no-cycles"]["cycle"]["cuts"]] == [1, 2]
    assert [finding["fingerprint"] for finding in document["findings"]] == [
        finding.fingerprint for finding in BROKEN.findings
    ]
    assert [finding["fails"] for finding in document["findings"]] == [
        finding.severity == "error" for finding in BROKEN.findings
    ]


def test_summary_counts() -> None:
    summary = json.loads(render(MAPPED, RUN))["summary"]
    assert summary["severities"] == {"error": 2, "warning": 1, "note": 0}
    assert summary["changes"] == {"carried": 2, "introduced": 1, "retired": 1}
    assert summary["failing"] == 1
    assert json.loads(render(PROBLEMS, RUN))["summary"]["exit_status"] == 2
    known = json.loads(render(KNOWN, RUN))
    assert known["summary"]["exit_status"] == 0
    assert [item["source"] for item in known["known"]] == ["baseline", "ignore", "exception"]
    assert not any(item["finding"]["fails"] for item in known["known"])


def test_one_record_on_each_line() -> None:
    out = render(many(10_000), RUN)
    assert len(json.loads(out)["findings"]) == 10_000
    assert sum('"fingerprint"' in line for line in out.splitlines()) == 10_000


def test_every_format_of_the_registry_renders_the_same_twice() -> None:
    for name in FORMATS:
        for result, run in CASES.values():
            assert renderer(name)(result, run) == renderer(name)(result, run)
    with pytest.raises(KeyError):
        renderer("xml")

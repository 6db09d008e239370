"""The `sarif` report: valid by both schemas, and correct beyond them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest
from support.documents import Json
from support.golden import check_golden
from support.node import multitool
from support.results import (
    BROKEN,
    CASES,
    CYCLE,
    FORBIDDEN,
    HOSTILE,
    HOSTILE_RUN,
    KNOWN,
    MAPPED,
    PROBLEMS,
    RUN,
    TEXTS,
    many,
)
from support.schemas import schema

from archlint.catalogue import KINDS
from archlint.errors import Complaint
from archlint.model.findings import Hop, Result, RunInfo
from archlint.model.location import Place, Related
from archlint.reports import NEED_TEXTS, renderer
from archlint.reports.line_hash import line_hashes
from archlint.reports.safe import unicode_text
from archlint.reports.uris import inside, uri

render = renderer("sarif")
SCHEMAS = ("sarif-schema-2.1.0.json", "sarif-2.1.0-draft2020-12.json")


def log_of(result: Result, run: RunInfo = RUN) -> Json:
    """Return the single run of the log."""
    log = json.loads(render(result, run).encode("utf-8"))
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    found: Json = only
    return found


def places_in(value: object) -> list[Json]:
    """Return all physicalLocations below a value."""
    if isinstance(value, list):
        return [place for item in value for place in places_in(item)]
    if not isinstance(value, dict):
        return []
    own = [value["physicalLocation"]] if "physicalLocation" in value else []
    return own + [place for item in value.values() for place in places_in(item)]


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    """Without the catalogue: it is the same in each log, and `test_reports_catalogue` checks it."""
    text = render(*CASES[name])
    lines = [line for line in text.splitlines(keepends=True) if '"shortDescription"' not in line]
    check_golden(f"sarif/{name}.sarif", "".join(lines))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("schema_name", SCHEMAS)
def test_valid_by_the_schema(name: str, schema_name: str) -> None:
    document = json.loads(schema(schema_name).read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(document)
    pytest.importorskip("rfc3987", reason="jsonschema needs rfc3987 to check URIs")
    validator = kind(document, format_checker=jsonschema.FormatChecker())
    errors = [error.message for error in validator.iter_errors(json.loads(render(*CASES[name])))]
    assert errors == []


@pytest.mark.parametrize("name", [*CASES, "many"])
def test_requirements_beyond_the_schema(name: str) -> None:
    run = log_of(*CASES[name]) if name != "many" else log_of(many(6_000))
    rules = run["tool"]["driver"]["rules"]
    declared = {item["id"] for item in run["tool"]["driver"]["notifications"]}
    assert [rule["id"] for rule in rules] == sorted({rule["id"] for rule in rules})
    assert len(run["results"]) <= 5_000
    assert run["columnKind"] == "unicodeCodePoints"
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert len(result["locations"]) == 1
        assert 0 < len(result["message"]["text"]) <= 1_000
        assert not result.keys() & {"suppressions", "baselineState", "kind"}
        ids = [location["id"] for location in result.get("relatedLocations", ())]
        assert len(ids) == len(set(ids)) <= 100
        links = re.findall(r"(?<!\\)\]\((.*?)\)", result["message"]["text"])
        assert {int(link) for link in links} <= set(ids)
    for notification in (item for key in ("Configuration", "Execution") for item in notifications(run, key)):
        assert notification["descriptor"]["id"] in declared
    for place in places_in(run):
        region, address = place["region"], place["artifactLocation"]
        assert region["startLine"] >= 1
        assert region.get("endLine", region["startLine"]) == region["startLine"]
        assert region.get("endColumn", 1) >= region.get("startColumn", 1) >= 1
        assert address["uriBaseId"] in run["originalUriBaseIds"]
        assert re.fullmatch(r"([A-Za-z0-9_.~/-]|%[0-9A-F]{2})+", address["uri"])
        assert not address["uri"].startswith(("/", "."))


def notifications(run: Json, kind: str) -> list[Json]:
    found: list[Json] = run["invocations"][0][f"tool{kind}Notifications"]
    return found


def test_the_catalogue_is_within_the_limits_and_always_complete() -> None:
    rules = log_of(Result())["tool"]["driver"]["rules"]
    assert rules == log_of(BROKEN)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [kind.id for kind in KINDS if kind.group != "configuration"]
    for rule in rules:
        assert re.fullmatch("[A-Z][A-Za-z]{0,254}", rule["name"])
        assert len(rule["shortDescription"]["text"]) <= 1_024
        assert len(rule["fullDescription"]["text"]) <= 1_024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert len(rule["properties"]["tags"]) <= 10
        assert "security-severity" not in rule["properties"]


def test_the_region_of_an_import_is_its_literal() -> None:
    (result,) = log_of(Result(findings=(FORBIDDEN,)))["results"]
    (place,) = places_in(result["locations"])
    assert place["artifactLocation"]["uri"] == "services/order/domain/order.go"
    assert place["region"] == {"startLine": 6, "startColumn": 8, "endLine": 6, "endColumn": 59}
    assert result["level"] == "error"
    assert result["message"]["text"].startswith(FORBIDDEN.message + ". ")
    assert "[the imported package](1)" in result["message"]["text"]
    assert "codeFlows" not in result


def test_a_cycle_is_one_result_with_its_steps() -> None:
    (result,) = log_of(Result(findings=(CYCLE,)))["results"]
    flow = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["message"]["text"].rpartition("/")[2] for step in flow] == ["domain", "db", "application"]
    assert len(result["relatedLocations"]) == 4


def test_findings_that_do_not_count_are_left_out() -> None:
    assert [result["ruleId"] for result in log_of(KNOWN)["results"]] == ["layer-order"]
    changes = [result["properties"]["change"] for result in log_of(MAPPED)["results"]]
    assert changes == ["introduced", "carried", "carried"]


def test_problems_make_the_run_unsuccessful() -> None:
    run = log_of(PROBLEMS)
    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["invocations"][0]["exitCode"] == 2
    first, second = notifications(run, "Configuration")
    assert first["descriptor"]["id"] == "config"
    assert first["level"] == "error"
    assert places_in(first)[0]["region"] == {"startLine": 12}
    assert second["descriptor"]["id"] == "inert-scan"


def test_a_file_that_does_not_parse_is_a_warning_of_a_successful_run() -> None:
    run = log_of(BROKEN)
    assert run["invocations"][0]["executionSuccessful"] is True
    (notification,) = notifications(run, "Execution")
    assert (notification["descriptor"]["id"], notification["level"]) == ("parse-error", "warning")


def test_the_least_severe_results_are_cut_and_counted() -> None:
    run = log_of(many(6_000))
    assert len(run["results"]) == 5_000
    levels = [result["level"] for result in run["results"]]
    assert [levels.count(level) for level in ("error", "warning", "note")] == [2_000, 2_000, 1_000]
    paths = [places_in(result["locations"])[0]["artifactLocation"]["uri"] for result in run["results"]]
    assert paths == sorted(paths)
    assert notifications(run, "Execution")[-1]["message"]["text"].startswith("1,000 results are left out")


def test_long_chains_and_many_places_stay_within_the_limits() -> None:
    hops = tuple(
        Hop(f"p{n}", f"p{n + 1}", (Place(f"p{n}.go", line=3, column=1, end_column=9), Place(f"q{n}.go")))
        for n in range(2_000)
    )
    (result,) = log_of(Result(findings=(FORBIDDEN._replace(message="m" * 5_000, chain=hops),)))["results"]
    assert len(result["codeFlows"][0]["threadFlows"][0]["locations"]) == 1_000
    assert len(result["relatedLocations"]) == 100
    assert len(result["message"]["text"]) <= 1_000


@pytest.mark.parametrize("text", ["[x](1)", "a[0](b)", "{0} and {12}", "a\\[b]", "see {context}"])
def test_no_text_becomes_a_link_or_a_placeholder(text: str) -> None:
    finding = FORBIDDEN._replace(message=text, because=text, related=(Related(Place("a.go"), text),))
    (result,) = log_of(Result(findings=(finding,)))["results"]
    message = result["message"]["text"]
    assert re.findall(r"(?<!\\)\]\((.*?)\)", message) == ["1"]
    assert not re.search(r"(?<!\{)\{\d+\}(?!\})", message)


def test_an_undocumented_kind_does_not_break_the_report() -> None:
    run = log_of(Result(findings=(FORBIDDEN._replace(kind="brand-new"),)))
    assert run["tool"]["driver"]["rules"][run["results"][0]["ruleIndex"]]["id"] == "brand-new"


def test_no_absolute_path_for_any_configuration_path() -> None:
    problems = tuple(Complaint(path, "no", line=1) for path in ("/etc/layers.toml", "../layers.toml", "C:\\a.toml", ""))
    for run in (RUN, RUN._replace(prefix="go/")):
        located = [places_in(item) for item in notifications(log_of(Result(problems=problems), run), "Configuration")]
        addresses = [[place["artifactLocation"]["uri"] for place in places] for places in located]
        assert addresses == [[], ["layers.toml"] if run.prefix else [], [], []]


def test_every_path_has_the_prefix() -> None:
    for place in places_in(log_of(BROKEN, RUN._replace(prefix="my go/"))):
        assert place["artifactLocation"]["uri"].startswith("my%20go/")


@pytest.mark.parametrize("path", ["a b#c%d?.go", "a:b/c.go", "库存.go", "a\nb.go", "::error::.go", "\ufffe\U0001f600"])
def test_a_uri_decodes_to_its_path(path: str) -> None:
    assert unquote(uri(path), errors="strict") == path
    assert uri(path).isascii()


def test_the_uri_of_a_path_that_is_not_utf8_decodes() -> None:
    assert unquote(uri("caf\udce9/\ud800.go"), errors="strict") == "caf\\xe9/\\ud800.go"


def test_paths_inside_the_root() -> None:
    assert inside("", "layers.toml") == "layers.toml"
    assert inside("go/", "./conf/../layers.toml") == "go/layers.toml"
    assert [inside("go/", path) for path in ("../../x", "..", "")] == ["", "", ""]


def test_hostile_texts_give_a_readable_log() -> None:
    run = log_of(HOSTILE, HOSTILE_RUN)
    assert len(run["results"]) == len(HOSTILE.findings)
    for result, finding in zip(run["results"], HOSTILE.findings, strict=True):
        address = places_in(result["locations"])[0]["artifactLocation"]["uri"]
        assert unquote(address, errors="strict") == unicode_text(finding.place.path)


def test_fingerprints() -> None:
    run = RUN._replace(texts={path: text.encode() for path, text in TEXTS.items()})
    with_texts, without = log_of(BROKEN, run)["results"], log_of(BROKEN)["results"]
    for result, bare, finding in zip(with_texts, without, BROKEN.findings, strict=True):
        wanted = line_hashes(TEXTS[finding.place.path], 99)[finding.place.line - 1]
        assert result["partialFingerprints"] == {
            "primaryLocationLineHash": wanted,
            "archlint/v1": finding.fingerprint,
        }
        assert bare["partialFingerprints"] == {"archlint/v1": finding.fingerprint}
    assert "sarif" in NEED_TEXTS


# Test vectors of GitHub's own implementation (github/codeql-action, fingerprints).
LOREM = ["a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3", "a7f2ff13bc495cf2:4", "a7f2ff13bc495cf2:5"]
VECTORS = [
    ("", ["c129715d7a2bc9a3:1"]),
    (
        " a\nb\n  \t\tc\n d",
        ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
    ),
    (
        "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n",
        [
            "e54938cc54b302f1:1",
            "bb609acbe9138d60:1",
            "1131fd5871777f34:1",
            "5c482a0f8b35ea28:1",
            "54517377da7028d2:1",
            "2c644846cb18d53e:1",
            "f1b89f20de0d133:1",
            "c129715d7a2bc9a3:1",
        ],
    ),
    (
        "Lorem ipsum dolor sit amet.\n" * 10,
        [
            *LOREM,
            "a7f2ff13bc495cf2:6",
            "a7f2ff1481e87703:1",
            "a9cf91f7bbf1862b:1",
            "55ec222b86bcae53:1",
            "cc97dc7b1d7d8f7b:1",
            "c129715d7a2bc9a3:1",
        ],
    ),
]


@pytest.mark.parametrize(("text", "hashes"), VECTORS)
def test_line_hash_is_that_of_github(text: str, hashes: list[str]) -> None:
    assert line_hashes(text, 99) == hashes
    for last in range(1, len(hashes) + 1):
        assert line_hashes(text, last) == hashes[:last]
    for end in ("\r\n", "\r"):
        assert line_hashes(text.replace("\n", end), 99) == hashes


@pytest.mark.parametrize("name", CASES)
def test_the_validator_of_microsoft_reports_nothing(name: str, tmp_path: Path) -> None:
    log, verdict = tmp_path / "log.sarif", tmp_path / "verdict.sarif"
    log.write_bytes(render(*CASES[name]).encode())
    options = ("--rule-kind", "Sarif;Ghas", "--log", "ForceOverwrite", "--level", "Error;Warning")
    multitool("validate", str(log), "--output", str(verdict), *options)
    (run,) = json.loads(verdict.read_text(encoding="utf-8-sig"))["runs"]
    wanted = {"SARIF2005"}  # an informationUri: archlint may have no home page
    assert {item["ruleId"] for item in run.get("results", ())} <= wanted


def test_line_hashes_are_those_of_microsoft(tmp_path: Path) -> None:
    for path, text in TEXTS.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(text.encode())
    log = json.loads(render(BROKEN, RUN))
    log["runs"][0]["originalUriBaseIds"] = {"%SRCROOT%": {"uri": f"{tmp_path.as_uri()}/"}}
    for result in log["runs"][0]["results"]:
        del result["partialFingerprints"]
    bare, hashed = tmp_path / "bare.sarif", tmp_path / "hashed.sarif"
    bare.write_text(json.dumps(log), encoding="utf-8")
    multitool("rewrite", str(bare), "--output", str(hashed), "--insert", "RollingHashPartialFingerprints")
    (run,) = json.loads(hashed.read_text(encoding="utf-8-sig"))["runs"]
    ours = log_of(BROKEN, RUN._replace(texts={path: text.encode() for path, text in TEXTS.items()}))["results"]
    for result, own in zip(run["results"], ours, strict=True):
        key = "primaryLocationLineHash"
        assert result["partialFingerprints"][key] == own["partialFingerprints"][key]

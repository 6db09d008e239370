"""The reports that code hosts and review bots read: `github`, `gitlab`, `checkstyle`, `rdjson`."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from support.documents import Json
from support.golden import check_golden
from support.results import (
    BROKEN,
    CASES,
    CYCLE,
    FORBIDDEN,
    HOSTILE,
    HOSTILE_RUN,
    IN_STOCK,
    MAPPED,
    PROBLEMS,
    RUN,
    TEXTS,
    UNASSIGNED,
    UPWARDS,
    many,
)

from archlint.model.findings import Result, RunInfo, Stats
from archlint.model.location import Place
from archlint.reports import renderer
from archlint.reports.safe import unicode_text, visible, without_commands, xml_text
from archlint.reports.tally import inert_rules

SUFFIXES = {"github": "txt", "gitlab": "json", "checkstyle": "xml", "rdjson": "json"}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("form", SUFFIXES)
def test_golden(form: str, name: str) -> None:
    check_golden(f"{form}/{name}.{SUFFIXES[form]}", renderer(form)(*CASES[name]))


@pytest.mark.parametrize("form", SUFFIXES)
def test_retired_findings_are_left_out_and_every_path_has_the_prefix(form: str) -> None:
    out = renderer(form)(MAPPED, RUN._replace(prefix="go/"))
    assert "no-web" not in out
    assert "go/services/stock/domain/stock.go" in out
    assert not re.search(r"(?<!go/)services/stock/domain/stock\.go", out)


# github: a parser of workflow commands, with the runner's escaping rules


class Command(dict[str, str]):
    """A workflow command: its properties, with the name of the command under "" and the message under "message"."""


def commands(text: str) -> list[Command]:
    """Return the commands that a runner would find in a log."""
    found = []
    for line in re.split(r"\r\n|\r|\n", text):
        if not line.lstrip().startswith("::"):
            continue
        head, _, message = line.lstrip()[2:].partition("::")
        name, _, properties = head.partition(" ")
        command = Command({"": name, "message": unescaped(message)})
        for pair in properties.split(","):
            key, _, value = pair.partition("=")
            command[key] = unescaped(value.replace("%3A", ":").replace("%2C", ","))
        found.append(command)
    return found


def unescaped(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def test_github_has_place_rule_and_reason() -> None:
    (command,) = commands(renderer("github")(Result(findings=(FORBIDDEN,), outcomes=BROKEN.outcomes), RUN))
    assert command == {
        "": "error",
        "file": "services/order/domain/order.go",
        "line": "6",
        "endLine": "6",
        "col": "8",
        "endColumn": "59",
        "title": "archlint: domain-pure",
        "message": f"{FORBIDDEN.message}\nRule: Domain must not import Infrastructure\nBecause: {FORBIDDEN.because}\n"
        f"To fix: {FORBIDDEN.advice}",
    }


def test_github_has_no_columns_for_a_whole_file() -> None:
    (command,) = commands(renderer("github")(Result(findings=(UNASSIGNED,)), RUN))
    assert command.keys() & {"col", "endColumn"} == set()


def test_github_shows_ten_of_a_level_and_counts_the_rest() -> None:
    out = renderer("github")(many(10_000), RUN)
    names = [command[""] for command in commands(out)]
    assert names == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert commands(out)[-2]["message"].startswith("9,972 more findings: ")
    assert commands(out)[-1]["message"].startswith("Failed: 3,334 errors; also 3,333 warnings and 3,333 notes.")
    assert len(renderer("github")(many(9), RUN._replace(gate="note")).splitlines()) == 10
    bare = many(9)._replace(stats=Stats())
    assert len(renderer("github")(bare, RUN._replace(gate="note")).splitlines()) == 9


def test_github_messages_fit_the_runner_limit() -> None:
    out = renderer("github")(Result(findings=(FORBIDDEN._replace(message="%" * 9_000),)), RUN)
    assert len(commands(out)[0]["message"]) <= 4_096


def test_github_shows_carried_findings_as_notices() -> None:
    shown = MAPPED._replace(stats=Stats())
    assert [command[""] for command in commands(renderer("github")(shown, RUN))] == ["error", *["notice"] * 3]
    strict = commands(renderer("github")(shown, RUN._replace(strict=True, gate="warning")))
    assert [command[""] for command in strict] == ["error", "error", "warning"]


def test_github_hostile_texts_are_only_data() -> None:
    out = renderer("github")(HOSTILE._replace(findings=HOSTILE.findings[:7]), HOSTILE_RUN)
    read = commands(out)
    assert len(read) == len(out.splitlines()) == 8
    assert read[-1].keys() == {"", "title", "message"}
    for finding in HOSTILE.findings[:7]:
        message = without_commands(visible(finding.message), inside=True)
        (command,) = (item for item in read if item["message"].startswith(message))
        assert command["file"] == without_commands(visible(finding.place.path), inside=True)
        assert command["title"] == without_commands(f"archlint: {visible(finding.rule)}", inside=True)
    assert all(char in "\n\u3000" or char.isprintable() for char in out)


# gitlab


def quality(result: Result, run: RunInfo = RUN) -> list[Json]:
    found: list[Json] = json.loads(renderer("gitlab")(result, run))
    return found


@pytest.mark.parametrize("name", [*CASES, "many"])
def test_gitlab_has_all_required_fields(name: str) -> None:
    entries = quality(*CASES[name]) if name != "many" else quality(many(10_000))
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert entry["location"]["lines"]["begin"] >= 1
        path = entry["location"]["path"]
        assert path
        assert not path.startswith(("/", "./", "../"))


def test_gitlab_is_an_empty_list_when_clean() -> None:
    assert renderer("gitlab")(*CASES["clean"]) == "[]\n"


def test_gitlab_fingerprints_survive_moved_lines() -> None:
    moved = FORBIDDEN._replace(place=Place(FORBIDDEN.place.path, line=99, column=1, end_column=5))
    assert quality(Result(findings=(FORBIDDEN,)))[0]["fingerprint"] == FORBIDDEN.fingerprint
    assert quality(Result(findings=(moved,)))[0]["fingerprint"] == FORBIDDEN.fingerprint
    twice = [entry["fingerprint"] for entry in quality(Result(findings=(FORBIDDEN, moved)))]
    assert twice == [FORBIDDEN.fingerprint, f"{FORBIDDEN.fingerprint}-2"]


def test_gitlab_severities() -> None:
    entries = quality(Result(findings=(FORBIDDEN, CYCLE, UPWARDS)))
    assert [entry["severity"] for entry in entries] == ["major", "critical", "minor"]
    assert {entry["severity"] for entry in quality(PROBLEMS)} == {"blocker"}


# checkstyle


def test_checkstyle_comes_back_by_file() -> None:
    root = ElementTree.fromstring(renderer("checkstyle")(BROKEN, RUN).encode())  # noqa: S314  # our own text
    rows = {
        (file.get("name"), int(error.get("line", "0")), int(error.get("column", "0")), error.get("source"))
        for file in root
        for error in file
    }
    assert rows == {
        (finding.place.path, finding.place.line, finding.place.column, f"archlint.{finding.kind}")
        for finding in BROKEN.findings
    }
    assert len({file.get("name") for file in root}) == len(root)


def test_checkstyle_hostile_texts_survive() -> None:
    root = ElementTree.fromstring(renderer("checkstyle")(HOSTILE, HOSTILE_RUN).encode())  # noqa: S314
    assert {file.get("name") for file in root} == {xml_text(finding.place.path) for finding in HOSTILE.findings}
    messages = {error.get("message") for file in root for error in file}
    assert {visible(f"{item.rule}: {item.message} (because: {item.because})") for item in HOSTILE.findings} == messages


# rdjson


def diagnostics(result: Result, run: RunInfo = RUN) -> list[Json]:
    found: list[Json] = json.loads(renderer("rdjson")(result, run).encode())["diagnostics"]
    return found


def test_rdjson_counts_columns_in_bytes() -> None:
    (one,) = diagnostics(Result(findings=(UPWARDS,)))
    line = TEXTS[IN_STOCK.path].splitlines()[IN_STOCK.line - 1].encode()
    span = one["location"]["range"]
    assert span["start"]["line"] == span["end"]["line"] == 3
    assert line[span["start"]["column"] - 1 : span["end"]["column"] - 1] == b'"example.com/shop/services/order/api"'


def test_rdjson_counts_a_byte_that_is_not_utf8_as_one() -> None:
    line = 'import /* \udcff 库 */ "fmt"'
    place = Place("a.go", line=1, column=line.index('"') + 1, end_column=len(line) + 1)
    run = RUN._replace(lines={("a.go", 1): line})
    span = diagnostics(Result(findings=(FORBIDDEN._replace(place=place),)), run)[0]["location"]["range"]
    raw = line.encode("utf-8", "surrogateescape")
    assert raw[span["start"]["column"] - 1 : span["end"]["column"] - 1] == b'"fmt"'


@pytest.mark.parametrize("name", CASES)
def test_rdjson_has_the_shape_of_the_format(name: str) -> None:
    result, run = CASES[name]
    read = diagnostics(result, run)
    inert = len(list(inert_rules(result, run)))
    assert len(read) == len(result.problems) + inert + sum(item.change != "retired" for item in result.findings)
    for item in read:
        assert item.keys() <= {"message", "location", "severity", "code", "related_locations"}
        assert item["severity"] in ("ERROR", "WARNING", "INFO")
        assert item["location"]["range"]["start"]["line"] >= 1
    counted = [finding for finding in result.findings if finding.change != "retired"]
    for item, finding in zip(read[len(result.problems) + inert :], counted, strict=True):
        assert item["location"]["path"] == unicode_text(finding.place.path)
        assert item["code"] == {"value": finding.kind}

"""What doesn't count for the verdict is counted in every report that has room for it. An inert rule is never kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

import pytest
from support import txtar
from support.command import archlint
from support.documents import Json
from support.results import ALL_KNOWN, BROKEN, CLEAN, FORBIDDEN, INERT, KNOWN, MAPPED, PURE, RUN, WEAKENED

from archlint.errors import Complaint
from archlint.model.findings import Known, Result, RuleOutcome, RunInfo, Stats
from archlint.reports import FORMATS, renderer, summary
from archlint.reports.tally import Weakened, inert_rules, rule_tallies, weakened

NOTHING = Weakened(*(0 for _ in Weakened._fields))
REASON = "no file is in Domain"


def one_rule(*, inert: str = "", optional: bool = False, subjects: tuple[str, ...] = ()) -> Result:
    """Return a result that has only one rule and its outcome."""
    return Result(outcomes=(RuleOutcome(PURE._replace(optional=optional), subjects, inert),))


def known_by(source: Literal["baseline", "ignore", "exception"]) -> Result:
    """Return a result of one rule whose only finding doesn't count."""
    return one_rule(subjects=("m/a",))._replace(known=(Known(FORBIDDEN, "", source),))


# Rules


@pytest.mark.parametrize(
    ("result", "state", "outcome"),
    [
        (one_rule(subjects=("m/a", "m/b")), "kept", "2 checked"),
        (one_rule(), "inert", "0 checked"),
        (one_rule(inert=REASON), "inert", "0 checked"),
        (one_rule(optional=True), "waiting", "0 checked"),
        (one_rule(optional=True, inert=REASON), "waiting", "0 checked"),
        (one_rule(optional=True, subjects=("m/a",)), "kept", "1 checked"),
        (one_rule()._replace(findings=(FORBIDDEN,)), "broken", "1 error"),
        (one_rule()._replace(findings=(FORBIDDEN._replace(severity="note"),)), "noted", "1 note"),
        (one_rule()._replace(findings=(FORBIDDEN._replace(change="carried"),)), "carried", "1 error"),
        (one_rule(inert=REASON)._replace(findings=(FORBIDDEN._replace(change="retired"),)), "inert", "0 checked"),
        (known_by("baseline"), "known", "1 checked, 1 known"),
        (known_by("ignore"), "known", "1 checked, 1 known"),
        (known_by("exception"), "kept", "1 checked, 1 known"),
    ],
)
def test_the_state_of_a_rule(result: Result, state: str, outcome: str) -> None:
    (tally,) = rule_tallies(result, RUN)
    assert (tally.state, tally.outcome) == (state, outcome)
    assert tally.reason == (result.outcomes[0].inert if state in ("inert", "waiting") else "")


def texts_of(name: str, result: Result) -> str:
    """Return a report and what goes to standard error beside it."""
    return renderer(name)(result, RUN) + summary(result, RUN, [name])


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("reason", ["", REASON])
def test_an_inert_rule_is_in_every_report_and_is_kept_in_none(name: str, reason: str) -> None:
    out = renderer(name)(one_rule(inert=reason), RUN)
    assert "inert" in out
    assert reason in out
    assert "kept" not in out
    assert "no findings" not in texts_of(name, one_rule(inert=reason))


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"checkstyle", "gitlab", "rdjson"}))
def test_an_optional_rule_waits_and_is_not_called_inert(name: str) -> None:
    out = texts_of(name, one_rule(inert=REASON, optional=True))
    assert "waiting" in out or "waits" in out
    assert "kept" not in out
    assert "inert rule" not in out


@pytest.mark.parametrize("name", ["checkstyle", "gitlab", "rdjson"])
def test_an_optional_rule_is_not_a_finding(name: str) -> None:
    assert renderer(name)(one_rule(inert=REASON, optional=True), RUN) == renderer(name)(Result(), RUN)


def test_an_inert_rule_among_the_problems_is_not_reported_twice() -> None:
    told = Complaint("layers.toml", "nothing is judged", line=12, key="rules[0].rule", kind="inert-rule")
    assert [item.line for item in inert_rules(one_rule(), RUN)] == [12]
    assert list(inert_rules(one_rule()._replace(problems=(told,)), RUN)) == []
    assert len(list(inert_rules(one_rule()._replace(problems=(told._replace(line=13),)), RUN))) == 1


def test_an_inert_rule_is_in_the_verdict_of_a_run_that_passes() -> None:
    assert renderer("text")(one_rule(), RUN).endswith("\nPassed, with 1 inert rule.\n")
    assert renderer("text")(INERT, RUN).endswith("\nPassed, with 1 warning and 2 inert rules.\n")


# Numbers


@pytest.mark.parametrize(
    ("result", "run", "numbers"),
    [
        (Result(), RUN, {}),
        (CLEAN, RUN, {"excluded_files": 1, "left_out_files": 30}),
        (BROKEN._replace(stats=Stats()), RUN, {"below_gate": 2}),
        (BROKEN._replace(stats=Stats()), RUN._replace(gate="warning"), {"below_gate": 1}),
        (BROKEN._replace(stats=Stats()), RUN._replace(gate="note"), {}),
        (BROKEN._replace(stats=Stats()), RUN._replace(gate="never"), {"below_gate": 6}),
        (
            KNOWN._replace(stats=Stats()),
            RUN,
            {"baseline": 1, "ignores": 1, "exceptions": 1, "below_gate": 1, "stale": 1},
        ),
        (INERT._replace(findings=(), stats=Stats()), RUN, {"inert_rules": 2, "waiting_rules": 2}),
        (MAPPED._replace(stats=Stats()), RUN, {"below_gate": 1, "carried": 1}),
        (MAPPED._replace(stats=Stats()), RUN._replace(strict=True), {"below_gate": 1}),
        (Result(findings=(FORBIDDEN._replace(ended="2026-01-31"),)), RUN, {"ended": 1}),
        (Result(findings=(FORBIDDEN._replace(ended="2026-01-31", change="retired"),)), RUN, {}),
        (Result(stats=Stats(skipped=(("package documentation", 3),))), RUN, {}),
        (Result(stats=Stats(skipped=(("untracked files", 3), ("excluded folders", 2)))), RUN,
         {"left_out_files": 3, "excluded_folders": 2}),
        (
            WEAKENED, RUN,
            {
                "baseline": 2, "exceptions": 1, "ignores": 1, "below_gate": 1, "ended": 2, "stale": 2,
                "excluded_files": 4, "excluded_folders": 2, "left_out_files": 37, "inert_rules": 1, "waiting_rules": 1,
            },
        ),
    ],
)  # fmt: skip
def test_the_numbers(result: Result, run: RunInfo, numbers: dict[str, int]) -> None:
    assert weakened(result, run) == NOTHING._replace(**numbers)


def json_numbers(result: Result) -> dict[str, int]:
    found: dict[str, int] = json.loads(renderer("json")(result, RUN))["weakened"]
    return found


def sarif_numbers(result: Result) -> dict[str, int]:
    found: dict[str, int] = json.loads(renderer("sarif")(result, RUN))["runs"][0]["properties"]["weakened"]
    return found


def junit_numbers(result: Result) -> dict[str, int]:
    document = ElementTree.fromstring(renderer("junit")(result, RUN).encode())  # noqa: S314  # our own text
    (values,) = {item.get("value", "") for item in document.iter("property") if item.get("name") == "weakened"} or {""}
    return NOTHING._asdict() | {name: int(number) for name, _, number in (p.partition("=") for p in values.split())}


@pytest.mark.parametrize("numbers_of", [json_numbers, sarif_numbers, junit_numbers])
@pytest.mark.parametrize("result", [CLEAN, BROKEN, KNOWN, ALL_KNOWN, INERT, WEAKENED])
def test_programs_read_the_numbers(numbers_of: Callable[[Result], dict[str, int]], result: Result) -> None:
    assert numbers_of(result) == weakened(result, RUN)._asdict()


def test_each_number_is_on_its_own_line_with_a_stable_name() -> None:
    """Programs can compare two documents, and people can read the diff."""
    assert Weakened._fields == (
        "baseline", "exceptions", "ignores", "below_gate", "carried", "ended", "stale",
        "excluded_files", "excluded_folders", "left_out_files", "inert_rules", "waiting_rules",
    )  # fmt: skip
    lines = renderer("json")(WEAKENED, RUN).splitlines()
    for name, number in weakened(WEAKENED, RUN)._asdict().items():
        assert sum(line.startswith(f'    "{name}": {number}') for line in lines) == 1


KNOWN_WORDS = "Known and not counted: 1 in the baseline, 1 ignored in the source and 1 allowed by an exception."


@pytest.mark.parametrize("name", ["text", "markdown", "concise", "github", "sarif"])
def test_a_run_that_passes_with_known_findings_says_so(name: str) -> None:
    out = texts_of(name, ALL_KNOWN)
    assert KNOWN_WORDS in out
    assert "3 known findings" in out
    assert "no findings" not in out


@pytest.mark.parametrize("name", ["json", "junit", "markdown"])
def test_known_findings_are_named(name: str) -> None:
    out = renderer(name)(ALL_KNOWN, RUN)
    for known in ALL_KNOWN.known:
        assert known.finding.message in out
        assert known.reason in out


@pytest.mark.parametrize("name", ["concise", "github"])
def test_files_that_most_runs_leave_out_are_not_reported(name: str) -> None:
    tests_left_out = CLEAN._replace(stats=Stats(files=1, skipped=(("test files", 30),)))
    assert renderer(name)(tests_left_out, RUN) == ""
    assert summary(tests_left_out, RUN, ["concise"]) == ""


def test_the_line_beside_concise_is_empty_in_a_quiet_run() -> None:
    assert summary(ALL_KNOWN, RUN, ["concise"]).startswith("archlint: Passed, with 3 known findings. ")
    assert summary(ALL_KNOWN, RUN._replace(verbose=-1), ["concise"]) == ""
    assert summary(ALL_KNOWN, RUN, ["text"]) == summary(ALL_KNOWN, RUN, ["markdown"]) == ""
    assert summary(ALL_KNOWN, RUN, ["json"]) == summary(ALL_KNOWN, RUN)


@pytest.mark.parametrize("name", ["text", "markdown", "concise", "github", "sarif"])
def test_fail_on_never_is_reported_if_it_lets_findings_pass(name: str) -> None:
    run = RUN._replace(gate="never")
    words = "With --fail-on never, no finding fails the run."
    assert words in renderer(name)(BROKEN, run) + summary(BROKEN, run, [name])
    assert words not in renderer(name)(CLEAN, run) + summary(CLEAN, run, [name])
    assert words not in renderer(name)(BROKEN, RUN) + summary(BROKEN, RUN, [name])


# End to end, from a tree to the numbers

TREE = txtar.read("""\
-- go.mod --
module example.com/m
-- layers.toml --
version = 1
[scan]
exclude = ["**/mocks/**", "**/*_gen.go"]
[layers]
Domain = ["domain/**"]
Infra  = ["infra/**"]
[[rules]]
id      = "pure"
rule    = "Domain must not import Infra"
except  = [
    { from = "domain/a.go", to = "infra/**", because = "#1" },
    { from = "domain/b.go", to = "infra/**", because = "#2", until = 2026-01-31 },
]
[[rules]]
id       = "no-log"
rule     = 'Domain must not import "log"'
severity = "warning"
-- domain/a.go --
package domain

import _ "example.com/m/infra"
-- domain/b.go --
package domain

import _ "example.com/m/infra"
-- domain/c.go --
package domain

//archlint:ignore pure a spike
import _ "example.com/m/infra"
import _ "log"
-- domain/d.go --
package domain

import _ "example.com/m/infra"
-- domain/d_test.go --
package domain
-- domain/x_gen.go --
package domain
-- domain/mocks/m.go --
package mocks
-- domain/mocks/deep/mocks/m.go --
package mocks
-- infra/i.go --
package infra
-- moves.csv --
old_path,new_path
infra/i.go,infra/store/i.go
""")
FOUND = {
    "exceptions": 1, "ignores": 1, "below_gate": 1, "ended": 1,
    "excluded_files": 1, "excluded_folders": 1, "left_out_files": 1,
}  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    TREE.write(tmp_path)
    return tmp_path


def checked(tree: Path, *arguments: str) -> Json:
    outcome = archlint("check", tree, "--format", "json", "--no-cache", "--today", "2026-02-01", *arguments)
    assert outcome.status in (0, 1), outcome.out + outcome.err
    found: Json = json.loads(outcome.out)
    return found


def test_a_run_counts_what_it_leaves_out(tree: Path) -> None:
    document = checked(tree)
    assert document["weakened"] == NOTHING._replace(**FOUND)._asdict()
    ended = {item["place"]["path"]: item["ended"] for item in document["findings"]}
    assert ended == {"domain/b.go": "2026-01-31", "domain/c.go": "", "domain/d.go": ""}


@pytest.mark.parametrize(("view", "carried"), [("mapped", 0), ("both", 2)])
def test_a_mapping_does_not_hide_the_counts(tree: Path, view: str, carried: int) -> None:
    """The walk then enters all folders, but still counts as excluded those that it wouldn't have entered."""
    numbers = checked(tree, "--mapping", str(tree / "moves.csv"), "--view", view)["weakened"]
    assert numbers == NOTHING._replace(**FOUND | {"carried": carried})._asdict()


def test_expired_baseline_entries_are_counted_in_every_view(tree: Path) -> None:
    assert archlint("baseline", tree, "--today", "2026-02-01").status == 0
    path = tree / "archlint-baseline.json"
    record = json.loads(path.read_text())
    (entry,) = [entry for entry in record["entries"] if entry["path"] == "domain/d.go"]
    entry["until"] = "2026-01-15"
    path.write_text(json.dumps(record))
    mapping = ("--mapping", str(tree / "moves.csv"))
    views = (((), 0), ((*mapping, "--view", "mapped"), 0), ((*mapping, "--view", "both"), 1))
    for arguments, carried in views:
        document = checked(tree, *arguments)
        numbers = FOUND | {"baseline": 2, "below_gate": 0, "carried": carried}
        assert document["weakened"] == NOTHING._replace(**numbers)._asdict()
        (item,) = document["findings"]
        assert (item["place"]["path"], item["ended"]) == ("domain/d.go", "2026-01-15")
        assert item["advice"].startswith("Its baseline entry expired on 2026-01-15. ")
    outcome = archlint("baseline", tree, "--today", "2026-02-01")
    assert outcome.status == 1
    assert outcome.out.splitlines()[0] == (
        "archlint-baseline.json: 2 known findings (0 added, 0 resolved and removed, 1 expired)"
    )


def test_a_line_beside_concise_goes_to_standard_error(tree: Path) -> None:
    outcome = archlint("check", tree, "--format", "concise", "--today", "2026-02-01")
    assert len(outcome.out.splitlines()) == 3
    (line,) = outcome.err.splitlines()
    assert line.startswith("archlint: Failed: 2 errors; also 1 warning and 2 known findings. Known and not counted: ")
    assert archlint("check", tree, "--format", "concise", "-q", "--today", "2026-02-01").err == ""

"""The baseline covers what it has recorded and nothing else. It shrinks, and follows moved files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import txtar
from support.command import archlint
from support.documents import Json

from archlint.model.findings import Cycle, Finding, Hop
from archlint.model.location import Place
from archlint.pipeline.baseline import Entry, entry_for, read_baseline, render_baseline, split

TREE = txtar.read("""\
-- go.mod --
module example.com/m
-- layers.toml --
version = 1
[layers]
Domain         = ["domain/**"]
Infrastructure = ["infra/**"]
[[rules]]
id      = "pure"
rule    = "Domain must not import Infrastructure"
because = "the domain stays testable"
-- domain/order/a.go --
package order

import _ "example.com/m/infra/db"
-- domain/order/b.go --
package order

import _ "example.com/m/infra/db"
-- domain/user/user.go --
package user

import (
	_ "example.com/m/infra/db"
	_ "example.com/m/infra/log"
)
-- infra/db/db.go --
package db
-- infra/log/log.go --
package log
""")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    TREE.write(tmp_path)
    return tmp_path


def edit(tree: Path, path: str, old: str, new: str) -> None:
    file = tree / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def check(tree: Path, *arguments: str) -> Json:
    outcome = archlint("check", tree, "--format", "json", *arguments)
    document: Json = json.loads(outcome.out)
    return {
        "status": outcome.status,
        "found": [f"{item['place']['path']}:{item['place']['line']} {item['to']}" for item in document["findings"]],
        "known": len(document["known"]),
        "stale": len(document["stale"]),
    }


GREEN = {"status": 0, "found": [], "known": 4, "stale": 0}


def test_recorded_findings_do_not_count(tree: Path) -> None:
    assert check(tree)["status"] == 1
    outcome = archlint("baseline", tree)
    assert (outcome.status, outcome.out) == (
        0,
        "archlint-baseline.json: 4 known findings (4 added, 0 resolved and removed)\n",
    )
    assert check(tree) == GREEN


def test_recording_again_changes_nothing(tree: Path) -> None:
    archlint("baseline", tree)
    before = (tree / "archlint-baseline.json").read_bytes()
    archlint("baseline", tree)
    assert (tree / "archlint-baseline.json").read_bytes() == before


def test_moved_lines_stay_known(tree: Path) -> None:
    archlint("baseline", tree)
    edit(tree, "domain/user/user.go", "import (", '// A long story.\n\nimport (\n\t_ "strings"')
    assert check(tree) == GREEN


def test_findings_of_a_renamed_file_stay_known(tree: Path) -> None:
    archlint("baseline", tree)
    (tree / "domain/user/user.go").rename(tree / "domain/user/person.go")
    assert check(tree) == GREEN


def test_an_entry_of_an_existing_file_does_not_cover_a_new_file(tree: Path) -> None:
    archlint("baseline", tree)
    edit(tree, "domain/order/a.go", '\nimport _ "example.com/m/infra/db"\n', "")
    (tree / "domain/order/c.go").write_text('package order\n\nimport _ "example.com/m/infra/db"\n')
    assert check(tree) == {"status": 1, "found": ["domain/order/c.go:3 example.com/m/infra/db"], "known": 3, "stale": 1}


def test_only_a_new_import_is_reported_at_its_line(tree: Path) -> None:
    archlint("baseline", tree)
    edit(tree, "domain/order/a.go", 'infra/db"', 'infra/db"\nimport _ "example.com/m/infra/log"')
    assert check(tree) == {
        "status": 1,
        "found": ["domain/order/a.go:4 example.com/m/infra/log"],
        "known": 4,
        "stale": 0,
    }


def test_it_shrinks_automatically_and_grows_only_on_request(tree: Path) -> None:
    archlint("baseline", tree)
    edit(tree, "domain/user/user.go", '\t_ "example.com/m/infra/log"\n', "")
    assert check(tree) == {"status": 0, "found": [], "known": 3, "stale": 1}
    edit(tree, "domain/order/a.go", 'infra/db"', 'infra/db"\nimport _ "example.com/m/infra/log"')
    outcome = archlint("baseline", tree)
    assert outcome.status == 1
    assert outcome.out.splitlines()[:2] == [
        "archlint-baseline.json: 3 known findings (0 added, 1 resolved and removed)",
        "1 new finding not recorded; use `--grow` to record new findings too:",
    ]
    assert archlint("baseline", tree, "--grow").status == 0
    assert check(tree) == GREEN


def test_notes_are_kept_and_an_entry_expires_on_its_day(tree: Path) -> None:
    archlint("baseline", tree)
    path = tree / "archlint-baseline.json"
    document = json.loads(path.read_text())
    document["entries"][0] |= {"reason": "old debt", "owner": "ann", "issue": "#7", "until": "2026-03-31"}
    path.write_text(json.dumps(document))
    assert archlint("baseline", tree, "--today", "2026-03-31").status == 0
    assert '"reason": "old debt", "owner": "ann", "issue": "#7", "until": "2026-03-31"' in path.read_text()
    assert check(tree, "--today", "2026-03-31")["status"] == 0
    late = archlint("check", tree, "--today", "2026-04-01")
    assert late.status == 1
    assert "Its baseline entry expired on 2026-03-31." in late.out
    assert archlint("baseline", tree, "--today", "2026-04-01").status == 1
    assert "old debt" in path.read_text()


def test_an_expired_entry_that_is_recorded_again_keeps_its_notes_but_not_its_day(tree: Path) -> None:
    archlint("baseline", tree)
    path = tree / "archlint-baseline.json"
    document = json.loads(path.read_text())
    document["entries"][0] |= {"reason": "old", "owner": "us", "issue": "#1", "until": "2026-01-31"}
    path.write_text(json.dumps(document))
    outcome = archlint("baseline", tree, "--grow", "--today", "2026-02-01")
    assert outcome.status == 0
    assert "4 known findings (1 added, 0 resolved" in outcome.out
    entries = json.loads(path.read_text())["entries"]
    (noted,) = [entry for entry in entries if "reason" in entry]
    assert {key: noted.get(key) for key in ("reason", "owner", "issue", "until")} == {
        "reason": "old", "owner": "us", "issue": "#1", "until": None,
    }  # fmt: skip
    assert check(tree, "--today", "2026-02-01") == GREEN


def test_a_python_tree_has_a_baseline_too(tmp_path: Path) -> None:
    rules = '[layers]\nA = ["a/**"]\nB = ["b/**"]\n[[rules]]\nrule = "A must not import B"\n'
    (tmp_path / "layers.toml").write_text(f'version = 1\n[scan]\nlanguage = "python"\n{rules}')
    for path, text in (("a/x.py", "import b.x\n"), ("a/y.py", ""), ("b/x.py", "")):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    assert archlint("check", tmp_path).status == 1
    assert archlint("baseline", tmp_path).status == 0
    assert archlint("check", tmp_path).status == 0
    (tmp_path / "a/y.py").write_text("import b.x\n")
    assert check(tmp_path) == {"status": 1, "found": ["a/y.py:1 b/x"], "known": 1, "stale": 0}


def test_the_summary_counts_known_findings(tree: Path) -> None:
    archlint("baseline", tree)
    assert "4 in the baseline" in archlint("check", tree).out


def test_a_named_baseline_must_exist(tree: Path) -> None:
    outcome = archlint("check", tree, "--baseline", tree / "none.json")
    assert outcome.status == 2
    assert "none.json" in outcome.out + outcome.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not a baseline"),
        ("[]", 'it has no "entries" list'),
        ('{"archlint-baseline": 99, "entries": []}', "format 99 is not known"),
        ('{"archlint-baseline": 1, "entries": [{"rule": "x"}]}', '"fingerprint" is missing'),
        ('{"archlint-baseline": 1, "entries": [7]}', "is not an object"),
        (b"\xff\xfe", "is not a baseline"),
        ("[" * 100_000, "is not a baseline"),
    ],
    ids=["empty", "list", "format", "keys", "number", "bytes", "deep"],
)
def test_a_damaged_baseline_is_an_error_and_not_an_empty_baseline(tree: Path, text: str | bytes, said: str) -> None:
    (tree / "archlint-baseline.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    outcome = archlint("check", tree)
    assert outcome.status == 2
    assert said in outcome.out + outcome.err


def test_entries_follow_moved_files(tree: Path) -> None:
    """Before the move the mapped view passes with the old entries; after it, today's view passes with the moved
    ones."""
    archlint("baseline", tree)
    moves = tree / "moves.csv"
    moves.write_text("old_path,new_path\ndomain/user/,core/domain/user/\ninfra/db/,core/infra/db/\n")
    edit(tree, "layers.toml", '["domain/**"]', '["domain/**", "core/domain/**"]')
    edit(tree, "layers.toml", '["infra/**"]', '["infra/**", "core/infra/**"]')
    assert check(tree, "--mapping", str(moves))["found"] == []
    assert check(tree, "--mapping", str(moves), "--view", "both") == GREEN | {"status": 0}
    assert archlint("baseline", tree, "--through", moves).status == 0
    (tree / "core/domain").mkdir(parents=True)
    (tree / "core/infra").mkdir()
    (tree / "domain/user").rename(tree / "core/domain/user")
    (tree / "infra/db").rename(tree / "core/infra/db")
    for path in ("domain/order/a.go", "domain/order/b.go", "core/domain/user/user.go"):
        edit(tree, path, "example.com/m/infra/db", "example.com/m/core/infra/db")
    assert check(tree) == GREEN


def test_an_expired_entry_follows_its_file_and_keeps_its_day(tree: Path) -> None:
    archlint("baseline", tree)
    path = tree / "archlint-baseline.json"
    document = json.loads(path.read_text())
    document["entries"][0] |= {"reason": "old", "until": "2026-01-31"}
    path.write_text(json.dumps(document))
    (tree / "moves.csv").write_text("old_path,new_path\ndomain/user/,domain/member/\n")
    assert archlint("baseline", tree, "--through", tree / "moves.csv", "--today", "2026-02-01").status == 0
    entries = json.loads(path.read_text())["entries"]
    assert len(entries) == 4
    assert [entry["until"] for entry in entries if entry.get("reason") == "old"] == ["2026-01-31"]


def finding(rule: str, path: str, target: str) -> Finding:
    return Finding(
        "forbidden-import",
        rule,
        severity="error",
        message="message",
        place=Place(path, 3),
        source="m/a",
        target=target,
        identity=(path,),
    )


names = st.sampled_from(["a", "b", "c"])
findings = st.lists(st.builds(finding, names, names, names), max_size=8, unique_by=lambda item: item.fingerprint)


@given(findings, findings, st.frozensets(names))
def test_split_neither_loses_nor_duplicates_findings(
    recorded: list[Finding], now: list[Finding], files: frozenset[str]
) -> None:
    entries = [entry_for(item) for item in recorded]
    parts = split(now, entries, files=files, today="2026-01-01")
    assert len(parts.new) + len(parts.known) == len(now)
    assert len(parts.matched) + len(parts.solved) == len(entries)
    assert {f.fingerprint for f in parts.new}.isdisjoint(entry.fingerprint for entry in entries)


texts = st.text(st.characters(codec="utf-8"), max_size=8)


dates = st.sampled_from(["", "2026-01-31"])
entries = st.builds(Entry, *[texts] * 6, st.tuples(texts), texts, texts, texts, dates, st.just(0))


@given(st.lists(entries, unique_by=lambda entry: entry.fingerprint))
def test_written_entries_are_read_back(entries: list[Entry]) -> None:
    again = read_baseline("b.json", render_baseline(entries).encode())
    assert sorted(entry._replace(line=0) for entry in again) == sorted(entries)
    assert render_baseline(reversed(entries)) == render_baseline(entries)


def cycle(*members: str) -> Finding:
    hops = tuple(Hop(name, name, (Place("x.go"),)) for name in members)
    found = Cycle(members, hops, ())
    return Finding(
        "package-cycle",
        rule="r",
        severity="error",
        message="m",
        place=Place("x.go"),
        source=members[0],
        target=members[0],
        cycle=found,
        identity=members,
    )


def test_a_cycle_that_shrinks_is_known_and_one_that_grows_is_not() -> None:
    entries = [entry_for(cycle("a", "b", "c"))]
    for now, known in (
        (cycle("a", "b"), 1),
        (cycle("a", "b", "c"), 1),
        (cycle("a", "b", "c", "d"), 0),
        (cycle("a", "z"), 0),
    ):
        parts = split([now], entries, files=frozenset({"x.go"}), today="2026-01-01")
        assert len(parts.known) == known

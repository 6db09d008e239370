"""`archlint plan`: what it prints, writes, selects and refuses; scripts for hostile names."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support import txtar
from support.command import archlint, process
from support.mapped_trees import read
from support.planning import plan
from support.team_mapping import TEAM_MAPPING, team_mapping, wukongim

from archlint.mapping import read_mapping
from archlint.mapping.front_matter import read_front_matter
from archlint.model.moves import Row
from archlint.pipeline.plan import PlanOptions
from archlint.planning.order import arrange, needed_before
from archlint.rewriting.scripts import quote, render_script, steps_of

CASE = Path(__file__).parent / "cases" / "plan" / "shop.txtar"
COLUMNS = "| old_path | new_path | target_context | target_layer | responsibility | reason | confidence |"
HEAD = """---
doc_type: migration_batch
batch_id: "shop-moves"
date: "2026-01-18"
owner: "Ann"
base_commit: "abc123"
status: planned
scope:
  bounded_contexts: ["shop"]
  layers: ["Domain"]
---
"""


@pytest.fixture(name="shop")
def fixture_shop(tmp_path: Path) -> Path:
    """The shop, with its mapping in `moves.md`."""
    archive = txtar.read_file(CASE)
    archive.write(tmp_path / "tree")
    lines = [HEAD, COLUMNS, "|---|---|---|---|---|---|---|"]
    for line in archive.comment.splitlines()[1:]:
        pair, _, layer = line.partition(" @")
        old, new = pair.split(" -> ")
        lines.append(f"| `{old}` | `{new}` | {old.split('/')[1]} | {layer} | a \\| b | why | High |")
    (tmp_path / "moves.md").write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path


def written(shop: Path, *more: str) -> dict[str, str]:
    out = shop / "out"
    done = archlint("plan", shop / "tree", "-m", shop / "moves.md", "--today", "2026-01-19", "-o", out, *more)
    assert done.status == 1, done.err
    return {path.name: path.read_bytes().decode() for path in sorted(out.iterdir())}


def bare(rows: tuple[Row, ...]) -> list[tuple[object, ...]]:
    """Return rows without their places."""
    return sorted((row.old, row.new, *row[3:]) for row in rows)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_documents_are_mappings_that_add_up_to_the_whole(shop: Path, language: str) -> None:
    files = written(shop, "--language", language, "--batch-size", "4")
    names = [name for name in files if name.endswith(".md")]
    parts = [read_mapping(name, files[name].encode()) for name in names]
    whole = read_mapping("moves.md", (shop / "moves.md").read_bytes())
    assert bare(tuple(row for part in parts for row in part.rows)) == bare(whole.rows)
    for name, part in zip(names, parts, strict=True):
        meta = {key: entry.text for key, entry in read_front_matter(name, *part.front_matter).items()}
        assert meta["batch_id"] == name.removesuffix(".md")
        assert meta["doc_type"] == "migration_batch"
        assert (meta["owner"], meta["base_commit"], meta["date"]) == ("Ann", "abc123", "2026-01-19")
        assert meta["status"] == "planned"
        assert meta["scope.bounded_contexts"] == "shop"
    headings = [line for line in files["shop-moves-01.md"].splitlines() if line.startswith("## ")]
    assert [heading[3] for heading in headings] == list("1234567")
    assert ("目标与非目标" in headings[0]) == (language == "zh")


def test_the_same_input_gives_the_same_bytes(shop: Path) -> None:
    seen = []
    for salt in ("0", "1"):
        done = process(
            "plan", shop / "tree", "-m", shop / "moves.md", "--today", "2026-01-19", "-o", shop / "out",
            cwd=shop, env={"PYTHONHASHSEED": salt},
        )  # fmt: skip
        assert done.returncode == 1, done.stderr
        seen.append((done.stdout, {path.name: path.read_bytes() for path in (shop / "out").iterdir()}))
        shutil.rmtree(shop / "out")
    assert seen[0] == seen[1]


def test_json_has_every_row_once(shop: Path) -> None:
    done = archlint("plan", shop / "tree", "-m", shop / "moves.md", "--format", "json")
    document = json.loads(done.out)
    groups = [*document["batches"], *document["blocked"]]
    planned = [move["old_path"] for group in groups for move in group["moves"]]
    rows = read_mapping("moves.md", (shop / "moves.md").read_bytes()).rows
    assert sorted(planned) == sorted(row.old for row in rows)
    assert document["counts"][-1] == {"name": "all", "done": 0, "pending": 13, "blocked": 2}
    way = document["blocked"][0]["ways"][0]
    assert (way["kind"], way["size"], way["proven"]) == ("names", 1, True)
    assert way["items"] == ["internal/log/log.go:7:6: write -> Write"]


def test_start_comes_first(shop: Path) -> None:
    done = archlint(
        "plan", shop / "tree", "-m", shop / "moves.md", "-f", "json", "--batch-size", "1",
        "--start", "internal/order/", "--start", "internal/text",
    )  # fmt: skip
    names = [batch["units"][0]["name"] for batch in json.loads(done.out)["batches"]]
    assert names.index("internal/text") < names.index("internal/clock")
    assert names[0].startswith("internal/order")


def test_one_context_or_layer_at_a_time(shop: Path) -> None:
    done = archlint("plan", shop / "tree", "-m", shop / "moves.md", "-f", "json", "--context", "clock")
    document = json.loads(done.out)
    assert done.status == 0
    assert [move["old_path"] for batch in document["batches"] for move in batch["moves"]] == ["internal/clock/clock.go"]
    assert len(document["outside"]) == 14
    done = archlint("plan", shop / "tree", "-m", shop / "moves.md", "--layer", "Interface")
    assert "2 files: internal/api" in done.out
    assert "13 pending files not selected" in done.out


def test_unknown_names_are_refused_together(shop: Path) -> None:
    done = archlint(
        "plan", shop / "tree", "-m", shop / "moves.md", "--context", "clok", "--layer", "Domian", "--start", "pkg"
    )
    assert done.status == 2
    assert "--context: no row has the context 'clok' (did you mean clock?)" in done.err
    assert "--layer: no row has the layer 'Domian' (did you mean Domain?)" in done.err
    assert "--start: no row has 'pkg' or a path below it" in done.err


def test_another_plan_isnt_overwritten(shop: Path) -> None:
    before = written(shop)
    assert written(shop) == before
    done = archlint("plan", shop / "tree", "-m", shop / "moves.md", "-o", shop / "out", "--batch-size", "2")
    assert done.status == 2
    assert "the folder contains another plan" in done.err
    assert {path.name: path.read_bytes().decode() for path in sorted((shop / "out").iterdir())} == before


def test_status_counts_done_rows(shop: Path) -> None:
    tree = shop / "tree"
    new = tree / "shop/infrastructure/clock"
    new.mkdir(parents=True)
    os.rename(tree / "internal/clock/clock.go", new / "clock.go")
    main = tree / "cmd/shop/main.go"
    main.write_text(main.read_text("utf-8").replace("shop/internal/clock", "shop/shop/infrastructure/clock"), "utf-8")
    done = archlint("plan", tree, "-m", shop / "moves.md", "--status")
    assert done.status == 1
    assert done.out == (
        "                done  pending  blocked\n"
        "-                  0        2        0\n"
        "Domain             0        4        0\n"
        "Infrastructure     1        4        2\n"
        "Interface          0        2        0\n"
        "all                1       12        2\n"
        "\nnext: shop-moves-01, 12 files: internal/one + internal/two, internal/text, internal/money, internal/strs, "
        "internal/order and internal/api\n"
    )


def test_a_mapping_is_needed(shop: Path) -> None:
    done = archlint("plan", shop / "tree")
    assert done.status == 2
    assert "mapping" in done.err


def test_companions_move_along() -> None:
    files = {
        "go.mod": "module example.com/m\n",
        "a/a.go": 'package a\n\nimport _ "embed"\n\n//go:embed t/*.txt\nvar T string\n',
        "a/t/one.txt": "",
        "a/a_test.go": "package a\n",
        "a/f.s": "",
        "b/b.go": "package b\n",
        "b/c.go": "package b\n",
        "b/b_test.go": "package b\n",
        "b/x_test.go": "package b\n",
    }
    rows = "a/a.go -> n/a/a.go\nb/b.go -> n/b/b.go\nb/c.go -> n/c/c.go"
    alone = plan(files, rows).plan
    assert [move.old for item in alone.blocked for move in item.moves] == ["a/a.go"]
    made = plan(files, rows, PlanOptions(companions=True)).plan
    assert not made.blocked
    assert {move.old: move.new for move in made.moves if move.row is None} == {
        "a/a_test.go": "n/a/a_test.go",
        "a/f.s": "n/a/f.s",
        "a/t/one.txt": "n/a/t/one.txt",
        "b/b_test.go": "n/b/b_test.go",
    }


def test_a_go_mod_moves_all_files_below_it() -> None:
    files = {
        "go.mod": "module example.com/m\n",
        "n/go.mod": "module example.com/n\n",
        "n/p/p.go": "package p\n",
        "n/q/q.go": 'package q\n\nimport _ "example.com/n/p"\n',
        "z/z.go": "package z\n",
    }
    made = plan(files, "n/ -> k/n/\nz/ -> y/", PlanOptions(1)).plan
    assert [[move.old for move in batch.moves] for batch in made.batches] == [
        ["z/z.go"],
        ["n/go.mod", "n/p/p.go", "n/q/q.go"],
    ]
    assert read(files).modules


def test_the_order_keeps_all_hard_and_most_soft_constraints() -> None:
    def rank(name: str) -> tuple[str]:
        return (name,)

    assert arrange("cba", must=[], should=[], rank=rank) == [("a",), ("b",), ("c",)]
    assert arrange("abc", must=[("c", "a")], should=[("a", "b")], rank=rank) == [("c",), ("a",), ("b",)]
    assert arrange("abc", must=[("a", "b"), ("b", "a")], should=[("c", "a")], rank=rank) == [("c",), ("a", "b")]
    assert arrange("abc", must=[("c", "a")], should=[("a", "c"), ("a", "b")], rank=rank) == [("c",), ("a",), ("b",)]
    assert needed_before("abc", [("a", "b"), ("b", "c")], ["c"]) == {"c": {"a", "b"}}


HOSTILE = {
    "a/it's.go": "b/$(touch pwned).go",
    "a/two words": "b/-n",
    "-a/x": "-b/`x`",
    "a/\nline": "b/\"quoted\\'",
    "a/é*?[x]": "b/~/#!;&|<>",
    "a/\udcff": "b/\udcfe\udc80",
    "s/one": "s/two",
    "s/two": "s/three",
    "s/three": "s/one",
    "s/case": "s/CASE",
}


@pytest.mark.skipif(shutil.which("git") is None, reason="no git on PATH: nothing to move files with")
def test_scripts_move_hostile_names_and_undo_it(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for name in HOSTILE:
        path = os.fsencode(str(tree)) + b"/" + name.encode("utf-8", "surrogateescape")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(name.encode("utf-8", "surrogateescape"))
    script = tmp_path / "x.sh"
    script.write_text(render_script("x", "x.sh", HOSTILE), "utf-8")
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}

    def call(*words: str) -> None:
        done = subprocess.run(words, cwd=tree, env=environment, capture_output=True, check=False)
        assert done.returncode == 0, (words, done.stderr)

    def found() -> dict[bytes, bytes]:
        top = os.fsencode(str(tree))
        paths = [os.path.join(folder, name) for folder, _, names in os.walk(top) for name in names]
        kept = [path for path in paths if b"/.git/" not in path]
        return {path[len(top) + 1 :]: Path(os.fsdecode(path)).read_bytes() for path in kept}

    call("git", "init", "-q")
    call("git", "add", "-A")
    before = found()
    call("sh", str(script))
    assert {path: text for text, path in found().items()} == {
        old.encode("utf-8", "surrogateescape"): new.encode("utf-8", "surrogateescape") for old, new in HOSTILE.items()
    }
    call("sh", str(script), "--undo")
    assert found() == before


def test_steps_free_each_path_before_it_is_taken() -> None:
    for moves in ({"a": "b", "b": "c"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "a", "d": "e"}, {"x": "X"}):
        at = {old: old for old in moves}
        for old, new in steps_of(moves):
            assert new not in at
            at[new] = at.pop(old)
        assert {start: end for end, start in at.items()} == moves
    assert quote("-rf") == "./-rf"


def test_a_real_mapping_is_ordered_on_its_tree(tmp_path: Path) -> None:
    """All 423 rows, each once; 390 in 22 batches, 33 blocked, each folder with a remedy that the checker confirms."""
    team_mapping()
    tree = wukongim()
    layers = {"domain": "Domain", "application": "Application", "presentation": "Interface",
              "infrastructure": "Infrastructure"}  # fmt: skip
    lines = [f'{name} = {{ files = ["services/*/{folder}/**"], optional = true }}' for folder, name in layers.items()]
    config = tmp_path / "layers.toml"
    config.write_text("version = 1\n[layers]\n" + "\n".join(lines) + "\n", "utf-8")
    done = archlint("plan", tree, "-c", config, "-m", TEAM_MAPPING, "-f", "json", "--start", "pkg/wkutil")
    document = json.loads(done.out)
    planned = [move["old_path"] for part in ("batches", "blocked") for item in document[part] for move in item["moves"]]
    assert len(planned) == len(set(planned)) == 423
    assert [(item["folder"], len(item["moves"]), item["ways"][0]["proven"]) for item in document["blocked"]] == [
        ("internal/api", 23, True),
        ("internal/ingress", 3, True),
        ("internal/server", 7, True),
    ]
    assert len(document["batches"]) == 22
    assert document["batches"][0]["units"][0]["name"] == "pkg/wkutil"


def test_imports_in_unscanned_files_are_rewritten_too(shop: Path) -> None:
    tree = shop / "tree"
    config = (tree / "layers.toml").read_text("utf-8").replace('tests = "include"', 'exclude = ["**/mocks/**"]')
    (tree / "layers.toml").write_text(config, "utf-8")
    (tree / "mocks").mkdir()
    text = 'package mocks\n\nimport _ "example.com/shop/internal/clock"\n'
    (tree / "mocks/m.go").write_text(text, "utf-8")
    (tree / "internal/clock/x_test.go").write_text(text.replace("mocks", "clock_test"), "utf-8")
    files = written(shop)
    found = [json.loads(text)["rewrites"] for name, text in files.items() if name.endswith("rewrites.json")]
    changed = {item["path"] for items in found for item in items if item["old"].endswith("internal/clock")}
    assert changed == {"cmd/shop/main.go", "mocks/m.go", "internal/clock/x_test.go"}


def test_todays_hazards_block_nothing() -> None:
    files = {
        "go.mod": "module example.com/m\n",
        "a/a.go": 'package a\n\nimport _ "example.com/m/b"\n',
        "b/b.go": 'package b\n\nimport _ "example.com/m/a"\n',
        "c/c.go": "package c\n",
        "c/d.go": "package c\n\nvar v = w\n",
        "c/e.go": "package c\n\nvar w = 1\n",
    }
    made = plan(files, "a/a.go -> n/a/a.go\nc/c.go -> n/c/c.go").plan
    assert not made.blocked
    assert [move.old for move in made.moves] == ["c/c.go", "a/a.go"] or len(made.batches) == 1
    made = plan(files, "c/d.go -> n/c/d.go").plan
    assert [(item.folder, item.reasons[0].kind) for item in made.blocked] == [("c", "unexported-use")]
    assert not made.batches


def test_packages_that_would_close_a_cycle_move_together() -> None:
    """`a` uses `b`, which uses `c`; `a` and `c` become one package, whose dependencies must come first."""
    files = {
        "go.mod": "module example.com/m\n",
        "a/a.go": 'package p\n\nimport "example.com/m/b"\n\nvar A = p.B\n',
        "b/b.go": 'package p\n\nimport "example.com/m/c"\n\nvar B = p.C\n',
        "c/c.go": "package p\n\nvar C = 1\n",
    }
    made = plan(files, "a/a.go -> n/a.go\nb/b.go -> n/b.go\nc/c.go -> n/c.go", PlanOptions(1)).plan
    assert not made.blocked
    assert [[move.old for move in batch.moves] for batch in made.batches] == [["c/c.go"], ["b/b.go"], ["a/a.go"]]
    made = plan(files, "a/a.go -> n/a.go\nc/c.go -> n/c.go").plan
    assert made.blocked
    assert {finding.kind for item in made.blocked for finding in item.reasons} == {"package-cycle"}
    assert made.blocked[0].ways[0].proven or made.blocked[0].ways[0].kind == "code"


def test_files_that_swap_places_move_together() -> None:
    files = {
        "go.mod": "module example.com/m\n",
        "a/x.go": "package a\n",
        "b/x.go": "package b\n",
        "c/x.go": "package c\n",
    }
    made = plan(files, "a/x.go -> b/x.go\nb/x.go -> a/x.go\nc/x.go -> n/x.go", PlanOptions(1)).plan
    together = [unit for batch in made.batches for unit in batch.units if len(unit.moves) > 1]
    assert [(unit.name, unit.moves, unit.why) for unit in together] == [
        ("a + b", ("a/x.go", "b/x.go"), ("they move to each other's paths",))
    ]
    chain = plan(files, "a/x.go -> b/x.go\nb/x.go -> c/x.go\nc/x.go -> n/x.go", PlanOptions(1)).plan
    assert [move.old for move in chain.moves] == ["c/x.go", "b/x.go", "a/x.go"]


def test_a_batch_says_what_go_does_not_report() -> None:
    files = {
        "go.mod": "module m\n",
        "d/a.go": "package d\n\nfunc A() {}\n",
        "d/b.go": "package d\n\nfunc init() {}\n",
        "main.go": 'package main\n\nimport "m/d"\n\nfunc main() { d.A() }\n',
    }
    (batch,) = plan(files, "d/b.go -> e/b.go").plan.batches
    assert [(item.kind, item.place.path) for item in batch.warnings] == [("lost-init", "d/b.go")]
    assert "import _ \"m/e\"` to 'main.go'" in batch.warnings[0].advice

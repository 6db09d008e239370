"""A run goes down once: it opens each file of the tree once, and makes each mapped tree and module map once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from support import txtar
from support.command import archlint, environment

from archlint.edge import sources
from archlint.edge.sources import Sources
from archlint.model.location import Place
from archlint.pipeline import mapped_view, placing, views

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONG = "".join(f"func F{number}() int {{ return G{number}() }}\n" for number in range(400))
FILES = {
    "go.mod": "module m\n\ngo 1.22\n",
    "p/a.go": "package p\n\nfunc A() { b() }\n",
    "p/b.go": "package p\n\nfunc b() {}\n\nfunc B() {}\n",
    "p/long.go": 'package p\n\nimport "m/w"\n\nvar _ = w.W\n\n' + LONG,
    "p/longer.go": "package p\n\n" + LONG.replace("F", "H").replace("G", "F") * 8,
    "p/x.go": "package p\n\n//" + "x" * 5000 + '\nimport "fmt"\n\nvar _ = fmt.Sprint\n',
    "u/u.go": 'package u\n\nimport "m/p"\n\nvar _ = p.A\n\n' + LONG,
    "u/broken.go": "package u\n\nimport 3\n",
    "w/w.go": "package w\n\nvar W = 1\n",
    "layers.toml": """version = 1

[layers]
P = "p/**"
U = "u/**"
W = "w/**"

[[rules]]
rule = "P must not import W or std"

[[rules]]
rule = "W must not import P"

[[rules]]
rule = '"later/**" must not import U'
""",
    "moves.md": "| old_path | new_path |\n|---|---|\n| `p/b.go` | `q/b.go` |\n| `p/longer.go` | `q/longer.go` |\n",
}

# The hook stays in forked processes. A line this short is written at once.
COUNTING = """
import os, sys
log = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
root = sys.argv.pop(1) + os.sep
def record(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        path = os.path.abspath(arguments[0])
        if path.startswith(root):
            os.write(log, os.fsencode(path[len(root):]) + b"\\n")
sys.addaudithook(record)
from archlint.__main__ import run
run()
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ARCHLINT_CACHE_DIR", str(tmp_path / "cache"))
    txtar.Archive("", FILES).write(tmp_path / "tree")
    return tmp_path / "tree"


def opens(tree: Path, *arguments: str) -> tuple[str, Counter[str]]:
    """Return the output of a run, and how often it opens each file of the tree."""
    log = tree.parent / "opens.log"
    log.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", COUNTING, str(log), str(tree), *arguments],
        cwd=tree,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "bug" not in done.stderr, done.stderr
    return done.stdout, Counter(name for name in log.read_text().splitlines() if (tree / name).exists())


def once(*without: str) -> Counter[str]:
    return Counter(name for name in FILES if name not in without)


def test_opened_files_are_counted(tree: Path) -> None:
    log = tree.parent / "log"
    code = COUNTING.replace("from archlint.__main__ import run\nrun()", "for _ in 'abc': open('p/a.go').close()")
    subprocess.run([sys.executable, "-c", code, str(log), str(tree)], cwd=tree, check=True)
    assert log.read_text() == "p/a.go\n" * 3


@pytest.mark.parametrize("form", ["text", "sarif", "json"])
def test_a_check_of_today_opens_each_file_once(tree: Path, form: str) -> None:
    out, found = opens(tree, "check", "-f", form)
    assert "p/long.go" in out, "a report that shows no line opens no file for it"
    assert "broken.go" in out
    assert found == once("moves.md")


@pytest.mark.parametrize("view", ["mapped", "both"])
@pytest.mark.parametrize("cache", [True, False])
def test_a_check_of_the_mapped_tree_opens_each_file_once(tree: Path, view: str, *, cache: bool) -> None:
    arguments = ["check", "-m", "moves.md", "--view", view, *([] if cache else ["--no-cache"])]
    cold, found = opens(tree, *arguments)
    assert "split" in cold or "unexported" in cold
    assert found == once()
    warm, found = opens(tree, *arguments)
    assert (warm, found) == (cold, once())


def test_other_commands_open_each_file_once(tree: Path) -> None:
    assert opens(tree, "graph", "--level", "file")[1] == once("moves.md")
    assert opens(tree, "plan", "-m", "moves.md")[1] == once()
    out, found = opens(tree, "plan", "-m", "moves.md", "--output", "../plan")
    assert (tree.parent / "plan" / "plan.json").exists(), out
    assert found == once()


@pytest.mark.parametrize("view", ["mapped", "both"])
def test_each_plan_is_made_once(tree: Path, view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: Counter[str] = Counter()

    def counted(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            made[name] += 1
            return function(*arguments, **named)

        return call

    # A rule that matches nothing in the mapped tree is looked up in today's tree too. Nothing is made again for that.
    for module, name in ((mapped_view, "map_tree"), (mapped_view, "carry_out"), (mapped_view, "planned_today")):
        monkeypatch.setattr(module, name, counted(name, getattr(module, name)))
    monkeypatch.setattr(views, "modules_of", counted("modules_of", placing.modules_of))
    assert "later/**" in archlint("check", "-m", "moves.md", "--view", view, cwd=tree).out
    assert made == Counter(("map_tree", "carry_out", "planned_today", "modules_of"))


# What is kept in memory


def test_an_excerpt_shows_the_line_as_it_was_checked(tree: Path) -> None:
    kept = Sources(str(tree))
    with open(tree / "p/long.go", "rb") as file:
        kept.keep("p/long.go", file.fileno(), file.read(4096), whole=False)
    (tree / "p/long.go").write_text("changed\n" * 500)
    shown = kept.lines(
        [Place("p/long.go", line=3, column=1, end_column=1), Place("p/long.go", line=5, column=1, end_column=1)]
    )
    assert shown == {("p/long.go", 3): 'import "m/w"', ("p/long.go", 5): "var _ = w.W"}
    far = kept.lines([Place("p/long.go", line=400, column=1, end_column=1)])
    assert far == {("p/long.go", 400): "changed"}, "the rest is read now"


def test_the_memory_for_texts_is_limited(tree: Path) -> None:
    kept = Sources(str(tree), whole=True, most=100)
    for name in ("p/longer.go", "p/a.go", "p/b.go"):
        with open(tree / name, "rb") as file:
            kept.keep(name, file.fileno(), file.read(10), whole=False)
    assert kept.whole_files() == {}
    assert kept.read("p/longer.go") == FILES["p/longer.go"].encode()
    assert kept.read("p/b.go", 9) == b"package p"
    assert kept.size("p/longer.go") == len(FILES["p/longer.go"])


def test_a_file_is_read_no_further_than_it_is_parsed(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_PARSED", 5000)
    kept = Sources(str(tree), whole=True)
    with open(tree / "p/longer.go", "rb") as file:
        kept.keep("p/longer.go", file.fileno(), file.read(4096), whole=False)
        assert file.tell() == os.lseek(file.fileno(), 0, os.SEEK_CUR) or file.tell() <= 5001
    assert kept.whole_files() == {}
    assert len(kept.read("p/longer.go", 5001)) == 5001


def test_links_and_unreadable_files_have_no_text(tree: Path) -> None:
    (tree / "outside").symlink_to(tree.parent)
    (tree / "link.go").symlink_to(tree / "p/a.go")
    kept = Sources(str(tree))
    assert kept.read("link.go") == b""
    assert kept.whole_files() == {}
    assert kept.read("gone.go") == b""
    (tree / "gone.go").write_text("package gone\n")
    assert kept.read("gone.go") == b"package gone\n"

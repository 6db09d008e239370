"""The cached verdict on a mapped tree: the same result without the work, and never a stale one."""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING, NoReturn, ParamSpec, TypeVar

import pytest
from support import txtar

from archlint.commands.check import judge_loaded
from archlint.commands.loading import load
from archlint.commands.options import Options
from archlint.commands.verdict_cache import CODEC
from archlint.edge.cache import find_cache
from archlint.model import findings, location
from archlint.pipeline import mapped_view as planned
from archlint.pipeline.inputs import ViewChoice
from archlint.pipeline.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from archlint.model.findings import Result

Given = ParamSpec("Given")
Made = TypeVar("Made")

FILES = {
    "go.mod": "module m\n\ngo 1.22\n",
    "p/a.go": "package p\n\nfunc A() { b() }\n",
    "p/b.go": "package p\n\nfunc b() {}\n\nfunc B() {}\n",
    "u/u.go": 'package u\n\nimport "m/p"\n\nvar _ = p.A\n',
    "w/w.go": 'package w\n\nimport "m/u"\n',
    "layers.toml": """version = 1

[scan]
exclude = ["x/**", "y/**"]

[layers]
P = "p/**"
U = ["u/**", "w/**"]
Q = { files = ["q/**"], optional = true }

[[rules]]
rule = "P must not import Q"
because = "it is so"
except = [{ from = "p/a.go", to = "q", because = "for now", until = 2026-06-30 }]

[[rules]]
rule = "U must not import Q"
because = "it is so too"

[[rules]]
rule = "packages must not form cycles"
because = "Go refuses them"

[[rules]]
rule = '"later/**" must not import U'
optional = true
""",
    "moves.md": "| old_path | new_path |\n|---|---|\n| `p/b.go` | `q/b.go` |\n",
    "x/x.go": "package x\n",
    "y/y.go": "package y\n",
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ARCHLINT_CACHE_DIR", str(tmp_path / "cache"))
    txtar.Archive("", FILES).write(tmp_path / "tree")
    return tmp_path / "tree"


def judge(tree: Path, *, view: ViewChoice | None = None, cache: bool = True, today: str = "2026-01-01") -> Result:
    options = Options(path=str(tree), mappings=(str(tree / "moves.md"),), view=view, cache=cache, today=today)
    return judge_loaded(load(options))


def preceded(function: Callable[Given, Made], act: Callable[[], object]) -> Callable[Given, Made]:
    def both(*arguments: Given.args, **named: Given.kwargs) -> Made:
        act()
        return function(*arguments, **named)

    return both


def refuse(*_: object, **__: object) -> NoReturn:
    raise AssertionError("nothing should be worked out")


@pytest.mark.parametrize("view", [None, "mapped", "both"])
def test_a_cached_result_is_the_same(tree: Path, view: ViewChoice | None, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = judge(tree, view=view, cache=False)
    assert plain.findings
    assert plain.known
    assert [(outcome.rule.optional, bool(outcome.inert)) for outcome in plain.outcomes][-1] == (True, True)
    assert judge(tree, view=view) == plain
    monkeypatch.setattr(planned, "map_tree", refuse)
    again = judge(tree, view=view)
    assert again == plain
    assert repr(again) == repr(plain)
    with pytest.raises(AssertionError, match="worked out"):
        judge(tree, view=view, cache=False)


def test_the_two_views_have_separate_entries(tree: Path) -> None:
    assert judge(tree, view="both").view == "both"
    assert judge(tree).view == "mapped"
    assert judge(tree, view="today").view == "today"
    assert judge(tree, view="both").view == "both"


def write(name: str, text: str) -> Callable[[Path], None]:
    def change(tree: Path) -> None:
        (tree / name).write_text(text)

    return change


def in_config(old: str, new: str) -> Callable[[Path], None]:
    assert FILES["layers.toml"].count(old) == 1
    return write("layers.toml", FILES["layers.toml"].replace(old, new))


CHANGES: dict[str, Callable[[Path], None]] = {
    "a body in a split package": write("p/a.go", "package p\n\nfunc A() { B() }\n"),
    "a declaration in a split package": write("p/b.go", "package p\n\nfunc B() {}\n"),
    "a body in an importer": write("u/u.go", 'package u\n\nimport "m/p"\n\nvar _ = p.B\n'),
    "an import elsewhere": write("w/w.go", 'package w\n\nimport "m/p"\n'),
    "a new file": write("p/c.go", "package p\n\nfunc c() { b() }\n"),
    "a new file that is no Go file": write("p/c.s", "TEXT b(SB)\n"),
    "a file less": lambda tree: (tree / "w/w.go").unlink(),
    "an exclude that matches nothing now": lambda tree: shutil.rmtree(tree / "y"),
    "the module path": write("go.mod", "module n\n\ngo 1.22\n"),
    "a rule": in_config("P must not import Q", "P must not import U"),
    "a layer": in_config('"u/**", "w/**"', '"u/**"'),
    "an exception": in_config('from = "p/a.go"', 'from = "p/b.go"'),
    "a reason": in_config('it is so"', 'it was so"'),
    "the mapping": write("moves.md", FILES["moves.md"].replace("q/b.go", "r/b.go")),
    "a baseline": write("archlint-baseline.json", '{"archlint-baseline": 1, "entries": []}'),
}


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_the_check_runs_again(tree: Path, change: str) -> None:
    first = judge(tree)
    CHANGES[change](tree)
    second = judge(tree)
    assert second == judge(tree, cache=False)
    if change not in ("an import elsewhere", "a baseline", "a new file that is no Go file"):
        assert second != first, "the change must be visible in the result"


def test_cached_exceptions_expire_in_time(tree: Path) -> None:
    before = judge(tree, today="2026-06-30")
    after = judge(tree, today="2026-07-01")
    assert after == judge(tree, today="2026-07-01", cache=False)
    assert len(after.findings) > len(before.findings)


def test_a_file_that_changes_during_the_check_isnt_cached(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change = partial((tree / "p/a.go").write_text, "package p\n\nfunc A() {}\n")
    monkeypatch.setattr(planned, "carry_out", preceded(planned.carry_out, change))
    judge(tree)
    (tree / "p/a.go").write_text(FILES["p/a.go"])
    monkeypatch.undo()
    assert judge(tree) == judge(tree, cache=False)


@pytest.mark.parametrize("text", ["", "[]", "[1,[0],1]", "[2,[0],[3,[0],[0]],[0]]", "nonsense", "null"])
def test_only_a_verdict_is_used(tree: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = find_cache(str(tree))
    assert cache is not None
    monkeypatch.setattr(type(cache), "get", lambda *_: text)
    assert judge(tree) == judge(tree, cache=False)


def test_every_record_of_a_result_can_be_serialized() -> None:
    # Outcomes contain rules, which come from the configuration.
    apart = {findings.RuleOutcome, findings.RunInfo, location.Origin}
    for module in (findings, location):
        own = [each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__]
        assert {each for each in own if hasattr(each, "_fields")} <= {*CODEC.classes, *apart}
    assert Verdict in CODEC.classes

"""The store of facts: what it gives is what the files hold, and a run reads only what has changed.

What happens to files and clocks between two checks is tried by the fuzzer `store`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support import txtar
from support.command import archlint, environment
from test_cache import DAMAGES, entries

from archlint.commands.check import judge_loaded
from archlint.commands.graph import graph
from archlint.commands.loading import Loaded, load
from archlint.commands.options import Options
from archlint.edge import fact_store, file_times
from archlint.edge.file_times import NONE, FileTimes, file_system
from archlint.edge.walk import read_headers
from archlint.edge.workspace import read_regular
from archlint.model.facts import FileFacts, Ignore, Import, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archlint.edge.sources import Sources
    from archlint.edge.walk import Read
    from archlint.model.findings import Result

CASES = [
    path for path in sorted(Path(__file__).parent.glob("cases/*/*.txtar")) if "-- layers.toml --" in path.read_text()
]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows shows no time of change that nobody can set")
FILES = {
    "go.mod": "module m\n",
    "p/a.go": 'package p\n\nimport "m/q"\n',
    "p/b.go": 'package p\n\nimport "m/r"\n',
    "q/q.go": "package q\n",
    "r/r.go": "package r\n\nimport x\n",
    "layers.toml": """version = 1

[layers]
P = "p/**"
Q = "q/**"
R = "r/**"

[[rules]]
rule = "P must not import Q"
because = "it is so"
""",
}


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own. What it writes is old at once, so that no test has to wait."""
    monkeypatch.setattr(file_times, "MARGIN", -1 << 60)
    monkeypatch.setenv("ARCHLINT_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    txtar.Archive("", FILES).write(tmp_path / "tree")
    return tmp_path / "tree"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read where there is a store, from the second run on."""
    paths: list[str] = []

    def noted(root: str, asked: Iterable[str], read: Read, kept: Sources) -> Iterator[FileFacts]:
        asked = [*asked]
        paths.extend(asked if kept.times else ())
        return read_headers(root, asked, read, kept=kept)

    monkeypatch.setattr("archlint.edge.sources.read_headers", noted)
    return paths


def options(tree: Path, **more: Any) -> Options:
    return Options(path=str(tree), today="2026-06-30", **more)


def judge(tree: Path, **more: Any) -> tuple[Loaded, Result]:
    loaded = load(options(tree, **more))
    return loaded, judge_loaded(loaded)


def expect_the_same(tree: Path) -> None:
    (one, result), (other, wanted) = judge(tree), judge(tree, cache=False)
    assert one.inputs.tree == other.inputs.tree
    assert result == wanted


# The same with it and without


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_same_bytes_with_and_without(path: Path, tmp_path: Path) -> None:
    txtar.read_file(path).write(tmp_path / "tree")
    for command in (["check", "-v"], ["check", "--format", "json"], ["graph", "--level", "file"], ["graph"]):
        wanted = archlint(*command, "--no-cache", cwd=tmp_path / "tree")
        for _ in range(3):
            assert archlint(*command, cwd=tmp_path / "tree") == wanted


def test_every_fact_comes_back() -> None:
    spec = Import('a"\udcff\\', line=3, column=8, end_column=12, alias="_")
    files = [
        FileFacts("a.go", "a", (spec, spec._replace(line=4))),
        FileFacts(
            "\udcff/b_test.go",
            package="a_test",
            imports=(spec,),
            constraint="linux && x",
            generated=True,
            problems=(Problem(1, 2, "ä\n"),),
            ignores=(),
            scope="external-test",
        ),
        FileFacts(
            "c.go",
            "",
            (),
            problems=(Problem(1, 1, "x"), Problem(2, 1, "y")),
            ignores=(Ignore(1, column=2, rule="r", reason="", target=3),),
        ),
    ]
    assert fact_store.decoded([file.path for file in files], fact_store.encoded(files)) == files


def test_files_that_are_not_scanned_can_change_a_verdict(tree: Path) -> None:
    """The cause of an inert layer is told, and nothing but a second walk knows it."""
    (tree / "layers.toml").write_text(FILES["layers.toml"].replace('"r/**"', '["r/**", "testdata/**"]'))
    (tree / "testdata").mkdir()
    (tree / "testdata/x.go").write_text("package x\n")
    for _ in range(3):
        expect_the_same(tree)
    before = judge(tree)[1]
    (tree / "testdata/x.go").unlink()
    expect_the_same(tree)
    assert judge(tree)[1] != before


# What is read


@POSIX
def test_a_run_reads_what_has_changed(tree: Path, read: list[str]) -> None:
    for wanted in ([], ["p/a.go", "p/b.go", "q/q.go", "r/r.go"], []):
        read.clear()
        expect_the_same(tree)
        assert read == wanted
    (tree / "p/b.go").write_text('package p\n\nimport "m/q"\n')
    (tree / "p/c.go").write_text("package p\n")
    (tree / "q/q.go").unlink()
    for wanted in (["p/b.go", "p/c.go"], []):
        read.clear()
        expect_the_same(tree)
        assert read == wanted


@POSIX
def test_a_change_below_the_imports_changes_no_verdict(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        _, wanted = judge(tree)
    (tree / "p/a.go").write_text(FILES["p/a.go"] + "\nfunc A() {}\n")
    monkeypatch.setattr("archlint.pipeline.check.check", None)
    assert judge(tree)[1] == wanted


@POSIX
def test_a_graph_that_is_known_opens_no_file(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def draw() -> str:
        return graph(options(tree), level="file", form="dot", external=True)

    wanted = {draw() for _ in range(4)}
    opened: list[str] = []

    def noted(path: str, *more: Any) -> bytes:
        opened.append(os.path.basename(path))
        return read_regular(path, *more)

    monkeypatch.setattr("archlint.edge.sources.read_regular", noted)
    assert {draw()} == wanted
    assert opened == ["go.mod", "go.work"]
    (tree / "q/q.go").write_text("package q\n\nvar X = 1\n")
    assert draw() == graph(options(tree, cache=False), level="file", form="dot", external=True)


def test_what_is_said_beside_a_graph_is_said_again(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "q/q.go").write_text("package q\n\nfunc }\n")
    said = []
    for _ in range(3):
        graph(options(tree), level="file", form="dot", external=True)
        said.append(capsys.readouterr().err)
    assert said[0].startswith("archlint: warning: q/q.go:")
    assert len(set(said)) == 1


def test_the_first_run_notes_only_that_it_was_there(tree: Path, own_cache: Path) -> None:
    judge(tree)
    (entry,) = entries(own_cache)
    assert entry.stat().st_size < 150


def test_other_scans_have_other_facts(tree: Path) -> None:
    for text in (FILES["layers.toml"], FILES["layers.toml"] + '[scan]\nexclude = ["p/b.go"]\n'):
        for _ in range(3):
            (tree / "layers.toml").write_text(text)
            expect_the_same(tree)


@pytest.mark.parametrize("purpose", ["graph", "map", "baseline"])
def test_other_commands_use_it_too(tree: Path, read: list[str], purpose: Any) -> None:
    for _ in range(2):
        judge(tree)
    read.clear()
    assert load(options(tree, purpose=purpose)).inputs.tree.files == load(options(tree, cache=False)).inputs.tree.files
    assert read == []


# What is not believed


@POSIX
@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_not_believed(tree: Path, own_cache: Path, damage: str) -> None:
    for _ in range(3):
        expect_the_same(tree)
    for path in entries(own_cache):
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
        for _ in range(2):
            expect_the_same(tree)


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "[1,2,3,4]\n[]", '[0,1,"",[]]\n["a.go"]', "nonsense\nnonsense", "seen"]
)
def test_what_is_no_list_of_files_is_not_believed(tree: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archlint.edge.cache.Cache.get", lambda *_: text)
    expect_the_same(tree)


@POSIX
def test_a_clock_that_was_set_back_is_not_believed(
    tree: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        judge(tree)
    read.clear()
    monkeypatch.setattr("archlint.edge.file_times.time.time_ns", lambda: 1_500_000_000_000_000_000)
    expect_the_same(tree)
    assert len(read) == 4


def test_without_a_cache_nothing_is_written(tree: Path, own_cache: Path) -> None:
    for _ in range(2):
        archlint("check", "--no-cache", cwd=tree)
    assert not own_cache.exists()


def test_with_no_cache_nothing_is_read(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        judge(tree)
    monkeypatch.setattr("archlint.edge.cache.Cache.get", None)
    judge(tree, cache=False)


def test_runs_at_once(tree: Path, own_cache: Path) -> None:
    command = [sys.executable, "-m", "archlint", "check", "--format", "json"]
    env = environment({"ARCHLINT_CACHE_DIR": str(own_cache)})
    runs = [subprocess.Popen(command, cwd=tree, env=env, stdout=subprocess.PIPE) for _ in range(4) for _ in range(2)]
    assert len({run.communicate()[0] for run in runs}) == 1
    expect_the_same(tree)


# Times


@pytest.fixture
def times(tmp_path: Path) -> FileTimes:
    found = FileTimes(str(tmp_path), str(tmp_path))
    if found.device < 0:
        pytest.skip("the times of this file system mean nothing to archlint")
    return found


def stamp(times: FileTimes, path: Path) -> tuple[int, ...]:
    with path.open("rb") as file:
        return times.of_open(file.fileno())


@POSIX
def test_a_file_that_changed_just_now_has_no_stamp(
    times: FileTimes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.go"
    path.write_text("package a\n")
    found = os.stat(path)
    expected = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    assert stamp(times, path) == expected
    assert times.of_all(["a.go", "b.go"]) == [*expected, *NONE]
    monkeypatch.setattr(file_times, "MARGIN", 2_000_000_000)
    assert stamp(times, path) == NONE
    times.began = found.st_ctime_ns + 2_000_000_000
    assert stamp(times, path) == expected


@POSIX
def test_a_file_of_another_device_has_no_stamp(times: FileTimes, tmp_path: Path) -> None:
    (tmp_path / "a.go").write_text("package a\n")
    times.device += 1
    assert stamp(times, tmp_path / "a.go") == NONE
    assert times.of_all(["a.go"]) == [*NONE]


@POSIX
def test_a_time_of_whole_seconds_is_no_time(times: FileTimes, monkeypatch: pytest.MonkeyPatch) -> None:
    class Found:
        st_dev, st_ino, st_size, st_mtime_ns, st_ctime_ns = times.device, 1, 2, 3, 5_000_000_000

    monkeypatch.setattr(os, "fstat", lambda _: Found)
    assert times.of_open(0) == NONE
    Found.st_ctime_ns += 1
    assert times.of_open(0) == (2, 3, 5_000_000_001, 1)


MOUNTS = b"""\
28 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
29 28 0:5 / /dev rw - devtmpfs devtmpfs rw
30 28 0:40 / /home rw,relatime - nfs4 server:/home rw,vers=4.2
31 30 0:41 / /home/me/my\\040disk\\134x rw - fuse.sshfs other:/ rw
32 28 8:2 / /srv rw - xfs /dev/sdb rw
33 32 0:50 / /srv rw - 9p share rw
cut short
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "ext4"),
        ("/homely/x", "ext4"),
        ("/home", "nfs4"),
        ("/home/me/tree", "nfs4"),
        ("/home/me/my disk\\x/tree", "fuse.sshfs"),
        ("/srv/x", "9p"),
    ],
)
def test_the_file_system_of_a_path(path: str, kind: str) -> None:
    assert file_system(path, MOUNTS) == kind
    assert file_system(path, b"") == ""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
@pytest.mark.parametrize("kind", ["nfs4", "fuse.sshfs", "9p", "vfat", "cifs", ""])
def test_where_times_mean_nothing_every_file_is_read(
    tree: Path, read: list[str], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_times, "file_system", lambda *_: kind)
    for _ in range(3):
        read.clear()
        expect_the_same(tree)
    assert len(read) == 4

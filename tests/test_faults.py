"""Faults of the machine: the run continues in one process, or ends with a message and status 2.

No file is half written. `benchmarks/faults.py` does the same with killed processes, full disks, and shrinking memory.
"""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest
from support.command import archlint, environment
from support.repository import small_repository

from archlint import __main__ as program
from archlint import cli
from archlint.edge import workers
from archlint.edge.workers import MIN_SHARE, work_on
from archlint.errors import InputError

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a POSIX system"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]
HERE = os.getpid()
NAMES = [f"{number:02}" for number in range(12)]
WEIGHTS = [MIN_SHARE] * len(NAMES)
REPORTS = ("-f", "json=out/r.json", "-f", "text")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = small_repository(tmp_path / "tree")
    (root / "out").mkdir()
    return root


def fails(problem: BaseException, *_: object, **__: object) -> NoReturn:
    raise problem


def own(name: str) -> tuple[str, int]:
    return name, os.getpid()


# Processes


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ENOMEM, errno.ENOSYS])
def test_if_no_process_can_be_forked_all_is_done_here(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    before = sorted(os.listdir("/dev/fd"))
    monkeypatch.setattr(os, "fork", partial(fails, OSError(number, "no")))
    found = list(work_on(NAMES, WEIGHTS, own, most=4, fork=True))
    assert sorted(found) == [(name, (name, HERE)) for name in NAMES]
    assert sorted(os.listdir("/dev/fd")) == before, "no pipe is left open"


def test_if_some_processes_can_be_forked_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    real, turns = os.fork, iter(range(99))

    def fork() -> int:
        if next(turns) == 1:
            raise OSError(errno.EAGAIN, "no")
        return real()

    monkeypatch.setattr(os, "fork", fork)
    found = dict(work_on(NAMES, WEIGHTS, own, most=4, fork=True))
    assert sorted(found) == NAMES
    assert len({process for _, process in found.values()}) == 3


def test_without_a_pipe_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "pipe", partial(fails, OSError(errno.EMFILE, "no")))
    assert sorted(work_on(NAMES, WEIGHTS, own, most=4, fork=True)) == [(name, (name, HERE)) for name in NAMES]


@pytest.mark.parametrize(
    "problem", [OSError(errno.EAGAIN, "no"), RuntimeError("can't start new thread"), ImportError()]
)
def test_without_a_pool_all_is_done_here(monkeypatch: pytest.MonkeyPatch, problem: Exception) -> None:
    import concurrent.futures

    monkeypatch.setattr(workers, "MIN_FOR_POOL", 4)
    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", partial(fails, problem))
    assert list(work_on(NAMES, WEIGHTS, own, most=2, fork=False)) == [(name, (name, HERE)) for name in NAMES]


def test_descriptors_are_reserved_for_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    monkeypatch.setattr(resource, "getrlimit", lambda _: (32, 32))
    names = [f"{number}" for number in range(64)]
    found = dict(work_on(names, [MIN_SHARE] * 64, own, most=64, fork=True))
    assert sorted(found) == sorted(names)
    assert len({process for _, process in found.values()}) <= 8


def breaks_off(name: str, *, on: str, by: int) -> str:
    if name == on and os.getpid() != HERE:
        signal.signal(by, signal.SIG_DFL)
        os.kill(os.getpid(), by)
    assert os.getpid() != HERE or name != on, "the parser would have stopped here"
    return name


@pytest.mark.parametrize("by", [signal.SIGSEGV, signal.SIGABRT])
def test_a_file_that_crashes_the_parser_is_reported(monkeypatch: pytest.MonkeyPatch, by: int) -> None:
    monkeypatch.setattr(workers, "is_memory_limited", lambda: True)
    with pytest.raises(InputError, match=f"07: the parser crashed in this file .signal {int(by)}."):
        list(work_on(NAMES, WEIGHTS, partial(breaks_off, on="07", by=by), most=2, fork=True))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def breaks_off_once(name: str, *, mark: str) -> str:
    if name == "07" and not os.path.exists(mark):
        open(mark, "x").close()
        signal.signal(signal.SIGSEGV, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGSEGV)
    return name


def test_a_parser_that_crashes_once_is_tried_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(workers, "is_memory_limited", lambda: True)
    work = partial(breaks_off_once, mark=str(tmp_path / "mark"))
    assert sorted(work_on(NAMES, WEIGHTS, work, most=2, fork=True)) == [(name, name) for name in NAMES]


def lacks_memory(name: str) -> str:
    if name == "07":
        raise MemoryError
    return name


@pytest.mark.parametrize("limited", [False, True])
def test_a_process_without_memory_reports_it(monkeypatch: pytest.MonkeyPatch, limited: bool) -> None:
    monkeypatch.setattr(workers, "is_memory_limited", lambda: limited)
    with pytest.raises(MemoryError):
        list(work_on(NAMES, WEIGHTS, lacks_memory, most=2, fork=True))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


ORPHAN = """
import os, sys, time
from archlint.edge.workers import MIN_SHARE, work_on
def work(name):
    if os.getpid() == HERE:
        time.sleep(60)
    time.sleep(0.02)
    os.write(1, b".")
    return name
HERE = os.getpid()
list(work_on([str(n) for n in range(2000)], [MIN_SHARE] * 2000, work, most=2, fork=True))
"""


def test_a_process_ends_if_its_parent_is_killed() -> None:
    command = [sys.executable, "-c", ORPHAN]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.read(1) == b".", "the child is at work"
        parent.kill()
        rest = parent.stdout.read()  # until the child process ends, which has the other end
    assert len(rest) < 100


# Memory, nesting, libraries


SAYS = {
    MemoryError: "archlint: error: out of memory, so there is no result",
    RecursionError: "archlint: error: the input is nested too deeply",
    ImportError: "archlint: error: a part of archlint can't be loaded",
}


def test_a_lock_that_cant_be_created_means_out_of_memory(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archlint.pipeline.check.check", partial(fails, RuntimeError("can't allocate read lock")))
    found = archlint("check", cwd=root)
    assert (found.status, found.err.startswith(SAYS[MemoryError])) == (2, True)


@pytest.mark.parametrize("kind", SAYS)
@pytest.mark.parametrize("place", ["archlint.commands.scanning.read_tree", "archlint.pipeline.check.check"])
def test_missing_resources_arent_a_bug(
    root: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Exception], place: str
) -> None:
    monkeypatch.setattr(place, partial(fails, kind("why")))
    found = archlint("check", *REPORTS, cwd=root)
    assert (found.status, found.out) == (2, "")
    assert found.err.startswith(SAYS[kind])
    assert "bug" not in found.err
    assert os.listdir(root / "out") == []


def test_a_bug_is_still_a_bug(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archlint.pipeline.check.check", partial(fails, ValueError("why")))
    found = archlint("check", cwd=root)
    assert (found.status, "this is a bug in archlint" in found.err) == (3, True)


def test_no_memory_while_a_report_is_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "out" / "r.json").write_text("before")
    monkeypatch.setattr(os, "chmod", partial(fails, MemoryError()))
    assert archlint("check", *REPORTS, cwd=root).status == 2
    assert {path.name: path.read_text() for path in (root / "out").iterdir()} == {"r.json": "before"}


def test_memory_is_freed_before_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory of the run is free when the message is made."""
    import weakref

    from archlint.cli import group, status

    class Large:
        pass

    held: list[weakref.ref[Large]] = []

    def run(_: object) -> int:
        large = Large()
        held.append(weakref.ref(large))
        raise MemoryError

    alive: list[bool] = []
    monkeypatch.setattr(group.main, "invoke", run)
    monkeypatch.setattr(status, "write_err", lambda _: alive.append(held[0]() is not None))
    assert status.run(["rules"]) == 2
    assert alive == [False]


def as_process(
    code: str,
    *,
    cwd: Path,
    env: dict[str, str] | None = None,
    prepare: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env=environment(env),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=prepare,
    )


UNLOADABLE = """
import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "archlint.cli":
            raise {problem}
sys.meta_path.insert(0, Finder())
from archlint.__main__ import run
run()
"""


@pytest.mark.parametrize("problem", ["MemoryError", "ImportError('no library')", "OSError(12, 'no')", "SystemError"])
def test_a_failed_import_is_status_2(root: Path, problem: str) -> None:
    """Python's own status 1 would mean findings."""
    done = as_process(UNLOADABLE.format(problem=problem), cwd=root)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("archlint: error: archlint can't be loaded\n")
    assert "Traceback" not in done.stderr
    shown = as_process(UNLOADABLE.format(problem=problem), cwd=root, env={"ARCHLINT_DEBUG": "1"})
    assert "Traceback" in shown.stderr


def test_little_address_space(root: Path) -> None:
    """Wherever memory runs out, the run ends with a verdict or a message."""
    import resource

    statuses = set()
    for mib in (24, 32, 48, 64, 512):
        size = mib << 20
        out = root / "out" / "r.json"
        out.unlink(missing_ok=True)
        done = subprocess.run(
            [sys.executable, "-m", "archlint", "check", "--no-cache", "-f", "json=out/r.json"],
            cwd=root,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=partial(resource.setrlimit, resource.RLIMIT_AS, (size, size)),
        )
        if "archlint" not in done.stderr and done.returncode not in (0, 1, 2):
            continue  # Python itself doesn't start
        assert done.returncode in (1, 2), done.stderr
        assert ("memory" in done.stderr) == (done.returncode == 2), done.stderr
        assert "Traceback" not in done.stderr
        assert out.exists() == (done.returncode == 1)
        statuses.add(done.returncode)
    assert 1 in statuses


# Files


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM])
@pytest.mark.parametrize("what", ["open", "scandir"])
def test_a_shortage_of_the_machine_isnt_a_finding(
    root: Path, monkeypatch: pytest.MonkeyPatch, number: int, what: str
) -> None:
    """A file that can't be opened because descriptors are short must not look empty or damaged."""
    real = getattr(os, what)

    def scarce(path: object, *more: object, **options: object) -> object:
        if isinstance(path, str) and (path.endswith("x.go") or (what == "scandir" and path == str(root))):
            raise OSError(number, os.strerror(number), path)
        return real(path, *more, **options)

    monkeypatch.setattr(os, what, scarce)
    for command in (["check"], ["graph", "--level", "file", "--no-cache"]):
        found = archlint(*command, cwd=root)
        assert found.status == 2
        assert os.strerror(number) in found.out + found.err


def test_32_descriptors_and_many_processors(root: Path) -> None:
    import resource

    for number in range(40):
        (root / "a" / f"f{number}.go").write_text("package a\n" + f"\nfunc f{number}() {{}}\n" * 3000)
    code = """
import os, sys
os.sched_getaffinity = lambda _: range(64)
from archlint.__main__ import run
sys.argv = ["archlint", "graph", "--level", "file", "--no-cache"]
run()
"""
    limit = partial(resource.setrlimit, resource.RLIMIT_NOFILE, (32, 32))
    few = as_process(code, cwd=root, prepare=limit)
    assert (few.returncode, few.stderr) == (0, "")
    assert few.stdout == as_process(code, cwd=root).stdout


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_no_file_takes_the_place_of_a_closed_stream(root: Path, closed: str) -> None:
    code = """
import os
from archlint.__main__ import keep_streams
keep_streams()
taken = os.open("go.mod", os.O_RDONLY)
open("taken", "w").write(str(taken))
"""
    command = ["sh", "-c", f'exec "$0" -c "$1" {closed}', sys.executable, code]
    subprocess.run(command, cwd=root, env=environment(), check=True)
    assert int((root / "taken").read_text()) > 2


def test_leftovers_of_a_killed_run_dont_matter(root: Path) -> None:
    commands = (["check"], ["check", "-m", "moves.md"], ["plan", "-m", "moves.md"])
    before = [archlint(*command, cwd=root) for command in commands]
    for folder in ("", "a", "out"):
        (root / folder / ".archlint-abc.tmp").write_bytes(b"\0half")
    assert [archlint(*command, cwd=root) for command in commands] == before


def test_an_interrupt_is_reported_and_leaves_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "chmod", partial(fails, KeyboardInterrupt()))
    found = archlint("check", *REPORTS, cwd=root)
    assert (found.status, found.err) == (130, "archlint: interrupted\n")
    assert os.listdir(root / "out") == []


def test_the_exit_status_is_kept_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    statuses: list[int] = []
    monkeypatch.setattr(os, "_exit", statuses.append)
    for problem, status in ((MemoryError(), 2), (KeyboardInterrupt(), 130)):
        monkeypatch.setattr(cli, "run", partial(fails, problem))
        program.run()
        assert statuses.pop() == status

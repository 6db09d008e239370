"""Faults of the machine during runs: what archlint reports, which files it leaves, and which processes.

    python tests/benchmarks/faults.py [--kills 200] [--seed 1] [--only NAME]

Each row of the table is one fault. `wrong` counts runs with an undocumented status (allowed are the verdict without
the fault, 2, and 130 after an interrupt), runs with that verdict but another output, and runs that print a traceback
or report a bug. `half` counts files that are neither old nor new nor a complete report of the problem, `orphans`
processes that outlive their run, and `temporary` files left by killed runs: they are named `.archlint-*.tmp`, and
harmless. The exit status is 1 if any of the first three isn't zero.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import IO, NamedTuple
from xml.etree import ElementTree

HERE = Path(__file__).resolve().parent.parent.parent
NOBODY = 65534
DAY = "2026-01-19"


class Command(NamedTuple):
    """A command of archlint, its working folder, and the paths that it writes, relative to the work folder."""

    name: str
    arguments: tuple[str, ...]
    cwd: str = "tree"
    writes: tuple[str, ...] = ()


REPORTS = ("-f", "text", "-f", "json=../out/r.json", "-f", "sarif=../out/r.sarif", "-f", "junit=../out/r.xml")
COMMANDS = (
    Command("check", ("check", *REPORTS), writes=("out",)),
    Command("mapped", ("check", "-m", "moves.md", "--today", DAY, *REPORTS), writes=("out",)),
    Command("baseline", ("baseline", "--baseline", "../out/known.json"), writes=("out",)),
    Command("plan", ("plan", "-m", "moves.md", "--today", DAY, "-o", "../out/plan"), writes=("out",)),
    Command("init", ("init", "--baseline"), "bare", ("bare/layers.toml", "bare/archlint-baseline.json")),
)
PRINTED = Command("printed", ("check", "-m", "moves.md", "--today", DAY))
GRAPH = Command("graph", ("graph", "--level", "file", "--no-cache"))


class Start(NamedTuple):
    """How archlint is started. `env` is added to the environment; `user` is also the group."""

    program: Sequence[str] = (sys.executable, "-m", "archlint")
    env: Mapping[str, str] | None = None
    stdout: int | IO[bytes] = subprocess.PIPE
    stderr: int | IO[bytes] = subprocess.PIPE
    prepare: Callable[[], None] | None = None
    user: int | None = None


PLAIN = Start()


class Done(NamedTuple):
    """The result of a run."""

    status: int
    out: bytes
    err: bytes
    orphans: int


class Row:
    """The counts for one fault."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.statuses: Counter[int] = Counter()
        self.wrong = self.half = self.orphans = self.temporary = 0
        self.examples: list[str] = []

    def __str__(self) -> str:
        statuses = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        runs = sum(self.statuses.values())
        return f"{self.name:34} {runs:5} {self.wrong:6} {self.half:5} {self.orphans:8} {self.temporary:10}  {statuses}"


HEADING = f"{'fault':34} {'runs':>5} {'wrong':>6} {'half':>5} {'orphans':>8} {'temporary':>10}  statuses"


class Bench:
    """A work folder with a tree, the same tree without a configuration, a cache, and a folder for output."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.random = random.Random(seed)  # for repeatable runs, not for security
        folder.chmod(0o755)  # some runs belong to another user
        make_tree(folder / "tree", 40)
        shutil.copytree(folder / "tree", folder / "bare")
        (folder / "bare" / "layers.toml").unlink()
        self.clear()
        self.expected: dict[str, tuple[Done, dict[str, bytes]]] = {}
        self.seconds: dict[str, float] = {}
        for command in (*COMMANDS, PRINTED, GRAPH):
            self.run(command)  # this also lets Python compile the modules
            self.clear(cache=True)
            start = time.perf_counter()
            done = self.run(command)
            self.seconds[command.name] = time.perf_counter() - start
            if done.status not in (0, 1) or (done.err and command.name != "init"):
                raise SystemExit(f"{command.name} fails without a fault: {done}")
            self.expected[command.name] = (done, self.written(command))
            self.clear(cache=True)

    def clear(self, *, cache: bool = False) -> None:
        """Delete what runs have written."""
        for name in ("out", "cache") if cache else ("out",):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        for name in ("out", "cache"):
            (self.folder / name).mkdir(exist_ok=True, mode=0o700)
        for path in (self.folder / "bare").iterdir():
            if path.name.startswith((".archlint", "archlint", "layers")):
                path.unlink()

    def start(self, command: Command, how: Start = PLAIN) -> subprocess.Popen[bytes]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ARCHLINT", "CI", "PYTHON"))}
        settings = {
            **kept,
            "PYTHONPATH": str(HERE),
            "ARCHLINT_CACHE_DIR": str(self.folder / "cache"),
            **(how.env or {}),
        }
        return subprocess.Popen(
            [*how.program, *command.arguments],
            cwd=self.folder / command.cwd,
            env=settings,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=how.stdout,
            stderr=how.stderr,
            preexec_fn=how.prepare,
            user=how.user,
            group=how.user,
            extra_groups=None if how.user is None else (),
        )

    def run(self, command: Command, how: Start = PLAIN) -> Done:
        process = self.start(command, how)
        out, err = process.communicate(timeout=120)
        return Done(process.returncode, out or b"", err or b"", orphans(process.pid))

    def written(self, command: Command) -> dict[str, bytes]:
        """Return what the command has written, by path relative to the work folder."""
        found: dict[str, bytes] = {}
        for place in command.writes:
            path = self.folder / place
            files = path.rglob("*") if path.is_dir() else [path]
            found |= {str(each.relative_to(self.folder)): each.read_bytes() for each in files if each.is_file()}
        if command.cwd == "bare":
            found |= {f"bare/{path.name}": b"" for path in (self.folder / "bare").glob(".archlint-*")}
        return found

    def judge(
        self, row: Row, command: Command, done: Done, *, allowed: tuple[int, ...] = (2,), same: bool = True
    ) -> None:
        """Count what isn't as it should be. `same`: a run with the undisturbed verdict must have the undisturbed output
        too."""
        clean, files = self.expected[command.name]
        row.statuses[done.status] += 1
        row.orphans += done.orphans
        told = done.err.decode("utf-8", "replace")
        wrong = ""
        if done.status not in (clean.status, *allowed):
            wrong = f"status {done.status}"
        elif "Traceback" in told or "bug in archlint" in told:
            wrong = "traceback or bug"
        elif done.status == clean.status and same and done.out != clean.out:
            wrong = "another output"
        elif done.status == 2 and same and not told and not done.out:
            wrong = "status 2 without a word"
        if wrong:
            row.wrong += 1
            row.examples.append(f"{command.name}: {wrong}: {told[-300:]!r}")
        found = self.written(command)
        for path, data in found.items():
            if os.path.basename(path).startswith(".archlint-"):
                row.temporary += 1
            elif data != files.get(path) and not (done.status == 2 and is_whole(path, data)):
                row.half += 1
                row.examples.append(f"{command.name}: {path} has {len(data)} bytes, not {len(files.get(path, b''))}")
        if done.status == clean.status and same and found.keys() != files.keys():
            row.half += 1
            row.examples.append(f"{command.name}: wrote {sorted(found)}")


def is_whole(path: str, data: bytes) -> bool:
    """Report whether this is a complete report. A report that only says why there is no verdict counts too."""
    try:
        if path.endswith((".json", ".sarif")):
            document = json.loads(data)
            return "problems" in document or "runs" in document
        return path.endswith(".xml") and ElementTree.fromstring(data).tag == "testsuites"  # noqa: S314  # ours
    except (ValueError, ElementTree.ParseError):
        return False


def make_tree(root: Path, packages: int) -> None:
    """Create a repository of packages that each import the previous one, with rules that some imports break."""
    folders = [f"{'ab'[number % 2]}/p{number}" for number in range(packages)]
    for number, folder in enumerate(folders):
        (root / folder).mkdir(parents=True)
        for file in range(6):
            imports = f'\t"example.com/m/{folders[number - 1]}"\n' if number else ""
            use = f"\tp{number - 1}.F{file}()\n" if number else ""
            more = "".join(
                f"\nfunc g{file}_{k}() int {{\n\tv := {k}\n\treturn v + h{file}({k})\n}}\n" for k in range(60)
            )
            (root / folder / f"f{file}.go").write_text(
                f'package p{number}\n\nimport (\n\t"fmt"\n{imports})\n\ntype t{file} struct{{ x int }}\n\n'
                f"func F{file}() {{\n\tfmt.Println(t{file}{{x: {file}}})\n{use}}}\n{more}"
                f"\nfunc h{file}(n int) int {{ return n }}\n"
            )
    (root / ".git").mkdir()
    (root / "go.mod").write_text("module example.com/m\n\ngo 1.24\n")
    (root / "layers.toml").write_text(
        'version = 1\n\n[layers]\nA = ["a/**"]\nB = ["b/**"]\nC = { files = ["c/**"], optional = true }\n\n'
        '[[rules]]\nrule = "A must not import B"\n'
    )
    rows = "".join(f"| `{folder}/f0.go` | `c/{folder[2:]}/f0.go` |\n" for folder in folders)
    (root / "moves.md").write_text(f"---\nbatch_id: moves\n---\n\n| old_path | new_path |\n|---|---|\n{rows}")


def orphans(session: int, patience: float = 5) -> int:
    """Count the processes of a session that still run after a while, and kill them."""
    deadline = time.monotonic() + patience
    while True:
        left = list(members(session))
        if not left or time.monotonic() > deadline:
            break
        time.sleep(0.02)
    for process in left:
        os.kill(process, signal.SIGKILL)
    return len(left)


def members(session: int) -> Iterator[int]:
    """Return the processes of a session that are still running."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] != "Z":
                yield int(entry.name)


def limit(kind: int, value: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(kind, (value, value))


# The faults


def full_disks(bench: Bench) -> Iterator[Row]:
    row = Row("standard output is a full disk")
    for command in (*COMMANDS, GRAPH):
        with open("/dev/full", "wb") as full:
            done = bench.run(command, Start(stdout=full))
        bench.judge(row, command, done, same=False)
        if done.status != 2:
            row.wrong += 1
            row.examples.append(f"{command.name}: status {done.status} though nothing was printed")
        bench.clear()
    yield row
    for name, what in (("the disk of the reports is full", "out"), ("the disk of the cache is full", "cache")):
        row = Row(name)
        for size in (4, 16, 64, 128, 256, 512):
            with small_disk(bench.folder / what, size) as mounted:
                if not mounted:
                    break
                for command in COMMANDS[:4]:
                    done = bench.run(command)
                    bench.judge(row, command, done, same=what == "cache")
                    for path in (bench.folder / "out").iterdir():
                        shutil.rmtree(path) if path.is_dir() else path.unlink()
            bench.clear(cache=True)
        yield row


class small_disk:  # noqa: N801  # a context manager
    """Mount a file system of this many KiB on a folder, if that is allowed."""

    def __init__(self, folder: Path, kib: int) -> None:
        self.folder, self.kib, self.mounted = folder, kib, False

    def __enter__(self) -> bool:
        options = f"size={self.kib}k,mode=700"
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)]
        self.mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
        return self.mounted

    def __exit__(self, *_: object) -> None:
        if self.mounted:
            subprocess.run(["umount", str(self.folder)], check=True)


def somebody_else() -> Start | None:
    """Return a start as a user without rights; None if we aren't root, or if other users can't run Python."""
    if os.geteuid() != 0:
        return None
    paths = os.pathsep.join([str(HERE), *(path for path in sys.path if path.endswith("site-packages"))])
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info[1]}"):
        try:
            command = [python, "-m", "archlint", "--version"]
            done = subprocess.run(
                command,
                env={"PYTHONPATH": paths},
                capture_output=True,
                check=False,
                user=NOBODY,
                group=NOBODY,
                extra_groups=(),
            )
        except OSError:
            continue
        if done.returncode == 0:
            return Start(program=command[:3], env={"PYTHONPATH": paths}, user=NOBODY)
    return None


def no_rights(bench: Bench) -> Iterator[Row]:
    """Run as a user who can read the tree and write nowhere; then with unreadable files and folders."""
    row = Row("no rights to write")
    someone = somebody_else()
    if someone is None:
        yield row
        return
    (bench.folder / "out").chmod(0o755)
    for command in COMMANDS:
        done = bench.run(command, someone)
        bench.judge(row, command, done, same=False)
        if done.status != 2:
            row.wrong += 1
            row.examples.append(f"{command.name}: status {done.status} though nothing could be written")
    yield row
    row = Row("no rights to read")
    bench.clear(cache=True)
    for folder in ("out", "cache"):
        os.chown(bench.folder / folder, NOBODY, NOBODY)
    for path in ("layers.toml", "go.mod", "moves.md", "b/p1/f0.go", "b/p1", "."):
        place = bench.folder / "tree" / path
        mode = place.stat().st_mode
        place.chmod(0)
        for command in (*COMMANDS[:4], GRAPH):
            done = bench.run(command, someone)
            row.statuses[done.status] += 1
            row.orphans += done.orphans
            told = done.err.decode("utf-8", "replace")
            if done.status not in (0, 1, 2) or "Traceback" in told or "bug in archlint" in told:
                row.wrong += 1
                row.examples.append(f"{command.name} without {path}: {done.status} {told[-300:]!r}")
        place.chmod(mode)
        bench.clear()
        os.chown(bench.folder / "out", NOBODY, NOBODY)
    yield row
    bench.clear(cache=True)


def kills(bench: Bench, count: int) -> Iterator[Row]:
    """Kill runs with a signal at a random moment, and finally run once undisturbed."""
    for name, number, allowed in (
        ("killed (SIGKILL)", signal.SIGKILL, (-signal.SIGKILL,)),
        ("ended (SIGTERM)", signal.SIGTERM, (-signal.SIGTERM,)),
        ("interrupted (SIGINT)", signal.SIGINT, (130, -signal.SIGINT)),
    ):
        row = Row(name)
        for turn in range(count if number == signal.SIGKILL else count // 4):
            command = COMMANDS[turn % len(COMMANDS)]
            process = bench.start(command)
            time.sleep(bench.random.uniform(0, 1.1) * bench.seconds[command.name])
            if number == signal.SIGINT:
                os.killpg(process.pid, number)
            else:
                process.send_signal(number)
            out, err = process.communicate(timeout=60)
            done = Done(process.returncode, out, err, orphans(process.pid))
            if b"Traceback" in err and b"/archlint/" not in err:  # Python reports it before archlint starts
                done = done._replace(status=-number, err=b"")
            bench.judge(row, command, done, allowed=allowed)
            bench.clear(cache=turn % 7 == 6)
        for command in (*COMMANDS, GRAPH):
            bench.judge(row, command, bench.run(command), allowed=())
            bench.clear()
        bench.clear(cache=True)
        yield row


def leftovers(bench: Bench) -> Iterator[Row]:
    """Run beside the leftovers of a killed run, in the tree and in the cache."""
    row = Row("beside what a killed run has left")
    bench.clear(cache=True)
    left = [bench.folder / "tree" / folder / ".archlint-abc.tmp" for folder in ("", "a", "b/p1")]
    for command in COMMANDS[:4]:
        bench.run(command)
        for path in left:
            path.write_bytes(b"\0half")
        for entry in [path for path in (bench.folder / "cache").rglob("*") if path.is_file()]:
            entry.write_bytes(entry.read_bytes()[: bench.random.randrange(200)])
        bench.clear()
        bench.judge(row, command, bench.run(command), allowed=())
        for path in left:
            path.unlink()
        bench.clear(cache=True)
    yield row


def at_once(bench: Bench, runs: int = 8) -> Iterator[Row]:
    row = Row(f"{runs} runs at once, one cache")
    for turn in range(4):
        command = PRINTED
        processes = [bench.start(command) for _ in range(runs)]
        for process in processes:
            out, err = process.communicate(timeout=300)
            done = Done(process.returncode, out, err, orphans(process.pid))
            bench.judge(row, command, done, allowed=())
        bench.clear(cache=turn == 1)
    bench.clear(cache=True)
    same = COMMANDS[3]
    processes = [bench.start(same) for _ in range(runs)]
    for process in processes:
        out, err = process.communicate(timeout=300)
        bench.judge(row, same, Done(process.returncode, out, err, orphans(process.pid)), allowed=())
    bench.clear(cache=True)
    yield row


STARTS = [sys.executable, "-c", "import contextlib, gc, os, sys, typing, encodings.utf_8; import runpy, pkgutil"]


def low_memory(bench: Bench) -> Iterator[Row]:
    """Run with less and less address space, from what Python itself needs."""
    row = Row("little memory (address space)")
    least = 4
    while subprocess.run(
        STARTS, capture_output=True, preexec_fn=limit(resource.RLIMIT_AS, least << 20), check=False
    ).returncode:
        least += 1
    least += 1
    for command in (*COMMANDS, GRAPH):
        for tenth in (*range(least * 10, least * 10 + 200, 5), *range(least * 10 + 200, 1200, 25)):
            done = bench.run(command, Start(prepare=limit(resource.RLIMIT_AS, tenth * (1 << 20) // 10)))
            bench.judge(row, command, done)
            bench.clear(cache=True)
    yield row
    row = Row("little memory, and a large file")
    big = bench.folder / "tree" / "a" / "big"
    big.mkdir()
    body = "".join(
        f'func f{k}(a int, b string) (int, error) {{\n\treturn g(a, b+"x"), nil\n}}\n' for k in range(30_000)
    )
    (big / "x.go").write_text("package big\n\n" + body)
    before = bench.expected["graph"]
    bench.expected["graph"] = (bench.run(GRAPH), {})
    for mib in range(40, 420, 20):
        bench.judge(row, GRAPH, bench.run(GRAPH, Start(prepare=limit(resource.RLIMIT_AS, mib << 20))))
    bench.expected["graph"] = before
    shutil.rmtree(big)
    yield row


FAILING = """
import sys, _testcapi
from archlint.__main__ import run
import archlint.cli, archlint.cli.check, archlint.cli.graph, archlint.cli.plan
first, count = int(sys.argv[1]), int(sys.argv[2])
sys.argv[1:] = sys.argv[3:]
_testcapi.set_nomemory(first, first + count)
run()
"""


def failing_allocations(bench: Bench, count: int) -> Iterator[Row]:
    """Reject single allocations, or several in a row."""
    row = Row("a request for memory is turned down")
    if find_spec("_testcapi") is None:
        yield row
        return
    for turn in range(count):
        command = (*COMMANDS, GRAPH)[turn % 6]
        first = int(10 ** bench.random.uniform(1, 5.7))
        program = [sys.executable, "-c", FAILING, str(first), str(bench.random.choice((1, 1, 10, 1000)))]
        # With a limit that limits nothing, the parser, which doesn't check allocations, runs in its own process.
        done = bench.run(command, Start(program, prepare=limit(resource.RLIMIT_AS, 1 << 40)))
        # Python's messages about generators that it destroys are harmless.
        done = done._replace(err=b"" if b"Exception ignored in" in done.err and done.status == 2 else done.err)
        # If it can't read its compiled modules, its compiler may crash on its own.
        allowed = (2, -signal.SIGSEGV, -signal.SIGABRT)
        bench.judge(row, command, done, allowed=allowed, same=bool(done.err) or done.status != 2)
        bench.clear(cache=True)
    yield row


SITE = {
    "no process can be forked": """
import errno, os
def fork():
    raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
os.fork = fork
""",
    "every second process is not to be had": """
import errno, os
fork_, turns = os.fork, iter(range(10 ** 9))
def fork():
    if next(turns) % 2:
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))
    return fork_()
os.fork = fork
os.sched_getaffinity = lambda _: range(9)
""",
    "processes that are killed": """
import os, random, signal, time
fork_ = os.fork
def fork():
    process = fork_()
    if process and random.random() < 0.7:
        time.sleep(random.random() / 20)
        os.kill(process, signal.SIGKILL)
    return process
os.fork = fork
os.sched_getaffinity = lambda _: range(5)
""",
    "processes that fail": """
import os
fork_ = os.fork
def fork():
    process = fork_()
    if not process:
        os._exit(7)
    return process
os.fork = fork
""",
}


def no_processes(bench: Bench) -> Iterator[Row]:
    for name, source in SITE.items():
        row = Row(name)
        site = bench.folder / "site"
        site.mkdir(exist_ok=True)
        (site / "sitecustomize.py").write_text(source)
        for command in (*COMMANDS, GRAPH) * 2:
            done = bench.run(command, Start(env={"PYTHONPATH": f"{site}{os.pathsep}{HERE}"}))
            bench.judge(row, command, done, allowed=())
            bench.clear(cache=True)
        shutil.rmtree(site)
        yield row
    row = Row("no more processes for this user")
    someone = somebody_else()
    if someone is not None:
        for command in (*COMMANDS[:4], GRAPH):
            for folder in ("out", "cache"):
                os.chown(bench.folder / folder, NOBODY, NOBODY)
            done = bench.run(command, someone._replace(prepare=limit(resource.RLIMIT_NPROC, 0)))
            bench.judge(row, command, done, allowed=())
            bench.clear(cache=True)
    yield row


def closed_streams(bench: Bench) -> Iterator[Row]:
    row = Row("streams that are closed")
    for command in (*COMMANDS, GRAPH):
        for closed in ("<&-", ">&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"):
            program = ["sh", "-c", f'exec "$0" "$@" {closed}', sys.executable, "-m", "archlint"]
            done = bench.run(command, Start(program))
            bench.judge(row, command, done, allowed=(), same=" " not in closed and closed != ">&-")
            bench.clear()
    yield row
    row = Row("pipes that nobody reads")
    for command in (*COMMANDS, GRAPH):
        for is_error in (False, True):
            reading, writing = os.pipe()
            os.close(reading)
            done = bench.run(command, Start(stderr=writing) if is_error else Start(stdout=writing))
            os.close(writing)
            bench.judge(row, command, done, allowed=(), same=False)
            bench.clear()
    yield row


def few_descriptors(bench: Bench) -> Iterator[Row]:
    for many in (False, True):
        row = Row("32 file descriptors" + (", 64 processors" if many else ""))
        site = bench.folder / "site"
        site.mkdir(exist_ok=True)
        (site / "sitecustomize.py").write_text(
            "import os\nos.sched_getaffinity = lambda _: range(64)\n" if many else ""
        )
        env = {"PYTHONPATH": f"{site}{os.pathsep}{HERE}"}
        for command in (*COMMANDS, GRAPH) * 2:
            done = bench.run(command, Start(env=env, prepare=limit(resource.RLIMIT_NOFILE, 32)))
            bench.judge(row, command, done, allowed=())
            bench.clear(cache=True)
        yield row
    row = Row("5 to 31 file descriptors")
    for count in range(5, 32):
        for command in (*COMMANDS, GRAPH):
            done = bench.run(command, Start(env=env, prepare=limit(resource.RLIMIT_NOFILE, count)))
            bench.judge(row, command, done, allowed=(2,))
            bench.clear(cache=True)
    shutil.rmtree(site)
    yield row


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200, help="runs that are killed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only faults whose function has this in its name")
    options = parser.parse_args()
    faults: dict[str, Callable[[Bench], Iterator[Row]]] = {
        "full_disks": full_disks,
        "no_rights": no_rights,
        "kills": lambda bench: kills(bench, options.kills),
        "leftovers": leftovers,
        "at_once": at_once,
        "low_memory": low_memory,
        "failing_allocations": lambda bench: failing_allocations(bench, options.kills),
        "no_processes": no_processes,
        "closed_streams": closed_streams,
        "few_descriptors": few_descriptors,
    }
    failed = False
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        bench = Bench(Path(folder), options.seed)
        print(HEADING)
        for name, fault in faults.items():
            if options.only in name:
                for row in fault(bench):
                    print(row, flush=True)
                    for example in row.examples[:5]:
                        print(f"    {example}")
                    failed = failed or bool(row.wrong or row.half or row.orphans)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

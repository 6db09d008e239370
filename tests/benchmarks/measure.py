"""Shared code of the benchmarks: runs commands in turn, measures them, and finds the tree to measure on.

The commands run in turn, so that other load on the machine affects all of them. The fastest run of each is compared,
because it has the least other load.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

FLOOR = [sys.executable, "-c", "import click, tree_sitter, tree_sitter_go"]
"""The lower bound of a run: Python with archlint's libraries."""


class Cost(NamedTuple):
    """The cost of a command: seconds of wall time (least and median), of processor time (least), peak memory in
    bytes."""

    least: float
    median: float
    cpu: float
    peak: int


class _Run(NamedTuple):
    wall: float
    cpu: float
    peak: int


def archlint(*arguments: str) -> list[str]:
    """Return the command as users run it: the script beside the interpreter, else `python -m archlint`."""
    script = shutil.which("archlint", path=str(Path(sys.executable).parent))
    start = [script] if script else [sys.executable, "-c", "from archlint.__main__ import run; run()"]
    return [*start, *arguments]


def tree_to_measure() -> str:
    """Return the tree named on the command line, else the first one in ARCHLINT_TREES."""
    named = [*sys.argv[1:], *os.environ.get("ARCHLINT_TREES", "").split(os.pathsep)]
    if not named[0] or not Path(named[0]).is_dir():
        sys.exit(f"usage: {Path(sys.argv[0]).name} TREE, a folder of Go files (or set ARCHLINT_TREES)")
    return str(Path(named[0]).resolve())


def measure(commands: Mapping[str, Sequence[str]], turns: int, expect: Sequence[int] = (0, 1)) -> dict[str, Cost]:
    """Run the commands in turn and return the cost of each. Exit if one has another status."""
    runs: dict[str, list[_Run]] = {name: [] for name in commands}
    for turn in range(turns + 1):  # the first run warms the disk cache and compiles the modules
        for name, command in commands.items():
            run = run_once(command, expect)
            if turn:
                runs[name].append(run)
    return {name: _cost(found) for name, found in runs.items()}


def run_once(command: Sequence[str], expect: Sequence[int] = (0, 1)) -> _Run:
    """Run one command without its output."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in expect:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}\n{said.decode(errors='replace')}")
    unit = 1 if sys.platform == "darwin" else 1024
    return _Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def _cost(runs: Sequence[_Run]) -> Cost:
    walls = [run.wall for run in runs]
    return Cost(min(walls), statistics.median(walls), min(run.cpu for run in runs), max(run.peak for run in runs))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table: the first column is left-aligned, numbers are right-aligned."""
    lines = [list(heads), ["---", *["---:"] * (len(heads) - 1)], *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def milliseconds(seconds: float) -> str:
    """Format seconds for a table."""
    return f"{seconds * 1000:.1f} ms"

"""Budget 2: reading all imports of the Go standard library, compared with Go's own parser on two threads.

usage: python tests/benchmarks/imports.py [FOLDER]

FOLDER defaults to the standard library. Both sides are whole processes that run in turn: they walk the folder, read
every `.go` file below it and count its imports.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import measure, milliseconds, table

BUDGET = 1.0
TURNS = 20
HERE = Path(__file__).parent


def main() -> int:
    folder = sys.argv[1] if len(sys.argv) > 1 else f"{_say('go', 'env', 'GOROOT')}/src"
    with tempfile.TemporaryDirectory() as room:
        floor = str(Path(room) / "floor")
        environment = {**os.environ, "GO111MODULE": "off", "GOFLAGS": ""}
        subprocess.run(["go", "build", "-o", floor, str(HERE / "imports_floor.go")], check=True, env=environment)
        commands = {
            "go/parser, ImportsOnly, two threads": [floor, folder],
            "archlint, one process": [sys.executable, str(HERE / "imports_read.py"), folder],
        }
        counts = {name: _say(*command) for name, command in commands.items()}
        costs = measure(commands, TURNS, expect=(0,))
    least = next(iter(costs.values()))
    rows = []
    for name, cost in costs.items():
        ratios = f"{cost.least / least.least:.2f}", f"{cost.median / least.median:.2f}"
        rows.append((name, counts[name], *map(milliseconds, cost[:3]), *ratios))
    print(table(("", "files, imports", "least", "median", "processor", "ratio of least", "of medians"), rows))
    ratio = cost.least / least.least
    same = len(set(counts.values())) == 1
    print(f"\nBudget {BUDGET:.2f}: {'kept' if ratio <= BUDGET else 'NOT kept'}{'' if same else '; the counts DIFFER'}")
    return 0 if same and ratio <= BUDGET else 1


def _say(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    raise SystemExit(main())

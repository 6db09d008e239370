"""The store of facts: a check when nothing has changed, and when one file has, against one without a cache.

usage: python tests/benchmarks/store.py [TREE | FILES ...]

TREE is a Go tree with a layers.toml; for a number, a tree of so many files is made up (as `growth.py` makes them). The
store is not filled before the files are older than it wants them to be.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from growth import make
from measure import FLOOR, Cost, archlint, measure, milliseconds, run_once, table

from archlint.edge.file_times import MARGIN

TURNS = 9
OF_COLD, OF_REST = 0.4, 0.4

START = """
import sys
import archlint.cli.check, archlint.cli.status
from archlint.commands.check import check
from archlint.config.document import parse_config
from archlint.edge.walk import walk
from archlint.edge import tree
import archlint.pipeline.check, archlint.reports.text
parse_config(open(sys.argv[1] + "/layers.toml", "rb").read(), "layers.toml")
print(sum(len(folder.go_files) for folder in walk(sys.argv[1])))
"""
"""What no check can do without: the modules and the configuration, and a look into every folder."""

APPEND = "open({}, 'a').write('// more\\n')\n"
INSERT = """
import re, time
with open({0}, "r+") as file:
    text = re.sub(r"(?m)^(package \\w+).*", rf'\\1; import _ "m/x{{time.time_ns()}}"', file.read(), count=1)
    file.seek(0)
    file.write(text)
"""


def costs(root: str) -> dict[str, Cost]:
    """What checks of the tree cost."""
    run_once(archlint("check", root, "--no-cache"))
    time.sleep(MARGIN / 1e9 + 1)
    for _ in range(3):
        run_once(archlint("check", root))
    changing = next(str(path) for path in sorted(Path(root).rglob("*.go")) if not path.name.endswith("_test.go"))
    append = APPEND.format(repr(changing))
    insert = INSERT.format(repr(changing))
    run = f"import sys; sys.argv = ['archlint', 'check', {root!r}]; from archlint.__main__ import run; run()"
    return measure(
        {
            "the libraries alone": FLOOR,
            "start-up and walk": [*FLOOR[:2], START, root],
            "no cache": archlint("check", root, "--no-cache"),
            "nothing changed": archlint("check", root),
            "one file changed": [*FLOOR[:2], append + run],
            "imports of one file changed": [*FLOOR[:2], insert + run],
        },
        TURNS,
    )


def tell(name: str, found: dict[str, Cost]) -> bool:
    """Print what was measured of one tree; whether its budget is kept."""
    start, cold, warm = found["start-up and walk"], found["no cache"], found["nothing changed"]
    rest = (warm.cpu - start.cpu) / (cold.cpu - start.cpu)
    ratio = warm.cpu / cold.cpu
    rows = [(each, *map(milliseconds, cost[:3]), f"{cost.peak / 1e6:.0f} MB") for each, cost in found.items()]
    print(f"\n{name}\n\n{table(('', 'least', 'median', 'processor', 'peak'), rows)}\n")
    print(f"Warm is {ratio:.2f} x cold; of what is not start-up and walk, {rest:.0%} is left.", flush=True)
    return rest <= OF_REST or ratio <= OF_COLD


def main() -> int:
    kept = True
    with tempfile.TemporaryDirectory(prefix="archlint-store-") as folder:
        os.environ["ARCHLINT_CACHE_DIR"] = f"{folder}/cache"
        for name in sys.argv[1:] or ["100000"]:
            root = f"{folder}/tree"
            if name.isdigit():
                os.mkdir(root)
                make(root, int(name))
            else:
                shutil.copytree(name, root, ignore=shutil.ignore_patterns(".git"), symlinks=True)
            kept = tell(name, costs(root)) and kept
            shutil.rmtree(root)
    print(f"\nBudget, 0.4 x cold or 40 % of the rest: {'kept' if kept else 'NOT kept'}")
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())

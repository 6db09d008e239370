"""Budget 3: the check of a mapped tree, without a cache and with a warm one, compared with the check of today's tree.

usage: python tests/benchmarks/mapped.py TREE MAPPING

TREE is a checkout of WuKongIM (504 Go files) and MAPPING the mapping document for it with 423 rows. Any tree and
mapping work. All runs get the mapping, which defines the layers; the first run checks today's tree.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from measure import archlint, measure, milliseconds, table, tree_to_measure

COLD, WARM = 2.5, 1.3
TURNS = 20

CONFIG = """version = 1

[[rules]]
rule = "Domain must not import Infrastructure"
because = "the domain stays testable without a cluster"

[[rules]]
rule = "Infrastructure must not import Interface"
because = "ports, not handlers"

[[rules]]
rule = "packages must not form cycles"
because = "the compiler would refuse them"

[[rules]]
rule = "layers must not form cycles"
because = "each can be understood without the others"
"""


def main() -> int:
    tree = tree_to_measure()
    if len(sys.argv) != 3:
        sys.exit("usage: mapped.py TREE MAPPING")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ARCHLINT_CACHE_DIR"] = str(Path(folder, "cache"))
        config = Path(folder, "layers.toml")
        config.write_text(CONFIG, encoding="utf-8")
        check = archlint("check", tree, "--config", str(config), "--mapping", sys.argv[2])
        costs = measure(
            {
                "today": [*check, "--view", "today", "--no-cache"],
                "mapped, no cache": [*check, "--no-cache"],
                "mapped, warm cache": check,
            },
            TURNS,
        )
    today = costs["today"]
    rows = []
    for name, cost in costs.items():
        ratios = f"{cost.least / today.least:.2f}", f"{cost.median / today.median:.2f}"
        rows.append((name, *map(milliseconds, cost[:3]), *ratios))
    print(table(("", "least", "median", "processor", "ratio of least", "of medians"), rows))
    kept = True
    for name, budget in (("mapped, no cache", COLD), ("mapped, warm cache", WARM)):
        ratio = costs[name].least / today.least
        kept = kept and ratio <= budget
        print(f"\nBudget {budget:.2f} for {name}: {'kept' if ratio <= budget else 'NOT kept'}")
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())

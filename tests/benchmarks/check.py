"""Budget 1: the whole process `archlint check`, no cache, compared with a Python that only imports archlint's
libraries.

usage: python tests/benchmarks/check.py TREE

TREE is a checkout of WuKongIM (504 Go files). Any Go tree with `internal` and `pkg` works. This measures the process as
users run it, so use an interpreter that archlint is installed for.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from measure import FLOOR, archlint, measure, milliseconds, table, tree_to_measure

BUDGET = 2.0
TURNS = 30

LAYERS = """version = 1

[scan]
tests = "include"

[layers]
Entry = ["*.go", "cmd/**", "test/**"]
Api = ["internal/api/**", "internal/manager/**", "internal/user/**"]
Core = ["internal/**"]
Kit = ["pkg/**", "version/**"]
"""

CLEAN = """
[[rules]]
rule = "Kit must not import Entry, Api"
because = "kit serves other programs too"

[[rules]]
rule = "Entry > Core, Api > Kit"
because = "layers"

[[rules]]
rule = "Kit must not import \\"internal/api/**\\""
because = "packages are not about requests"

[[rules]]
rule = "Kit must not reach Entry"
because = "not by a detour either"

[[rules]]
rule = "packages must not form cycles"
because = "the compiler would refuse them"

[[rules]]
rule = "every file must belong to a layer"
because = "no file goes unjudged"
"""

BROKEN = """
[[rules]]
rule = "Entry > Api > Core > Kit"
because = "layers"

[[rules]]
rule = "layers must not form cycles"
because = "each can be understood without the others"
"""


def main() -> int:
    tree = tree_to_measure()
    with tempfile.TemporaryDirectory() as folder:
        commands = {"Python with the libraries alone": FLOOR}
        for name, rules in (("archlint check, clean", CLEAN), ("archlint check, with findings", CLEAN + BROKEN)):
            config = Path(folder, f"{len(commands)}.toml")
            config.write_text(LAYERS + rules, encoding="utf-8")
            commands[name] = archlint("check", tree, "--config", str(config), "--no-cache")
        costs = measure(commands, TURNS)
    floor = next(iter(costs.values()))
    rows = []
    for name, cost in costs.items():
        ratios = f"{cost.least / floor.least:.2f}", f"{cost.median / floor.median:.2f}"
        rows.append((name, *map(milliseconds, cost[:3]), *ratios))
    print(table(("", "least", "median", "processor", "ratio of least", "of medians"), rows))
    ratio = max(cost.least for cost in costs.values()) / floor.least
    print(f"\nBudget {BUDGET:.2f}: {'kept' if ratio <= BUDGET else 'NOT kept'}")
    return 0 if ratio <= BUDGET else 1


if __name__ == "__main__":
    raise SystemExit(main())

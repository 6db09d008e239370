"""Growth: `archlint check` of generated Go trees of 10,000, 100,000 and 1,000,000 files; time and memory per file.

usage: python tests/benchmarks/growth.py [FILES ...]

The trees are in a temporary folder (set TMPDIR; a million files need 5 GB), which is deleted at the end. They resemble
the trees of large companies: services of four layers over a shared library, nested folders of 10 to 20 files, and about
five imports per file, of which two are in the tree.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from measure import Cost, archlint, measure

SIZES = (10_000, 100_000, 1_000_000)
TURNS = {10_000: 5, 100_000: 3}
SLACK, SECONDS, BYTES = 0.1, 60, 2_000_000_000
BUDGET = "linear within 10 %, 1,000,000 files in 60 s and 2 GB"

CONFIG = """version = 1

[layers]
Interface = ["services/*/interface/**"]
Application = ["services/*/application/**"]
Domain = ["services/*/domain/**"]
Infrastructure = ["services/*/infrastructure/**"]
Kit = ["kit/**"]

[slices]
context = "services/{context}/**"

[groups]
web = ["github.com/gin-gonic/gin/**"]

[[rules]]
rule = "Interface > Application, Infrastructure > Domain > Kit"
because = "layers"

[[rules]]
rule = "Domain must not import Infrastructure, web"
because = "the domain stays testable"

[[rules]]
rule = "packages must not form cycles"
because = "the compiler would refuse them"

[[rules]]
rule = "context must not import each other"
because = "services meet over the network"

[[rules]]
rule = "every file must belong to a layer"
because = "no file goes unjudged"
"""

LAYERS = ("interface", "application", "infrastructure", "domain")
BELOW = {
    "interface": ("application", "domain"),
    "application": ("domain",),
    "infrastructure": ("domain",),
    "domain": (),
}
STD = (
    "context",
    "encoding/json",
    "errors",
    "fmt",
    "io",
    "net/http",
    "os",
    "sort",
    "strconv",
    "strings",
    "sync",
    "time",
)
OUTSIDE = (
    "go.uber.org/zap",
    "github.com/stretchr/testify/require",
    "golang.org/x/sync/errgroup",
    "google.golang.org/grpc",
)
FUNCTION = """
// {name} keeps what it was given until it is asked for, and says so in the log when it is asked for too often.
func {name}(ctx context.Context, key string) (string, error) {{
	if key == "" {{
		return "", errors.New("no key")
	}}
	for attempt := 0; attempt < 3; attempt++ {{
		if value, found := table[key]; found {{
			return fmt.Sprintf("%s:%d", value, attempt), nil
		}}
	}}
	return strings.ToLower(key), nil
}}
"""
BODIES = ["".join(FUNCTION.format(name=f"Keep{number}") for number in range(count)) for count in range(2, 12)]


class Maker:
    """Creates the folders of a tree, each with its files, one after another. The same size gives the same tree."""

    def __init__(self, files: int) -> None:
        self.left = files
        self.dice = random.Random(files)
        self.kit: list[str] = []

    def folders(self) -> Iterator[tuple[str, list[str], tuple[str, ...]]]:
        """Yield (folder, names of its files, import paths of the tree that they may import)."""
        for number in range(max(2, self.left // 400)):
            folder = f"kit/area{number % 20}/lib{number}"
            yield folder, self._names(), tuple(self.dice.sample(self.kit, min(len(self.kit), 3)))
            self.kit.append(folder)
        service = 0
        while self.left > 0:
            made: dict[str, list[str]] = {}
            for layer in reversed(LAYERS):
                for part in range(self.dice.randint(2, 5)):
                    folder = f"services/service{service}/{layer}/part{part}" + ("/detail" if part % 3 == 2 else "")
                    below = [path for name in BELOW[layer] for path in made[name]]
                    siblings = made.get(layer, [])
                    targets = (
                        *self.dice.sample(below, min(len(below), 4)),
                        *siblings[:1],
                        *self.dice.sample(self.kit, 2),
                    )
                    yield folder, self._names(), targets
                    made.setdefault(layer, []).append(folder)
            service += 1

    def _names(self) -> list[str]:
        count = min(self.left, self.dice.randint(10, 20))
        self.left -= count
        return [f"{self.dice.choice(STD[6:])}_{number}.go" for number in range(count)]

    def text(self, folder: str, targets: Sequence[str]) -> str:
        """Return one file: two or three imports of the standard library, two of the tree, sometimes a third-party
        one."""
        std = sorted(self.dice.sample(STD, self.dice.randint(2, 3)))
        tree = sorted(self.dice.sample(targets, min(len(targets), 2)))
        outside = [self.dice.choice(OUTSIDE)] if self.dice.random() < 0.5 else []
        groups = [std, outside, [f"example.com/mono/{path}" for path in tree]]
        imports = "\n\n".join("\n".join(f'\t"{path}"' for path in group) for group in groups if group)
        name = folder.rpartition("/")[2]
        lead = "//\n// All that it does is to be there.\n" * self.dice.randint(0, 3)
        clause = f"// Package {name} is made up.\n{lead}package {name}\n\nimport (\n{imports}\n)\n"
        return clause + self.dice.choice(BODIES)


def make(root: str, files: int) -> None:
    """Write a tree of this many files."""
    maker = Maker(files)
    Path(root, "go.mod").write_text("module example.com/mono\n\ngo 1.22\n", encoding="utf-8")
    Path(root, "layers.toml").write_text(CONFIG, encoding="utf-8")
    for folder, names, targets in maker.folders():
        if not names:
            break
        path = f"{root}/{folder}"
        os.makedirs(path)
        for name in names:
            with open(f"{path}/{name}", "w", encoding="utf-8") as file:
                file.write(maker.text(folder, targets))


def check(root: str, files: int) -> Cost:
    """Return the cost of one clean check."""
    command = archlint("check", root, "--no-cache")
    return measure({"check": command}, TURNS.get(files, 1), expect=(0,))["check"]


def main() -> int:
    sizes = [int(size.replace(",", "").replace("_", "")) for size in sys.argv[1:]] or SIZES
    heads = ("files", "time", "processor", "a file", "against the first", "peak memory", "a file")
    print(f"| {' | '.join(heads)} |\n|{'---:|' * len(heads)}", flush=True)
    kept, base = True, 0.0
    for files in sizes:
        root = tempfile.mkdtemp(prefix="archlint-growth-")
        try:
            make(root, files)
            cost = check(root, files)
        finally:
            shutil.rmtree(root)
        each = cost.least / files
        base = base or each
        kept = kept and each <= base * (1 + SLACK) and (files < 1_000_000 or cost.least <= SECONDS * files / 1_000_000)
        kept = kept and (files < 1_000_000 or cost.peak <= BYTES * files / 1_000_000)
        cells = (f"{files:,}", f"{cost.least:.2f} s", f"{cost.cpu:.2f} s", f"{each * 1e6:.1f} µs", f"{each / base:.2f}")
        memory = (f"{cost.peak / 1e9:.2f} GB", f"{cost.peak / files:,.0f} bytes")
        print("| " + " | ".join((*cells, *memory)) + " |", flush=True)
    print(f"\nBudget, {BUDGET}: {'kept' if kept else 'NOT kept'}")
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())

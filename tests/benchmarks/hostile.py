"""Hostile input: whether every reader takes time that is linear in its bytes, on input made to be slow.

usage: python tests/benchmarks/hostile.py [--largest BYTES] [--only TEXT] [--markdown]

Each shape of `hostile_shapes` is made at four sizes that double and given to its reader in a process of its own, whose
processor time is measured above that of the same process without the reader. A shape that takes too little time to be
measured is read several times in one run. Printed are the times and the exponent of growth: the slope of a line through
the logarithms of sizes and times. Exit status 1 where a shape grows faster than EXPONENT, takes more than SECONDS for
1 MB, more than BYTES of memory, or does not end.
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import resource
import sys
import time
from typing import NamedTuple

from hostile_shapes import SHAPES, Shape
from measure import table

EXPONENT, SECONDS, BYTES = 1.2, 2.0, 3_000_000_000
MEGABYTE = 1 << 20
SIZES = 4
LEAST = 0.2
"""Seconds of processor time from which a measurement counts."""
LIMIT = 30
"""Seconds of processor time after which a run is ended."""
REPEATS = 64


class Measured(NamedTuple):
    """Seconds of processor time for one reading, and the peak of memory in bytes; infinite where it did not end."""

    seconds: float
    peak: float


def run(shape: Shape, size: int, times: int) -> Measured:
    """Read a shape of a size so many times in a child process."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            os.close(reading)
            gc.disable()
            read = shape.prepare(size)
            resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + LIMIT, resource.RLIM_INFINITY))
            start = time.process_time()
            for _ in range(times):
                read()
            spent = (time.process_time() - start) / times
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            os.write(writing, f"{spent} {peak}".encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with open(reading, "rb") as pipe:
        said = pipe.read().split()
    os.waitpid(child, 0)
    return Measured(float(said[0]), float(said[1])) if said else Measured(math.inf, math.inf)


def measure(shape: Shape, size: int) -> Measured:
    """One reading: repeated where it is short, and the lesser of two runs where it is not long."""
    found = run(shape, size, 1)
    if found.seconds < LEAST:
        times = min(REPEATS, math.ceil(LEAST / max(found.seconds, LEAST / REPEATS)))
        found = run(shape, size, times)
    if found.seconds < 10 * LEAST:
        found = min(found, run(shape, size, max(1, math.ceil(LEAST / max(found.seconds, LEAST / REPEATS)))))
    return found


def exponent(sizes: list[int], times: list[float]) -> float:
    """The slope through the logarithms of sizes and times (least squares) from LEAST seconds on; infinite where a run
    did not end, 0 where less than two took so long."""
    if math.inf in times:
        return math.inf
    pairs = [
        (math.log(size), math.log(seconds)) for size, seconds in zip(sizes, times, strict=True) if seconds >= LEAST
    ]
    if len(pairs) < 2:
        return 0.0
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    over = sum((x - middle_x) * (y - middle_y) for x, y in pairs)
    return over / sum((x - middle_x) ** 2 for x in xs)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--largest", type=int, default=4 << 20, help="bytes of the largest size [default: 4 MiB]")
    arguments.add_argument("--only", default="", help="only the shapes whose name holds this text")
    arguments.add_argument("--markdown", action="store_true", help="print a table when all is done")
    chosen = arguments.parse_args()
    rows: list[list[str]] = []
    bad = 0
    for shape in SHAPES:
        if chosen.only not in shape.name:
            continue
        largest = min(chosen.largest, shape.most)
        sizes = [largest >> shift for shift in reversed(range(SIZES))]
        found: list[Measured] = []
        for size in sizes:
            found.append(
                Measured(math.inf, math.inf) if found and math.isinf(found[-1].seconds) else measure(shape, size)
            )
        times = [each.seconds for each in found]
        growth = exponent(sizes, times)
        pairs = zip(sizes, times, strict=True)
        megabyte = next((seconds for size, seconds in pairs if size == MEGABYTE), 0.0)
        wrong = growth > EXPONENT or megabyte > SECONDS or found[-1].peak > BYTES
        bad += wrong
        row = [shape.name, f"{sizes[0]:,}..{sizes[-1]:,}", *(f"{each:.3f}" for each in times), f"{growth:.2f}",
               f"{megabyte:.2f}", f"{found[-1].peak / 1e6:.0f}", "SLOW" if wrong else ""]  # fmt: skip
        rows.append(row)
        print("  ".join(row), flush=True)
    heads = ["shape", "bytes", *(f"s at 1/{1 << shift}" for shift in reversed(range(1, SIZES))), "s at largest",
             "exponent", "s at 1 MB", "MB peak", ""]  # fmt: skip
    if chosen.markdown:
        print(table(heads, rows))
    print(f"{len(rows)} shapes, {bad} over the budget (exponent {EXPONENT}, {SECONDS} s at 1 MB)")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

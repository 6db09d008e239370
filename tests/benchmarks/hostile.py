"""Hostile input: checks that every reader takes linear time on inputs that are made to be slow.

usage: python tests/benchmarks/hostile.py [--largest BYTES] [--only TEXT] [--markdown]

Each shape of `hostile_shapes` is created in four sizes that double, and read in a separate process. The measured time
is the processor time minus that of the same process without the reader. A shape that takes too little time is read
several times in one run. The output has the times and the exponent of growth: the slope of a line through the
logarithms of sizes and times. The exit status is 1 if a shape grows faster than EXPONENT, takes more than SECONDS for 1
MB or more than BYTES of memory, or doesn't end.
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
from hostile_types import SPLIT_PACKAGES
from measure import table

EXPONENT, SECONDS, BYTES = 1.2, 2.0, 3_000_000_000
MEGABYTE = 1 << 20
SIZES = 4
LEAST = 0.2
"""Shorter measurements, in seconds of processor time, don't count."""
LIMIT = 30
"""A run is killed after this many seconds of processor time."""
REPEATS = 64


class Measured(NamedTuple):
    """Seconds of processor time for one reading, and the peak of memory in bytes; infinite if it didn't end."""

    seconds: float
    peak: float


def run(shape: Shape, size: int, times: int) -> Measured:
    """Read a shape of a size this many times in a child process."""
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
    """Measure one reading. Repeat a short one, and take the faster of two runs unless it is long."""
    found = run(shape, size, 1)
    if found.seconds < LEAST:
        times = min(REPEATS, math.ceil(LEAST / max(found.seconds, LEAST / REPEATS)))
        found = run(shape, size, times)
    if found.seconds < 10 * LEAST:
        found = min(found, run(shape, size, max(1, math.ceil(LEAST / max(found.seconds, LEAST / REPEATS)))))
    return found


def exponent(sizes: list[int], times: list[float]) -> float:
    """Return the slope through the logarithms of sizes and times (least squares), for times from LEAST seconds on. It
    is infinite if a run didn't end, and 0 if less than two took that long."""
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
    for shape in (*SHAPES, *SPLIT_PACKAGES):
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

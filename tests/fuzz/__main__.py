"""`python -m tests.fuzz headers --seed 1 --minutes 5`: run a fuzzer, or `all` of them one after the other.

Exit status: 0 nothing found, 1 something found, 2 usage.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from .engine import Fuzzer, Limits, Report, run

NAMES = ("headers", "symbols", "configs", "mappings", "commands", "store")


def fuzzer_of(name: str) -> type[Fuzzer]:
    """Return the fuzzer with this name."""
    found: type[Fuzzer] = importlib.import_module(f".{name}", __package__).FUZZER
    return found


def main() -> int:
    """Parse, run, print, write."""
    options = _options()
    status = 0
    for name in NAMES if options.fuzzer == "all" else (options.fuzzer,):
        report = _run(name, options)
        print(report, flush=True)
        status |= report.failed
        _tell(report, options)
    return status


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.fuzz", description="Run a fuzzer, or all of them.")
    parser.add_argument("fuzzer", choices=(*NAMES, "all"))
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same inputs [default: 1]")
    parser.add_argument("--minutes", type=float, help="for each fuzzer [default: 1, or no limit with --count]")
    parser.add_argument("--count", type=int, help="the number of inputs, for each fuzzer [default: as many as fit]")
    parser.add_argument("--first", type=int, default=0, help="the number of the first input [default: 0]")
    parser.add_argument("--jobs", type=int, default=1, help="processes [default: 1]")
    parser.add_argument("--out", type=Path, help="folder for the inputs that fail, each as small as it could be made")
    parser.add_argument("--examples", type=int, default=3, help="failures of one kind that are kept [default: 3]")
    options = parser.parse_args()
    if options.minutes is None:
        options.minutes = 1.0 if options.count is None else 1e6
    return options


def _run(name: str, options: argparse.Namespace) -> Report:
    jobs = options.jobs
    if (
        jobs == 1 and options.fuzzer != "all"
    ):  # for `all`, each fuzzer has its own process, because of the memory that it allocates
        return _work(name, options.seed, Limits(options.minutes, options.count, options.examples), options.first, 1)
    counts = [None if options.count is None else len(range(place, options.count, jobs)) for place in range(jobs)]
    with ProcessPoolExecutor(jobs) as pool:
        waiting = [
            pool.submit(
                _work,
                name,
                options.seed,
                Limits(options.minutes, counts[place], options.examples),
                options.first + place,
                jobs,
            )
            for place in range(jobs)
        ]
        return _joined([each.result() for each in waiting])


def _work(name: str, seed: int, limits: Limits, first: int, step: int) -> Report:
    with contextlib.closing(fuzzer_of(name)()) as fuzzer:
        return run(fuzzer, seed, limits, first=first, step=step)


def _joined(reports: list[Report]) -> Report:
    counts: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for report in reports:
        counts.update(report.counts)
        kinds.update(report.kinds)
    return Report(
        reports[0].name,
        sum(report.inputs for report in reports),
        max(report.seconds for report in reports),
        max(report.slowest for report in reports),
        dict(counts),
        dict(kinds),
        tuple(found for report in reports for found in report.found),
    )


def _tell(report: Report, options: argparse.Namespace) -> None:
    """Print the failures, and write their inputs to the given folder."""
    suffix = fuzzer_of(report.name).suffix
    for kind, count in sorted(report.kinds.items()):
        print(f"  {count} x {kind}", file=sys.stderr)
    for each in report.found:
        again = f"python -m tests.fuzz {report.name} --seed {options.seed} --first {each.number} --count 1"
        print(f"\n{each.failure.category}: {each.failure.kind}\n  again: {again}", file=sys.stderr)
        print(f"  input: {each.data[:400]!r}\n{each.failure.detail[:3000]}", file=sys.stderr)
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            stem = options.out / f"{report.name}-{options.seed}-{each.number}"
            Path(f"{stem}{suffix}").write_bytes(each.data)
            text = f"{each.failure.kind}\nagain: {again}\n\n{each.failure.detail}\n"
            Path(f"{stem}.txt").write_text(text, encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())

"""`python -m archlint`, and the console script."""

from __future__ import annotations

import gc
import sys


def run() -> None:
    """Run archlint as a process of its own."""
    # The process ends with the run and its records hold no cycles: collecting would only walk millions of them.
    gc.disable()
    from archlint.cli import run as run_command

    status = run_command()
    sys.stdout.flush()
    raise SystemExit(status)


if __name__ == "__main__":
    run()

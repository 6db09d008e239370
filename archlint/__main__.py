"""`python -m archlint`, and the console script."""

from __future__ import annotations

import gc
import os
import sys


def run() -> None:
    """Run archlint as a process of its own."""
    # The process ends with the run and its records hold no cycles: collecting would only walk millions of them.
    gc.disable()
    from archlint.cli import run as run_command

    status = run_command()
    sys.stdout.flush()
    sys.stderr.flush()
    # To take the interpreter down record by record would take as long as to judge a small tree; the system is quick.
    os._exit(status)


if __name__ == "__main__":
    run()

"""`python -m archlint`, and the console script."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress


def run() -> None:
    """Run archlint as a process of its own."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode and sys.executable:
        # A locale of another encoding would spell the tree's names in another way, and no glob would match them.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606  # this same program
    # The process ends with the run and its records hold no cycles: collecting would only walk millions of them.
    gc.disable()
    from archlint.cli import run as run_command

    status = run_command()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # as it is where it was closed before the run began
            with suppress(OSError):
                stream.flush()
    # To take the interpreter down record by record would take as long as to judge a small tree; the system is quick.
    os._exit(status)


if __name__ == "__main__":
    run()

"""`python -m archlint`, and the console script."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

_LOST = b"""\
archlint: error: archlint cannot be loaded
Install it with its dependencies anew; if it is installed, give it more memory. ARCHLINT_DEBUG=1 shows what fails.
"""
_NO_MEMORY = b"archlint: error: there is not enough memory\n"


def run() -> None:
    """Run archlint as a process of its own."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode and sys.executable:
        # A locale of another encoding would spell the tree's names in another way, and no glob would match them.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606  # this same program
    # The process ends with the run and its records hold no cycles: collecting would only walk millions of them.
    gc.disable()
    if os.environ.get("ARCHLINT_DEBUG"):
        sys.exit(_run())
    status = 2
    try:
        keep_streams()
        status = _run()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # as it is where it was closed before the run began
                with suppress(OSError):
                    stream.flush()
    except MemoryError:  # too little even to say so in the usual way
        status = 2
        os.write(2, _NO_MEMORY)
    except KeyboardInterrupt:  # while the first one was being told
        status = 130
    finally:
        # To take the interpreter down record by record would take as long as to judge a small tree; the system is
        # quick. And the status is ours, whatever is still to come: Python's own, 1, would say that there are findings.
        os._exit(status)


def _run() -> int:
    try:
        from archlint.cli import run as run_command
    except (Exception, SystemExit):
        if os.environ.get("ARCHLINT_DEBUG"):
            raise
        os.write(2, _LOST)
        return 2
    return run_command()


def keep_streams() -> None:
    """Open the null device for each standard stream that is closed: else a file of the tree, or a report that is being
    written, would take its number, and what the interpreter or git writes to a stream would end there."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)


if __name__ == "__main__":
    run()

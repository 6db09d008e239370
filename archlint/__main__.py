"""`python -m archlint`, and the console script."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

_LOST = b"""\
archlint: error: archlint cannot be loaded
Install it with its dependencies anew; if it is installed, give it more memory. ARCHLINT_DEBUG=1 shows what fails.
"""


def run() -> None:
    """Run archlint as a process of its own."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode and sys.executable:
        # A locale of another encoding would spell the tree's names in another way, and no glob would match them.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606  # this same program
    # The process ends with the run and its records hold no cycles: collecting would only walk millions of them.
    gc.disable()
    _keep_streams()
    try:
        from archlint.cli import run as run_command
    except Exception:  # whatever it is: status 1, which is Python's, would say that there are findings
        if os.environ.get("ARCHLINT_DEBUG"):
            raise
        _leave(_LOST, 2)
    try:
        status = run_command()
    except KeyboardInterrupt:  # while the first one was being told
        _leave(b"", 130)
    except MemoryError:  # too little to say so in Python
        _leave(b"archlint: error: there is not enough memory\n", 2)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # as it is where it was closed before the run began
            with suppress(OSError):
                stream.flush()
    # To take the interpreter down record by record would take as long as to judge a small tree; the system is quick.
    os._exit(status)


def _leave(text: bytes, status: int) -> NoReturn:
    try:
        os.write(2, text)
    finally:
        os._exit(status)


def _keep_streams() -> None:
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

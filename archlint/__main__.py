"""Entry point of `python -m archlint` and of the `archlint` script."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

_LOST = b"""\
archlint: error: archlint can't be loaded
Reinstall it with its dependencies, or give it more memory. Set ARCHLINT_DEBUG=1 to see what fails.
"""
_NO_MEMORY = b"archlint: error: there is not enough memory\n"


def run() -> None:
    """Run archlint and end the process."""
    status, is_debugged = 2, False
    try:
        if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode and sys.executable:
            # In a locale with another encoding, file names would be decoded differently and no glob would match them.
            os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606  # this program
        # The process ends with the run, and its records have no reference cycles: collecting would only cost time.
        gc.disable()
        if os.environ.get("ARCHLINT_DEBUG"):
            is_debugged = True
            sys.exit(_run())
        keep_streams()
        status = _run()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # None if it was closed before the run
                with suppress(OSError):
                    stream.flush()
    except MemoryError:  # too little even for the usual message
        if is_debugged:
            raise
        status = 2
        os.write(2, _NO_MEMORY)
    except KeyboardInterrupt:  # before the run, or a second one, while the first was being reported
        if is_debugged:
            raise
        status = 130
    finally:
        # Freeing all records one by one would take as long as checking a small tree; the system does it at once. It
        # also keeps our status: if Python failed while shutting down, its status 1 would mean that there are findings.
        if not is_debugged:
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
    """Open the null device for each closed standard stream. Otherwise the next opened file, such as a report, would
    get its number, and output of the interpreter or of git would end up in that file."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)


if __name__ == "__main__":
    run()

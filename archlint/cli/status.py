"""The only place where an error becomes an exit status and a message."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import StringIO

import click

from archlint import __version__
from archlint.cli.group import main
from archlint.commands.console import write_err
from archlint.errors import ArchlintError
from archlint.reports.safe import visible

_COMPLETE = "_ARCHLINT_COMPLETE"
OUT_OF_MEMORY = "out of memory, so there is no result; give archlint more memory, or check a part of the tree"
_RESERVE = 512 * 1024
"""Bytes reserved for reporting that memory is short."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status. Never raises, except with ARCHLINT_DEBUG."""
    debug = bool(os.environ.get("ARCHLINT_DEBUG"))
    reserve = bytes(_RESERVE)  # never written to, so it uses only address space
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except MemoryError:
        del reserve
        if debug:
            raise
    write_err(f"archlint: error: {OUT_OF_MEMORY}\n")  # here, after the run's memory has been freed
    return 2


def _run(arguments: list[str]) -> int:
    """Run, and report every error except MemoryError."""
    try:
        return _invoke(arguments)
    except MemoryError:
        raise
    except (KeyboardInterrupt, click.Abort):
        write_err("archlint: interrupted\n")
        return 130
    except click.ClickException as wrong:
        with StringIO() as text:
            wrong.show(text)
            write_err(text.getvalue())
        return 2
    except ArchlintError as wrong:
        write_err("".join(f"archlint: error: {visible(str(complaint))}\n" for complaint in wrong.complaints))
        return 2
    except OSError as problem:  # expected ones are reported where they occur, but a disk may fail anywhere
        where = f"{problem.filename}: " if problem.filename else ""
        write_err(f"archlint: error: {visible(f'{where}{problem.strerror or problem}')}\n")
        return 2
    except Exception as problem:  # the only catch-all: a bug leads to status 3 and a request to report it
        if os.environ.get("ARCHLINT_DEBUG"):
            raise
        status, message = _unexpected(problem)
        write_err(message)
        return status


def _unexpected(problem: Exception) -> tuple[int, str]:
    """Return the exit status and the message for an unexpected exception."""
    text = visible(str(problem))
    if type(problem) is RuntimeError and text.startswith(
        "can't allocate"
    ):  # Python raises this if it can't allocate memory for opening a file
        return 2, f"archlint: error: {OUT_OF_MEMORY}\n"
    if isinstance(problem, (ImportError, SystemError)):  # also if memory is too short to load a library
        return 2, (
            f"archlint: error: a part of archlint can't be loaded: {text}\n"
            "Reinstall archlint with its dependencies. If that doesn't help, give it more memory.\n"
        )
    if isinstance(problem, RecursionError):
        return 2, ("archlint: error: the input is nested too deeply\nSet ARCHLINT_DEBUG=1 to see where.\n")
    return 3, (
        f"archlint: this is a bug in archlint {__version__}: {type(problem).__name__}: {text}\n"
        "Please report it with the command that you ran. Set ARCHLINT_DEBUG=1 to see the traceback.\n"
    )


def _invoke(arguments: list[str]) -> int:
    """Parse and call. Click's own `main` isn't used, because it exits with status 1 if a pipe is closed."""
    completing = os.environ.get(_COMPLETE)
    if completing:
        from click.shell_completion import shell_complete

        return 2 if shell_complete(main, {}, "archlint", _COMPLETE, completing) else 0
    try:
        with main.make_context("archlint", arguments) as context:
            status = main.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except BrokenPipeError:  # from --help and --version, which click prints
        return 0
    return status if isinstance(status, int) else 0

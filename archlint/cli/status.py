"""The one place where an error becomes an exit status and a message."""

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
OUT_OF_MEMORY = (
    "there is not enough memory to finish; nothing was decided: give archlint more, or check a part of the tree"
)
_RESERVE = 512 * 1024
"""Bytes that are kept for saying that there are no more."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status, whatever happens."""
    debug = bool(os.environ.get("ARCHLINT_DEBUG"))
    reserve = bytes(_RESERVE)  # not touched, and so nothing but an address
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except MemoryError:
        del reserve
        if debug:
            raise
    write_err(f"archlint: error: {OUT_OF_MEMORY}\n")  # only now, when what the run held has been let go
    return 2


def _run(arguments: list[str]) -> int:
    """Run, and tell what goes wrong, but for a want of memory."""
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
    except OSError as problem:  # of the machine, and told where it is expected; a disk may fail anywhere
        where = f"{problem.filename}: " if problem.filename else ""
        write_err(f"archlint: error: {visible(f'{where}{problem.strerror or problem}')}\n")
        return 2
    except Exception as problem:  # the one boundary: a bug ends in status 3 and a word to its finder
        if os.environ.get("ARCHLINT_DEBUG"):
            raise
        status, said = _unexpected(problem)
        write_err(said)
        return status


def _unexpected(problem: Exception) -> tuple[int, str]:
    """The status, and what to say of an exception that nobody had in mind."""
    said = visible(str(problem))
    if type(problem) is RuntimeError and said.startswith(
        "can't allocate"
    ):  # Python's word for it where it opens a file
        return 2, f"archlint: error: {OUT_OF_MEMORY}\n"
    if isinstance(problem, (ImportError, SystemError)):  # also where there is too little memory to load a library
        return 2, (
            f"archlint: error: a part of archlint cannot be loaded: {said}\n"
            "Install archlint with its dependencies anew; if it is installed, give it more memory.\n"
        )
    if isinstance(problem, RecursionError):
        return 2, (
            "archlint: error: something in the input is nested too deeply to be read\n"
            "ARCHLINT_DEBUG=1 shows what was being read.\n"
        )
    return 3, (
        f"archlint: this is a bug in archlint {__version__}: {type(problem).__name__}: {said}\n"
        "Please report it with the command you ran; ARCHLINT_DEBUG=1 shows where it happened.\n"
    )


def _invoke(arguments: list[str]) -> int:
    """Parse and call. Click's own `main` is left out: it ends the process with status 1 where a pipe is closed."""
    completing = os.environ.get(_COMPLETE)
    if completing:
        from click.shell_completion import shell_complete

        return 2 if shell_complete(main, {}, "archlint", _COMPLETE, completing) else 0
    try:
        with main.make_context("archlint", arguments) as context:
            status = main.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except BrokenPipeError:  # by --help and --version, which click prints
        return 0
    return status if isinstance(status, int) else 0

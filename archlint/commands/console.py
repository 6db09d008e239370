"""Writes to standard output and standard error: UTF-8 in every locale, and color only on a terminal."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from archlint.errors import Complaint, InputError
from archlint.reports import FOR_PEOPLE
from archlint.reports.safe import for_people, holds_commands


def write_out(text: str, *, color: bool = False) -> None:
    """Write lines for people to standard output; `color` says whether they contain archlint's colors.

    The bytes are the same in every locale, and they don't control a terminal or a build server.

    If the reader has closed the pipe (`archlint check | head`), that isn't an error, and the exit status stays the
    same. Raises InputError if the text can't be written, e.g. to a full disk.
    """
    _put_out(for_people(text, color=color))


def write_document(text: str) -> None:
    """Write a document for programs to standard output: unchanged, except on a terminal, where it is made printable.

    Raises InputError if a build server would treat a line of the document as a workflow command.
    """
    if is_terminal(sys.stdout):
        text = for_people(text)
    elif holds_commands(text):
        message = "the document isn't written to standard output: a build server would run a line of it as a command"
        hint = "write it to a file, with --output FILE or --format NAME=FILE"
        raise InputError(Complaint("", message, hint, kind="input"))
    _put_out(text)


def write_report(name: str, text: str, *, color: bool = False) -> None:
    """Write a report in the format `name` to standard output."""
    if name in FOR_PEOPLE:
        write_out(text, color=color)
    elif name == "github":
        _put_out(text)  # it consists of workflow commands that archlint writes itself
    else:
        write_document(text)


def write_err(text: str) -> None:
    """Write lines for people to standard error, and ignore errors."""
    _write(sys.stderr, for_people(text))


def write_meter(text: str) -> None:
    """Write to standard error, over the previous line."""
    _write(sys.stderr, "\r" + for_people(text))


def _put_out(text: str) -> None:
    problem = _write(sys.stdout, text)
    if problem:
        raise InputError(Complaint("", f"can't write to standard output: {problem}", kind="input"))


def _write(stream: TextIO | None, text: str) -> str:
    """Write, and return the problem, "" for none. A stream that was closed before the run began is None."""
    if stream is None:
        return ""
    try:
        stream.flush()
        stream.buffer.write(text.encode("utf-8", "backslashreplace"))
        stream.buffer.flush()
    except OSError as problem:
        # The rest of the buffer must go somewhere, or the interpreter fails when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return "" if isinstance(problem, BrokenPipeError) else problem.strerror or str(problem)
    return ""


def wants_color(choice: str) -> bool:
    """Follow --color, then NO_COLOR (any value), then FORCE_COLOR or CLICOLOR_FORCE (not "0"), then the terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return is_terminal(sys.stdout) and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO | None) -> bool:
    """Report whether the stream is a terminal."""
    return stream is not None and stream.isatty()

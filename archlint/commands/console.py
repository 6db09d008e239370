"""The process's own streams: whole texts out as UTF-8, whatever the locale; colour only where somebody sees it."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from archlint.errors import Complaint, InputError
from archlint.reports import FOR_PEOPLE
from archlint.reports.safe import for_people, holds_commands

_COLUMNS = 80  # of a terminal that doesn't tell
_DIGITS = 6  # no terminal has so many columns


def write_out(text: str, *, color: bool = False) -> None:
    """Write lines for people to standard output; `color` says whether they have our colours. The bytes are the same in
    every locale, and nothing in them steers a terminal or the runner that keeps the log.

    A reader that has gone away (`archlint check | head`) is no error: it had all that it wanted, and the verdict stays.
    Raises InputError where the text cannot be written, e.g. to a full disk.
    """
    _put_out(for_people(text, color=color))


def write_document(text: str) -> None:
    """Write a document for programs to standard output: exactly, but for a terminal, where a person looks at it.

    Raises InputError for a document that cannot say in another way what would be a command in a build log, too.
    """
    if is_terminal(sys.stdout):
        text = for_people(text)
    elif holds_commands(text):
        message = "standard output cannot be written: a build server would take a text of the tree for a command"
        hint = "write the document to a file, with --output or --format NAME=FILE"
        raise InputError(Complaint("", message, hint, kind="input"))
    _put_out(text)


def write_report(name: str, text: str, *, color: bool = False) -> None:
    """Write a report of this format to standard output."""
    if name in FOR_PEOPLE:
        write_out(text, color=color)
    elif name == "github":
        _put_out(text)  # commands are what it is made of, and each of them ours
    else:
        write_document(text)


def write_err(text: str) -> None:
    """Write lines for people to standard error, as well as it goes."""
    _write(sys.stderr, for_people(text))


def write_meter(text: str) -> None:
    """Write to standard error, over the line that was written before."""
    _write(sys.stderr, "\r" + for_people(text))


def _put_out(text: str) -> None:
    problem = _write(sys.stdout, text)
    if problem:
        raise InputError(Complaint("", f"standard output cannot be written: {problem}", kind="input"))


def _write(stream: TextIO | None, text: str) -> str:
    """Write, and say why not. A stream that was closed before the run began is None, and wants nothing."""
    if stream is None:
        return ""
    try:
        stream.flush()
        stream.buffer.write(text.encode("utf-8", "backslashreplace"))
        stream.buffer.flush()
    except OSError as problem:
        # What is still in the buffer must go somewhere, or the interpreter would fail on it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return "" if isinstance(problem, BrokenPipeError) else problem.strerror or str(problem)
    return ""


def wants_color(choice: str) -> bool:
    """--color, then NO_COLOR (any value), then FORCE_COLOR or CLICOLOR_FORCE (not "0"), then whether a person looks."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return is_terminal(sys.stdout) and os.environ.get("TERM") != "dumb"


def width_of(stream: TextIO | None) -> int:
    """The columns of the terminal that a stream leads to, 0 where it leads to none. COLUMNS has the first word, as in
    other programs."""
    if stream is None or not is_terminal(stream):
        return 0
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and 0 < len(said.lstrip("0")) < _DIGITS:
        return int(said)
    try:
        return os.get_terminal_size(stream.fileno()).columns or _COLUMNS
    except OSError:
        return _COLUMNS


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at the stream."""
    return stream is not None and stream.isatty()

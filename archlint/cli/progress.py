"""Progress on standard error, if it is a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

import click

from archlint.commands.console import is_terminal, write_meter
from archlint.edge.sources import Progress

MANY_FILES = 3000
"""The minimum number of files for a progress bar."""


def meter(label: str) -> Callable[[int, int], None]:
    """Return a function that shows progress on standard error, if it is a terminal."""
    if not is_terminal(sys.stderr) or os.environ.get("CI"):
        return lambda _done, _all: None

    def show(done: int, of: int) -> None:
        write_meter(f"{label}: {done} of {of} files" + ("\n" if done == of else ""))

    return show


def progress(*, quiet: bool = False) -> Progress | None:
    """Return a function that wraps a sequence in a progress bar, None if standard error isn't a terminal."""
    if quiet or not is_terminal(sys.stderr) or os.environ.get("CI"):
        return None

    def wrap(items: Sequence[str], label: str) -> Iterable[str]:
        if len(items) < MANY_FILES:
            return items
        bar = click.progressbar(items, label=label, file=sys.stderr, show_pos=True)

        def run() -> Iterator[str]:
            with bar as steps:
                yield from steps

        return run()

    return wrap

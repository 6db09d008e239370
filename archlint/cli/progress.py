"""How far a run is, told on standard error where a person looks at it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

import click

from archlint.commands.console import is_terminal, write_meter
from archlint.edge.sources import Progress

MANY_FILES = 3000
"""From here on a run takes long enough for a progress bar."""


def meter(label: str) -> Callable[[int, int], None]:
    """A function that shows how far something is on standard error, where a person looks at it."""
    if not is_terminal(sys.stderr) or os.environ.get("CI"):
        return lambda _done, _all: None

    def show(done: int, of: int) -> None:
        write_meter(f"{label}: {done} of {of} files" + ("\n" if done == of else ""))

    return show


def progress(*, quiet: bool = False) -> Progress | None:
    """A function that wraps an iterable in a progress bar on standard error, where a person looks at one; else None."""
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

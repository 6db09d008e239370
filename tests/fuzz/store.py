"""What happens to a tree between two checks, on a real file system: the checks that remember facts must never be wrong.

An input is a history, a line for each event. Whatever was done to the files, and to the clock, a check with the store
has to see the tree that a check without it sees, and to come to the same result; so has a graph of files.

The clock is the machine's, with what `clock` adds to it. Files get their times from the same clock, by ticks that are
longer than those of real file systems, so that much happens within one. So that a history takes no minutes, a change is
old enough after a little more than a tick.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from archlint.commands.check import judge_loaded
from archlint.commands.graph import graph
from archlint.commands.loading import load
from archlint.commands.options import Options
from archlint.edge import file_times
from archlint.errors import ArchlintError

from .engine import Failure, Fuzzer

TICK, MARGIN = 20_000_000, 30_000_000
PATHS = ("p/a.go", "p/b.go", "q/a.go", "q/b.go", "c.go")
FOLDERS = ("p", "q")

_LAYERS = """version = 1

[layers]
P = ["p/**", "r/**"]
Q = { files = ["q/**"], optional = true }
Root = "*.go"

[[rules]]
rule = "P must not import Q"
because = "one way"

[[rules]]
rule = "packages must not form cycles"
because = "Go refuses them"
"""
TEXTS = (
    *(f'package p\n\nimport "m/{name}"\n\nvar _ = {name}.X\n' for name in "pqrs"),  # all of a size
    "package p\n\nvar X = Y\n",
    "package p\n\nvar Y = X\n",
    'package q\n\nimport "m/q"\n',
    'package p\n\nimport "m/q" //archlint:ignore p-must-not-import-q for now\n',
    '//go:build linux\n\npackage p\n\nimport (\n\t"fmt"\n\t_ "m/q"\n)\n',
    "package p\n\nimport x\n",
    "package p\n",
)
_ONE = ("write", "patch", "replace", "create")
_TWO = ("rename", "swap", "link", "times")
_ALONE = ("delete", "touch", "back", "mode")


class Store(Fuzzer):
    """The fuzzer of `archlint.edge.fact_store`."""

    name = "store"
    suffix = ".txt"
    batch = 10

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="archlint-fuzz-"))
        self._number = 0

    def make(self, source: random.Random) -> bytes:
        """A history: the store is filled in most of them, and then much happens."""
        check = source.choice(("check", "check", "graph"))
        lines = [check]
        if source.randrange(8):
            lines += ["wait", check]
        for _ in range(source.randint(1, 12)):
            if not source.randrange(8):  # within one tick: a change that is seen, and one that may pass for it
                path, (one, other) = source.choice(PATHS), source.sample(range(4), 2)
                lines += [f"write {path} {one}", check, f"patch {path} {other}", "wait", check]
            lines.append(_event(source))
            if not source.randrange(4):
                lines += ["wait"] * source.randrange(2) + [check]
        lines += ["wait", check]
        return "".join(f"{line}\n" for line in lines).encode()

    def check(self, inputs: Sequence[bytes]) -> list[Failure | None]:
        """Live through one history after the other, each with a tree and a cache of its own."""
        return [self._judge(data) for data in inputs]

    def pieces(self, data: bytes) -> list[list[bytes]]:
        """Events are left out one by one."""
        return [data.splitlines(keepends=True)]

    def close(self) -> None:
        """Take the trees away."""
        shutil.rmtree(self._home, ignore_errors=True)

    def _judge(self, data: bytes) -> Failure | None:
        self._number += 1
        folder = self._home / str(self._number)
        try:
            found = self.guarded(lambda: _History(folder).live(data.decode("ascii", "replace").splitlines()))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return found


class _History:
    """A tree, and a clock that can be set."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / "tree"
        self._cache = str(folder / "cache")
        self._set: list[tuple[int, int]] = [(0, 0)]  # from when on (by the machine's clock), and what is added
        self._before: dict[str, int] = {}  # when each file was written at first
        for name in FOLDERS:
            (self._root / name).mkdir(parents=True)
        for name, text in (("go.mod", "module m\n"), ("layers.toml", _LAYERS)):
            (self._root / name).write_text(text)
        for number, path in enumerate(PATHS):
            (self._root / path).write_text(TEXTS[number % 4])
            self._before[path] = os.stat(self._root / path).st_mtime_ns

    def live(self, events: Sequence[str]) -> Failure | None:
        """Go through the events."""
        for number, event in enumerate(events):
            name, *words = event.split() or [""]
            if name in ("check", "graph"):
                wrong = self._compare(_checked if name == "check" else _drawn)
                if wrong:
                    return Failure("difference", "believed wrongly", f"at event {number}, {event}: {wrong}")
            elif name == "wait":
                time.sleep(max(0, 2 * MARGIN) / 1e9)
            elif name == "clock":
                self._set.append((time.time_ns(), self._set[-1][1] + int(words[0])))
            elif name in _EVENTS:
                try:
                    _EVENTS[name](self, *words)
                except (OSError, shutil.Error):
                    continue  # what an earlier event has taken away cannot be moved
        return None

    def _compare(self, see: Callable[[Options], object]) -> str:
        shown: Any = file_times
        kept = shown.os, shown.time, shown.MARGIN, os.environ.get("ARCHLINT_CACHE_DIR")
        shown.os = SimpleNamespace(**{**vars(os), "lstat": self._told(os.lstat), "fstat": self._told(os.fstat)})
        shown.time = SimpleNamespace(time_ns=lambda: self._by_clock(time.time_ns()))
        shown.MARGIN = MARGIN
        os.environ["ARCHLINT_CACHE_DIR"] = self._cache
        try:
            options = Options(path=str(self._root), today="2026-01-01")
            found, wanted = see(options), see(options._replace(cache=False))
            return "" if found == wanted else f"{found}\nand not\n{wanted}"
        finally:
            shown.os, shown.time, shown.MARGIN = kept[:3]
            os.environ.pop("ARCHLINT_CACHE_DIR")
            if kept[3] is not None:
                os.environ["ARCHLINT_CACHE_DIR"] = kept[3]

    def _told(self, ask: Callable[..., os.stat_result]) -> Callable[..., Any]:
        """What the system tells of a file, if its clock is the one that was set."""

        def told(*arguments: Any) -> Any:
            found = ask(*arguments)
            return SimpleNamespace(
                st_size=found.st_size,
                st_mtime_ns=found.st_mtime_ns,
                st_ctime_ns=self._by_clock(found.st_ctime_ns, TICK),
                st_ino=found.st_ino,
                st_dev=found.st_dev,
            )

        return told

    def _by_clock(self, moment: int, tick: int = 1) -> int:
        added = [each for since, each in self._set if since <= moment]
        return moment // tick * tick + added[-1]

    def write(self, path: str, number: str) -> None:
        """Into the file itself."""
        (self._root / path).write_text(TEXTS[int(number)])

    def patch(self, path: str, number: str) -> None:
        """Into the file itself, its size kept, and its time of writing set back to what it was."""
        before = os.stat(self._root / path)
        with open(self._root / path, "r+b") as file:
            file.write(TEXTS[int(number) % 4].encode()[: before.st_size])
        os.utime(self._root / path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def replace(self, path: str, number: str) -> None:
        """By a new file, as editors do."""
        new = self._root / "new"
        new.write_text(TEXTS[int(number)])
        os.replace(new, self._root / path)

    def create(self, path: str, number: str) -> None:
        """Anew, once it was deleted: the file system may give it the same inode."""
        (self._root / path).unlink(missing_ok=True)
        self.write(path, number)

    def rename(self, path: str, other: str) -> None:
        """Over another one."""
        os.replace(self._root / path, self._root / other)

    def swap(self, path: str, other: str) -> None:
        """With another one, or a whole folder with another one."""
        os.rename(self._root / path, self._root / "aside")
        os.rename(self._root / other, self._root / path)
        os.rename(self._root / "aside", self._root / other)

    def link(self, path: str, other: str) -> None:
        """To the other name as well."""
        if path != other:
            (self._root / other).unlink(missing_ok=True)
            os.link(self._root / path, self._root / other)

    def times(self, path: str, other: str) -> None:
        """With the times of another file, as `touch -r` does."""
        found = os.stat(self._root / other)
        os.utime(self._root / path, ns=(found.st_atime_ns, found.st_mtime_ns))

    def delete(self, path: str) -> None:
        """For good."""
        (self._root / path).unlink()

    def touch(self, path: str) -> None:
        """With the time that it is now."""
        os.utime(self._root / path)

    def back(self, path: str) -> None:
        """With the time that it was written at first, as `tar` and `rsync` do."""
        os.utime(self._root / path, ns=(self._before[path], self._before[path]))

    def mode(self, path: str) -> None:
        """To be read by others, or not."""
        os.chmod(self._root / path, 0o640 if os.stat(self._root / path).st_mode & 0o004 else 0o644)


def _checked(options: Options) -> object:
    """What a check sees and says."""
    try:
        loaded = load(options)
        return loaded.inputs.tree, judge_loaded(loaded)
    except ArchlintError as wrong:  # no file is left
        return wrong.complaints


def _drawn(options: Options) -> object:
    """The graph of files, and what is said of them."""
    said = io.BytesIO()
    with contextlib.redirect_stderr(io.TextIOWrapper(said, write_through=True)):
        try:
            return graph(options, level="file", form="json", external=True), said.getvalue()
        except ArchlintError as wrong:
            return wrong.complaints


_EVENTS: dict[str, Callable[..., None]] = {name: getattr(_History, name) for name in (*_ONE, *_TWO, *_ALONE)}


def _event(source: random.Random) -> str:
    kind = source.randrange(12)
    path, other = source.sample(PATHS, 2)
    if kind < 5:
        return f"{source.choice(_ONE)} {path} {source.choice((source.randrange(4), source.randrange(len(TEXTS))))}"
    if kind < 8:
        return f"{source.choice(_TWO)} {path} {other}"
    if kind == 8:
        return "swap p q"
    if kind < 11:
        return f"{source.choice(_ALONE)} {path}"
    return f"clock {source.randint(-300_000_000, 300_000_000)}"


FUZZER = Store

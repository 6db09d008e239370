"""The edge between files and their symbols: reads whole files, parses them, in several processes where that pays."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from archlint.model.symbols import Spot, Symbols
from archlint.workspace import read_regular

MOST_PARSED = 16 * 1024 * 1024
"""The largest file that is parsed whole; Go files of this size are generated tables. Its symbols stay unknown."""

WORTH_A_POOL = 2 * 1024 * 1024
"""Bytes of source from which starting processes costs less than it saves (tree-sitter holds the interpreter's lock)."""

Progress = Callable[[Sequence[Any], str], Any]


def read_symbols(root: str, paths: Iterable[str], progress: Progress | None = None) -> dict[str, Symbols]:
    """The symbols of the files at `paths` (root-relative), by path. A file too large to parse has a syntax error."""
    names = sorted(paths)
    sizes = [_size(os.path.join(root, name)) for name in names]
    workers = min(os.cpu_count() or 1, len(names))
    if sum(sizes) < WORTH_A_POOL or workers < 2:
        shown = progress(names, "Parsing Go files") if progress else names
        return {name: read_one(root, name) for name in shown}
    return _in_pool(root, names, sizes, workers, progress)


def _in_pool(
    root: str, names: list[str], sizes: list[int], workers: int, progress: Progress | None
) -> dict[str, Symbols]:
    from concurrent.futures import ProcessPoolExecutor

    batches = _batches(names, sizes)
    found: dict[str, Symbols] = {}
    with ProcessPoolExecutor(workers) as pool:
        answers = pool.map(_read_batch, [root] * len(batches), batches)
        steps = progress(batches, "Parsing Go files") if progress else batches
        for batch, answer in zip(steps, answers, strict=True):
            found.update(zip(batch, answer, strict=True))
    return found


def _batches(names: list[str], sizes: list[int]) -> list[list[str]]:
    """Runs of files of about half a megabyte: enough to make up for sending them, small enough to share evenly."""
    batches: list[list[str]] = [[]]
    weight = 0
    for name, size in zip(names, sizes, strict=True):
        if weight > WORTH_A_POOL // 4:
            batches.append([])
            weight = 0
        batches[-1].append(name)
        weight += size
    return batches


def _read_batch(root: str, names: list[str]) -> list[Symbols]:
    return [read_one(root, name) for name in names]


def read_one(root: str, name: str) -> Symbols:
    """The symbols of one file."""
    from archlint.frontends.go_symbols import extract

    data = read_regular(os.path.join(root, name), MOST_PARSED + 1)
    if len(data) > MOST_PARSED:
        return Symbols(name, syntax_error=Spot(1, 1))
    return extract(name, data)


def _size(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0

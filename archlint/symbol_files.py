"""The edge between files and their symbols: reads whole files, parses them, in several processes where that pays."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from archlint.model.symbols import Spot, Symbols
from archlint.workspace import read_regular

MOST_PARSED = 16 * 1024 * 1024
"""The largest file that is parsed whole; Go files of this size are generated tables. Its symbols stay unknown."""

WORTH_A_POOL = 2 * 1024 * 1024
"""Bytes of source from which starting processes costs less than it saves (tree-sitter holds the interpreter's lock)."""

WORTH_A_FORK = 128 * 1024
"""Bytes of source from which one forked child that takes its share pays."""

CHILDS_SHARE = 0.42
"""The part of the bytes that the child parses; it has to write its answer too."""

Progress = Callable[[Sequence[Any], str], Any]


def read_symbols(
    root: str, paths: Mapping[str, tuple[str, ...]] | Iterable[str], progress: Progress | None = None
) -> dict[str, Symbols]:
    """The symbols of the files at `paths` (root-relative), by path. A file too large to parse has a syntax error.

    `paths` may give for a file the names of the imports whose uses are all that is asked of it, () for everything.
    """
    found: dict[str, Symbols] = {}
    if isinstance(paths, Mapping):
        for name, qualifiers in paths.items():
            uses = _uses_alone(root, name, qualifiers) if qualifiers else None
            if uses is not None:
                found[name] = uses
    return {**found, **_parsed(root, [name for name in sorted(paths) if name not in found], progress)}


def _uses_alone(root: str, name: str, qualifiers: tuple[str, ...]) -> Symbols | None:
    from archlint.frontends.go_qualified import qualified_uses

    data = read_regular(os.path.join(root, name), MOST_PARSED + 1)
    return qualified_uses(name, data, qualifiers) if len(data) <= MOST_PARSED else None


def _parsed(root: str, names: list[str], progress: Progress | None) -> dict[str, Symbols]:
    sizes = [_size(os.path.join(root, name)) for name in names]
    workers = min(os.cpu_count() or 1, len(names))
    if sum(sizes) < WORTH_A_FORK or workers < 2:
        shown = progress(names, "Parsing Go files") if progress else names
        return {name: read_one(root, name) for name in shown}
    if sum(sizes) < WORTH_A_POOL:
        from archlint.beside import beside
        from archlint.frontends import go_symbols  # noqa: F401  # so that the child need not import it again

        theirs, mine = _shared(names, sizes)
        there, here = beside(lambda part: _read_batch(root, part), theirs, mine)
        return dict(zip((*theirs, *mine), (*there, *here), strict=True))
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


def _shared(names: list[str], sizes: list[int]) -> tuple[list[str], list[str]]:
    """The child's share and the rest."""
    theirs: list[str] = []
    mine: list[str] = []
    left = sum(sizes) * CHILDS_SHARE
    for name, size in zip(names, sizes, strict=True):
        (theirs if left >= size else mine).append(name)
        left -= size if left >= size else 0
    return theirs, mine


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

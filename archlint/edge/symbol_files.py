"""The edge between files and their symbols: reads whole files and parses them, in several processes where that pays.

What a file gave once is remembered by its contents, where there is a cache.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from archlint.edge.codec import Codec
from archlint.edge.workers import work_on
from archlint.edge.workspace import read_regular
from archlint.model import symbols as model
from archlint.model.facts import Problem
from archlint.model.symbols import Spot, Symbols

if TYPE_CHECKING:
    from archlint.edge.cache import Cache

MOST_PARSED = 16 * 1024 * 1024
"""The largest file that is parsed whole; Go files of this size are generated tables. Its symbols stay unknown."""

Progress = Callable[[Sequence[Any], str], Any]


class Parsed(NamedTuple):
    """The symbols of a file, and the key of the very bytes that they were read from, "" without a cache."""

    symbols: Symbols
    key: str = ""


CODEC = Codec(
    Symbols,
    model.Declaration,
    model.Member,
    model.Type,
    model.Bare,
    model.Dotted,
    model.Keyed,
    model.MemberUse,
    model.Filled,
    model.Embed,
    Spot,
    Problem,
)
"""Writes symbols for the cache."""


def read_symbols(
    root: str,
    paths: Mapping[str, tuple[str, ...]] | Iterable[str],
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> dict[str, Symbols]:
    """The symbols of the files at `paths` (root-relative), by path. A file too large to parse has a problem.

    `paths` may give for a file the names of the imports whose uses are all that is asked of it, () for everything.
    """
    found: dict[str, Symbols] = {}
    if isinstance(paths, Mapping):
        for name, qualifiers in paths.items():
            uses = _uses_alone(root, name, qualifiers) if qualifiers else None
            if uses is not None:
                found[name] = uses
    names = [name for name in sorted(paths) if name not in found]
    if cache is not None:
        found.update(_remembered(root, names, cache))
        names = [name for name in names if name not in found]
    shown = progress(names, "Parsing Go files") if progress else names
    for (name, parsed), _ in zip(_parsed(root, names, cache), shown, strict=True):
        found[name] = parsed.symbols
        if cache is not None:
            cache.put(parsed.key, CODEC.text(parsed.symbols))
    return found


def _uses_alone(root: str, name: str, qualifiers: tuple[str, ...]) -> Symbols | None:
    from archlint.languages.go.syntax.qualified import qualified_uses

    data = _read(root, name)
    return qualified_uses(name, data, qualifiers) if len(data) <= MOST_PARSED else None


def _remembered(root: str, names: Iterable[str], cache: Cache) -> Iterator[tuple[str, Symbols]]:
    for name in names:
        text = cache.get(_key(cache, name, _read(root, name)))
        with suppress(ValueError):  # whatever it is, it is not ours
            symbols = CODEC.value(text or "")
            if isinstance(symbols, Symbols):
                yield name, symbols


def _parsed(root: str, names: list[str], cache: Cache | None) -> Iterator[tuple[str, Parsed]]:
    if not names:
        return iter(())

    return work_on(names, [_size(os.path.join(root, name)) for name in names], partial(read_one, root, cache))


def read_one(root: str, cache: Cache | None, name: str) -> Parsed:
    """The symbols of one file."""
    from archlint.languages.go.syntax.symbols import extract

    data = _read(root, name)
    key = "" if cache is None else _key(cache, name, data)
    if len(data) > MOST_PARSED:
        message = f"the file is larger than {MOST_PARSED // 1024 // 1024} MiB, so only its imports were read"
        return Parsed(Symbols(name, problem=Problem(1, 1, message)), key)
    return Parsed(extract(name, data), key)


def _key(cache: Cache, name: str, data: bytes) -> str:
    return cache.key("symbols", name, data)


def _read(root: str, name: str) -> bytes:
    return read_regular(os.path.join(root, name), MOST_PARSED + 1)


def _size(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0

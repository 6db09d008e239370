"""Reads the symbols of files on demand. A run that needs none loads no parser and no cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from archlint.edge.sources import Progress, Sources, digest

if TYPE_CHECKING:
    from archlint.edge.cache import Cache
    from archlint.model.symbols import Symbols


class SymbolReader:
    """The symbols of the files in `sources`. `find_cache` returns the cache to use, None for none."""

    def __init__(
        self,
        sources: Sources,
        progress: Progress | None = None,
        find_cache: Callable[[], Cache | None] = lambda: None,
    ) -> None:
        self._sources = sources
        self._progress = progress
        self._find_cache = find_cache
        self._digests: dict[str, str] = {}

    @cached_property
    def cache(self) -> Cache | None:
        """The cache of symbols."""
        return self._find_cache()

    def read(self, paths: Mapping[str, tuple[str, ...]] | Iterable[str]) -> dict[str, Symbols]:
        """Return the symbols of the files at `paths` (root-relative), by path. A file too large to parse has a problem.

        `paths` may map a file to the names of the imports whose uses are needed; () means all of its symbols.
        """
        from archlint.edge.symbol_files import read_symbols

        found, digests = read_symbols(self._sources, paths, self._progress, cache=self.cache)
        self._digests.update(digests)
        return found

    @property
    def contents(self) -> tuple[tuple[str, str], ...]:
        """Every file that was read, with the digest of its contents; () without a cache."""
        return tuple(sorted(self._digests.items()))

    def has_contents(self, cache: Cache, contents: Iterable[tuple[str, str]]) -> bool:
        """Report whether the contents of the files still have these digests."""
        return all(digest(cache, path, self._sources.read(path)) == known for path, known in contents)

"""Reads the symbols of files on demand. A run that needs none loads no parser and no cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from archlint.edge.sources import Progress, Sources

if TYPE_CHECKING:
    from archlint.edge.cache import Cache
    from archlint.edge.content_ids import ContentIds
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
        self._contents: dict[str, str] = {}

    @cached_property
    def cache(self) -> Cache | None:
        """The cache of symbols."""
        return self._find_cache()

    @cached_property
    def _ids(self) -> ContentIds | None:
        if self.cache is None:
            return None
        from archlint.edge.content_ids import ContentIds

        return ContentIds(self.cache, self._sources)

    def read(self, paths: Mapping[str, tuple[str, ...]] | Iterable[str]) -> dict[str, Symbols]:
        """Return the symbols of the files at `paths` (root-relative), by path. A file too large to parse has a problem.

        `paths` may map a file to the names of the imports whose uses are needed; () means all of its symbols.
        """
        from archlint.edge.symbol_files import read_symbols

        found, ids = read_symbols(self._sources, paths, self._progress, ids=self._ids)
        self._contents.update(ids)
        return found

    @property
    def contents(self) -> tuple[tuple[str, str], ...]:
        """Every file that was read, with the id of its contents; () without a cache."""
        return tuple(sorted(self._contents.items()))

    def has_contents(self, contents: Iterable[tuple[str, str]]) -> bool:
        """Report whether the contents of the files still have these ids."""
        ids = self._ids
        if ids is None:
            return False
        is_same = all(ids.of(path) == known for path, known in contents)
        ids.save()
        return is_same

"""Apply `[scan] exclude`, the same for every language."""

from __future__ import annotations

from archlint.globs import Glob, compile_glob
from archlint.model.policy import Scan


class Excludes:
    """The globs in [scan] exclude, and which of them have matched something."""

    def __init__(self, scan: Scan) -> None:
        self._globs: list[Glob] = [compile_glob(text) for text in scan.exclude]
        self.matched: set[str] = set()

    def folder(self, path: str) -> bool:
        """Report whether a folder is excluded, with everything below it."""
        hits = [glob for glob in self._globs if glob.folder_only and glob.matches(path)]
        if hits:
            self.matched.update(glob.text for glob in hits)
        return bool(hits)

    def file(self, path: str) -> bool:
        """Report whether a file is excluded."""
        hits = [glob for glob in self._globs if glob.matches_file(path)]
        if hits:
            self.matched.update(glob.text for glob in hits)
        return bool(hits)

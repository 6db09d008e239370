"""Where something stands: places in files, and the folders of files."""

from collections.abc import Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """A stretch of one line of a file of the tree under check, always of today's tree.

    `path` is relative to the scan root, with `/`; bytes that are not UTF-8 are kept as surrogates (PEP 383).
    `line` and `column` are 1-based; columns count code points, `end_column` is exclusive. A finding about a whole
    file stands at line 1, column 1, with `end_column` 1.
    """

    path: str
    line: int = 1
    column: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Related(NamedTuple):
    """A second place that a finding speaks of, with one phrase that says what is there."""

    place: Place
    message: str


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder that holds one of the paths, at any depth, except the root."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found

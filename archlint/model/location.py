"""Places in files, and the folders that contain files."""

from collections.abc import Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """A range within one line of a file, always in today's tree.

    `path` is relative to the scan root, with `/`; bytes that aren't UTF-8 are kept as surrogates (PEP 383).
    `line` and `column` are 1-based; columns count code points; `end_column` is exclusive. A finding about a whole
    file has line 1, column 1 and `end_column` 1.
    """

    path: str
    line: int = 1
    column: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Related(NamedTuple):
    """Another place of a finding, with a phrase that says what is there."""

    place: Place
    message: str


class Origin(NamedTuple):
    """Where a value of the configuration is: file as named by the user, 1-based line, TOML key path."""

    path: str = ""
    line: int = 0
    key: str = ""


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return all folders that contain one of the paths, at any depth, except the root."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found

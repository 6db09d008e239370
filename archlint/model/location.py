"""Places in files."""

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

"""Read one Go file, for tests."""

from __future__ import annotations

from archlint.languages.go.headers.reader import HeaderReader
from archlint.model.facts import FileFacts


def read_header(path: str, data: bytes) -> FileFacts:
    """Return the facts of a whole file."""
    facts = HeaderReader().read(path, data, whole=True)
    assert facts is not None, "a whole file needs no more bytes"
    return facts

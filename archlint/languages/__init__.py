"""Languages turn the bytes of a source file into frozen facts. They don't open files, and don't know rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archlint.model.language import Language

NAMES = ("go", "python")
"""The languages that `[scan] language` can name, the default first."""


def language_of(name: str) -> Language:
    """The language of this name."""
    if name == "python":
        from archlint.languages.python import PYTHON  # a check of Go doesn't need it

        return PYTHON
    from archlint.languages.go.language import GO

    return GO

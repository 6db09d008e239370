"""Languages turn the bytes of a source file into frozen facts. They don't open files, and don't know rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archlint.model.language import Language

NAMES = ("go", "python")
"""The values of `[scan] language`, the default first."""


def language_of(name: str) -> Language:
    """Return the language with this name."""
    if name == "python":
        from archlint.languages.python import PYTHON  # a check of a Go tree doesn't need it

        return PYTHON
    from archlint.languages.go.language import GO

    return GO

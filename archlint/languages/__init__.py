"""Languages turn the bytes of a source file into frozen facts. They don't open files, and don't know rules."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archlint.model.language import Language

LANGUAGES: dict[str, tuple[str, str]] = {
    "go": ("archlint.languages.go.language", "GO"),
    "python": ("archlint.languages.python", "PYTHON"),
}
"""The languages that `[scan] language` can name, the default first: the module of each, and its name there."""

NAMES = tuple(LANGUAGES)


def language_of(name: str) -> Language:
    """Return the language of this name. Only the languages that a run needs are imported."""
    module, constant = LANGUAGES[name]
    language: Language = getattr(import_module(module), constant)
    return language

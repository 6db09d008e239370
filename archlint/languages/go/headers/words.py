"""Keywords, and the mark of generated code, for both header parsers."""

from __future__ import annotations

KEYWORDS = frozenset((
    "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go",
    "goto", "if", "import", "interface", "map", "package", "range", "return", "select", "struct", "switch", "type",
    "var",
))  # fmt: skip

_GENERATED = "// Code generated "
_DO_NOT_EDIT = " DO NOT EDIT."


def is_generated_mark(comment: str) -> bool:
    """Report whether a comment (with its markers) has the line that marks generated code, like Go's ast.IsGenerated."""
    lines = comment.replace("\r", "").split("\n")  # Go's scanner removes carriage returns
    return any(line.startswith(_GENERATED) and line[len(_GENERATED) :].endswith(_DO_NOT_EDIT) for line in lines)

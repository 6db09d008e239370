"""Words of Go that both ways of reading a header know: the keywords, and the mark of generated code."""

from __future__ import annotations

KEYWORDS = frozenset((
    "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go",
    "goto", "if", "import", "interface", "map", "package", "range", "return", "select", "struct", "switch", "type",
    "var",
))  # fmt: skip

_GENERATED = "// Code generated "
_DO_NOT_EDIT = " DO NOT EDIT."


def is_generated_mark(comment: str) -> bool:
    """Whether a comment (markers included) holds the line that marks generated code, as Go's ast.IsGenerated has it."""
    lines = comment.replace("\r", "").split("\n")  # as Go's scanner, which drops them
    return any(line.startswith(_GENERATED) and line[len(_GENERATED) :].endswith(_DO_NOT_EDIT) for line in lines)

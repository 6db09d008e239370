"""A tree and its command line as readable text: `$ ARGUMENT` lines, then files after `-- PATH --` lines.

Control characters and bytes that aren't UTF-8 are written as Python's escapes. Each line of a file is a line of the
text, so a file that ends with a newline is followed by an empty line.
"""

from __future__ import annotations

import re

from .trees import Tree

_ESCAPE = re.compile(r"\\(?:(\\)|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))")
_MARK = re.compile(r"-- (.*) --")


def write(tree: Tree) -> bytes:
    """Return the text of a tree."""
    lines = [f"$ {_escaped(argument)}" for argument in tree.arguments]
    for path, data in tree.files.items():
        lines.append(f"-- {_escaped(path)} --")
        lines += [_line(line) for line in data.split(b"\n")]
    return "".join(f"{line}\n" for line in lines).encode()


def read(data: bytes) -> Tree | None:
    """Return the tree of a text; None if the text is invalid."""
    try:
        lines = data.decode().removesuffix("\n").split("\n")
        arguments: list[bytes] = []
        files: dict[bytes, list[bytes]] = {}
        current: list[bytes] | None = None
        for line in lines:
            mark = _MARK.fullmatch(line)
            if mark:
                current = files.setdefault(_plain(mark[1]), [])
            elif current is not None:
                current.append(_plain(line))
            elif line.startswith("$ "):
                arguments.append(_plain(line[2:]))
    except (ValueError, OverflowError):  # not UTF-8, or an invalid escape
        return None
    return Tree(tuple(arguments), {path: b"\n".join(lines) for path, lines in files.items()})


def _line(line: bytes) -> str:
    text = _escaped(line)
    return f"\\x2d{text[1:]}" if text.startswith("-- ") else text


def _escaped(data: bytes) -> str:
    text = data.decode("utf-8", "surrogateescape").replace("\\", "\\\\")
    return "".join(char if char.isprintable() else _code(ord(char)) for char in text)


def _code(number: int) -> str:
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 65536 else f"\\U{number:08x}"


def _plain(text: str) -> bytes:
    return _ESCAPE.sub(_char, text).encode("utf-8", "surrogateescape")


def _char(match: re.Match[str]) -> str:
    return "\\" if match[1] else chr(int(match[2] or match[3] or match[4], 16))

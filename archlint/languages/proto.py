"""Reads what a Protocol Buffers file declares. It only looks at words outside comments and strings.

`archlint map` moves a proto file along with the Go code that is generated from it. Source: Protocol Buffers Language
Specification (proto3), "Import Statement", "Top Level definitions", "Service definition".
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)"
    r"|(?P<text>\"(?:[^\"\\\n]|\\[^\n])*\"|'(?:[^'\\\n]|\\[^\n])*')"
    r"|[\"'](?:[^\\\n]|\\[^\n])*"  # a string that isn't closed on its line
    r"|(?P<word>[A-Za-z_][\w.]*)|(?P<mark>[{};])",
    re.DOTALL,
)
_DEFINES = ("message", "enum", "service")


class Proto(NamedTuple):
    """The imported files; the top-level messages, enums and services, in this order; and the services' methods."""

    imports: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()


def read_proto(data: bytes) -> Proto:
    """Return what a file declares. This never fails: a file that isn't a proto file declares nothing."""
    imports: list[str] = []
    found: dict[str, list[str]] = {word: [] for word in (*_DEFINES, "rpc")}
    depth, outer, statement = 0, "", list[str]()  # `outer` is the kind of the open top-level block
    for token in _TOKEN.finditer(data.decode("utf-8", "replace")):
        if token["word"] is not None:
            statement.append(token["word"])
        elif token["text"] is not None:
            if depth == 0 and statement[:1] == ["import"]:
                imports.append(token["text"][1:-1])
        elif token["mark"] is not None:
            kind = statement[0] if len(statement) > 1 else ""
            if (depth == 0 and kind in _DEFINES and token["mark"] == "{") or (outer == "service" and kind == "rpc"):
                found[kind].append(statement[1])
            if depth == 0:
                outer = kind
            depth = max(0, depth + {"{": 1, "}": -1, ";": 0}[token["mark"]])
            statement = []
    definitions = [name for word in _DEFINES for name in found[word]]
    return Proto(tuple(dict.fromkeys(imports)), tuple(definitions), tuple(found["rpc"]))

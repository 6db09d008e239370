"""Names and paths that the Go compiler doesn't resolve: in linkname directives, cgo preambles, assembly.

Source: `go doc cmd/compile`, "Compiler Directives"; `go doc cmd/cgo`; "A Quick Guide to Go's Assembler".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archlint.languages.go.syntax.places import Places
from archlint.model.symbols import Mention, MentionKind, Symbols

_OPAQUE = re.compile(
    rb"""(?P<line>//[^\n]*)|(?P<block>/\*.*?\*/)|`[^`]*`|"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"|'[^'\\\n]*(?:\\[^\n][^'\\\n]*)*'"""
    rb"|(?P<open>/\*|[`\"'])",
    re.DOTALL,
)
_LINKNAME = re.compile(rb"//go:linkname[ \t]+(?P<name>[^\s]+)(?:[ \t]+(?P<target>[^\s]+))?[ \t\r]*")
_IMPORT_C = re.compile(rb'[ \t]*(?:\r?\n[ \t]*)?(?:import[ \t]*(?:\([ \t]*)?)?"C"')
_INCLUDE = re.compile(rb'^(?://)?[ \t]*#[ \t]*include[ \t]+"(?P<target>[^"\n]+)"', re.MULTILINE)
_CGO_LINE = re.compile(rb"^(?://)?[ \t]*#cgo[^\n]*", re.MULTILINE)
_FOLDER = re.compile(rb"\$\{SRCDIR\}/(?P<target>[^\s\"']+)")

ASSEMBLY = (".s", ".S", ".sx")
"""How the names of assembly files end."""

_COMMENT = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_SYMBOL = re.compile(r"(?<![\w∕·])(?P<path>[\w∕·]*)·(?P<name>\w+)(?:<ABI\w*>)?(?:[+-]\w+)?\(SB\)")
_DEFINES = re.compile(r"[ \t]*(?:TEXT|GLOBL|DATA)[ \t]+\Z")


def go_mentions(data: bytes) -> tuple[Mention, ...]:
    """Return the mentions of a Go file."""
    if not any(mark in data for mark in (b"//go:linkname", b"#include", b"SRCDIR")):
        return ()
    places = Places(data).of
    found: list[tuple[int, MentionKind, bytes, bytes]] = []
    preamble: list[tuple[int, int]] = []
    end = -1
    for match in _OPAQUE.finditer(data):
        if match["open"] is not None:
            break
        if match["line"] is None and match["block"] is None:
            continue
        start = match.start()
        # The comments right above `import "C"`, without a blank line between, are the preamble.
        preamble = preamble if end >= 0 and data[end:start].strip(b" \t\r") in (b"", b"\n") else []
        preamble.append((start, match.end()))
        end = match.end()
        if match["line"] is not None and (start == 0 or data[start - 1 : start] == b"\n"):
            link = _LINKNAME.fullmatch(match["line"])
            if link is not None:
                found.append((start, "linkname", link["name"], link["target"] or b""))
        if _IMPORT_C.match(data, end):
            for first, last in preamble:
                found += _preamble(data, first, last)
    return tuple(Mention(kind, _text(name), _text(target), *places((at,))) for at, kind, name, target in found)


def _preamble(data: bytes, start: int, end: int) -> Iterator[tuple[int, MentionKind, bytes, bytes]]:
    """The mentions of one comment of a cgo preamble."""
    text = data[start:end]
    if text.startswith(b"/*"):
        text = b"  " + text[2:-2]
    for match in _INCLUDE.finditer(text):
        yield start + match.start("target"), "include", b"", match["target"]
    for line in _CGO_LINE.finditer(text):
        for match in _FOLDER.finditer(line[0]):
            yield start + line.start() + match.start("target"), "folder", b"", match["target"]


def assembly_symbols(path: str, data: bytes) -> Symbols:
    """Return the mentions of an assembly file: each symbol once, where it is defined or first used.

    The assembler reads `·` as a dot and `∕` as a slash. Names with `<>` belong to the file alone. If a file has text
    but no symbols, macros may hide some; then there is one mention without a target.
    """
    text = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), data.decode(errors="surrogateescape"))
    found: dict[str, Mention] = {}
    line, at = 1, 0
    for match in _SYMBOL.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        begin = text.rfind("\n", 0, at) + 1
        target = f"{match['path'].replace('·', '.').replace('∕', '/')}.{match['name']}"
        defines = _DEFINES.fullmatch(text, begin, at) is not None
        if target not in found or (defines and found[target].kind == "symbol"):
            kind: MentionKind = "definition" if defines else "symbol"
            found[target] = Mention(kind, "", target, line=line, column=at - begin + 1)
    if not found and text.strip():
        found[""] = Mention("symbol", "", "", line=1, column=1)
    return Symbols(path, mentions=tuple(found.values()))


def _text(name: bytes) -> str:
    return name.decode(errors="surrogateescape")

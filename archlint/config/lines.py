"""Find the line of each key in a TOML document. Every complaint needs it, and tomllib doesn't provide it.

Use it only for text that tomllib has accepted. It goes through the tokens and doesn't validate TOML (spec v1.0.0;
inline tables may span several lines, as in v1.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

KeyPath = tuple[str | int, ...]

_WORD = re.compile(
    r""""{3}(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}"""  # up to two quotes may come right before the closing three
    r"""|'{3}(?:[^']|'{1,2}(?!'))*'{3,5}"""
    r"""|"(?:[^"\\]|\\.)*"|'[^']*'"""
    r"""|[\n\[\]{},.=]|\#[^\n]*|[^\s\[\]{},.=\#"']+""",
    re.DOTALL,
)
_ESCAPE = r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(.))"  # compiled when first needed
_NAMED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


def index(text: str, depth: int = 8) -> dict[KeyPath, int]:
    """Map each key path to its 1-based line.

    A path consists of keys and positions in arrays, e.g. `("rules", 2, "except", 0, "until")`. A table has the line of
    its header, or without a header the line of the first key that names it. Paths of more than `depth` parts are left
    out, which bounds the time and the stack for deeply nested text.
    """
    walk = _Walk(text, depth)
    walk.document()
    return walk.lines


class _Walk:
    """One pass over the tokens. `last` holds, for each array of tables, the element that later keys belong to."""

    def __init__(self, text: str, depth: int) -> None:
        self.words = _words(text)
        self.depth = depth
        self.lines: dict[KeyPath, int] = {}
        self.last: dict[KeyPath, int] = {}

    def document(self) -> None:
        base: KeyPath = ()
        due = True  # whether the next token starts a statement; other tokens on the line belong to a value
        for word, line in self.words:
            if word == "\n":
                due = True
            elif due:
                due = False
                if word == "[":
                    base = self.header(line)
                else:
                    self.entry(base, word, line)

    def header(self, line: int) -> KeyPath:
        """Read `[a.b]` or `[[a.b]]` after its first bracket. Return the path that the keys below it belong to."""
        parts: list[str] = []
        is_array = False
        for word, _ in self.words:
            if word == "]":
                break
            if word == "[":
                is_array = True
            elif word != ".":
                parts.append(_key(word))
        path, whole = self.enter((), parts, line)
        if whole and is_array:
            position = self.last[path] = self.last.get(path, -1) + 1
            path = (*path, position)
        if whole and len(path) <= self.depth:
            self.lines[path] = line
        return path

    def entry(self, base: KeyPath, word: str, line: int) -> None:
        """Read `key = value`, after its first token, up to the first token of the value."""
        parts = [_key(word)]
        for word, _ in self.words:
            if word == "=":
                break
            if word != ".":
                parts.append(_key(word))
        path, _ = self.enter(base, parts, line)
        self.value(path, next(self.words)[0])

    def enter(self, path: KeyPath, parts: list[str], line: int) -> tuple[KeyPath, bool]:
        """Extend `path` by `parts`, through the last element of any array of tables on the way.

        Return the extended path, and whether it has all parts. `depth` limits its length.
        """
        for part in parts:
            if path in self.last:
                path = (*path, self.last[path])
            if len(path) >= self.depth:
                return path, False
            path = (*path, part)
            self.lines.setdefault(path, line)
        return path, True

    def value(self, path: KeyPath, word: str) -> None:
        if word not in ("[", "{"):
            return  # the caller skips the rest of the value, such as the `.5` in `1.5`
        if len(path) >= self.depth:
            self.skip()
        elif word == "[":
            self.array(path)
        else:
            self.table(path)

    def array(self, path: KeyPath) -> None:
        position, due = 0, True
        for word, line in self.words:
            if word == "]":
                return
            if word == ",":
                position, due = position + 1, True
            elif due and word != "\n":
                due = False
                self.lines[(*path, position)] = line
                self.value((*path, position), word)

    def table(self, path: KeyPath) -> None:
        due = True
        for word, line in self.words:
            if word == "}":
                return
            if word == ",":
                due = True
            elif due and word != "\n":
                due = False
                self.entry(path, word, line)

    def skip(self) -> None:
        """Skip an array or inline table whose opening bracket has been read."""
        open_brackets = 1
        for word, _ in self.words:
            if word in ("[", "{"):
                open_brackets += 1
            elif word in ("]", "}"):
                open_brackets -= 1
                if not open_brackets:
                    return


def _words(text: str) -> Iterator[tuple[str, int]]:
    """Yield the tokens of the document, each with its line: keys, strings, punctuation, line ends, no comments.

    A number or a date can be several tokens; only the first one matters.
    """
    line = 1
    for match in _WORD.finditer(text):
        word = match.group()
        if word[0] == "#":
            continue
        yield word, line
        if word == "\n":
            line += 1
        elif word[0] in "\"'":
            line += word.count("\n")


def _key(word: str) -> str:
    """Return the key for a token: a bare key, a literal string or a basic string."""
    if word[0] == "'":
        return word[1:-1]
    if word[0] != '"':
        return word
    return re.sub(_ESCAPE, _unescape, word[1:-1]) if "\\" in word else word[1:-1]


def _unescape(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    return chr(int(digits, 16)) if digits else _NAMED.get(match[4], match[4])

"""On which line each key of a TOML document stands: what tomllib does not say, and every complaint needs.

Only for text that tomllib has accepted: this is a walk over its words, not a second judge of TOML (spec v1.0.0; inline
tables may run over several lines, as in v1.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

KeyPath = tuple[str | int, ...]

_WORD = re.compile(
    r""""{3}(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}"""  # up to two quotes of the text may stand before the closing three
    r"""|'{3}(?:[^']|'{1,2}(?!'))*'{3,5}"""
    r"""|"(?:[^"\\]|\\.)*"|'[^']*'"""
    r"""|[\n\[\]{},.=]|\#[^\n]*|[^\s\[\]{},.=\#"']+""",
    re.DOTALL,
)
_ESCAPE = r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(.))"  # compiled when first needed
_NAMED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


def index(text: str, depth: int = 8) -> dict[KeyPath, int]:
    """Map each key path to the 1-based line where it is written.

    A path is made of keys and of positions in arrays, e.g. `("rules", 2, "except", 0, "until")`. A table has the line
    of its header; one without a header has the line of the first key that names it. Paths of more than `depth` parts
    are left out: this bounds the work, and the stack, whatever the text nests.
    """
    walk = _Walk(text, depth)
    walk.document()
    return walk.lines


class _Walk:
    """One pass over the words. `last` holds, for each array of tables, the element that keys and headers now mean."""

    def __init__(self, text: str, depth: int) -> None:
        self.words = _words(text)
        self.depth = depth
        self.lines: dict[KeyPath, int] = {}
        self.last: dict[KeyPath, int] = {}

    def document(self) -> None:
        base: KeyPath = ()
        due = True  # whether the next word starts a statement; what else stands on the line is the rest of a value
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
        """Read `[a.b]` or `[[a.b]]` after its first bracket; gives the path that the keys below it belong to."""
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
        """Read `key = value`, whose first word has been read already, up to the end of the value's first word."""
        parts = [_key(word)]
        for word, _ in self.words:
            if word == "=":
                break
            if word != ".":
                parts.append(_key(word))
        path, _ = self.enter(base, parts, line)
        self.value(path, next(self.words)[0])

    def enter(self, path: KeyPath, parts: list[str], line: int) -> tuple[KeyPath, bool]:
        """Go down from `path` by `parts`, through the last element of any array of tables on the way.

        Gives the path reached, and whether that is the whole way or as far as `depth` lets it go.
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
            return  # whatever follows up to the delimiter, such as the `.5` of `1.5`, the caller passes over
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
        """Pass over an array or inline table whose opening bracket has been read."""
        open_brackets = 1
        for word, _ in self.words:
            if word in ("[", "{"):
                open_brackets += 1
            elif word in ("]", "}"):
                open_brackets -= 1
                if not open_brackets:
                    return


def _words(text: str) -> Iterator[tuple[str, int]]:
    """The words of the document, each with the line it starts on: keys, strings, punctuation, line ends, no comments.

    A number or a date may come as several words; nobody looks at more than its first.
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
    """The key that one word of it means: bare, literal or basic string."""
    if word[0] == "'":
        return word[1:-1]
    if word[0] != '"':
        return word
    return re.sub(_ESCAPE, _unescape, word[1:-1]) if "\\" in word else word[1:-1]


def _unescape(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    return chr(int(digits, 16)) if digits else _NAMED.get(match[4], match[4])

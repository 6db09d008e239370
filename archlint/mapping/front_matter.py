"""The front matter of a mapping document: the small part of YAML that people write between two lines of `---`.

This parser reads scalars, quoted scalars, lists, block text and one level of nesting. A YAML library would add a
dependency and take longer to import than everything else here. With anchors, aliases and tags, it would also let a
small document expand into a huge one; this parser rejects them, and reports the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_KEY = re.compile(r"""( *)(?:([A-Za-z_][\w.-]*)|"([^"\\]*)"|'([^']*)') *:(?: +(.*))?""")
_ITEM = re.compile(r"( *)-(?: +(.*))?")
_ESCAPE = re.compile(r'\\(?:([\\"/ nrt0])|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|(.?))')
_ESCAPED = {"\\": "\\", '"': '"', "/": "/", " ": " ", "n": "\n", "r": "\r", "t": "\t", "0": "\0"}
_PLAIN_ITEM = re.compile(r"[^\[\]{},\"'#&*!|>%@`]+")
_QUOTED = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*""")
_MARK = re.compile("[#\"']")
_BLOCK_MARK = re.compile(r"[|>][+-]?")
_REFUSED = {
    "&": "an anchor",
    "*": "an alias",
    "!": "a tag",
    "{": "a flow mapping",
    "%": "a directive",
    "@": "a reserved character",
    "`": "a reserved character",
    "|": "block text with an indentation indicator",
    ">": "block text with an indentation indicator",
}


class HeadEntry(NamedTuple):
    """One value. `key` is its dotted path (`scope.layers`), `value` its text; a list is its items, joined by `, `."""

    key: str
    value: str
    line: int


class FrontMatterError(Exception):
    """A syntax error, with its 1-based line."""

    def __init__(self, line: int, key: str, message: str) -> None:
        super().__init__(message)
        self.line, self.key, self.message = line, key, message


def split_front_matter(lines: list[str]) -> tuple[int, int]:
    """The front matter as a range of line indexes, without its fences; (0, 0) if the document has none.

    Raises FrontMatterError if the first line is `---` and no second one closes it.
    """
    if not lines or lines[0].rstrip() != "---":
        return 0, 0
    for index in range(1, len(lines)):
        if lines[index].rstrip() in ("---", "..."):
            return 1, index
    raise FrontMatterError(1, "front matter", "opens with --- but has no closing ---")


def read_front_matter(lines: list[str], first: int, last: int) -> tuple[HeadEntry, ...]:
    """The entries of `lines[first:last]` in order. Line numbers count from the start of the document.

    Raises FrontMatterError at the first line that isn't in the supported part of YAML.
    """
    entries = tuple(_Reader(lines, first, last).entries(0, ""))
    seen: set[str] = set()
    for entry in entries:
        if entry.key in seen:
            raise FrontMatterError(entry.line, entry.key, "occurs twice")
        seen.add(entry.key)
    return entries


class _Reader:
    """A cursor over the lines. Each method advances it past what it reads."""

    def __init__(self, lines: list[str], first: int, last: int) -> None:
        self._lines, self._at, self._end = lines, first, last

    def entries(self, indent: int, parent: str) -> Iterator[HeadEntry]:
        """All `key: value` lines at this indentation, with what is nested under them."""
        while self._peek() >= indent:
            line, number = self._lines[self._at], self._at + 1
            found = _KEY.fullmatch(line)
            if found is None:
                raise FrontMatterError(number, parent, f"is not `key: value`: {line.strip()[:60]}")
            name = found[2] or found[3] or found[4] or ""
            key = f"{parent}.{name}" if parent else name
            if len(found[1]) != indent:
                raise FrontMatterError(number, key, "is indented too far; only one level of nesting is supported")
            self._at += 1
            yield from self._entry(key, _strip_comment(found[5] or ""), number, indent, nested=bool(parent))

    def _entry(self, key: str, rest: str, number: int, indent: int, *, nested: bool) -> Iterator[HeadEntry]:
        if _BLOCK_MARK.fullmatch(rest):
            yield HeadEntry(key, self._block(indent, folded=rest[0] == ">"), number)
        elif rest:
            yield HeadEntry(key, _value(rest, number, key), number)
        elif (child := self._peek()) >= indent and _ITEM.fullmatch(self._lines[self._at]):
            yield HeadEntry(key, ", ".join(self._items(child, key)), number)
        elif child > indent and not nested:
            yield from self.entries(child, key)
        else:
            yield HeadEntry(key, "", number)

    def _peek(self) -> int:
        """The indentation of the next line with text; -1 at the end."""
        while self._at < self._end:
            line = self._lines[self._at]
            text = line.lstrip(" ")
            if text.startswith("\t") and text.strip():
                raise FrontMatterError(self._at + 1, "", "is indented with a tab; YAML needs spaces")
            if text.strip() and not text.startswith("#"):
                return len(line) - len(text)
            self._at += 1
        return -1

    def _items(self, indent: int, key: str) -> Iterator[str]:
        """A block list: `- item` lines at one indentation."""
        while self._peek() == indent:
            found = _ITEM.fullmatch(self._lines[self._at])
            if found is None:
                return
            self._at += 1
            text = _strip_comment(found[2] or "")
            if _ITEM.fullmatch(text) or _KEY.fullmatch(text):
                raise FrontMatterError(self._at, key, "has a list of lists or mappings; only plain items are supported")
            yield _value(text, self._at, key) if text else ""

    def _block(self, indent: int, *, folded: bool) -> str:
        """Block text after `|` or `>`: the deeper lines, without their common indentation."""
        first = self._at
        while self._at < self._end:
            line = self._lines[self._at]
            if line.strip() and len(line) - len(line.lstrip(" ")) <= indent:
                break
            self._at += 1
        taken = self._lines[first : self._at]
        common = min((len(line) - len(line.lstrip(" ")) for line in taken if line.strip()), default=0)
        return (" " if folded else "\n").join(line[common:].rstrip() for line in taken).strip()


def _strip_comment(text: str) -> str:
    """The value without a trailing comment; a `#` inside quotes isn't a comment."""
    text = text.strip()
    index, unclosed = 0, ""
    while mark := _MARK.search(text, index):
        at, index = mark.start(), mark.end()
        if mark[0] == "#":
            if not at or text[at - 1].isspace():
                return text[:at].strip()
        elif mark[0] not in unclosed:
            quoted = _QUOTED.match(text, at)
            if quoted:
                index = quoted.end()
            else:
                unclosed += mark[0]  # a later quote of the same kind doesn't open one either
    return text


def _value(text: str, line: int, key: str) -> str:
    if text[0] == "[":
        if text[-1] != "]":
            raise FrontMatterError(line, key, "opens a list with [ but doesn't close it on the same line")
        return ", ".join(_flow(text[1:-1], line, key))
    if text[0] in "\"'":
        found = _QUOTED.fullmatch(text)
        if found is None:
            raise FrontMatterError(line, key, "opens a quote but doesn't close it on the same line")
        return _unquote(found[1], line, key)
    if text[0] in _REFUSED:
        what = _REFUSED[text[0]]
        raise FrontMatterError(line, key, f"has {what} ({text.split()[0][:30]}), which is not supported")
    if ": " in text or text.endswith(":"):
        raise FrontMatterError(line, key, "has a second colon in a plain value; put the value in quotes")
    return text


def _flow(text: str, line: int, key: str) -> Iterator[str]:
    """The items between the brackets of a flow list."""
    index = 0
    while index < len(text):
        quoted = _QUOTED.match(text, index)
        found = quoted or _PLAIN_ITEM.match(text, index)
        if found is None or (found.end() < len(text) and text[found.end()] != ","):
            at = text[found.end() if found else index :].strip()[:20]
            raise FrontMatterError(line, key, f"has {at!r} in a list; only plain or quoted items are supported")
        item = _unquote(quoted[1], line, key) if quoted else found[0].strip()
        if quoted or item:
            yield item
        index = found.end() + 1


def _unquote(text: str, line: int, key: str) -> str:
    if text[0] == "'":
        return text[1:-1].replace("''", "'")

    def escape(found: re.Match[str]) -> str:
        if found[1]:
            return _ESCAPED[found[1]]
        if found[2] or found[3]:
            character = chr(int(found[2] or found[3], 16))
            if "\ud800" <= character <= "\udfff":
                raise FrontMatterError(line, key, f"has the escape {found[0]}, which is half of a surrogate pair")
            return character
        raise FrontMatterError(line, key, f"has the unknown escape \\{found[4]}")

    return _ESCAPE.sub(escape, text[1:-1])

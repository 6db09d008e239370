"""A TOML document, read strictly: each value knows its key and line, and every complaint is kept, not the first one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from archlint.config.lines import KeyPath
from archlint.errors import Complaint
from archlint.globs import problem
from archlint.model.policy import Origin

_Word = TypeVar("_Word", bound=str)
_LISTED = 8
_BARE = re.compile(r"[A-Za-z0-9_-]+")


MOST_HINTS = 20
"""Complaints of a document from which on the nearest spelling is not looked for."""


class Document(NamedTuple):
    """A TOML document that has been parsed. `path` is the file as the user named it; `lines` are those of its keys."""

    path: str
    data: dict[str, Any]
    lines: dict[KeyPath, int]

    def origin(self, key: KeyPath) -> Origin:
        """Where a key stands; where the text does not have it, where the nearest table around it does."""
        line = next((self.lines[key[:end]] for end in range(len(key), 0, -1) if key[:end] in self.lines), 1)
        return Origin(self.path, line, key_text(key))


class Item(NamedTuple):
    """A value of the document, or its absence: `raw` is then None, which no TOML value is.

    The readers below complain of a value that is not in order, and go on with something harmless. Of a key that is
    absent they do not complain: `required` does.
    """

    document: Document
    complaints: list[Complaint]
    key: KeyPath
    raw: Any

    @property
    def origin(self) -> Origin:
        """Where the key stands."""
        return self.document.origin(self.key)

    @property
    def given(self) -> bool:
        """Whether the document has this key."""
        return self.raw is not None

    def complain(self, message: str, hint: str = "") -> None:
        """Note a problem of this value."""
        self.complaints.append(Complaint.at(self.origin, message, hint))

    @property
    def hints(self) -> bool:
        """Whether the right spelling is still looked for: it takes long, and nobody reads on after so many mistakes."""
        return len(self.complaints) < MOST_HINTS

    def hint(self, word: str, known: Iterable[str], most: int = 8) -> str:
        """`suggest.hint_for`, while there are `hints`."""
        if not self.hints:
            return ""
        from archlint.suggest import hint_for  # only a mistake needs it

        return hint_for(word, known, most)

    def required(self, hint: str) -> Item:
        """This value; a complaint where it is absent."""
        if not self.given:
            self.complain("is missing", hint)
        return self

    def text(self) -> str:
        """A string that says something, brought onto one line; "" after a complaint."""
        if not self.given:
            return ""
        if not isinstance(self.raw, str):
            self.complain(f"must be a string, not {_kind(self.raw)}")
            return ""
        text = " ".join(self.raw.split())
        if not text:
            self.complain("is empty")
        elif not text.isprintable():
            self.complain(f"has a character that cannot be printed: {text!r}")
        return text

    def choice(self, words: tuple[_Word, ...], default: _Word) -> _Word:
        """One of a few words."""
        said = self.text()
        for word in words:
            if word == said:
                return word
        if said:
            wrong = f"is not one of {', '.join(words)}" if len(words) <= _LISTED else "is not known"
            self.complain(f'"{said}" {wrong}', self.hint(said, words, most=0))
        return default

    def flag(self, *, default: bool) -> bool:
        """true or false."""
        if isinstance(self.raw, bool):
            return self.raw
        if self.given:
            self.complain(f"must be true or false, not {_kind(self.raw)}")
        return default

    def strings(self, *, may_be_empty: bool = False) -> tuple[Item, ...]:
        """The strings of an array, or the one string that stands for an array of one."""
        if isinstance(self.raw, str):
            return (self,) if self.text() else ()
        return tuple(item for item in self.array("strings", may_be_empty=may_be_empty) if item.text())

    def glob(self, *, placeholders: int | None = 0) -> str:
        """A glob, see `globs`; "" after a complaint."""
        if not self.text():
            return ""
        wrong = problem(self.raw, placeholders=placeholders)
        if wrong:
            self.complain(f'the glob "{self.raw}" {wrong}')
        return "" if wrong else str(self.raw)

    def globs(self, *, may_be_empty: bool = False) -> tuple[Item, ...]:
        """The globs of an array, or the one that stands for an array of one."""
        return tuple(item for item in self.strings(may_be_empty=may_be_empty) if item.glob())

    def array(self, of: str, *, may_be_empty: bool = False) -> tuple[Item, ...]:
        """The elements of an array; `of` says in the complaint what they should be."""
        if not self.given:
            return ()
        if not isinstance(self.raw, list):
            self.complain(f"must be an array of {of}, not {_kind(self.raw)}")
            return ()
        if not self.raw and not may_be_empty:
            self.complain("is an empty array", f"list {of}, or remove the key")
        return tuple(self._at(position, value) for position, value in enumerate(self.raw))

    def table(self, known: tuple[str, ...]) -> dict[str, Item]:
        """All `known` keys of a table, also those that are absent; a key that is not known is a complaint."""
        entries = self.entries()
        for name, item in entries.items():
            if name not in known:
                item.complain("unknown key", item.hint(name, known, most=10))
        return {name: entries.get(name) or self._at(name, None) for name in known}

    def tables(self, known: tuple[str, ...], of: str = "tables") -> tuple[tuple[Item, dict[str, Item]], ...]:
        """The tables of an array that may be empty, each with its keys as `table` gives them."""
        items = [(item, item.table(known)) for item in self.array(of, may_be_empty=True)]
        return tuple((item, fields) for item, fields in items if isinstance(item.raw, dict))

    def entries(self) -> dict[str, Item]:
        """The keys that a table has, in the order of the text."""
        if self.given and not isinstance(self.raw, dict):
            self.complain(f"must be a table, not {_kind(self.raw)}")
        return {name: self._at(name, value) for name, value in self.raw.items()} if isinstance(self.raw, dict) else {}

    def day(self) -> str:
        """A date as TOML writes it, or a string of the same form, as ISO text; "" after a complaint."""
        if not self.given:
            return ""
        if isinstance(self.raw, date) and not isinstance(self.raw, datetime):
            return self.raw.isoformat()
        if isinstance(self.raw, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", self.raw, re.ASCII):
            try:
                return date.fromisoformat(self.raw).isoformat()
            except ValueError:
                self.complain(f"there is no day {self.raw}")
                return ""
        shown = f'"{self.raw}"' if isinstance(self.raw, str) else _kind(self.raw)
        self.complain(f"must be a date, not {shown}", "write year-month-day, e.g. 2026-06-30")
        return ""

    def _at(self, part: str | int, raw: Any) -> Item:
        return Item(self.document, self.complaints, (*self.key, part), raw)


def key_text(key: Iterable[str | int]) -> str:
    """A key path as people write it, positions counted from 0: `rules[2].except[0].until`."""
    text = ""
    for part in key:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            name = part if _BARE.fullmatch(part) else _quoted(part)
            text += f".{name}" if text else name
    return text


def _quoted(part: str) -> str:
    from archlint.text.escapes import double_quoted  # few keys need it

    return double_quoted(part)


_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (str, "a string"),
    (int, "a number"),
    (float, "a number"),
    (list, "an array"),
    (dict, "a table"),
    (datetime, "a date with a time"),
    (date, "a date"),
    (object, "a time"),
)


def _kind(raw: Any) -> str:
    """What a TOML value is, in words."""
    return next(words for kind, words in _KINDS if isinstance(raw, kind))

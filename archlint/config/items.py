"""Read the values of a TOML document strictly. Each value knows its key and line, and all complaints are collected."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from archlint.config.lines import KeyPath
from archlint.errors import Complaint
from archlint.globs import problem
from archlint.model.location import Origin

_Word = TypeVar("_Word", bound=str)
_LISTED = 8
_BARE = re.compile(r"[A-Za-z0-9_-]+")


MOST_HINTS = 20
"""After this many complaints about a document, no more spelling suggestions are computed."""


class Document(NamedTuple):
    """A parsed TOML document. `path` is the file as the user named it, `lines` has the line of each key."""

    path: str
    data: dict[str, object]
    lines: dict[KeyPath, int]

    def origin(self, key: KeyPath) -> Origin:
        """Return the position of a key; if the text doesn't have it, of the closest table around it."""
        line = next((self.lines[key[:end]] for end in range(len(key), 0, -1) if key[:end] in self.lines), 1)
        return Origin(self.path, line, key_text(key))


class Item(NamedTuple):
    """A value of the document; `raw` is None if the document doesn't have the key (no TOML value is None).

    The methods below complain about an invalid value and return a harmless default. Only `required` complains about a
    missing key.
    """

    document: Document
    complaints: list[Complaint]
    key: KeyPath
    raw: object

    @property
    def origin(self) -> Origin:
        """The position of the key."""
        return self.document.origin(self.key)

    @property
    def given(self) -> bool:
        """Whether the document has this key."""
        return self.raw is not None

    @property
    def string(self) -> str:
        """The value if it is a string, else ""."""
        return self.raw if isinstance(self.raw, str) else ""

    def complain(self, message: str, hint: str = "") -> None:
        """Record a problem with this value."""
        self.complaints.append(Complaint.at(self.origin, message, hint))

    @property
    def hints(self) -> bool:
        """Whether to compute spelling suggestions. They are slow, and useless after so many mistakes."""
        return len(self.complaints) < MOST_HINTS

    def hint(self, word: str, known: Iterable[str], most: int = 8) -> str:
        """Return `suggest.hint_for`, or "" after too many complaints."""
        if not self.hints:
            return ""
        from archlint.suggest import hint_for  # only a mistake needs it

        return hint_for(word, known, most)

    def required(self, hint: str) -> Item:
        """Complain if the key is missing; return this value."""
        if not self.given:
            self.complain("is missing", hint)
        return self

    def text(self) -> str:
        """Return a nonempty string, joined into one line; "" after a complaint."""
        if not self.given:
            return ""
        if not isinstance(self.raw, str):
            self.complain(f"must be a string, not {_kind(self.raw)}")
            return ""
        text = " ".join(self.raw.split())
        if not text:
            self.complain("is empty")
        elif not text.isprintable():
            self.complain(f"has an unprintable character: {text!r}")
        return text

    def choice(self, words: tuple[_Word, ...], default: _Word) -> _Word:
        """Return one of these words, or the default."""
        text = self.text()
        for word in words:
            if word == text:
                return word
        if text:
            wrong = f"is not one of {', '.join(words)}" if len(words) <= _LISTED else "is not a known value"
            self.complain(f'"{text}" {wrong}', self.hint(text, words, most=0))
        return default

    def flag(self, *, default: bool) -> bool:
        """Return true or false."""
        if isinstance(self.raw, bool):
            return self.raw
        if self.given:
            self.complain(f"must be true or false, not {_kind(self.raw)}")
        return default

    def strings(self, *, may_be_empty: bool = False) -> tuple[Item, ...]:
        """Return the strings of an array. A single string counts as an array with one element."""
        if isinstance(self.raw, str):
            return (self,) if self.text() else ()
        return tuple(item for item in self.array("strings", may_be_empty=may_be_empty) if item.text())

    def glob(self, *, placeholders: int | None = 0) -> str:
        """Return a valid glob; "" after a complaint. See `globs.problem` for `placeholders`."""
        if not self.text():
            return ""
        wrong = problem(self.string, placeholders=placeholders)
        if wrong:
            self.complain(f'the glob "{self.raw}" {wrong}')
        return "" if wrong else self.string

    def globs(self, *, may_be_empty: bool = False) -> tuple[Item, ...]:
        """Return the valid globs of an array. A single glob counts as an array with one element."""
        return tuple(item for item in self.strings(may_be_empty=may_be_empty) if item.glob())

    def array(self, of: str, *, may_be_empty: bool = False) -> tuple[Item, ...]:
        """Return the elements of an array. `of` is the word for them in a complaint."""
        if not self.given:
            return ()
        if not isinstance(self.raw, list):
            self.complain(f"must be an array of {of}, not {_kind(self.raw)}")
            return ()
        if not self.raw and not may_be_empty:
            self.complain("is an empty array", f"add {of}, or remove the key")
        return tuple(self._at(position, value) for position, value in enumerate(self.raw))

    def table(self, known: tuple[str, ...]) -> dict[str, Item]:
        """Return all `known` keys of a table, also the missing ones. Complain about keys that aren't known."""
        entries = self.entries()
        for name, item in entries.items():
            if name not in known:
                item.complain("unknown key", item.hint(name, known, most=10))
        return {name: entries.get(name) or self._at(name, None) for name in known}

    def tables(self, known: tuple[str, ...], of: str = "tables") -> tuple[tuple[Item, dict[str, Item]], ...]:
        """Return the tables of an array, each with its keys as from `table`. The array may be empty."""
        items = [(item, item.table(known)) for item in self.array(of, may_be_empty=True)]
        return tuple((item, fields) for item, fields in items if isinstance(item.raw, dict))

    def entries(self) -> dict[str, Item]:
        """Return the keys of a table, in the order of the text."""
        if self.given and not isinstance(self.raw, dict):
            self.complain(f"must be a table, not {_kind(self.raw)}")
        return {name: self._at(name, value) for name, value in self.raw.items()} if isinstance(self.raw, dict) else {}

    def day(self) -> str:
        """Return a TOML date, or a string of the form YYYY-MM-DD, as an ISO string; "" after a complaint."""
        if not self.given:
            return ""
        if isinstance(self.raw, date) and not isinstance(self.raw, datetime):
            return self.raw.isoformat()
        if isinstance(self.raw, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", self.raw, re.ASCII):
            try:
                return date.fromisoformat(self.raw).isoformat()
            except ValueError:
                self.complain(f"{self.raw} is not a valid date")
                return ""
        shown = f'"{self.raw}"' if isinstance(self.raw, str) else _kind(self.raw)
        self.complain(f"must be a date, not {shown}", "write YYYY-MM-DD, e.g. 2026-06-30")
        return ""

    def _at(self, part: str | int, raw: object) -> Item:
        return Item(self.document, self.complaints, key=(*self.key, part), raw=raw)


def key_text(key: Iterable[str | int]) -> str:
    """Return a key path as text, with positions counted from 0: `rules[2].except[0].until`."""
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


def _kind(raw: object) -> str:
    """Return the kind of a TOML value, in words."""
    return next(words for kind, words in _KINDS if isinstance(raw, kind))

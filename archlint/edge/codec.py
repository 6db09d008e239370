"""Serialization of records, for the cache.

The text is JSON: a record is an array that starts with the number of its class, so that reading creates only
tuples, strings, numbers and instances of the given classes. That is safe for any text.
"""

from __future__ import annotations

from typing import NamedTuple

_TUPLE, _SCALARS, _FIRST_CLASS = 0, 1, 2
_SCALAR_TYPES = frozenset((str, int, bool, type(None)))


class Codec:
    """Writes and reads values of these record classes (NamedTuples), tuples, strings, integers, bools and None.

    A text can be read by a codec of the same classes, with the same fields, in the same order.
    """

    def __init__(self, *classes: type[NamedTuple]) -> None:
        self.classes = classes
        self._numbers: dict[type[object], int] = {each: number for number, each in enumerate(classes, _FIRST_CLASS)}

    def text(self, value: object) -> str:
        """Return the value as one line of ASCII. Raises TypeError for a value of any other class."""
        import json

        return json.dumps(self._plain(value), separators=(",", ":"))

    def value(self, text: str) -> object:
        """Return the value of a text. Raises ValueError for a text that this codec can't have written."""
        import json

        try:
            return self._made(json.loads(text))
        except (TypeError, IndexError, RecursionError) as wrong:
            raise ValueError(str(wrong)) from None

    def _plain(self, value: object) -> object:
        kind = type(value)
        if kind in _SCALAR_TYPES:
            return value
        number = self._numbers.get(kind)
        if not isinstance(value, tuple) or (number is None and kind is not tuple):
            raise TypeError(f"no text for a {kind.__name__}")
        if number is not None:
            return [number, *map(self._plain, value)]
        if _SCALAR_TYPES.issuperset(map(type, value)):
            return [_SCALARS, *value]
        return [_TUPLE, *map(self._plain, value)]

    def _made(self, plain: object) -> object:
        if type(plain) is not list:
            if type(plain) not in _SCALAR_TYPES:
                raise TypeError(f"{type(plain).__name__} in the text of records")
            return plain
        number = plain.pop(0)
        if number == _SCALARS:
            if not _SCALAR_TYPES.issuperset(map(type, plain)):
                raise TypeError("no plain tuple")
            return tuple(plain)
        if number == _TUPLE:
            return tuple(map(self._made, plain))
        if number < _FIRST_CLASS:
            raise IndexError(f"no class has the number {number}")
        return self.classes[number - _FIRST_CLASS]._make(map(self._made, plain))

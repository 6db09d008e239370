"""The languages of generated documents: what `archlint map` and `archlint plan` write, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from archlint.text import chinese, english
from archlint.text.lists import count


class Translation(NamedTuple):
    """The words of one language.

    `kinds` names the kinds of files. `say` has templates with named fields, by what they say. `counted` writes a
    number of things: `3 files`.
    """

    kinds: Mapping[str, str]
    say: Mapping[str, str]
    counted: Callable[[int, str], str]

    def several(self, names: Sequence[str], most: int) -> str:
        """Some of the names, and how many there are."""
        form = "some" if len(names) > most else "all"
        return self.say[form].format(number=len(names), names=", ".join(names[:most]))


TRANSLATIONS = {
    "en": Translation(english.KINDS, english.SAY, count),
    "zh": Translation(chinese.KINDS, chinese.SAY, chinese.count),
}

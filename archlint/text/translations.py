"""The languages of the documents that `archlint map` and `archlint plan` write: English and Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from archlint.text import chinese, english
from archlint.text.lists import count


class Translation(NamedTuple):
    """The words of one language.

    `kinds` names the kinds of files. `say` holds templates with named fields. `counted` writes a
    number with its noun: `3 files`.
    """

    kinds: Mapping[str, str]
    say: Mapping[str, str]
    counted: Callable[[int, str], str]

    def several(self, names: Sequence[str], most: int) -> str:
        """Return the first `most` names and the number of all."""
        form = "some" if len(names) > most else "all"
        return self.say[form].format(number=len(names), names=", ".join(names[:most]))


TRANSLATIONS = {
    "en": Translation(english.KINDS, english.SAY, count),
    "zh": Translation(chinese.KINDS, chinese.SAY, chinese.count),
}

"""One cell of a drafted mapping: what a file is responsible for, told from its facts."""

from __future__ import annotations

from archlint.drafting.facts import Inventory
from archlint.text.translations import Translation

_IMPORTS_SHOWN = 3
_NAMES_SHOWN = 8


def responsibility(words: Translation, path: str, inventory: Inventory) -> str:
    """The kind of file, its imports by kind, what it exports, its key functions, each with its number."""
    say = words.say
    groups = (("third_party", inventory.third_party), ("inside", inventory.inside), ("std", inventory.std))
    told = [f"{say[key]} {words.several([*map(_plain, names)], _IMPORTS_SHOWN)}" for key, names in groups if names]
    lists = [say["imports"] + (say["comma"].join(told) or say["none"])]
    for key, names in (("exports", inventory.exported), ("functions", inventory.functions)):
        lists.append(say[key] + (words.several(names, _NAMES_SHOWN) if names else say["none"]))
    folder = path.rpartition("/")[0] or "."
    opening = say["opening"].format(folder=_plain(folder), kind=words.kinds[inventory.kind])
    return opening + say["semicolon"].join(lists) + say["end"]


def _plain(text: str) -> str:
    """A path as it can stand in any document: what Markdown, HTML or a terminal might act on is shown as `?`."""
    return "".join(each if each.isalnum() or each in "/.-_~+@ " else "?" for each in text)

"""The front matter of a mapping document: YAML between two lines of `---`, parsed only for a plan.

Every scalar stays the text that was written: `2026-01-18` isn't a date, and `on` isn't a boolean. Anchors, aliases and
tags are rejected, because they let a small document expand into a huge one. Size and depth have limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from archlint.errors import Complaint, MappingError

LONGEST = 64 * 1024
"""The longest front matter, in characters. PyYAML parses this much in half a second; people write ten lines."""

DEEPEST = 10
"""How deep lists and mappings may nest. PyYAML takes quadratic time for brackets in brackets."""

_KEY = re.compile(r"""[ -]*["']?([\w.-]+)["']? *:""")
_PROPERTY = re.compile(r"[^\s,\]}]{1,30}")
_PROPERTIES = {"&": "an anchor", "*": "an alias", "!": "a tag"}


class Entry(NamedTuple):
    """The value of a key, and its line in the document. The text of a list is its items, joined by `, `."""

    text: str
    line: int


def read_front_matter(path: str, text: str) -> dict[str, Entry]:
    """The values by dotted key (`scope.layers`). `text` starts on the second line of the document `path`.

    Raises MappingError for text that isn't a YAML mapping, or that has a key twice, an anchor, an alias or a tag.
    """
    try:
        for index, problem in _rejected(text):
            raise _error(path, text, index, problem=problem)
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as wrong:
        found, start = wrong.problem_mark, wrong.context_mark
        opens = start is not None and (found is None or not text[found.index :].strip())  # and is never closed
        mark = start if opens else found
        problem = ", ".join(filter(None, (wrong.context, wrong.problem)))
        hint = "put values with a colon, brackets or quotes in quotes"
        raise _error(path, text, _index(mark), problem=f"isn't YAML: {problem}", hint=hint) from None
    except yaml.reader.ReaderError as wrong:
        problem = f"contains the character {text[wrong.position]!r}, which YAML allows only as an escape"
        raise _error(path, text, wrong.position, problem=problem) from None
    except (ValueError, OverflowError):  # PyYAML's, from chr()
        raise _error(path, text, text.find("\\U"), problem="has an escape that isn't a Unicode character") from None
    if root is not None and not isinstance(root, yaml.MappingNode):
        raise _error(path, text, _index(root.start_mark), problem="isn't `key: value` lines")
    entries: dict[str, Entry] = {}
    for key, value, index in _entries(root, "") if root else ():
        if key in entries:
            raise _error(path, text, index, problem="occurs twice")
        entries[key] = Entry(value, _line(text, index))
    return entries


def _rejected(text: str) -> Iterator[tuple[int, str]]:
    """What is rejected before the text is composed, with its index. The parser reads no further than needed."""
    if len(text) > LONGEST:
        yield 0, f"the front matter has more than {LONGEST:,} characters"
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            index = _index(event.start_mark)
            given = _PROPERTY.match(text, index)
            yield index, f"has {_PROPERTIES[text[index]]} ({given[0] if given else ''}), which is not supported"
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            yield _index(event.start_mark), f"nests more than {DEEPEST} levels deep"


def _entries(node: yaml.MappingNode, prefix: str) -> Iterator[tuple[str, str, int]]:
    for name, value in node.value:
        key = f"{prefix}{name.value}"
        if isinstance(value, yaml.MappingNode):
            yield from _entries(value, f"{key}.")
        else:
            items = value.value if isinstance(value, yaml.SequenceNode) else [value]
            text = ", ".join(item.value.strip("\n") for item in items if isinstance(item, yaml.ScalarNode))
            yield key, text, _index(name.start_mark)


def _index(mark: object) -> int:
    """The index that a mark of PyYAML points to; 0 for None."""
    index: int = getattr(mark, "index", 0)
    return index


def _line(text: str, index: int) -> int:
    return text.count("\n", 0, index) + 2


def _error(path: str, text: str, index: int, problem: str, hint: str = "") -> MappingError:
    """The problem, with the line of the index and the key on it."""
    key = _KEY.match(text, text.rfind("\n", 0, index) + 1)
    where = key[1] if key else ""
    return MappingError(Complaint(path, problem, hint, line=_line(text, index), key=where, kind="mapping"))

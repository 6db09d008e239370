"""JSON text for reports: each record of a list on a line of its own, so that diffs and `grep` are of use."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping

from archlint.reports.safe import json_text


def write(document: Mapping[str, object], opened: Collection[str] = ()) -> str:
    """The document as JSON text that ends in a newline: keys in the order given, safe as `safe.json_text` says.

    A member stands on one line, a list of records on a line a record. Records under the keys in `opened` are opened up
    in turn, like the document itself.
    """
    return _members(document, "", opened) + "\n"


def records(items: Iterable[Mapping[str, object]]) -> str:
    """A document that is nothing but a list of records."""
    return _list(items, "") + "\n"


def _members(document: Mapping[str, object], indent: str, opened: Collection[str]) -> str:
    inner = indent + "  "
    lines = [
        f"{inner}{_dumped(key)}: {_value(key, value, indent=inner, opened=opened)}" for key, value in document.items()
    ]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


def _value(key: str, value: object, indent: str, opened: Collection[str]) -> str:
    if key in opened and isinstance(value, dict):
        return _members(value, indent, opened)
    if key in opened and isinstance(value, list):
        return "[" + ", ".join(_members(item, indent, opened) for item in value) + "]"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return _list(value, indent)
    return _dumped(value)


def _list(items: Iterable[Mapping[str, object]], indent: str) -> str:
    lines = [f"{indent}  {_dumped(item)}" for item in items]
    return "[\n" + ",\n".join(lines) + f"\n{indent}]" if lines else "[]"


def _dumped(value: object) -> str:
    return json_text(json.dumps(value, ensure_ascii=False))

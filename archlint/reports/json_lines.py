"""JSON text for reports, with one record on each line, so that diffs and `grep` are useful."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping

from archlint.reports.safe import json_text


def write(document: Mapping[str, object], opened: Collection[str] = ()) -> str:
    """Return the document as JSON text that ends in a newline, made safe by `safe.json_text`. Keys keep their order.

    Each member is on one line, but a list of records has one line for each record. Records under the keys in `opened`
    are laid out like the document itself.
    """
    return _members(document, "", opened) + "\n"


def records(items: Iterable[Mapping[str, object]]) -> str:
    """Return a list of records as JSON text that ends in a newline."""
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

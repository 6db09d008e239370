"""JSON text for reports: each record of a list on a line of its own, so that diffs and `grep` are of use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from archlint.reports.safe import json_text


def write(document: Mapping[str, Any]) -> str:
    """The document as JSON text that ends in a newline: keys in the order given, safe as `safe.json_text` says."""
    return _members(document, "") + "\n"


def _members(document: Mapping[str, Any], indent: str) -> str:
    inner = indent + "  "
    lines = [f"{inner}{_dumped(key)}: {_value(value, inner)}" for key, value in document.items()]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


def _value(value: Any, indent: str) -> str:
    """A list of records takes a line a record; all else stays on a line."""
    if _is_records(value):
        return "[\n" + ",\n".join(f"{indent}  {_dumped(item)}" for item in value) + f"\n{indent}]"
    return _dumped(value)


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _dumped(value: Any) -> str:
    return json_text(json.dumps(value, ensure_ascii=False))

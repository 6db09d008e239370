"""The type of JSON and YAML documents in tests."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
"""An object in a JSON or YAML document. Tests read documents of many programs, but only some keys of each. If a key is
missing or has an unexpected value, the test fails."""

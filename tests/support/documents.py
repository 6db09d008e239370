"""What tests read from JSON and YAML."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
"""An object of a JSON or YAML document. Tests read the documents of many programs, and only some keys of each: a key
that is not there, or that holds something else than expected, fails the test."""

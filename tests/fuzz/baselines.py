"""Random baselines."""

from __future__ import annotations

import json
import random

from .mutate import mutated

_FRAGMENTS = tuple(
    text.encode()
    for text in (
        "{", "}", "[", "]", ",", ":", '"', "null", "true", "1", "1e999", "NaN", '"entries"', '"archlint-baseline"', '"\\ud800"', '"\\u0000"',
        '"members": []', '"until": "2026-01-01"', '"until": ""', "\n", "\\", '"fingerprint": "x"', "[[[[", "{}", '""', "99999999999999999999",
    )
)  # fmt: skip
_TEXTS = (
    "",
    "x",
    "rule-1",
    "forbidden-import",
    "a/x.go",
    "example.com/m/a",
    "\x1b[31m",
    "\u202e",
    "é",
    "2026-01-01",
    "2020-01-01",
    "a\nb",
    "\ud800",
)


def baseline(source: random.Random) -> bytes:
    """Return a random document."""
    entries = [_entry(source) for _ in range(source.randrange(4))]
    document: object = {"archlint-baseline": 1, "entries": entries}
    if not source.randrange(10):
        document = source.choice(
            ([], {}, 1, None, "x", {"archlint-baseline": 2, "entries": []}, {"entries": {}}, {"entries": [1]})
        )
    text = json.dumps(document, indent=source.choice((None, 2, 2)), ensure_ascii=bool(source.randrange(2)))
    data = text.encode("utf-8", "surrogatepass")
    return data if source.randrange(3) else mutated(source, data, _FRAGMENTS)


def _entry(source: random.Random) -> dict[str, object]:
    keys = ["fingerprint", "kind", "rule", "from", "to"]
    keys += source.sample(("path", "reason", "owner", "issue", "until", "x"), source.choice((0, 0, 1, 3)))
    entry: dict[str, object] = {key: source.choice(_TEXTS) for key in keys}
    if source.randrange(3):
        entry["fingerprint"] = f"{source.randrange(1 << 32):08x}"
    if entry.get("until"):
        entry["until"] = source.choice(("2026-12-31", "2020-01-01", "2026-02-31", "9999-99-99", "2026-1-1"))
    if not source.randrange(5):
        entry["members"] = source.choice((["a", "b"], [], [1], "x", None))
    if not source.randrange(10):
        entry[source.choice(keys)] = source.choice((1, None, [], {}))
    return entry

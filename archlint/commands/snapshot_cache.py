"""Keeps snapshots of revisions in the cache. A revision never changes, so its id stands for its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.edge.codec import Codec
from archlint.errors import Complaint
from archlint.model.changes import Arrow, Knot, ThirdParty
from archlint.model.findings import Boundary, Cut, Cycle, Finding, Hop, Part
from archlint.model.location import Place, Related
from archlint.pipeline.snapshot import Ignored, Remembered, Snapshot

if TYPE_CHECKING:
    from archlint.edge.cache import Cache

CODEC = Codec(
    Remembered,
    Snapshot,
    Finding,
    Place,
    Related,
    Hop,
    Cycle,
    Cut,
    Boundary,
    Part,
    Arrow,
    Knot,
    ThirdParty,
    Ignored,
    Complaint,
)


def remembered(cache: Cache, key: str) -> Remembered | None:
    """What is remembered under this key, None for nothing."""
    try:
        known = CODEC.value(cache.get(key) or "")
    except ValueError:
        return None
    return known if isinstance(known, Remembered) else None


def remember(cache: Cache, key: str, made: Remembered) -> None:
    """Remember a snapshot under a key, which says all that it depends on."""
    cache.put(key, CODEC.text(made))

"""Keeps snapshots of revisions in the cache. A revision never changes, so the id of its tree stands for its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from archlint.edge.codec import Codec
from archlint.errors import Complaint
from archlint.model.changes import Arrow, Knot, ThirdParty
from archlint.model.findings import Cut, Cycle, Finding, Hop
from archlint.model.location import Place, Related
from archlint.pipeline.snapshot import Ignored, Snapshot

if TYPE_CHECKING:
    from archlint.edge.cache import Cache

CODEC = Codec(Snapshot, Finding, Place, Related, Hop, Cycle, Cut, Arrow, Knot, ThirdParty, Ignored, Complaint)


def judge_once(cache: Cache, parts: tuple[str, ...], judge: Callable[[], tuple[Snapshot, bool]]) -> Snapshot:
    """The snapshot that is remembered under these parts; without one that of `judge`, which says whether the parts are
    all that it depends on."""
    key = cache.key("snapshot", *parts)
    try:
        known = CODEC.value(cache.get(key) or "")
    except ValueError:
        known = None
    if isinstance(known, Snapshot):
        return known
    found, is_whole = judge()
    if is_whole:
        cache.put(key, CODEC.text(found))
    return found

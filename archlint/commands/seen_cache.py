"""Keeps in the cache what a check makes of the working tree, for checks against a base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.commands.answer_cache import Held, answer_once
from archlint.commands.snapshot_cache import CODEC as SNAPSHOTS
from archlint.edge.codec import Codec
from archlint.model.findings import Known, LayerCount, Result, Stats
from archlint.pipeline.against import Seen, see
from archlint.pipeline.verdict import Verdict

if TYPE_CHECKING:
    from archlint.commands.loading import Loaded
    from archlint.edge.fact_store import FactStore

CODEC = Codec(Held, Seen, Verdict, Result, Known, Stats, LayerCount, *SNAPSHOTS.classes)


def see_once(store: FactStore, loaded: Loaded) -> Seen:
    """Return what is remembered of these inputs; else check them, and remember what comes of it."""
    return answer_once(store, loaded, ("seen",), kind=Seen, codec=CODEC, make=see)

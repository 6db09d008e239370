"""Keeps verdicts in the cache. A verdict is believed only while all that it depends on is the same.

The key says most of it. Files that are read whole are compared one by one, and those that are not scanned all together.
"""

from __future__ import annotations

from functools import cache as once
from typing import TYPE_CHECKING

from archlint.edge.codec import Codec
from archlint.errors import Complaint
from archlint.model.findings import Cut, Cycle, Finding, Hop, Known, LayerCount, Result, Stats
from archlint.model.location import Place, Related
from archlint.pipeline.verdict import Verdict, depends_on, result_of, verdict_of

if TYPE_CHECKING:
    from archlint.commands.loading import Loaded
    from archlint.edge.fact_store import FactStore

CODEC = Codec(Verdict, Result, Finding, Place, Related, Hop, Cycle, Cut, Known, Complaint, Stats, LayerCount)


def judge_once(store: FactStore, loaded: Loaded) -> Result:
    """The result that is remembered of these inputs; without one, that of a check, which is then remembered.

    It is remembered for the very bytes that it was made of, whatever the files have become meanwhile.
    """
    cache = store.cache
    left_out = once(loaded.inputs.left_out)

    def not_scanned() -> str:
        return cache.key("left out", repr(sorted(left_out().items())))

    inputs = loaded.inputs._replace(left_out=left_out)
    key = cache.key("verdict", store.digest, *depends_on(inputs))
    known = _verdict(cache.get(key))
    if (
        known is not None
        and loaded.reader.has_contents(cache, known.contents)
        and (not known.left_out or known.left_out == not_scanned())
    ):
        return result_of(known, inputs.config)
    from archlint.pipeline.check import check  # what is known needs no rule

    result = check(inputs)
    asked = left_out.cache_info().currsize
    cache.put(key, CODEC.text(verdict_of(result, loaded.reader.contents, not_scanned() if asked else "")))
    return result


def _verdict(text: str | None) -> Verdict | None:
    try:
        verdict = CODEC.value(text or "")
    except ValueError:
        return None
    return verdict if isinstance(verdict, Verdict) else None

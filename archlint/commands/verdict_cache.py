"""Keeps verdicts in the cache. A verdict is believed only while the files that it depends on are the same.

The key says everything but the contents of the files that are read whole; these are compared one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.edge.codec import Codec
from archlint.errors import Complaint
from archlint.model.findings import Cut, Cycle, Finding, Hop, Known, LayerCount, Result, Stats
from archlint.model.location import Place, Related
from archlint.pipeline.check import check
from archlint.pipeline.verdict import Verdict, depends_on, result_of, verdict_of

if TYPE_CHECKING:
    from archlint.commands.loading import Loaded
    from archlint.edge.cache import Cache

CODEC = Codec(Verdict, Result, Finding, Place, Related, Hop, Cycle, Cut, Known, Complaint, Stats, LayerCount)


def judge_once(cache: Cache, loaded: Loaded) -> Result:
    """The result that is remembered of these inputs; without one, that of a check, which is then remembered.

    It is remembered for the very bytes that it was made of, whatever the files have become meanwhile.
    """
    key = cache.key("verdict", *depends_on(loaded.inputs))
    known = _verdict(cache.get(key))
    if known is not None and loaded.reader.has_contents(cache, known.contents):
        return result_of(known, loaded.inputs.config)
    result = check(loaded.inputs)
    cache.put(key, CODEC.text(verdict_of(result, loaded.reader.contents)))
    return result


def _verdict(text: str | None) -> Verdict | None:
    try:
        verdict = CODEC.value(text or "")
    except ValueError:
        return None
    return verdict if isinstance(verdict, Verdict) else None

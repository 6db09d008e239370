"""Caches the results of checks. A cached result is used only if the files that it depends on are unchanged.

The key covers everything except the contents of the parsed files, which are compared one by one.
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
    """Return the cached result of these inputs, or run the check and cache its result.

    The entry is for the contents that were read, even if the files have changed since.
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

"""Caches the results of checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.commands.answer_cache import Held, answer_once
from archlint.edge.codec import Codec
from archlint.errors import Complaint
from archlint.model.findings import Boundary, Cut, Cycle, Finding, Hop, Known, LayerCount, Part, Result, Stats
from archlint.model.location import Place, Related
from archlint.pipeline.verdict import Verdict, result_of, verdict_of

if TYPE_CHECKING:
    from archlint.commands.loading import Loaded
    from archlint.edge.fact_store import FactStore
    from archlint.pipeline.inputs import Inputs

CODEC = Codec(
    Held, Verdict, Result, Finding, Place, Related, Hop, Cycle, Cut, Boundary, Part, Known, Complaint, Stats, LayerCount
)


def judge_once(store: FactStore, loaded: Loaded) -> Result:
    """Return the cached result of these inputs, or run the check and cache its result."""
    verdict = answer_once(store, loaded, ("verdict",), kind=Verdict, codec=CODEC, make=_judge)
    return result_of(verdict, loaded.inputs.config)


def _judge(inputs: Inputs) -> Verdict:
    from archlint.pipeline.check import check  # what is remembered needs no rule

    return verdict_of(check(inputs))

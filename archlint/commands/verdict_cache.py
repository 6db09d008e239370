"""The verdict on a mapped tree, remembered from run to run: nothing has to be parsed, planned or judged again.

A verdict is made of the tree's facts, the configuration, the mapping, the baseline, the options and the date, which are
the key as a whole, and of the contents of the files that are read whole, which are compared before it is believed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from archlint.edge.codec import Codec
from archlint.edge.workspace import read_regular
from archlint.errors import Complaint
from archlint.model.findings import Cut, Cycle, Finding, Hop, Known, LayerCount, Result, RuleOutcome, Stats
from archlint.model.location import Place, Related

if TYPE_CHECKING:
    from archlint.commands.loaded import Loaded
    from archlint.edge.cache import Cache

_MOST_READ = 16 * 1024 * 1024

Digests = tuple[tuple[str, str], ...]


class CachedVerdict(NamedTuple):
    """What is remembered: a digest of each file that was read whole, the result without the outcomes of the rules, and
    what each rule of the configuration has judged: its subjects, else why there is none and whether it is optional."""

    digests: Digests
    result: Result
    subjects: tuple[tuple[str, ...], ...]
    inert: tuple[tuple[str, bool], ...]


CODEC = Codec(CachedVerdict, Result, Finding, Place, Related, Hop, Cycle, Cut, Known, Complaint, Stats, LayerCount)


def judge_once(cache: Cache, loaded: Loaded, view: str, today: str, judge: Callable[[], Result]) -> Result:
    """The result of `judge`, which depends on nothing but the other arguments and on the files that the mapping asks to
    be read."""
    # A set has no order of its own, and so no text of its own.
    tree = loaded.tree._replace(matched_excludes=frozenset())
    excludes = sorted(loaded.tree.matched_excludes)
    parts = (tree, excludes, loaded.config, loaded.mapping, loaded.baseline, loaded.baseline_path, view, today)
    key = cache.key("verdict", *map(repr, parts))
    known = _recall(cache.get(key))
    if known is not None and known.digests == _digests(cache, loaded.root, [path for path, _ in known.digests]):
        rules = zip(loaded.config.rules, known.subjects, known.inert, strict=True)
        return known.result._replace(
            outcomes=tuple(
                RuleOutcome(rule._replace(optional=optional), subjects, inert)
                for rule, subjects, (inert, optional) in rules
            )
        )
    paths = _files_read(loaded)
    before = _digests(cache, loaded.root, paths)
    result = judge()
    if before == _digests(cache, loaded.root, paths):  # nothing has changed meanwhile
        subjects = tuple(outcome.subjects for outcome in result.outcomes)
        inert = tuple((outcome.inert, outcome.rule.optional) for outcome in result.outcomes)
        cache.put(key, CODEC.text(CachedVerdict(before, result._replace(outcomes=()), subjects, inert)))
    return result


def _files_read(loaded: Loaded) -> list[str]:
    from archlint.pipeline.mapped_view import map_tree
    from archlint.pipeline.placing import modules_of

    assert loaded.mapping is not None  # noqa: S101  # else nothing is read whole
    return sorted(map_tree(loaded.tree, loaded.config, loaded.mapping, modules_of(loaded.tree)).parse)


def _digests(cache: Cache, root: str, paths: list[str]) -> Digests:
    return tuple((path, cache.key(read_regular(os.path.join(root, path), _MOST_READ + 1))) for path in paths)


def _recall(text: str | None) -> CachedVerdict | None:
    try:
        verdict = CODEC.value(text or "")
    except ValueError:
        return None
    return verdict if isinstance(verdict, CachedVerdict) else None

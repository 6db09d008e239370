"""Keeps answers in the cache: verdicts, and graphs as documents. One is believed only while all that it depends on is
the same.

The key says most of it. Files that are read whole are compared one by one, and those that are not scanned all together.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache as once
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from archlint.pipeline.verdict import depends_on

if TYPE_CHECKING:
    from archlint.commands.loading import Loaded
    from archlint.edge.codec import Codec
    from archlint.edge.fact_store import FactStore
    from archlint.pipeline.inputs import Inputs

Answer = TypeVar("Answer", bound=NamedTuple)


class Held(NamedTuple):
    """An answer, and what else it holds for alone: files that were read whole, each with the id of its contents, and
    the files that are not scanned, as a digest, "" where nobody asked for them."""

    contents: tuple[tuple[str, str], ...]
    left_out: str
    answer: NamedTuple


def answer_once(
    store: FactStore,
    loaded: Loaded,
    question: tuple[str, ...],
    kind: type[Answer],
    codec: Codec,
    make: Callable[[Inputs], Answer],
) -> Answer:
    """The answer to a question about these inputs that is remembered; without one that of `make`, which is then
    remembered. It is a record of this kind, and `codec` makes a text of it and of `Held`.

    It is remembered for the very bytes that it was made of, whatever the files have become meanwhile.
    """
    cache = store.cache
    left_out = once(loaded.inputs.left_out)

    def not_scanned() -> str:
        return cache.key("left out", repr(sorted(left_out().items())))

    inputs = loaded.inputs._replace(left_out=left_out)
    key = cache.key(*question, store.digest, *depends_on(inputs))
    held = _held(codec, cache.get(key))
    is_right = held is not None and loaded.reader.has_contents(held.contents)
    if held and is_right and held.left_out in ("", held.left_out and not_scanned()) and isinstance(held.answer, kind):
        return held.answer
    answer = make(inputs)
    asked = left_out.cache_info().currsize
    cache.put(key, codec.text(Held(loaded.reader.contents, not_scanned() if asked else "", answer)))
    return answer


def _held(codec: Codec, text: str | None) -> Held | None:
    try:
        held = codec.value(text or "")
    except ValueError:
        return None
    return held if isinstance(held, Held) else None

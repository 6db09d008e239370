"""The symbols of files: from the cache, else parsed, in several processes if that is faster.

The cache key of a file's symbols is the digest of its contents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from archlint.edge.codec import Codec
from archlint.edge.sources import MAX_PARSED, Progress, Sources
from archlint.edge.workers import work_on
from archlint.model import symbols as model
from archlint.model import terms
from archlint.model.facts import Problem
from archlint.model.symbols import IF_GENERIC, WITH_FLOWS, Spot, Symbols

if TYPE_CHECKING:
    from archlint.edge.cache import Cache
    from archlint.edge.content_ids import ContentIds


class Parsed(NamedTuple):
    """The symbols of a file, and the id of the contents that they were read from, "" without a cache."""

    symbols: Symbols
    id: str = ""


CODEC = Codec(
    Symbols,
    model.Declaration,
    terms.Member,
    terms.Term,
    terms.Flow,
    model.Bare,
    model.Dotted,
    model.Keyed,
    model.MemberUse,
    model.Filled,
    model.Embed,
    model.Hidden,
    model.Effect,
    model.Mention,
    Spot,
    Problem,
)
"""Writes symbols for the cache."""


def read_symbols(
    sources: Sources,
    paths: Mapping[str, tuple[str, ...]] | Iterable[str],
    progress: Progress | None = None,
    ids: ContentIds | None = None,
) -> tuple[dict[str, Symbols], dict[str, str]]:
    """Return the symbols of the files at `paths`, and the ids of their contents, by path (see `SymbolReader`)."""
    found: dict[str, Parsed] = {}
    if isinstance(paths, Mapping):
        with_flows = sorted(name for name, qualifiers in paths.items() if qualifiers == WITH_FLOWS)
        found.update(_parsed(sources, with_flows, flows=True))
        for name, qualifiers in paths.items():
            if not qualifiers or name in found:
                continue
            only = _none_unless_generic if qualifiers == IF_GENERIC else partial(_uses_alone, qualifiers=qualifiers)
            uses = only(sources, name, ids=ids)
            if uses is not None:
                found[name] = uses
    names = [name for name in sorted(paths) if name not in found]
    cache = None if ids is None else ids.cache
    if ids is not None:
        found.update(_remembered(names, ids))
        names = [name for name in names if name not in found]
    shown = progress(names, "Parsing Go files") if progress else names
    for (name, parsed), _ in zip(_parsed(sources, names, cache=cache), shown, strict=True):
        found[name] = parsed
        if cache is not None:
            cache.put(parsed.id, CODEC.text(parsed.symbols))
    if ids is not None:
        ids.save()
    return (
        {name: parsed.symbols for name, parsed in found.items()},
        {name: parsed.id for name, parsed in found.items() if parsed.id},
    )


def _none_unless_generic(sources: Sources, name: str, *, ids: ContentIds | None) -> Parsed | None:
    from archlint.languages.go.syntax.generic import may_declare_generic

    if may_declare_generic(sources.read(name)):
        return None
    return Parsed(Symbols(name, whole=False), "" if ids is None else ids.of(name))


def _uses_alone(sources: Sources, name: str, *, qualifiers: tuple[str, ...], ids: ContentIds | None) -> Parsed | None:
    from archlint.languages.go.syntax.qualified import qualified_uses

    data = sources.read(name)
    uses = qualified_uses(name, data, qualifiers) if len(data) <= MAX_PARSED else None
    return None if uses is None else Parsed(uses, "" if ids is None else ids.of(name))


def _remembered(names: Iterable[str], ids: ContentIds) -> Iterator[tuple[str, Parsed]]:
    for name in names:
        key = ids.of(name)
        text = ids.cache.get(key)
        with suppress(ValueError):  # not a text of this codec
            symbols = CODEC.value(text or "")
            if isinstance(symbols, Symbols):
                yield name, Parsed(symbols, key)


def _parsed(
    sources: Sources, names: list[str], *, cache: Cache | None = None, flows: bool = False
) -> Iterator[tuple[str, Parsed]]:
    """Parse files. Flows are asked for rarely, so they aren't kept in the cache."""
    if not names:
        return iter(())
    work = partial(read_one, sources, cache, with_flows=flows)
    return work_on(names, [sources.size(name) for name in names], work)


def read_one(sources: Sources, cache: Cache | None, name: str, *, with_flows: bool = False) -> Parsed:
    """Return the symbols of one file."""
    from archlint.edge.content_ids import content_id
    from archlint.languages.go.syntax.symbols import extract

    data = sources.read(name)
    key = "" if cache is None else content_id(cache, name, data)
    if len(data) > MAX_PARSED:
        message = f"the file is larger than {MAX_PARSED // 1024 // 1024} MiB, so only its imports were read"
        return Parsed(Symbols(name, problem=Problem(1, 1, message)), key)
    return Parsed(extract(name, data, with_flows=with_flows), key)

"""The nearest right spelling, for every message that names a word nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

_LONGEST = 200
"""The comparison is quadratic; nobody mistypes a word longer than this."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The known word that `word` was most likely meant to be, "" where none is near."""
    choices = {_fold(choice): choice for choice in sorted(set(known), reverse=True)}
    folded = _fold(word)
    if folded in choices:
        return choices[folded]
    if not folded or len(folded) > _LONGEST:
        return ""
    from difflib import get_close_matches  # only a mistake needs it, and it costs 2 ms

    close = get_close_matches(folded, choices, n=1, cutoff=0.6)
    if close:
        return choices[close[0]]
    begun = [choice for key, choice in choices.items() if key.startswith(folded)]
    return begun[0] if len(begun) == 1 else ""


def hint_for(word: str, known: Iterable[str], most: int = 8) -> str:
    """The end of a message: `did you mean X?`, else the known words where there are few, else ""."""
    choices = sorted(set(known))
    near = did_you_mean(word, choices)
    if near:
        return f"did you mean {near}?"
    return f"known: {', '.join(choices)}" if 0 < len(choices) <= most else ""


def nearest_glob(glob: str, paths: Iterable[str]) -> str:
    """The glob that `glob`, which matches none of the paths (of files or packages), was most likely meant to be; one
    that matches some of them. "" where none is near."""
    from archlint.globs import compile_glob, problem

    known = sorted(set(paths))
    for candidate in _respelt(glob, known):
        if problem(candidate, placeholders=None):
            continue  # a path may hold what no glob can
        compiled = compile_glob(candidate, placeholders=None)
        if any(compiled.matches_file(path) for path in known):
            return candidate
    return ""


def _respelt(glob: str, paths: list[str]) -> Iterator[str]:
    """The glob with another beginning, as far as it has no wildcard; then each of its words by itself."""
    segments = glob.split("/")
    solid = list(takewhile(_is_plain, segments))
    begun = {"/".join(path.split("/")[: len(solid)]) for path in paths if path.count("/") >= len(solid) - 1}
    near = did_you_mean("/".join(solid), begun) if solid else ""
    if near:
        yield "/".join([near, *segments[len(solid) :]])
    words = {word for path in paths for word in path.split("/")}
    respelt = [
        did_you_mean(segment, words) if _is_plain(segment) and segment not in words else segment for segment in segments
    ]
    if all(respelt) and respelt != segments:
        yield "/".join(respelt)


def _is_plain(segment: str) -> bool:
    return not any(mark in segment for mark in "*?{")


def _fold(word: str) -> str:
    """Without case, hyphens, underscores and spaces: what is told apart by these alone is the same word mistyped."""
    return word.casefold().translate({ord("-"): None, ord("_"): None, ord(" "): None})

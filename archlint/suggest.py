"""The nearest right spelling, for every message that names a word nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

_LONGEST = 200
"""The comparison is quadratic; nobody mistypes a word longer than this."""

_MANY = 500
"""Of more words than this only those that begin alike are compared, and no more than this."""

_SHORT = 4
"""Up to this length two words that differ by more than one letter are two words."""

_VERSION = re.compile(r"v[0-9]+")

_MOST_APART = 2
"""How many segments of one path are mistyped at once."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The known word that `word` was most likely meant to be, "" where none is near."""
    choices = {_fold(choice): choice for choice in sorted(set(known), reverse=True)}
    folded = _fold(word)
    if folded in choices:
        return choices[folded]
    if not folded or len(folded) > _LONGEST:
        return ""
    from difflib import get_close_matches  # only a mistake needs it, and it costs 2 ms

    near = choices if len(choices) <= _MANY else [choice for choice in choices if choice[:1] == folded[0]][:_MANY]
    close = get_close_matches(folded, near, n=1, cutoff=0.6)
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


def slips(glob: str, paths: Iterable[list[str]]) -> Iterator[tuple[str, str]]:
    """The paths (given as segments) that the beginning of `glob` may be a slip of the pen for, each with the glob put
    right: one or two segments differ by one or two letters each, or `glob` lacks a major version (`/v2`).

    What `nearest_glob` finds is good enough to ask about; this is good enough to say that a name is wrong.
    """
    segments = glob.split("/")
    solid = list(takewhile(_is_plain, segments))
    for parts in paths:
        length = min(len(parts), len(solid))
        versioned = _with_version(parts, solid)
        if versioned:
            yield "/".join(parts), "/".join([*versioned, *segments[len(solid) :]])
            continue
        apart = [pair for pair in zip(parts, solid, strict=False) if pair[0] != pair[1]]
        if length > 1 and 0 < len(apart) <= _MOST_APART and all(_is_slip(*pair) for pair in apart):
            yield "/".join(parts), "/".join([*parts[:length], *segments[length:]])


def _with_version(parts: list[str], solid: list[str]) -> list[str]:
    """The beginning of a path where it differs from `solid` by one segment such as `v2` alone, else []."""
    for index, part in enumerate(parts):
        if part != "".join(solid[index : index + 1]):
            rest = parts[index + 1 : len(solid) + 1]
            end = index + len(rest)
            fits = _VERSION.fullmatch(part) and not any(map(_VERSION.fullmatch, solid[index : index + 1]))
            return [*parts[:index], part, *solid[index:]] if fits and rest == solid[index:end] else []
    return []


def _is_slip(word: str, other: str) -> bool:
    """Whether two words differ by so few letters left out, added, changed or swapped that they may be meant as one."""
    most = 1 if min(len(word), len(other)) <= _SHORT else 2
    if abs(len(word) - len(other)) > most or max(len(word), len(other)) > _LONGEST:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        oldest, before, row = before, row, [i]
        for j, match in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != match))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == match:
                cost = min(cost, oldest[j - 2] + 1)
            row.append(cost)
    return row[-1] <= most


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

"""Suggest the closest known spelling, for messages about unknown words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

_LONGEST = 200
"""Longer words are not compared. The comparison takes quadratic time."""

_MANY = 500
"""The most words to compare. If there are more, only words with the same first letter are compared."""

_SHORT = 4
"""Words up to this length are taken for typos only if they differ by one letter."""

_VERSION = re.compile(r"v[0-9]+")

_MOST_APART = 2
"""How many segments of a path may have typos."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the known word closest to `word`, "" if none is close."""
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
    """Return a hint: `did you mean X?`, else the known words if there are few, else ""."""
    choices = sorted(set(known))
    near = did_you_mean(word, choices)
    if near:
        return f"did you mean {near}?"
    return f"known: {', '.join(choices)}" if 0 < len(choices) <= most else ""


def typos(glob: str, paths: Iterable[list[str]]) -> Iterator[tuple[str, str]]:
    """Yield the paths (given as segments) that the beginning of `glob` is probably a typo for, each with the corrected
    glob. One or two segments differ by one or two letters each, or `glob` lacks a major version (`/v2`).

    `nearest_glob` is a guess, good enough for a question. This is good enough to call a name wrong.
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
        if length > 1 and 0 < len(apart) <= _MOST_APART and all(_is_typo(*pair) for pair in apart):
            yield "/".join(parts), "/".join([*parts[:length], *segments[length:]])


def _with_version(parts: list[str], solid: list[str]) -> list[str]:
    """Return `solid` with the version segment (such as `v2`) that it lacks, if nothing else differs from the path;
    else []."""
    for index, part in enumerate(parts):
        if part != "".join(solid[index : index + 1]):
            rest = parts[index + 1 : len(solid) + 1]
            end = index + len(rest)
            fits = _VERSION.fullmatch(part) and not any(map(_VERSION.fullmatch, solid[index : index + 1]))
            return [*parts[:index], part, *solid[index:]] if fits and rest == solid[index:end] else []
    return []


def _is_typo(word: str, other: str) -> bool:
    """Report whether two words differ by so few missing, extra, changed or swapped letters that one may be a typo."""
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
    """Return a glob that matches some of the paths (of files or packages) and is close to `glob`, which matches none of
    them; "" if there is none."""
    from archlint.globs import compile_glob, problem

    known = sorted(set(paths))
    for candidate in _respelt(glob, known):
        if problem(candidate, placeholders=None):
            continue  # a path can contain characters that a glob can't
        compiled = compile_glob(candidate, placeholders=None)
        if any(compiled.matches_file(path) for path in known):
            return candidate
    return ""


def _respelt(glob: str, paths: list[str]) -> Iterator[str]:
    """Yield the glob with another beginning (its segments before the first wildcard), then with each segment corrected
    on its own."""
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
    """Drop case, hyphens, underscores and spaces. Words that differ only by these count as the same word."""
    return word.casefold().translate({ord("-"): None, ord("_"): None, ord(" "): None})

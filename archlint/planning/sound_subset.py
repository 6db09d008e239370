"""Finds a sound subset of the moves: decides which ones to leave out so that the rest is sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archlint.hazards.context import folder_of
from archlint.model.findings import Finding
from archlint.planning.batches import Judge, files_of

_MOST_TRIALS = 8
"""How many candidates to try if leaving out any one of them would avoid a hazard."""

Destinations = dict[str, str]


def sound_subset(moves: Mapping[str, str], judge: Judge) -> tuple[Destinations, Destinations]:
    """Split moves into those that are sound together, and those to leave out. The search tries to leave out few.

    If a hazard ties two files together (an unexported name, a method and its type) and the moves separate them, both
    stay. If it's enough that one of several stays, each is tried. At the end, each folder that was left out needlessly
    is added back.
    """
    kept = dict(moves)
    while True:
        found = judge(kept)
        if not found or not kept:
            break
        out = _forced(found, kept) or _chosen(found, kept, judge)
        kept = {old: new for old, new in kept.items() if old not in out}
    left = {old: new for old, new in moves.items() if old not in kept}
    for folder in sorted({folder_of(old) for old in left}):
        back = {old: new for old, new in left.items() if folder_of(old) == folder}
        if len(left) < len(moves) and not judge({**kept, **back}):
            kept.update(back)
            left = {old: new for old, new in left.items() if old not in back}
    return kept, left


def _forced(found: Iterable[Finding], kept: Destinations) -> set[str]:
    """The files that must stay in any case: those that are tied together but would be separated."""
    out: set[str] = set()
    for finding in found:
        if finding.kind in ("unexported-use", "split-receiver"):
            tied: tuple[str, ...] = finding.identity[:2]
        elif finding.kind == "split-variants":
            tied = finding.identity
        elif finding.kind == "destination-clash":
            tied = (finding.source,)
        elif finding.kind == "left-behind":
            tied = (finding.place.path, *(related.place.path for related in finding.related))
        else:
            continue
        out |= {old for old in tied if old in kept and (finding.kind == "destination-clash" or _leaves(old, kept))}
    return out


def _leaves(old: str, kept: Destinations) -> bool:
    return folder_of(old) != folder_of(kept[old])


def _chosen(found: tuple[Finding, ...], kept: Destinations, judge: Judge) -> set[str]:
    """The moves to leave out because of the first hazard: those with the fewest hazards left, then the fewest."""
    candidates = _candidates(found[0], kept)
    if len(candidates) == 1:
        return candidates[0]

    def cost(out: set[str]) -> tuple[int, int, list[str]]:
        rest = {old: new for old, new in kept.items() if old not in out}
        return len(judge(rest)), len(out), sorted(out)

    return min(candidates, key=cost)


def _candidates(finding: Finding, kept: Destinations) -> list[set[str]]:
    """Sets of moves that take part in a hazard: first those of the files it names, then those of their folders."""
    named = [old for old in files_of(finding) if old in kept]
    sets = [{old} for old in named]
    folders = dict.fromkeys(folder_of(old) for old in files_of(finding))
    ends = {finding.source, finding.target, *(finding.cycle.members if finding.cycle else ())}
    folders.update(dict.fromkeys(folder_of(old) for old in sorted(kept) if _ends_in(kept[old], ends)))
    sets += [{old for old in kept if folder_of(old) == folder} for folder in folders]
    distinct = [out for index, out in enumerate(sets) if out and out not in sets[:index]]
    if finding.cycle is not None:  # a single file rarely breaks a cycle between packages
        distinct = sorted(distinct, key=lambda out: (len(out) == 1, len(out), sorted(out)))
    return distinct[:_MOST_TRIALS] or [set(kept)]


def _ends_in(new: str, ends: Iterable[str]) -> bool:
    """Whether a file moves to one of the packages that a finding is about, given by their ids."""
    home = folder_of(new)
    return bool(home) and any(end == home or end.endswith(f"/{home}") for end in ends)

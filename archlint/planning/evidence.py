"""What a hazard says about moves: the files that it names, and the files that must be in one package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from archlint.model.findings import Finding

_TOGETHER = {"unexported-use": 2, "unkeyed-literal": 2, "split-receiver": 2, "split-variants": None}
"""Kinds of hazards that mean that files must be in one package, and how many entries of the identity are these files;
None for all."""


class Judge(Protocol):
    """The checker. The moves are today's paths with the new ones."""

    def __call__(self, moves: Mapping[str, str]) -> tuple[Finding, ...]:
        """What would be unsound after the moves, and isn't today."""
        ...

    def involved(self, moves: Mapping[str, str], finding: Finding) -> frozenset[str]:
        """The files whose places decide whether this finding of `moves` is there, as today's paths."""
        ...


def files_of(finding: Finding) -> list[str]:
    """Return all files that a finding names, as today's paths, in the order in which it names them.

    Other texts of its identity are returned too, so look up the result among the known paths.
    """
    if finding.kind == "destination-clash":  # the rest of it names rows and new paths
        return list(dict.fromkeys(related.place.path for related in finding.related))
    paths = [finding.place.path, *(related.place.path for related in finding.related)]
    if finding.cycle is not None:
        return list(dict.fromkeys((*paths, *(place.path for hop in finding.cycle.hops for place in hop.places))))
    return list(dict.fromkeys((*paths, *finding.identity)))


def tied_files(finding: Finding) -> tuple[str, ...]:
    """Return the files that must be in one package; () if the hazard doesn't mean that for certain.

    A use that is `likely`, or that several declarations together explain, disappears in more ways than one.
    """
    if finding.kind not in _TOGETHER or finding.severity != "error":
        return ()
    tied = tuple(dict.fromkeys(finding.identity[: _TOGETHER[finding.kind]]))
    others = {related.place.path for related in finding.related} - set(tied)
    return () if others and finding.kind == "unexported-use" else tied

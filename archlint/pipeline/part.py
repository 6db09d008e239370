"""The part of a result that the user asked for: the findings of some files and folders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from archlint.errors import Complaint
from archlint.model.findings import Finding, Result


def part_of(result: Result, parts: Collection[str], scanned: Iterable[str]) -> Result:
    """The result with the findings of these parts alone, and the number of the others. `scanned` are all files' paths.

    Parts are paths from the scan root, "" for all of it. A finding is of a part if its place is there, or a place of
    its chain or cycle. A part without a scanned file gets a notice, since nothing of it was checked.
    """
    wanted = frozenset(parts)
    if "" in wanted:
        return result
    shown = tuple(finding for finding in result.findings if _is_in(finding, wanted))
    return result._replace(
        findings=shown,
        known=tuple(item for item in result.known if _is_in(item.finding, wanted)),
        stale=(),
        notices=(*result.notices, *_unscanned(wanted, scanned)),
        loosened=tuple(finding for finding in result.loosened if _is_in(finding, wanted)),
        parts=tuple(sorted(wanted)),
        elsewhere=len(result.findings) - len(shown),
    )


def _is_in(finding: Finding, parts: frozenset[str]) -> bool:
    hops = (*finding.chain, *(finding.cycle.hops if finding.cycle else ()))
    places = (finding.place, *(place for hop in hops for place in hop.places))
    return any(_has(parts, place.path) for place in places)


def _has(parts: frozenset[str], path: str) -> bool:
    """Whether a path is one of the parts, or lies in one."""
    while path not in parts:
        path = path.rpartition("/")[0]
        if not path:
            return False
    return True


def _unscanned(parts: frozenset[str], scanned: Iterable[str]) -> Iterator[Complaint]:
    empty = set(parts)
    for path in scanned:
        probe = path
        while probe and empty:
            empty.discard(probe)
            probe = probe.rpartition("/")[0]
    for path in sorted(empty):
        message = "archlint scans no file here, so it checked nothing of this path"
        yield Complaint(path, message, "`archlint explain` says why a file isn't scanned", kind="input")

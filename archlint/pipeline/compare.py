"""Between the two views: which findings a mapping introduces, which it retires, which are carried through it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from archlint.graphs.view import View
from archlint.model.findings import Finding


class Compared(NamedTuple):
    """`findings` of both views, marked. `origins` gives, by the fingerprint of a carried finding, those of today's view
    that it was."""

    findings: tuple[Finding, ...]
    origins: Mapping[str, tuple[Finding, ...]]


def compare(
    today: View, mapped: View, before: Iterable[Finding], after: Iterable[Finding], constant: Iterable[Finding] = ()
) -> Compared:
    """Mark the findings of both views, which are then one list: introduced, retired or carried.

    A carried finding is given once, as the mapped view tells it. Identity is compared after today's packages have gone
    through the mapping: a package that is split stands for each of its parts. `constant` findings are of no view (a
    file that does not parse) and are carried.
    """
    images = _images(today, mapped)
    waiting: dict[tuple[str, str], list[Finding]] = {}
    for finding in before:
        waiting.setdefault((finding.kind, finding.rule), []).append(finding)
    out: list[Finding] = [finding._replace(change="carried") for finding in constant]
    origins: dict[str, tuple[Finding, ...]] = {finding.fingerprint: (finding,) for finding in constant}
    for finding in after:
        match = [old for old in waiting.get((finding.kind, finding.rule), ()) if _same(old, finding, images)]
        if match:
            origins[finding.fingerprint] = tuple(match)
        out.append(finding._replace(change="carried" if match else "introduced"))
    carried = {old.fingerprint for olds in origins.values() for old in olds}
    out += [
        finding._replace(change="retired")
        for findings in waiting.values()
        for finding in findings
        if finding.fingerprint not in carried
    ]
    return Compared(tuple(out), origins)


def _images(today: View, mapped: View) -> dict[str, set[str]]:
    """Where each of today's packages is in the mapped view: its new id, or those of its parts."""
    images: dict[str, set[str]] = {}
    after = mapped.graph.package_of
    for path, package in today.graph.package_of.items():
        images.setdefault(package, set()).add(after[path])
    return images


def _same(old: Finding, new: Finding, images: dict[str, set[str]]) -> bool:
    if (old.cycle is None) != (new.cycle is None):
        return False
    if old.cycle is not None and new.cycle is not None:
        reached = {image for member in old.cycle.members for image in images.get(member, {member})}
        return set(new.cycle.members) <= reached
    return (
        old.identity == new.identity
        and new.source in images.get(old.source, {old.source})
        and new.target in images.get(old.target, {old.target})
    )

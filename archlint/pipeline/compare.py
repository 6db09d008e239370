"""Comparing two views: which findings a mapping introduces, which it retires, and which it carries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from archlint.graphs.view import View
from archlint.model.findings import Finding


class Compared(NamedTuple):
    """`findings` of both views, each with its `change`. `origins` maps the fingerprint of a carried finding to the
    findings of today's view that it comes from."""

    findings: tuple[Finding, ...]
    origins: Mapping[str, tuple[Finding, ...]]


def compare(
    today: View, mapped: View, before: Iterable[Finding], after: Iterable[Finding], constant: Iterable[Finding] = ()
) -> Compared:
    """Merge the findings of both views into one list, each marked as introduced, retired or carried.

    Packages are compared after the mapping: a package that is split equals each of its parts. `constant` findings
    belong to no view (a file that doesn't parse), so they are carried.
    """
    return compare_by(images_of(today.graph.package_of, mapped.graph.package_of), before, after, constant)


def compare_by(
    images: Mapping[str, Collection[str]],
    before: Iterable[Finding],
    after: Iterable[Finding],
    constant: Iterable[Finding] = (),
) -> Compared:
    """The same for packages before and after whose `images` are known: what has none is compared under its own name.

    A carried finding appears once, in the form that it has after.
    """
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


def images_of(
    before: Mapping[str, str], after: Mapping[str, str], renames: Mapping[str, str] = MappingProxyType({})
) -> dict[str, set[str]]:
    """The ids of each package after: one, or several if it is split. Packages are given by the paths of their files;
    `renames` maps paths before to paths after."""
    images: dict[str, set[str]] = {}
    for path, package in before.items():
        image = after.get(renames.get(path, path))
        if image is not None:
            images.setdefault(package, set()).add(image)
    return images


def _same(old: Finding, new: Finding, images: Mapping[str, Collection[str]]) -> bool:
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

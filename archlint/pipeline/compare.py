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
    return compare_by(images_of(today.graph.package_of, mapped.graph.package_of), before, after, constant=constant)


def compare_by(
    images: Mapping[str, Collection[str]],
    before: Iterable[Finding],
    after: Iterable[Finding],
    constant: Iterable[Finding] = (),
) -> Compared:
    """The same for packages before and after whose `images` are known: what has none is compared under its own name.

    A carried finding appears once, in the form that it has after.
    """
    earlier = _Earlier(before, images)
    out: list[Finding] = [finding._replace(change="carried") for finding in constant]
    origins: dict[str, tuple[Finding, ...]] = {finding.fingerprint: (finding,) for finding in constant}
    for finding in after:
        match = earlier.like(finding)
        if match:
            origins[finding.fingerprint] = match
        out.append(finding._replace(change="carried" if match else "introduced"))
    carried = {old.fingerprint for olds in origins.values() for old in olds}
    out += [finding._replace(change="retired") for finding in earlier.findings if finding.fingerprint not in carried]
    return Compared(tuple(out), origins)


class _Earlier:
    """The earlier findings, found by what they share with a later one."""

    def __init__(self, findings: Iterable[Finding], images: Mapping[str, Collection[str]]) -> None:
        self.findings = tuple(findings)
        self._images = images
        self._by_identity: dict[tuple[object, ...], list[Finding]] = {}
        self._cycles: dict[tuple[str, str, str], list[tuple[Finding, set[str]]]] = {}  # by each member, as it is after
        for finding in self.findings:
            if finding.cycle is None:
                self._by_identity.setdefault((finding.kind, finding.rule, finding.identity), []).append(finding)
                continue
            reached = {image for member in finding.cycle.members for image in self._images_of(member)}
            for member in reached:
                self._cycles.setdefault((finding.kind, finding.rule, member), []).append((finding, reached))

    def like(self, new: Finding) -> tuple[Finding, ...]:
        """The findings that a later one carries on: of its identity and ends, or cycles that it is a part of."""
        if new.cycle is not None:
            members = new.cycle.members
            near = self._cycles.get((new.kind, new.rule, members[0]), ())
            return tuple(old for old, reached in near if reached.issuperset(members))
        same = self._by_identity.get((new.kind, new.rule, new.identity), ())
        return tuple(
            old
            for old in same
            if new.source in self._images_of(old.source) and new.target in self._images_of(old.target)
        )

    def _images_of(self, package: str) -> Collection[str]:
        return self._images.get(package) or (package,)


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

"""Boundaries: what in the mapping causes each hazard, and the smallest ways out for all hazards of one boundary.

A hazard between files of one package of today, whose files go to different folders, comes from a split. A hazard
between files of different folders of today that end up in one folder comes from a merge. Others have no boundary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from archlint.hazards.context import HazardContext, folder_of
from archlint.languages.go.language import GO
from archlint.model.findings import Boundary, Finding, Part
from archlint.text.lists import FEW, count, quoted

_FEW_FILES = 2
"""A way out names so many files; it counts more."""


class _Key(NamedTuple):
    """The package of today that is split, or the folder that others are merged into."""

    kind: Literal["split", "merge"]
    name: str


def with_boundaries(context: HazardContext, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings, each with the boundary that causes it."""
    every = list(findings)
    keys = [_key(context, finding) for finding in every]
    groups: dict[_Key, list[Finding]] = {}
    for key, finding in zip(keys, every, strict=True):
        if key is not None:
            groups.setdefault(key, []).append(finding)
    known = {key: _boundary(context, key, found) for key, found in groups.items()}
    return [
        finding if key is None else finding._replace(boundary=known[key])
        for key, finding in zip(keys, every, strict=True)
    ]


def _files(context: HazardContext, finding: Finding) -> list[str]:
    """The scanned files that a finding names, the one of its place first."""
    paths = (finding.place.path, *(related.place.path for related in finding.related), *finding.identity)
    return [path for path in dict.fromkeys(paths) if path in context.relocation.package_of]


def _key(context: HazardContext, finding: Finding) -> _Key | None:
    relocation = context.relocation
    first, *others = _files(context, finding) or [""]
    for other in others:
        apart = relocation.homes[first] != relocation.homes[other]
        if apart and relocation.package_of[first] == relocation.package_of[other]:
            return _Key("split", relocation.package_of[first])
        if not apart and folder_of(first) != folder_of(other):
            return _Key("merge", folder_of(context.new_path(first)))
    return None


def _boundary(context: HazardContext, key: _Key, findings: list[Finding]) -> Boundary:
    if key.kind == "split":
        files = context.relocation.packages[key.name].files
        parts = _parts(context, files)
        ways = sorted((*_exports(findings), *_joins(context, findings, files)))
        return Boundary("split", (folder_of(files[0]),), parts, ways=tuple(text for _, text in ways))
    sources = {folder_of(path) for finding in findings for path in _files(context, finding)}
    files = tuple(item.file.path for item in context.placed if folder_of(item.path) == key.name)
    return Boundary("merge", tuple(sorted(sources)), (Part(key.name, len(files)),), ways=tuple(_renames(findings)))


def _parts(context: HazardContext, files: Iterable[str]) -> tuple[Part, ...]:
    """The folders that these files go to, with the number of files, the largest part first."""
    counts: dict[str, int] = {}
    for path in files:
        folder = folder_of(context.new_path(path))
        counts[folder] = counts.get(folder, 0) + 1
    return tuple(Part(folder, counts[folder]) for folder in sorted(counts, key=lambda name: (-counts[name], name)))


def _exports(findings: list[Finding]) -> Iterator[tuple[int, str]]:
    """Export the names that are used across; and what else is needed, if that isn't enough."""
    names: set[tuple[str, str]] = set()
    rest = 0
    for finding in findings:
        exportable = finding.kind == "unexported-use" and finding.identity[-1] != "by order"
        if exportable and not GO.is_test(finding.identity[1]):
            names.update((finding.identity[1], name) for name in finding.names)
        else:
            rest += 1
    if names:
        also = f" and fix {'the other hazard' if rest == 1 else f'the {rest:,} other hazards'}" if rest else ""
        yield len(names) + rest, f"export {count(len(names), 'name')}{also}"


def _joins(context: HazardContext, findings: list[Finding], files: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Map the parts between which there are hazards to one folder, the one with the most files.

    Whole parts, because a file that left its part alone could make other hazards there.
    """
    part_of = {path: folder_of(context.new_path(path)) for path in files}
    joined: dict[str, set[str]] = {}
    for finding in findings:
        folders = {part_of[path] for path in _files(context, finding) if path in part_of}
        whole = set().union(folders, *(joined.get(folder, ()) for folder in folders))
        for folder in whole:
            joined[folder] = whole
    members: dict[str, list[str]] = {}
    for path, folder in part_of.items():
        members.setdefault(folder, []).append(path)
    sets = {min(whole): whole for whole in joined.values()}
    total, texts = 0, []
    for _, whole in sorted(sets.items()):
        home = min(whole, key=lambda folder: (-len(members[folder]), folder))
        moved = sorted(path for folder in whole if folder != home for path in members[folder])
        total += len(moved)
        what = quoted(moved) if len(moved) <= _FEW_FILES else count(len(moved), "file")
        texts.append(f"map {what} to '{home or '.'}' too")
    if texts:
        yield total, ", and ".join(texts)


def _renames(findings: list[Finding]) -> Iterator[str]:
    """Rename what clashes, and give the files one package clause; or keep the packages apart."""
    names = sorted({name for finding in findings if finding.kind == "name-clash" for name in finding.names})
    clauses = sum(finding.kind == "package-name-clash" for finding in findings)
    rest = len(findings) - clauses - sum(finding.kind == "name-clash" for finding in findings)
    steps = [f"rename {quoted(names, most=FEW)}"] if names else []
    steps += ["give the files one package clause"] if clauses else []
    steps += [f"fix {count(rest, 'other hazard') if steps else count(rest, 'hazard')}"] if rest else []
    yield " and ".join(steps)
    yield "map the packages to different folders"

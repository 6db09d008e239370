"""Updating the baseline: keep known findings, drop solved ones, and add new ones only on request. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from archlint.graphs.view import View
from archlint.model.facts import Tree
from archlint.model.findings import Finding
from archlint.model.policy import Config
from archlint.pipeline.baseline import Entry, entry_for, split
from archlint.pipeline.check import parse_errors, unused_ignores
from archlint.pipeline.compare import compare
from archlint.pipeline.judge import judge


class Recording(NamedTuple):
    """The entries to write. `added` of them are new and `due` of them have expired, so their findings count.

    `solved` entries were dropped, and `refused` findings weren't recorded.
    """

    entries: tuple[Entry, ...]
    added: int = 0
    solved: tuple[Entry, ...] = ()
    refused: tuple[Finding, ...] = ()
    due: int = 0


def record(tree: Tree, config: Config, view: View, entries: tuple[Entry, ...], *, today: str, grow: bool) -> Recording:
    """Update a baseline with today's view. Entries that stay keep their notes."""
    files = frozenset(file.path for file in tree.files)
    judged = judge(view, config, today)
    found = (*judged.findings, *parse_errors((*tree.files, *tree.faults)), *unused_ignores(tree, config, [judged]))
    parts = split(found, entries, files=files, today=today)
    kept = [entry_for(known.finding, entry) for known, entry in zip(parts.known, parts.matched, strict=True)]
    expired = {entry.fingerprint: entry for entry in entries}  # only an expired entry leaves its finding new
    added = [_renewed(finding, expired.get(finding.fingerprint)) for finding in parts.new] if grow else []
    refused = () if grow else parts.new
    # Keep expired entries: without them, their findings would lose their notes and the date.
    due = [expired[finding.fingerprint] for finding in refused if finding.fingerprint in expired]
    return Recording((*kept, *added, *due), len(added), parts.solved, refused, len(due))


def _renewed(finding: Finding, ended: Entry | None) -> Entry:
    """The entry for a new finding. It keeps the notes of an expired entry, but not the date."""
    return entry_for(finding, ended and ended._replace(until=""))


def carry(
    tree: Tree,
    config: Config,
    views: tuple[View, View],
    extra: Iterable[Finding],
    entries: tuple[Entry, ...],
    *,
    today: str,
) -> Recording:
    """Carry a baseline through a mapping: the entries as they must be after the moves.

    An entry follows its finding, and the mapped view says where that is. Entries that the moves solve are dropped. If
    a finding becomes two because an import is split, both get an entry. Findings that the moves introduce get none.
    An expired entry keeps its date, so it stays expired.
    """
    before = (*judge(views[0], config, today).findings, *parse_errors((*tree.files, *tree.faults)))
    files = frozenset(file.path for file in tree.files)
    parts = split(before, entries, files=files, today="")
    notes = {known.finding.fingerprint: entry for known, entry in zip(parts.known, parts.matched, strict=True)}
    after = (*judge(views[1], config, today).findings, *extra)
    compared = compare(views[0], views[1], before, (*after, *_moved_errors(tree, views[1])))
    carried: list[Entry] = []
    reached: set[str] = set()
    for finding in compared.findings:
        origins = [origin.fingerprint for origin in compared.origins.get(finding.fingerprint, ())]
        known = [notes[name] for name in origins if name in notes]
        reached.update(entry.fingerprint for entry in known)
        if known:
            carried.append(entry_for(_as_moved(finding), known[0]))
    solved = tuple(entry for entry in notes.values() if entry.fingerprint not in reached)
    due = sum(bool(entry.until) and entry.until < today for entry in carried)
    return Recording(tuple(carried), 0, (*parts.solved, *solved), due=due)


def _moved_errors(tree: Tree, mapped: View) -> list[Finding]:
    return [
        error._replace(moved=mapped.moved.get(error.place.path, ""))
        for error in parse_errors((*tree.files, *tree.faults))
    ]


def _as_moved(finding: Finding) -> Finding:
    """The finding as a check will report it after its file has moved."""
    if not finding.moved:
        return finding
    old = finding.place.path
    return finding._replace(
        place=finding.place._replace(path=finding.moved),
        identity=tuple(finding.moved if part == old else part for part in finding.identity),
        source=finding.moved if finding.source == old else finding.source,
        moved="",
    )

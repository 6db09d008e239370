"""Updating the baseline: keep known findings, drop solved ones, and add new ones only on request. Pure."""

from __future__ import annotations

from typing import NamedTuple

from archlint.errors import BaselineError, Complaint
from archlint.graphs.view import View
from archlint.model.facts import Tree
from archlint.model.findings import Finding
from archlint.pipeline.baseline import Entry, entry_for, split
from archlint.pipeline.check import parse_errors, unread, unused_ignores
from archlint.pipeline.compare import compare
from archlint.pipeline.inputs import Inputs
from archlint.pipeline.judge import judge
from archlint.pipeline.views import Views, views_of


class Recording(NamedTuple):
    """The entries to write. `added` of them are new and `due` of them have expired, so their findings count.

    `solved` entries were dropped, and `refused` findings weren't recorded.
    """

    entries: tuple[Entry, ...]
    added: int = 0
    solved: tuple[Entry, ...] = ()
    refused: tuple[Finding, ...] = ()
    due: int = 0


def update(inputs: Inputs, *, grow: bool) -> Recording:
    """Bring a baseline up to date, or carry it through the mapping. Raises BaselineError where there is none to carry.

    The first recording takes all findings; later ones take new findings only where the baseline may `grow`.
    """
    views = views_of(inputs)
    if inputs.mapping is None:
        return _record(inputs, views.today(), grow=grow or inputs.baseline is None)
    if inputs.baseline is None:
        hint = "record one first with `archlint baseline`"
        raise BaselineError(Complaint(inputs.baseline_path, "there is no baseline to carry", hint))
    return _carry(inputs, views, inputs.baseline)


def _record(inputs: Inputs, view: View, *, grow: bool) -> Recording:
    """Bring a baseline up to date with today's view. Notes of entries that stay are kept."""
    tree, config, entries = inputs.tree, inputs.config, inputs.baseline or ()
    judged = judge(view, config, inputs.today)
    found = (*judged.findings, *parse_errors((*tree.files, *tree.faults)), *unused_ignores(tree, config, [judged]))
    parts = split(found, entries, files=_files(tree), today=inputs.today)
    kept = [entry_for(known.finding, entry) for known, entry in zip(parts.known, parts.matched, strict=True)]
    expired = {entry.fingerprint: entry for entry in entries}  # only an expired entry leaves its finding new
    renewed = {fingerprint: entry._replace(until="") for fingerprint, entry in expired.items()}
    added = [entry_for(finding, renewed.get(finding.fingerprint)) for finding in parts.new] if grow else []
    refused = () if grow else parts.new
    # Keep expired entries: without them, their findings would lose their notes and the date.
    due = [expired[finding.fingerprint] for finding in refused if finding.fingerprint in expired]
    return Recording((*kept, *added, *due), len(added), parts.solved, refused=refused, due=len(due))


def _carry(inputs: Inputs, views: Views, entries: tuple[Entry, ...]) -> Recording:
    """Carry a baseline through a mapping: the entries as they have to be once the moves have been made.

    An entry follows its finding, and the mapped view says where that is. Entries that the moves solve are dropped. If
    a finding becomes two because an import is split, both get an entry. Findings that the moves introduce get none.
    An expired entry keeps its date, so it stays expired.
    """
    (today, mapped), tree = views.asked, inputs.tree
    before = (*_found(inputs, today), *parse_errors((*tree.files, *tree.faults)))
    parts = split(before, entries, files=_files(tree), today="")
    notes = {known.finding.fingerprint: entry for known, entry in zip(parts.known, parts.matched, strict=True)}
    after = (*_found(inputs, mapped), *views.hazards, *unread(tree, views.symbols), *_moved_errors(tree, mapped))
    compared = compare(today, mapped, before, after=after)
    carried: list[Entry] = []
    reached: set[str] = set()
    for finding in compared.findings:
        origins = [origin.fingerprint for origin in compared.origins.get(finding.fingerprint, ())]
        known = [notes[name] for name in origins if name in notes]
        reached.update(entry.fingerprint for entry in known)
        if known:
            carried.append(entry_for(_as_moved(finding), known[0]))
    solved = tuple(entry for entry in notes.values() if entry.fingerprint not in reached)
    due = sum(bool(entry.until) and entry.until < inputs.today for entry in carried)
    return Recording(tuple(carried), 0, (*parts.solved, *solved), due=due)


def _files(tree: Tree) -> frozenset[str]:
    return frozenset(file.path for file in tree.files)


def _found(inputs: Inputs, view: View) -> tuple[Finding, ...]:
    return judge(view, inputs.config, inputs.today).findings


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

"""The baseline: a team records the findings of today, and after that only new findings fail.

The file is JSON with one sorted entry per line, so it diffs and merges line by line. An entry matches the finding with
the same fingerprint, which contains no line number and no message. If no fingerprint matches, two cases still match:

- A file was renamed within its package: the entry's file is gone, and another file of the package has the finding. Each
  entry matches only one finding, so new debt can't hide behind a rename.
- A cycle got smaller: its members are a subset of the entry's members.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from archlint.errors import BaselineError, Complaint
from archlint.model.findings import Known

if TYPE_CHECKING:
    from archlint.model.findings import Finding

_MOST_COMPLAINTS = 1000
"""How many problems to report before giving up: a file with more isn't a baseline."""

FORMAT = 1
_KEY = "archlint-baseline"
_REQUIRED = ("fingerprint", "kind", "rule", "from", "to")
_OPTIONAL = ("path", "reason", "owner", "issue", "until")
_NAMES = {"from": "source", "to": "target"}


class Entry(NamedTuple):
    """One known finding. `path` is its file, and `members` are the packages of a cycle.

    People write `reason`, `owner` and `issue` (the issue that will fix it). After the ISO date `until`, the finding
    counts again.
    """

    fingerprint: str
    kind: str
    rule: str
    source: str
    target: str
    path: str = ""
    members: tuple[str, ...] = ()
    reason: str = ""
    owner: str = ""
    issue: str = ""
    until: str = ""
    line: int = 0

    @property
    def note(self) -> str:
        """What people wrote, in one line; "" if nothing."""
        parts = (self.reason, self.owner and f"owner {self.owner}", self.issue, self.until and f"until {self.until}")
        return ", ".join(part for part in parts if part)


class Split(NamedTuple):
    """Findings compared with a baseline: `new` findings count, `known` ones don't, `solved` entries match no finding.

    `matched` has the entry of each known finding, in the order of `known`. `ended` has the fingerprint of each new
    finding whose entry has expired, and the date when it did.
    """

    new: tuple[Finding, ...]
    known: tuple[Known, ...] = ()
    matched: tuple[Entry, ...] = ()
    solved: tuple[Entry, ...] = ()
    ended: tuple[tuple[str, str], ...] = ()


def read_baseline(path: str, data: bytes) -> tuple[Entry, ...]:
    """Read a baseline. Raises BaselineError with every problem: a damaged baseline never counts as an empty one."""
    import json  # most runs have no baseline

    try:
        document = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as wrong:
        line = getattr(wrong, "lineno", 0)
        raise BaselineError(_complaint(path, line, key="", message=f"is not a baseline: {wrong}")) from None
    if not isinstance(document, dict) or not isinstance(document.get("entries"), list):
        raise BaselineError(_complaint(path, line=1, key="", message='is not a baseline: it has no "entries" list'))
    if document.get(_KEY) != FORMAT:
        hint = "use the version of archlint that wrote it, or delete it and run `archlint baseline`"
        raise BaselineError(
            _complaint(path, line=1, key=_KEY, message=f"format {document.get(_KEY)!r} is not known", hint=hint)
        )
    texts = enumerate(data.decode("utf-8").splitlines(), 1)
    lines = [number for number, text in texts if text.lstrip().startswith("{")][1:]
    complaints: list[Complaint] = []
    entries: list[Entry] = []
    for order, record in enumerate(document["entries"]):
        line = lines[order] if len(lines) == len(document["entries"]) else 0
        problems = list(_problems(record))
        complaints += [_complaint(path, line, key=f"entries[{order}]", message=problem) for problem in problems]
        if not problems:
            entries.append(_entry(record, line))
        if len(complaints) >= _MOST_COMPLAINTS:
            break
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.fingerprint in seen:
            complaints.append(
                _complaint(path, entry.line, key="", message=f"fingerprint {entry.fingerprint} occurs twice")
            )
        seen[entry.fingerprint] = entry
    if complaints:
        raise BaselineError(*complaints)
    return tuple(entries)


def _problems(record: object) -> Iterator[str]:
    if not isinstance(record, dict):
        yield "is not an object"
        return
    for key in _REQUIRED:
        if not isinstance(record.get(key), str):
            yield f'"{key}" is missing or is not a string'
    for key, value in record.items():
        if key == "members":
            if not isinstance(value, list) or not all(isinstance(member, str) for member in value):
                yield '"members" is not a list of strings'
        elif key not in (*_REQUIRED, *_OPTIONAL):
            yield f'the key "{key}" is unknown'
        elif not isinstance(value, str):
            yield f'"{key}" is not a string'
    until = record.get("until")
    if isinstance(until, str) and until and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", until):
        yield f'"until" is {until!r}, not a date such as 2026-12-31'


def _entry(record: Mapping[str, object], line: int) -> Entry:
    texts = {_NAMES.get(key, key): value for key, value in record.items() if isinstance(value, str)}
    members = record.get("members")
    return Entry(**texts, members=tuple(members) if isinstance(members, list) else (), line=line)


def render_baseline(entries: Iterable[Entry]) -> str:
    """The text of a baseline: sorted, one entry per line, the same bytes for the same entries."""
    import json

    lines = [json.dumps(_record(entry)) for entry in sorted(entries, key=_order)]
    body = "[\n    " + ",\n    ".join(lines) + "\n  ]" if lines else "[]"
    return f'{{\n  "{_KEY}": {FORMAT},\n  "entries": {body}\n}}\n'


def _order(entry: Entry) -> tuple[str, str, str, str, str]:
    return (entry.rule, entry.path, entry.source, entry.target, entry.fingerprint)


def _record(entry: Entry) -> dict[str, object]:
    record: dict[str, object] = {
        "rule": entry.rule,
        "path": entry.path,
        "from": entry.source,
        "to": entry.target,
        "kind": entry.kind,
        "fingerprint": entry.fingerprint,
    }
    if entry.members:
        record["members"] = list(entry.members)
    notes = {"reason": entry.reason, "owner": entry.owner, "issue": entry.issue, "until": entry.until}
    return record | {key: value for key, value in notes.items() if value}


def entry_for(finding: Finding, notes: Entry | None = None) -> Entry:
    """The entry for a finding, with the notes of the entry that it replaces."""
    members = finding.cycle.members if finding.cycle else ()
    entry = Entry(
        finding.fingerprint,
        finding.kind,
        finding.rule,
        source=finding.source,
        target=finding.target,
        path=finding.place.path,
        members=members,
    )
    if notes is None:
        return entry
    return entry._replace(reason=notes.reason, owner=notes.owner, issue=notes.issue, until=notes.until)


def split(findings: Iterable[Finding], entries: Sequence[Entry], *, files: frozenset[str], today: str) -> Split:
    """Split findings into new and known ones. `files` are the paths of the tree, `today` is an ISO date.

    An expired entry matches nothing: its finding counts again, and its advice says so.
    """
    if not entries:
        return Split(tuple(findings))
    live = [entry for entry in entries if not entry.until or entry.until >= today]
    expired = {entry.fingerprint: entry for entry in entries if entry.until and entry.until < today}
    pool = _Pool(live, files)
    new: list[Finding] = []
    ended: list[tuple[str, str]] = []
    pairs: list[tuple[Finding, Entry]] = []
    waiting: list[Finding] = []
    for finding in findings:
        entry = pool.take_exact(finding)
        if entry is not None:
            pairs.append((finding, entry))
        else:
            waiting.append(finding)
    for finding in waiting:
        entry = pool.take_similar(finding)
        if entry is not None:
            pairs.append((finding, entry))
            continue
        past = expired.get(finding.fingerprint)
        if past is not None:
            ended.append((finding.fingerprint, past.until))
        new.append(counting_again(finding, past.until) if past else finding)
    still_there = {finding.fingerprint for finding in new}
    solved = [*pool.left(), *(entry for name, entry in expired.items() if name not in still_there)]
    return Split(
        tuple(new),
        tuple(Known(finding, entry.note, "baseline") for finding, entry in pairs),
        tuple(entry for _, entry in pairs),
        solved=tuple(sorted(solved, key=_order)),
        ended=tuple(ended),
    )


def counting_again(finding: Finding, until: str) -> Finding:
    """The finding, with advice that says when its baseline entry expired."""
    advice = f"Its baseline entry expired on {until}. {finding.advice}".strip()
    return finding._replace(advice=advice, ended=until)


class _Pool:
    """Entries that haven't matched a finding yet; each can match once."""

    def __init__(self, entries: list[Entry], files: frozenset[str]) -> None:
        self._waiting = {entry.fingerprint: entry for entry in entries}
        self._cycles: dict[tuple[str, str, str], list[Entry]] = {}  # by each of their members
        self._orphans: dict[tuple[str, str, str, str], deque[Entry]] = {}
        for entry in entries:
            if entry.members:
                for member in set(entry.members):
                    self._cycles.setdefault((entry.kind, entry.rule, member), []).append(entry)
            elif entry.path and entry.path not in files:
                self._orphans.setdefault((entry.kind, entry.rule, entry.source, entry.target), deque()).append(entry)

    def take_exact(self, finding: Finding) -> Entry | None:
        return self._waiting.pop(finding.fingerprint, None)

    def take_similar(self, finding: Finding) -> Entry | None:
        if finding.cycle is not None:
            members = finding.cycle.members
            known = self._cycles.get((finding.kind, finding.rule, members[0]), ())
            similar = [entry for entry in known if set(members).issubset(entry.members)]
        else:
            orphans = self._orphans.get((finding.kind, finding.rule, finding.source, finding.target), deque())
            while orphans and orphans[0].fingerprint not in self._waiting:
                orphans.popleft()  # another finding has taken this entry
            similar = list(islice(orphans, 1))
        entry = next((entry for entry in similar if entry.fingerprint in self._waiting), None)
        return None if entry is None else self._waiting.pop(entry.fingerprint)

    def left(self) -> Iterator[Entry]:
        return iter(self._waiting.values())


def _complaint(path: str, line: int, key: str, message: str, hint: str = "") -> Complaint:
    return Complaint(path, message, hint, line=line, key=key, kind="baseline")

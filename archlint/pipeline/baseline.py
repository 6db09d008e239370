"""Known findings: a team with a dirty tree records what fails today, and from then on only what is new fails.

The file is JSON with one entry a line, sorted, so that it diffs and merges line by line. An entry is found again by its
fingerprint, which holds no line number and no message. Where that fails:

- a file that was renamed within its package: the entry's file is gone, and another file of the same package has the
  finding; each entry stands for one finding, so that new debt cannot hide behind a rename;
- a cycle that has shrunk: its members are some of those recorded.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from archlint.errors import BaselineError, Complaint
from archlint.model.findings import Known

if TYPE_CHECKING:
    from archlint.model.findings import Finding

_MOST_COMPLAINTS = 1000
"""Problems of a baseline after which reading ends: it is no baseline then."""

FORMAT = 1
_KEY = "archlint-baseline"
_REQUIRED = ("fingerprint", "kind", "rule", "from", "to")
_OPTIONAL = ("path", "reason", "owner", "issue", "until")


class Entry(NamedTuple):
    """One known finding. `path` is the file it stands in, `members` the packages of a cycle; the last four are notes of
    people: why it is there, who owns it, the issue that ends it, the ISO date after which it counts again."""

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
        """What people wrote, in one line; "" where they wrote nothing."""
        parts = (self.reason, self.owner and f"owner {self.owner}", self.issue, self.until and f"until {self.until}")
        return ", ".join(part for part in parts if part)


class Split(NamedTuple):
    """`new` findings count, `known` ones do not; `solved` entries match nothing any more.

    `matched` gives the entry of each known finding, in the order of `known`; `ended` the fingerprints of those new ones
    that an entry excused up to a day that has passed, with that day.
    """

    new: tuple[Finding, ...]
    known: tuple[Known, ...] = ()
    matched: tuple[Entry, ...] = ()
    solved: tuple[Entry, ...] = ()
    ended: tuple[tuple[str, str], ...] = ()


def read_baseline(path: str, data: bytes) -> tuple[Entry, ...]:
    """Read a baseline. Raises BaselineError with every problem: a damaged baseline is never taken for an empty one."""
    import json  # most runs have no baseline

    try:
        document = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as wrong:
        line = getattr(wrong, "lineno", 0)
        raise BaselineError(_complaint(path, line, "", f"is not a baseline: {wrong}")) from None
    if not isinstance(document, dict) or not isinstance(document.get("entries"), list):
        raise BaselineError(_complaint(path, 1, "", 'is not a baseline: it has no list "entries"'))
    if document.get(_KEY) != FORMAT:
        hint = "write it anew with `archlint baseline`, or use the archlint that wrote it"
        raise BaselineError(_complaint(path, 1, _KEY, f"format {document.get(_KEY)!r} is not known", hint))
    texts = enumerate(data.decode("utf-8").splitlines(), 1)
    lines = [number for number, text in texts if text.lstrip().startswith("{")][1:]
    complaints: list[Complaint] = []
    entries: list[Entry] = []
    for order, record in enumerate(document["entries"]):
        line = lines[order] if len(lines) == len(document["entries"]) else 0
        problems = list(_problems(record))
        complaints += [_complaint(path, line, f"entries[{order}]", problem) for problem in problems]
        if not problems:
            entries.append(_entry(record, line))
        if len(complaints) >= _MOST_COMPLAINTS:
            break
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.fingerprint in seen:
            complaints.append(_complaint(path, entry.line, "", f"fingerprint {entry.fingerprint} is there twice"))
        seen[entry.fingerprint] = entry
    if complaints:
        raise BaselineError(*complaints)
    return tuple(entries)


def _problems(record: Any) -> Iterator[str]:
    if not isinstance(record, dict):
        yield "is not an object"
        return
    for key in _REQUIRED:
        if not isinstance(record.get(key), str):
            yield f'"{key}" is missing, or not text'
    for key, value in record.items():
        if key == "members":
            if not isinstance(value, list) or not all(isinstance(member, str) for member in value):
                yield '"members" is not a list of texts'
        elif key not in (*_REQUIRED, *_OPTIONAL):
            yield f'the key "{key}" is not known'
        elif not isinstance(value, str):
            yield f'"{key}" is not text'
    until = record.get("until")
    if isinstance(until, str) and until and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", until):
        yield f'"until" is {until!r}, not a date such as 2026-12-31'


def _entry(record: dict[str, Any], line: int) -> Entry:
    return Entry(
        record["fingerprint"],
        record["kind"],
        record["rule"],
        record["from"],
        record["to"],
        record.get("path", ""),
        tuple(record.get("members", ())),
        record.get("reason", ""),
        record.get("owner", ""),
        record.get("issue", ""),
        record.get("until", ""),
        line,
    )


def render_baseline(entries: Iterable[Entry]) -> str:
    """The text of a baseline: sorted, one entry a line, the same bytes for the same entries."""
    import json

    lines = [json.dumps(_record(entry)) for entry in sorted(entries, key=_order)]
    body = "[\n    " + ",\n    ".join(lines) + "\n  ]" if lines else "[]"
    return f'{{\n  "{_KEY}": {FORMAT},\n  "entries": {body}\n}}\n'


def _order(entry: Entry) -> tuple[str, str, str, str, str]:
    return (entry.rule, entry.path, entry.source, entry.target, entry.fingerprint)


def _record(entry: Entry) -> dict[str, Any]:
    record: dict[str, Any] = {
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
    """The entry of a finding, with the notes of the entry that it replaces."""
    members = finding.cycle.members if finding.cycle else ()
    entry = Entry(
        finding.fingerprint, finding.kind, finding.rule, finding.source, finding.target, finding.place.path, members
    )
    if notes is None:
        return entry
    return entry._replace(reason=notes.reason, owner=notes.owner, issue=notes.issue, until=notes.until)


def split(findings: Iterable[Finding], entries: Sequence[Entry], *, files: frozenset[str], today: str) -> Split:
    """Part findings into new and known ones. `files` are the paths of the tree, `today` an ISO date.

    An entry whose day has passed knows nothing any more: its finding counts again, and says so.
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
        tuple(sorted(solved, key=_order)),
        tuple(ended),
    )


def counting_again(finding: Finding, until: str) -> Finding:
    """The finding, with a word on the entry of the baseline that excused it up to this day."""
    return finding._replace(advice=f"Its entry in the baseline ended on {until}. {finding.advice}".strip(), ended=until)


class _Pool:
    """Entries that wait for their findings; each is taken once."""

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
                orphans.popleft()  # taken by another finding, and so for all that come
            similar = list(islice(orphans, 1))
        entry = next((entry for entry in similar if entry.fingerprint in self._waiting), None)
        return None if entry is None else self._waiting.pop(entry.fingerprint)

    def left(self) -> Iterator[Entry]:
        return iter(self._waiting.values())


def _complaint(path: str, line: int, key: str, message: str, hint: str = "") -> Complaint:
    return Complaint(path, line, key, message, hint, "baseline")

"""What comes out: findings, and the result that every report is rendered from."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from archlint.errors import Complaint
from archlint.model.changes import Base, Changes
from archlint.model.location import Place, Related
from archlint.model.policy import Rule, Severity

ViewName = Literal["today", "mapped"]
Change = Literal["", "introduced", "retired", "carried"]
SortKey = tuple[str, int, int, str, str, str, str, tuple[str, ...]]
Gate = Literal["error", "warning", "note", "never"]


class Hop(NamedTuple):
    """One step of a chain or a cycle: `source` depends on `target` because of `places` (never empty) and `names`."""

    source: str
    target: str
    places: tuple[Place, ...]
    names: tuple[str, ...] = ()


class Cut(NamedTuple):
    """An edge whose removal helps to open a cycle; `weight` is the number of files that would have to change."""

    source: str
    target: str
    weight: int
    places: tuple[Place, ...]


class Cycle(NamedTuple):
    """What a cycle finding tells: the strongly connected set, one shortest cycle through it, the cheapest cuts."""

    members: tuple[str, ...]
    hops: tuple[Hop, ...]
    cuts: tuple[Cut, ...]


class Finding(NamedTuple):
    """A violation as data. `place` is always in today's tree, also for the mapped view.

    `kind` is one of the documented kinds, `rule` the id of the rule it breaks (the kind itself for built-in checks).
    `source` and `target` name the two ends (package ids, or layers, slices, folders for their cycles); `layers` the
    layer at each end, "" for none. `message` is one sentence in the user's words; `because` the reason given in the
    configuration; `advice` what to do now. `subject` is the package (or set) whose test case this is in JUnit.
    `moved` gives, in the mapped view, the new path of the file at `place`, "" where it stays or in today's view.
    `ended` is the ISO date up to which an exception or an entry of the baseline excused it, "" for neither.
    """

    kind: str
    rule: str
    severity: Severity
    message: str
    place: Place
    source: str
    target: str
    layers: tuple[str, str] = ("", "")
    names: tuple[str, ...] = ()
    chain: tuple[Hop, ...] = ()
    cycle: Cycle | None = None
    related: tuple[Related, ...] = ()
    because: str = ""
    advice: str = ""
    subject: str = ""
    view: ViewName = "today"
    moved: str = ""
    change: Change = ""
    identity: tuple[str, ...] = ()
    ended: str = ""

    @property
    def fingerprint(self) -> str:
        """32 hex digits that survive edits elsewhere in the file: kind, rule and ends, but no line and no message.

        `identity` says what tells this finding from others of the same rule and ends (the file, the name, the members
        of a cycle).
        """
        from hashlib import sha256  # few runs ask, and it loads OpenSSL

        parts = (self.kind, self.rule, self.source, self.target, *self.identity)
        text = "\0".join(parts).encode("utf-8", "surrogatepass")
        return sha256(text).hexdigest()[:32]

    @property
    def sort_key(self) -> SortKey:
        """Order of reports: by place, then by rule and ends; total, so that output is the same bytes every time."""
        return (
            self.place.path,
            self.place.line,
            self.place.column,
            self.rule,
            self.kind,
            self.source,
            self.target,
            self.identity,
        )


class Known(NamedTuple):
    """A finding that does not count, and why: an entry of the baseline, or an ignore in the source."""

    finding: Finding
    reason: str
    source: Literal["baseline", "ignore", "exception"]
    place: Place | None = None


class RuleOutcome(NamedTuple):
    """How one rule fared: the subjects it judged (package ids, sorted), so that reports can show what passed.

    `inert` says why it judged nothing, e.g. "no file is in Domain"; it is "" where the rule did judge something.
    """

    rule: Rule
    subjects: tuple[str, ...]
    inert: str = ""


class LayerCount(NamedTuple):
    """One layer's size in the view that was checked; `name` is "" for files in no layer."""

    name: str
    files: int
    packages: int


class Stats(NamedTuple):
    """Figures for the summary. `skipped` counts Go files left out, by reason (e.g. "tests", "build", "exclude")."""

    files: int = 0
    packages: int = 0
    imports: int = 0
    layers: tuple[LayerCount, ...] = ()
    unassigned: tuple[str, ...] = ()
    skipped: tuple[tuple[str, int], ...] = ()


class Result(NamedTuple):
    """All that a report needs. `findings` count; `known` do not; `problems` are configuration errors (exit status 2).

    `notices` are remarks on the configuration that fail nothing; `stale` are entries of a baseline that match no more.
    `view` is "today", "mapped" or "both"; `mappings` the documents that were applied. A check that is held against a
    `base` has the `changes`, and the findings that the base's own rules would introduce and these rules let pass
    (`loosened`).
    """

    findings: tuple[Finding, ...] = ()
    known: tuple[Known, ...] = ()
    stale: tuple[Complaint, ...] = ()
    problems: tuple[Complaint, ...] = ()
    notices: tuple[Complaint, ...] = ()
    outcomes: tuple[RuleOutcome, ...] = ()
    stats: Stats = Stats()
    view: Literal["today", "mapped", "both"] = "today"
    config: str = "layers.toml"
    mappings: tuple[str, ...] = ()
    base: Base | None = None
    changes: Changes | None = None
    loosened: tuple[Finding, ...] = ()


class RunInfo(NamedTuple):
    """What the edge knows and a pure report may not ask for: tool version, source lines, how to print.

    `lines` maps (path, 1-based line) to that line's text without its end; only lines that findings stand on are there.
    `gate` is the severity from which findings make the run fail ("never" for no gate). `prefix` is the scan root
    relative to the folder that reports are relative to (the repository's root), "" or ending in "/". `texts` holds the
    bytes of files that findings stand in, by path; it is filled for the reports that ask for it (`reports.NEED_TEXTS`).
    Where a person looks at a terminal, `width` is the number of its columns, and `seconds` is the time that the run
    took; both are 0 elsewhere, so that a log is the same for the same tree.
    """

    version: str
    lines: dict[tuple[str, int], str]
    color: bool = False
    gate: Gate = "error"
    prefix: str = ""
    verbose: int = 0
    strict: bool = False
    texts: Mapping[str, bytes] = MappingProxyType({})
    width: int = 0
    seconds: float = 0.0

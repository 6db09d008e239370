"""The output of a check: findings, and the result that every report is rendered from."""

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
"""The lowest severity that fails the run; "never" for none."""


class Hop(NamedTuple):
    """One step of a chain or a cycle: `source` depends on `target` because of `places` (never empty) and `names`."""

    source: str
    target: str
    places: tuple[Place, ...]
    names: tuple[str, ...] = ()


class Cut(NamedTuple):
    """An edge whose removal helps to break a cycle; `weight` is the number of files that would have to change."""

    source: str
    target: str
    weight: int
    places: tuple[Place, ...]


class Cycle(NamedTuple):
    """A cycle: the strongly connected set, one shortest cycle in it, and the cheapest cuts."""

    members: tuple[str, ...]
    hops: tuple[Hop, ...]
    cuts: tuple[Cut, ...]


class Part(NamedTuple):
    """Where files of one package go: a folder, "" for the root, and how many of the files."""

    folder: str
    files: int


class Boundary(NamedTuple):
    """What in a mapping causes hazards: it splits a package of today into several folders, or merges several into one.

    `sources` are folders of today. `ways` are the smallest ways out for all hazards of the boundary, each a clause
    such as "export 3 names", the smallest first.
    """

    kind: Literal["split", "merge"]
    sources: tuple[str, ...]
    parts: tuple[Part, ...]
    ways: tuple[str, ...] = ()


class Finding(NamedTuple):
    """A violation as data. `place` is always in today's tree, even in the mapped view.

    `kind` is one of the documented kinds, `rule` the id of the rule it breaks (the kind itself for built-in checks).
    `source` and `target` name the two ends (package ids, or layers, slices, folders for their cycles); `layers` the
    layer at each end, "" for none. `message` is one sentence in the user's words; `because` the reason given in the
    configuration; `advice` what to do. `subject` is the package (or set) whose test case this is in JUnit.
    `moved` is the new path of the file at `place` in the mapped view, "" if the file stays and in today's view.
    `ended` is the ISO date on which its exception or baseline entry expired, "" for none. `boundary` is the split or
    merge that causes a hazard.
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
    boundary: Boundary | None = None

    @property
    def fingerprint(self) -> str:
        """32 hex digits that survive edits elsewhere in the file: kind, rule and ends, but no line and no message.

        `identity` distinguishes this finding from others with the same rule and ends (the file, the name, the members
        of a cycle).
        """
        from hashlib import sha256  # few runs ask, and it loads OpenSSL

        parts = (self.kind, self.rule, self.source, self.target, *self.identity)
        text = "\0".join(parts).encode("utf-8", "surrogatepass")
        return sha256(text).hexdigest()[:32]

    @property
    def sort_key(self) -> SortKey:
        """The order in reports: by place, then by rule and ends. It is total, so the output never varies."""
        path, line, column, _ = self.place
        return path, line, column, self.rule, self.kind, self.source, self.target, self.identity


class Known(NamedTuple):
    """A finding that doesn't count, and why: a baseline entry, an ignore in the source, or an exception."""

    finding: Finding
    reason: str
    source: Literal["baseline", "ignore", "exception"]
    place: Place | None = None


class RuleOutcome(NamedTuple):
    """The subjects that a rule checked (package ids, sorted), so that reports can show what passed.

    `inert` says why it checked nothing, e.g. "no file is in Domain"; "" if it checked something.
    """

    rule: Rule
    subjects: tuple[str, ...]
    inert: str = ""


class LayerCount(NamedTuple):
    """The size of a layer in the view; `name` is "" for files in no layer."""

    name: str
    files: int
    packages: int


class Stats(NamedTuple):
    """Numbers for the summary. `skipped` counts source files left out, by reason (e.g. "tests", "build", "exclude")."""

    files: int = 0
    packages: int = 0
    imports: int = 0
    layers: tuple[LayerCount, ...] = ()
    unassigned: tuple[str, ...] = ()
    skipped: tuple[tuple[str, int], ...] = ()


class Result(NamedTuple):
    """All that a report needs. `findings` count; `known` don't; `problems` are configuration errors (exit status 2).

    `notices` are remarks on the configuration that don't fail the run; `stale` are baseline entries without a finding.
    `view` is "today", "mapped" or "both"; `mappings` the documents that were applied. A check with a `base` has the
    `changes`, and the findings that the base's own rules would introduce and these rules let pass (`loosened`). If only
    the findings of some paths are shown, `parts` has the paths, and `elsewhere` is the number of the other findings.
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
    parts: tuple[str, ...] = ()
    elsewhere: int = 0


class RunInfo(NamedTuple):
    """What a pure report can't find out by itself: tool version, source lines, how to print.

    `lines` maps (path, 1-based line) to that line's text without its end, for the lines that have findings.
    `gate` is the lowest severity that fails the run ("never" for none). `prefix` is the scan root
    relative to the folder that reports are relative to (the repository's root), "" or ending in "/". `texts` holds the
    contents of the files that have findings, by path, for the reports that need them (`reports.NEED_TEXTS`).
    `width` is the number of columns of the terminal, `seconds` the time that the run took. Both are 0 where no person
    looks at a terminal, so that a log is the same for the same tree.
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

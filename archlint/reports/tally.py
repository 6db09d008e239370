"""What it all comes to, in numbers: how each rule fared, and what does not count. Every report asks here."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from archlint.errors import Complaint
from archlint.model.findings import Finding, Known, Result, RuleOutcome, RunInfo
from archlint.model.policy import SEVERITIES, Severity
from archlint.reports.verdict import fails, reaches_gate
from archlint.text.lists import count, listed

_LEFT_OUT_BY_GO = "package documentation"  # the one reason to skip a file that no setting gives

State = Literal["kept", "broken", "carried", "noted", "known", "inert", "waiting"]


class RuleTally(NamedTuple):
    """How one rule fared; `severity` is the worst of its findings, or "", `known` the number of those that don't count.

    `state` says: broken, a finding fails the run; carried, all are carried by a mapping; noted, none fails the run;
    known, there are none but known ones; inert, it judged nothing; waiting, the same, and it is marked as optional;
    kept, it judged something and found nothing but what its own exceptions allow. `reason` says why it is inert or
    waiting, "" where nobody knows.
    """

    rule: str
    sentence: str
    state: State
    severity: Severity | Literal[""]
    outcome: str
    known: int
    reason: str


def rule_tallies(result: Result, run: RunInfo) -> list[RuleTally]:
    """Every rule in the order of the configuration, then the built-in checks that found something."""
    by_rule: dict[str, list[Finding]] = {outcome.rule.id: [] for outcome in result.outcomes}
    for finding in result.findings:
        if finding.change != "retired":
            by_rule.setdefault(finding.rule, []).append(finding)
    known: dict[str, list[Known]] = {}
    for item in result.known:
        known.setdefault(item.finding.rule, []).append(item)
        by_rule.setdefault(item.finding.rule, [])
    told = {outcome.rule.id: outcome for outcome in result.outcomes}
    return [_tally(rule, findings, known.get(rule, []), told.get(rule), run) for rule, findings in by_rule.items()]


def _tally(
    rule: str, findings: list[Finding], known: list[Known], outcome: RuleOutcome | None, run: RunInfo
) -> RuleTally:
    state, reason = _state(findings, known, outcome, run), ""
    if outcome is not None and state in ("inert", "waiting"):
        reason = outcome.inert
    parts = [by_severity(findings)] if findings else [f"{len(outcome.subjects):,} checked"] if outcome else []
    parts += [f"{len(known):,} known"] if known else []
    sentence = outcome.rule.sentence if outcome else ""
    return RuleTally(rule, sentence, state, _worst(findings), ", ".join(parts), len(known), reason)


def _state(findings: list[Finding], known: list[Known], outcome: RuleOutcome | None, run: RunInfo) -> State:
    if any(fails(finding, run) for finding in findings):
        return "broken"
    if findings:
        return "carried" if all(finding.change == "carried" for finding in findings) else "noted"
    if any(item.source != "exception" for item in known):
        return "known"
    if outcome is not None and not known and (outcome.inert or not outcome.subjects):
        return "waiting" if outcome.rule.optional else "inert"
    return "kept"


def _worst(findings: list[Finding]) -> Severity | Literal[""]:
    severities = {finding.severity for finding in findings}
    return "error" if "error" in severities else "warning" if "warning" in severities else "note" if findings else ""


def inert_rules(result: Result, run: RunInfo) -> Iterator[Complaint]:
    """A remark, at its place in the configuration, on each rule that judged nothing and is neither marked as optional
    nor told among the problems."""
    told = {(problem.path, problem.line) for problem in result.problems if problem.kind == "inert-rule"}
    states = {item.rule: item for item in rule_tallies(result, run)}
    for outcome in result.outcomes:
        origin, item = outcome.rule.origin, states[outcome.rule.id]
        if item.state == "inert" and (origin.path, origin.line) not in told:
            reason = f": {item.reason}" if item.reason else ""
            message = f"the rule {item.rule!r} judged nothing{reason}"
            yield Complaint(origin.path, message, line=origin.line, kind="inert-rule")


class Weakened(NamedTuple):
    """What a run leaves out of its verdict, in numbers; a rise from one run to the next is a gate that got weaker.

    Findings that don't count: known by the `baseline`, by `exceptions` to rules, by `ignores` in the source;
    `below_gate`, whose severity doesn't fail the run; `carried` by a mapping, which fail it under --strict alone.
    Findings that count again: those whose exception or entry of the baseline has `ended`.
    `stale` entries of the baseline match nothing. Files: those that [scan] exclude leaves out (a folder is not looked
    into, so it counts as one), and those `left_out` by [scan] tests, by [scan] build or as untracked. Rules that judged
    nothing: `inert`, or `waiting` where they are marked as optional.
    """

    baseline: int
    exceptions: int
    ignores: int
    below_gate: int
    carried: int
    ended: int
    stale: int
    excluded_files: int
    excluded_folders: int
    left_out_files: int
    inert_rules: int
    waiting_rules: int

    @property
    def is_told(self) -> bool:
        """Whether a report of findings alone has to say so. Files are left out in most runs: Go's tests, by default."""
        return any(self._replace(left_out_files=0))


def weakened(result: Result, run: RunInfo) -> Weakened:
    """The numbers of this run."""
    known = Counter(item.source for item in result.known)
    skipped = dict(result.stats.skipped)
    files = {reason: number for reason, number in skipped.items() if not reason.endswith("folders")}
    states = Counter(item.state for item in rule_tallies(result, run))
    counting = [finding for finding in result.findings if finding.change != "retired"]
    return Weakened(
        baseline=known["baseline"],
        exceptions=known["exception"],
        ignores=known["ignore"],
        below_gate=sum(not reaches_gate(finding, run) for finding in counting),
        carried=sum(reaches_gate(finding, run) and not fails(finding, run) for finding in counting),
        ended=sum(bool(finding.ended) for finding in counting),
        stale=len(result.stale),
        excluded_files=files.pop("excluded files", 0),
        excluded_folders=skipped.get("excluded folders", 0),
        left_out_files=sum(files.values()) - files.get(_LEFT_OUT_BY_GO, 0),
        inert_rules=states["inert"],
        waiting_rules=states["waiting"],
    )


def by_severity(findings: Iterable[Finding]) -> str:
    """`2 errors and 1 warning`, "" for no findings."""
    return listed(severity_counts(findings))


def severity_counts(findings: Iterable[Finding]) -> list[str]:
    """`2 errors`, `1 warning`: the severities that there are."""
    severities = [finding.severity for finding in findings]
    return [count(severities.count(name), name) for name in SEVERITIES if name in severities]

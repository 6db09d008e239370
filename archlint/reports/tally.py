"""The summary of a run in numbers, for all reports: the outcome of each rule, and what doesn't count."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from archlint.errors import Complaint
from archlint.model.findings import Finding, Known, Result, RuleOutcome, RunInfo
from archlint.model.policy import SEVERITIES, Severity
from archlint.reports.verdict import fails, reaches_gate
from archlint.text.lists import count, listed

_LEFT_OUT_BY_GO = "package documentation"  # the only reason to skip a file that doesn't come from a setting

State = Literal["kept", "broken", "carried", "noted", "known", "inert", "waiting"]


class RuleTally(NamedTuple):
    """The outcome of one rule. `severity` is the worst of its findings, or ""; `known` counts those that don't count.

    `state` is "broken" if a finding fails the run, "carried" if all findings are carried by a mapping, "noted" if it
    has findings and none fails the run, "known" if all findings are known, "inert" if it judged nothing, "waiting" if
    it judged nothing and is optional, and else "kept": it has no findings, except those that its own exceptions allow.
    `reason` says why the rule is inert or waiting, if that is known.
    """

    rule: str
    sentence: str
    state: State
    severity: Severity | Literal[""]
    outcome: str
    known: int
    reason: str


def rule_tallies(result: Result, run: RunInfo) -> list[RuleTally]:
    """Return all rules in the order of the configuration, then the built-in checks with findings."""
    by_rule: dict[str, list[Finding]] = {outcome.rule.id: [] for outcome in result.outcomes}
    for finding in result.findings:
        if finding.change != "retired":
            by_rule.setdefault(finding.rule, []).append(finding)
    known: dict[str, list[Known]] = {}
    for item in result.known:
        known.setdefault(item.finding.rule, []).append(item)
        by_rule.setdefault(item.finding.rule, [])
    outcomes = {outcome.rule.id: outcome for outcome in result.outcomes}
    return [
        _tally(rule, findings, known.get(rule, []), outcome=outcomes.get(rule), run=run)
        for rule, findings in by_rule.items()
    ]


def _tally(
    rule: str, findings: list[Finding], known: list[Known], outcome: RuleOutcome | None, run: RunInfo
) -> RuleTally:
    state, reason = _state(findings, known, outcome, run=run), ""
    if outcome is not None and state in ("inert", "waiting"):
        reason = outcome.inert
    parts = [by_severity(findings)] if findings else [f"{len(outcome.subjects):,} checked"] if outcome else []
    parts += [f"{len(known):,} known"] if known else []
    sentence = outcome.rule.sentence if outcome else ""
    return RuleTally(
        rule, sentence, state, severity=_worst(findings), outcome=", ".join(parts), known=len(known), reason=reason
    )


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
    """Yield a complaint about each rule that judged nothing, isn't optional, and isn't among the problems already."""
    reported = {(problem.path, problem.line) for problem in result.problems if problem.kind == "inert-rule"}
    states = {item.rule: item for item in rule_tallies(result, run)}
    for outcome in result.outcomes:
        origin, item = outcome.rule.origin, states[outcome.rule.id]
        if item.state == "inert" and (origin.path, origin.line) not in reported:
            reason = f": {item.reason}" if item.reason else ""
            message = f"the rule {item.rule!r} judged nothing{reason}"
            yield Complaint(origin.path, message, line=origin.line, kind="inert-rule")


class Weakened(NamedTuple):
    """The number of things that don't count for the verdict. If a number rises between two runs, the gate got weaker.

    Findings that don't count: those that the `baseline`, `exceptions` to rules or `ignores` in the source cover;
    `below_gate`, whose severity doesn't fail the run; and `carried` by a mapping, which fail it only with --strict.
    `ended`: findings that count again, because their exception or baseline entry has expired. `stale`: baseline entries
    that match nothing. Files: those that [scan] exclude leaves out (an excluded folder counts as one), and those
    `left_out` by [scan] tests, by [scan] build or because they are untracked. Rules that judged nothing: `inert`, or
    `waiting` if they are optional.
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
    def is_reported(self) -> bool:
        """Whether a report that lists only findings must mention this. Files left out don't matter: most runs have
        some, because Go's tests are left out by default."""
        return any(self._replace(left_out_files=0))


def weakened(result: Result, run: RunInfo) -> Weakened:
    """Count what doesn't count in this run."""
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
    """Return e.g. `2 errors and 1 warning`; "" for no findings."""
    return listed(severity_counts(findings))


def severity_counts(findings: Iterable[Finding]) -> list[str]:
    """Return the number of findings of each severity that occurs, e.g. `2 errors`, `1 warning`."""
    severities = [finding.severity for finding in findings]
    return [count(severities.count(name), name) for name in SEVERITIES if name in severities]

"""The `json` report: everything archlint knows about a run, as a stable document for programs (`"schema": 1`).

Paths of places are relative to the scan root, as in `archlint graph --format json`. `root` is the scan root relative to
the repository's root. Lines are 1-based, columns are 1-based and count code points, and `end_column` is exclusive.
Fields may be added within a schema number, but are never changed or removed. A byte of a name that isn't UTF-8 is
written as text, `\\xff`.

`weakened` counts what the verdict leaves out, with the fields of `tally.Weakened` and one number on each line, so that
a diff of two documents shows where the gate got weaker. The `status` of a rule is one of `tally.State`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from archlint.errors import Complaint
from archlint.model.findings import Boundary, Cycle, Finding, Hop, Known, Result, RuleOutcome, RunInfo
from archlint.model.location import Place
from archlint.model.policy import SEVERITIES
from archlint.reports.json_changes import changes_record
from archlint.reports.json_lines import write
from archlint.reports.tally import RuleTally, rule_tallies, weakened
from archlint.reports.verdict import exit_status, fails

SCHEMA = 1


def render(result: Result, run: RunInfo) -> str:
    """Return the document, which ends in a newline. Each finding, rule, known finding and problem is on one line."""
    return write(
        {
            "schema": SCHEMA,
            "tool": {"name": "archlint", "version": run.version},
            "view": result.view,
            "root": run.prefix,
            "config": result.config,
            "mappings": list(result.mappings),
            "summary": _summary(result, run),
            "weakened": weakened(result, run)._asdict(),
            "findings": [finding_record(finding, run) for finding in result.findings],
            "known": [_known(known, run) for known in result.known],
            "stale": [_complaint(complaint) for complaint in result.stale],
            "problems": [_complaint(complaint) for complaint in result.problems],
            "notices": [_complaint(complaint) for complaint in result.notices],
            "rules": _rules(result, run),
            **({"paths": list(result.parts), "elsewhere": result.elsewhere} if result.parts else {}),
            **(_base(result, run) if result.base is not None else {}),
        },
        opened=("weakened",),
    )


def _base(result: Result, run: RunInfo) -> dict[str, object]:
    if result.base is None or result.changes is None:
        return {}
    return {
        "base": {"name": result.base.name, "commit": result.base.commit},
        "loosened": [finding_record(finding, run) for finding in result.loosened],
        "changes": changes_record(result.changes),
    }


def finding_record(finding: Finding, run: RunInfo) -> dict[str, object]:
    """A finding as the document has it."""
    return {
        "kind": finding.kind,
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "place": _place(finding.place),
        "from": finding.source,
        "to": finding.target,
        "layers": list(finding.layers),
        "names": list(finding.names),
        "chain": _hops(finding.chain),
        "cycle": _cycle(finding.cycle) if finding.cycle else None,
        "related": [{"place": _place(related.place), "message": related.message} for related in finding.related],
        "because": finding.because,
        "advice": finding.advice,
        "subject": finding.subject,
        "view": finding.view,
        "moved": finding.moved,
        "change": finding.change,
        "fails": fails(finding, run),
        "fingerprint": finding.fingerprint,
        "ended": finding.ended,
        "boundary": _boundary(finding.boundary) if finding.boundary else None,
    }


def _boundary(boundary: Boundary) -> dict[str, object]:
    return {
        "kind": boundary.kind,
        "from": list(boundary.sources),
        "parts": [part._asdict() for part in boundary.parts],
        "ways": list(boundary.ways),
    }


def _place(place: Place) -> dict[str, object]:
    return place._asdict()


def _places(places: Iterable[Place]) -> list[dict[str, object]]:
    return [_place(place) for place in places]


def _hops(hops: Iterable[Hop]) -> list[dict[str, object]]:
    return [
        {"from": hop.source, "to": hop.target, "names": list(hop.names), "places": _places(hop.places)} for hop in hops
    ]


def _cycle(cycle: Cycle) -> dict[str, object]:
    cuts = [
        {"from": cut.source, "to": cut.target, "files": cut.weight, "places": _places(cut.places)} for cut in cycle.cuts
    ]
    return {"members": list(cycle.members), "hops": _hops(cycle.hops), "cuts": cuts}


def _known(known: Known, run: RunInfo) -> dict[str, object]:
    return {
        "source": known.source,
        "reason": known.reason,
        "place": _place(known.place) if known.place else None,
        "finding": {**finding_record(known.finding, run), "fails": False},
    }


def _complaint(complaint: Complaint) -> dict[str, object]:
    return {
        "path": complaint.path,
        "line": complaint.line,
        "key": complaint.key,
        "message": complaint.message,
        "hint": complaint.hint,
        "kind": complaint.kind,
    }


def _rules(result: Result, run: RunInfo) -> list[dict[str, object]]:
    counts = _counts(result)
    tallies = {item.rule: item for item in rule_tallies(result, run)}
    return [_rule(outcome, counts[outcome.rule.id], tallies[outcome.rule.id]) for outcome in result.outcomes]


def _rule(outcome: RuleOutcome, findings: int, tally: RuleTally) -> dict[str, object]:
    rule = outcome.rule
    return {
        "id": rule.id,
        "sentence": rule.sentence,
        "form": rule.form,
        "severity": rule.severity,
        "because": rule.because,
        "subjects": len(outcome.subjects),
        "findings": findings,
        "status": tally.state,
        "inert": tally.reason,
        "known": tally.known,
        "optional": rule.optional,
    }


def _counts(result: Result) -> Counter[str]:
    """The number of findings of each rule, without retired ones."""
    return Counter(finding.rule for finding in result.findings if finding.change != "retired")


def _summary(result: Result, run: RunInfo) -> dict[str, object]:
    stats = result.stats
    severities = Counter(finding.severity for finding in result.findings if finding.change != "retired")
    changes = Counter(finding.change for finding in result.findings if finding.change)
    return {
        "exit_status": exit_status(result, run),
        "failing": sum(fails(finding, run) for finding in result.findings),
        "severities": {severity: severities[severity] for severity in SEVERITIES},
        "rules": dict(sorted(_counts(result).items())),
        "changes": dict(sorted(changes.items())),
        "known": len(result.known),
        "files": stats.files,
        "packages": stats.packages,
        "imports": stats.imports,
        "layers": [layer._asdict() for layer in stats.layers],
        "unassigned": list(stats.unassigned),
        "skipped": dict(stats.skipped),
        "gate": run.gate,
    }

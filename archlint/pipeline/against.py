"""A check that is held against a base: what the tree introduces, retires and carries, and what it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from archlint.errors import Complaint
from archlint.graphs.view import compile_slices
from archlint.model.changes import Base, RuleChange
from archlint.model.findings import Finding, Result, SortKey
from archlint.model.location import Place
from archlint.model.policy import Config
from archlint.pipeline.changes import changes_between
from archlint.pipeline.compare import Compared, compare_by, images_of
from archlint.pipeline.inputs import Inputs
from archlint.pipeline.rule_changes import Gate, rule_changes
from archlint.pipeline.snapshot import Snapshot, snapshot_of
from archlint.pipeline.verdict import Verdict, result_of, verdict_of


class OwnRules(NamedTuple):
    """The base's own rules, where they differ: its tree under them, and the inputs of the later tree under them."""

    before: Snapshot
    inputs: Inputs


class Against(NamedTuple):
    """What a check is held against. `before` is the base's tree under the later rules; `renames` maps paths of files of
    the base to those they have now. `gate` is what decided in the base, None where that is not known; `gone` are the
    paths of configurations that the base has and the later tree doesn't."""

    base: Base
    before: Snapshot
    renames: Mapping[str, str]
    gate: Gate | None = None
    own: OwnRules | None = None
    gone: tuple[str, ...] = ()


class Seen(NamedTuple):
    """What a check makes of a tree alone: its verdict, and what can be compared."""

    verdict: Verdict
    snapshot: Snapshot


def see(inputs: Inputs) -> Seen:
    """Check a tree, and keep what can be compared."""
    from archlint.pipeline.check import checked  # what is remembered needs no rule

    done = checked(inputs)
    return Seen(verdict_of(done.result), snapshot_of(done, inputs.tree, inputs.config.scan.tests))


def check_against(inputs: Inputs, against: Against, seen: Seen) -> Result:
    """The result of the check that has `seen` the tree, with each finding marked as introduced, retired or carried."""
    result, before, renames = result_of(seen.verdict, inputs.config), against.before, against.renames
    after = seen.snapshot
    compared = _compared(before, after, renames, config=inputs.config)
    marks = {finding.sort_key: finding for finding in compared.findings if finding.change != "retired"}
    if against.own is not None:
        marks.update(
            _carried_by_own_rules(
                against.own.before, after, marks.values(), renames=renames, config=against.own.inputs.config
            )
        )
    findings = [_marked(finding, marks) for finding in result.findings]
    findings += _retired(compared, before, renames, excused=_excused(before, seen, renames, config=inputs.config))
    return result._replace(
        findings=tuple(sorted(findings, key=lambda finding: finding.sort_key)),
        known=tuple(item._replace(finding=_marked(item.finding, marks)) for item in result.known),
        notices=(*result.notices, *against.base.notices, *_inert_before(before, result)),
        base=against.base,
        changes=changes_between(before, after, renames, rules=_rule_changes(inputs, after, against)),
        loosened=tuple(_loosened(against.own, findings, renames)) if against.own else (),
    )


def _carried_by_own_rules(
    own: Snapshot, after: Snapshot, marked: Iterable[Finding], renames: Mapping[str, str], config: Config
) -> Iterator[tuple[SortKey, Finding]]:
    """The findings that the base has by its own rules, where the later rules don't find them in its tree: a layer whose
    globs move with its packages introduces nothing."""
    new = [finding for finding in marked if finding.change == "introduced"]
    for finding in _compared(own, after._replace(findings=tuple(new)), renames, config=config).findings:
        if finding.change == "carried":
            yield finding.sort_key, finding


def _compared(before: Snapshot, after: Snapshot, renames: Mapping[str, str], config: Config) -> Compared:
    images = images_of(before.package_of, after.package_of, renames)
    for old, new in _renamed_nodes(renames, config):
        if old and new:
            images.setdefault(old, {old}).add(new)
    return compare_by(images, (_renamed(finding, renames) for finding in before.findings), after.findings)


def _renamed_nodes(renames: Mapping[str, str], config: Config) -> Iterator[tuple[str, str]]:
    """The slices and folders that renamed files were in, with those that they are in now: they are nodes of cycles."""
    globs = compile_slices(config.slices).values()
    for before, after in renames.items():
        yield from ((glob.capture(before), glob.capture(after)) for glob in globs)
        old, new = before.split("/")[:-1], after.split("/")[:-1]
        yield from (("/".join(old[:depth]), "/".join(new[:depth])) for depth in range(1, min(len(old), len(new)) + 1))


def _renamed(finding: Finding, renames: Mapping[str, str]) -> Finding:
    """The finding as it would be if its files had had their later names."""
    if not renames:
        return finding
    place = finding.place._replace(path=renames.get(finding.place.path, finding.place.path))
    ends = (renames.get(end, end) for end in (finding.source, finding.target))
    source, target = ends
    identity = tuple(renames.get(part, part) for part in finding.identity)
    return finding._replace(place=place, source=source, target=target, identity=identity)


def _marked(finding: Finding, marks: Mapping[SortKey, Finding]) -> Finding:
    """The finding with its mark; one that an exception or an ignore excuses has none."""
    mark = marks.get(finding.sort_key)
    return finding if mark is None else finding._replace(change=mark.change)


def _excused(before: Snapshot, seen: Seen, renames: Mapping[str, str], config: Config) -> frozenset[str]:
    """The fingerprints of earlier findings, renamed, that are still there, but excused by an exception or an ignore."""
    known = tuple(item.finding for item in seen.verdict.result.known)
    origins = _compared(before, seen.snapshot._replace(findings=known), renames, config=config).origins
    return frozenset(finding.fingerprint for findings in origins.values() for finding in findings)


def _retired(
    compared: Compared, before: Snapshot, renames: Mapping[str, str], excused: frozenset[str]
) -> Iterator[Finding]:
    """The findings that are gone, at their places in the base."""
    gone = {finding.fingerprint for finding in compared.findings if finding.change == "retired"} - excused
    for finding in before.findings:
        if gone and _renamed(finding, renames).fingerprint in gone:
            yield finding._replace(change="retired")


def _inert_before(before: Snapshot, result: Result) -> Iterator[Complaint]:
    """Remarks on what matches nothing in the base alone."""
    now = {(item.path, item.line, item.key) for item in result.problems}
    for item in before.problems:
        if (item.path, item.line, item.key) not in now:
            yield item._replace(message=f"in the base only: {item.message}", hint="")


def _rule_changes(inputs: Inputs, after: Snapshot, against: Against) -> tuple[RuleChange, ...]:
    gone = tuple(
        RuleChange("scan", "layers.toml", effect="loosened", before=path, after="", place=Place(path))
        for path in against.gone
    )
    if against.gate is None:
        return gone
    now = Gate(inputs.config, inputs.baseline, inputs.baseline_path, ignores=after.ignores)
    return (*gone, *rule_changes(against.gate._replace(ignores=against.before.ignores), now, against.renames))


def _loosened(own: OwnRules, findings: Iterable[Finding], renames: Mapping[str, str]) -> Iterator[Finding]:
    """What the base's own rules find in the later tree alone, and the later rules don't find, or excuse."""
    told = {_breach(finding) for finding in findings if finding.change != "retired"}
    for finding in _compared(own.before, see(own.inputs).snapshot, renames, config=own.inputs.config).findings:
        if finding.change == "introduced" and _breach(finding) not in told:
            yield finding


def _breach(finding: Finding) -> tuple[object, ...]:
    """What a finding says, whichever rule says it."""
    return (finding.kind, finding.source, finding.target, finding.identity)

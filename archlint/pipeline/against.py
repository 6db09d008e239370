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
    later = _Later(before, after, renames, config=inputs.config)
    compared = later.compared(after.findings)
    marks = {finding.sort_key: finding for finding in compared.findings if finding.change != "retired"}
    if against.own is not None:
        marks.update(_carried_by_own_rules(against.own, after, renames, marked=marks.values()))
    findings = [_marked(finding, marks) for finding in result.findings]
    findings += _retired(compared, later, excused=later.compared(item.finding for item in result.known))
    return result._replace(
        findings=tuple(sorted(findings, key=lambda finding: finding.sort_key)),
        known=tuple(item._replace(finding=_marked(item.finding, marks)) for item in result.known),
        notices=(*result.notices, *against.base.notices, *_inert_before(before, result)),
        base=against.base,
        changes=changes_between(before, after, renames, rules=_rule_changes(inputs, after, against)),
        loosened=tuple(_loosened(against.own, findings, renames)) if against.own else (),
    )


def _carried_by_own_rules(
    own: OwnRules, after: Snapshot, renames: Mapping[str, str], marked: Iterable[Finding]
) -> Iterator[tuple[SortKey, Finding]]:
    """The findings that the base has by its own rules, where the later rules don't find them in its tree: a layer whose
    globs move with its packages introduces nothing."""
    new = [finding for finding in marked if finding.change == "introduced"]
    for finding in _Later(own.before, after, renames, config=own.inputs.config).compared(new).findings:
        if finding.change == "carried":
            yield finding.sort_key, finding


class _Later:
    """An earlier tree, as later findings are compared with it: with what its files, packages, slices and folders are
    called now."""

    def __init__(self, before: Snapshot, after: Snapshot, renames: Mapping[str, str], config: Config) -> None:
        self.before = before
        self.renamed = tuple(_renamed(finding, renames) for finding in before.findings)
        self._images = images_of(before.package_of, after.package_of, renames)
        for old, new in _renamed_nodes(renames, config):
            if old and new:
                self._images.setdefault(old, {old}).add(new)

    def compared(self, findings: Iterable[Finding]) -> Compared:
        """The findings of both trees, each with its change."""
        return compare_by(self._images, self.renamed, findings)


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
    source, target = (renames.get(end, end) for end in (finding.source, finding.target))
    identity = tuple(renames.get(part, part) for part in finding.identity)
    return finding._replace(place=place, source=source, target=target, identity=identity)


def _marked(finding: Finding, marks: Mapping[SortKey, Finding]) -> Finding:
    """The finding with its mark; one that an exception or an ignore excuses has none."""
    mark = marks.get(finding.sort_key)
    return finding if mark is None else finding._replace(change=mark.change)


def _retired(compared: Compared, later: _Later, excused: Compared) -> Iterator[Finding]:
    """The findings that are gone, at their places in the base; one that is there, and `excused` now, is not gone."""
    there = {finding.fingerprint for findings in excused.origins.values() for finding in findings}
    gone = {finding.fingerprint for finding in compared.findings if finding.change == "retired"} - there
    for finding, renamed in zip(later.before.findings, later.renamed, strict=True):
        if gone and renamed.fingerprint in gone:
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
    now = see(own.inputs).snapshot
    for finding in _Later(own.before, now, renames, config=own.inputs.config).compared(now.findings).findings:
        if finding.change == "introduced" and _breach(finding) not in told:
            yield finding


def _breach(finding: Finding) -> tuple[object, ...]:
    """What a finding says, whichever rule says it."""
    return (finding.kind, finding.source, finding.target, finding.identity)

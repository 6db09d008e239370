"""What one configuration changes of another, with the baseline and the ignores: what a branch does to its own gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from archlint.model.changes import Effect, RuleChange
from archlint.model.location import Origin, Place
from archlint.model.policy import SEVERITIES, Config, Exemption, Globs, Rule, Scan, Slices
from archlint.pipeline.snapshot import Ignored

if TYPE_CHECKING:
    from archlint.pipeline.baseline import Entry

_TESTS = {"exclude": 0, "only": 1, "include": 2}
"""How much a policy on tests lets a rule see, as far as one can say."""


class Gate(NamedTuple):
    """All that decides what counts in one tree. `baseline` is None where there is none; `baseline_path` is its path."""

    config: Config
    baseline: tuple[Entry, ...] | None = None
    baseline_path: str = ""
    ignores: tuple[Ignored, ...] = ()


def rule_changes(before: Gate, after: Gate, renames: Mapping[str, str]) -> tuple[RuleChange, ...]:
    """The changes: of rules and their exceptions, of names, of [scan], of the baseline, of ignores.

    `renames` maps paths of files before to those after.
    """
    old, new = before.config, after.config
    return (
        *_rules(old.rules, new.rules),
        *_named("layer", old.layers, new.layers),
        *_named("group", old.groups, new.groups),
        *_named("slices", old.slices, new.slices),
        *_scan(old, new),
        *_baseline(before, after),
        *_ignores(before.ignores, after.ignores, renames),
    )


def _rules(before: tuple[Rule, ...], after: tuple[Rule, ...]) -> Iterator[RuleChange]:
    pairs, gone = _paired_rules(before, after)
    for old, new in pairs:
        if old is None:
            yield RuleChange(
                "rule", new.id, effect="tightened", before="", after=new.sentence, place=_place(new.origin)
            )
        else:
            yield from _rule(old, new)
    for rule in gone:
        yield RuleChange("rule", rule.id, effect="loosened", before=rule.sentence, after="", place=_place(rule.origin))


def _paired_rules(
    before: tuple[Rule, ...], after: tuple[Rule, ...]
) -> tuple[list[tuple[Rule | None, Rule]], list[Rule]]:
    """Each later rule with the earlier one of its id, else of its sentence; and the earlier rules that are gone."""
    by_id = {rule.id: rule for rule in before}
    ids = {rule.id for rule in after}
    by_sentence = {rule.sentence: rule for rule in before if rule.id not in ids}
    pairs: list[tuple[Rule | None, Rule]] = []
    for rule in after:
        old = by_id.pop(rule.id, None) or by_sentence.pop(rule.sentence, None)
        if old is not None:
            by_id.pop(old.id, None)
        pairs.append((old, rule))
    return pairs, list(by_id.values())


def _rule(old: Rule, new: Rule) -> Iterator[RuleChange]:
    place = _place(new.origin)
    if " ".join(old.sentence.split()) != " ".join(new.sentence.split()):
        yield RuleChange("rule", new.id, effect="changed", before=old.sentence, after=new.sentence, place=place)
    if old.severity != new.severity:
        lower = SEVERITIES.index(old.severity) < SEVERITIES.index(new.severity)
        effect: Effect = "loosened" if lower else "tightened"
        yield RuleChange(
            "rule", new.id, effect, before=f"severity {old.severity}", after=f"severity {new.severity}", place=place
        )
    if old.tests != new.tests:
        yield RuleChange(
            "rule",
            new.id,
            _tests(old.tests, new.tests),
            before=f"tests {old.tests}",
            after=f"tests {new.tests}",
            place=place,
        )
    if old.optional != new.optional:
        said, says = ("", "optional") if new.optional else ("optional", "")
        yield RuleChange(
            "rule", new.id, effect="loosened" if says else "tightened", before=said, after=says, place=place
        )
    kept = {(item.source, item.target): item for item in old.exceptions}
    for item in new.exceptions:
        was = kept.pop((item.source, item.target), None)
        if was is None:
            yield RuleChange(
                "exception", new.id, effect="loosened", before="", after=_exception(item), place=_place(item.origin)
            )
        elif was.until != item.until:
            longer = not item.until or bool(was.until and item.until > was.until)
            effect = "loosened" if longer else "tightened"
            yield RuleChange(
                "exception", new.id, effect, before=_exception(was), after=_exception(item), place=_place(item.origin)
            )
    for item in kept.values():
        yield RuleChange(
            "exception", new.id, effect="tightened", before=_exception(item), after="", place=_place(item.origin)
        )


def _named(
    what: Literal["layer", "group", "slices"], before: Iterable[Globs | Slices], after: Iterable[Globs | Slices]
) -> Iterator[RuleChange]:
    old = {item.name: item for item in before}
    for item in after:
        was = old.pop(item.name, None)
        said, says = _globs(was), _globs(item)
        if said != says:
            yield RuleChange(what, item.name, effect="changed", before=said, after=says, place=_place(item.origin))
    for item in old.values():
        yield RuleChange(what, item.name, effect="changed", before=_globs(item), after="", place=_place(item.origin))


def _scan(old: Config, new: Config) -> Iterator[RuleChange]:
    place = Place(new.path)
    before, after = old.scan, new.scan
    had, has = frozenset(before.exclude), frozenset(after.exclude)
    yield from (
        RuleChange("scan", name="exclude", effect="loosened", before="", after=glob, place=_place(origin))
        for glob, origin in zip(after.exclude, after.exclude_origins, strict=True)
        if glob not in had
    )
    yield from (
        RuleChange("scan", name="exclude", effect="tightened", before=glob, after="", place=_place(origin))
        for glob, origin in zip(before.exclude, before.exclude_origins, strict=True)
        if glob not in has
    )
    if before.tests != after.tests:
        yield RuleChange(
            "scan",
            name="tests",
            effect=_tests(before.tests, after.tests),
            before=before.tests,
            after=after.tests,
            place=place,
        )
    for name, said, says in _settings(before, after):
        if said != says:
            yield RuleChange("scan", name, effect="changed", before=said, after=says, place=place)


def _settings(before: Scan, after: Scan) -> Iterator[tuple[str, str, str]]:
    for name in ("root", "module", "language"):
        yield name, getattr(before, name), getattr(after, name)
    yield "build", _build(before), _build(after)


def _build(scan: Scan) -> str:
    build = scan.build
    if build is None:
        return "all"
    return " ".join((f"{build.goos}/{build.goarch}", *build.tags, *(() if build.cgo else ("without cgo",))))


def _baseline(before: Gate, after: Gate) -> Iterator[RuleChange]:
    old = {entry.fingerprint: entry for entry in before.baseline or ()}
    for entry in after.baseline or ():
        was = old.pop(entry.fingerprint, None)
        place = Place(after.baseline_path, max(entry.line, 1))
        if was is None:
            yield RuleChange("baseline", entry.rule, effect="loosened", before="", after=_entry(entry), place=place)
        elif was.until != entry.until:
            longer = not entry.until or bool(was.until and entry.until > was.until)
            yield RuleChange(
                "baseline",
                entry.rule,
                effect="loosened" if longer else "tightened",
                before=_entry(was),
                after=_entry(entry),
                place=place,
            )
    for entry in old.values():
        place = Place(before.baseline_path, max(entry.line, 1))
        yield RuleChange("baseline", entry.rule, effect="tightened", before=_entry(entry), after="", place=place)


def _ignores(
    before: tuple[Ignored, ...], after: tuple[Ignored, ...], renames: Mapping[str, str]
) -> Iterator[RuleChange]:
    """Ignores are told apart by their file and rule. Of several in one file, the last ones count as added."""

    def added(old: Iterable[Ignored], new: Iterable[Ignored], path_of: Callable[[str], str]) -> Iterator[Ignored]:
        left = Counter((path_of(item.place.path), item.rule) for item in old)
        for item in new:
            key = (item.place.path, item.rule)
            if left[key]:
                left[key] -= 1
            else:
                yield item

    now = {new: old for old, new in renames.items()}
    for item in added(before, after, lambda path: renames.get(path, path)):
        yield RuleChange("ignore", item.rule, effect="loosened", before="", after=item.reason, place=item.place)
    for item in added(after, before, lambda path: now.get(path, path)):
        yield RuleChange("ignore", item.rule, effect="tightened", before=item.reason, after="", place=item.place)


def _tests(before: str, after: str) -> Effect:
    return "tightened" if _TESTS[after] > _TESTS[before] else "loosened"


def _exception(item: Exemption) -> str:
    until = f", until {item.until}" if item.until else ""
    return f"{item.source} -> {item.target}: {item.because}{until}"


def _globs(item: Globs | Slices | None) -> str:
    if item is None:
        return ""
    return ", ".join(item.globs) if isinstance(item, Globs) else item.glob


def _entry(entry: Entry) -> str:
    ends = f"{entry.source} -> {entry.target}" if entry.target else entry.source
    return f"{ends} ({entry.note})" if entry.note else ends


def _place(origin: Origin) -> Place:
    return Place(origin.path, max(origin.line, 1))

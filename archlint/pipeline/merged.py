"""The results of several scan roots as one, so that each report is one document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple, Protocol, TypeVar, cast, runtime_checkable

from archlint.errors import Complaint
from archlint.model.changes import Arrow, Changes, KnotChange, LayerChange, Level
from archlint.model.findings import Finding, Known, Result, RuleOutcome, Stats
from archlint.model.location import Place

T = TypeVar("T")


@runtime_checkable
class _Record(Protocol):
    """A NamedTuple."""

    def _make(self, iterable: Iterable[object], /) -> object: ...


class Rooted(NamedTuple):
    """The result of a scan root. `folder` is its path from the common folder, ending in `/`, "" for that itself."""

    folder: str
    result: Result


def merged(results: Sequence[Rooted]) -> Result:
    """One result. Its paths are those from the common folder. Ids of rules and names of layers start with the folder of
    their root, since two configurations may give one name two meanings."""
    parts = [_rebased(each) for each in results]
    views = {part.view for part in parts}
    return Result(
        findings=tuple(sorted(chain.from_iterable(part.findings for part in parts), key=lambda each: each.sort_key)),
        known=tuple(chain.from_iterable(part.known for part in parts)),
        stale=tuple(chain.from_iterable(part.stale for part in parts)),
        problems=tuple(chain.from_iterable(part.problems for part in parts)),
        notices=tuple(chain.from_iterable(part.notices for part in parts)),
        outcomes=tuple(chain.from_iterable(part.outcomes for part in parts)),
        stats=_sum(part.stats for part in parts),
        view=views.pop() if len(views) == 1 else "both",
        config=", ".join(part.config for part in parts),
        mappings=tuple(chain.from_iterable(part.mappings for part in parts)),
        base=next((part.base for part in parts if part.base), None),
        changes=_all_changes([part.changes for part in parts if part.changes]),
        loosened=tuple(chain.from_iterable(part.loosened for part in parts)),
        parts=tuple(chain.from_iterable(part.parts for part in parts)),
        elsewhere=sum(part.elsewhere for part in parts),
    )


def _rebased(rooted: Rooted) -> Result:
    folder, result = rooted
    names = frozenset(layer.name for layer in result.stats.layers)

    def layer(name: str) -> str:
        return f"{folder}{name}" if name in names else name

    def finding(old: Finding) -> Finding:
        new = _moved(old, folder)
        return new._replace(
            rule=f"{folder}{old.rule}",
            layers=(layer(old.layers[0]), layer(old.layers[1])),
            moved=old.moved and f"{folder}{old.moved}",
            identity=(folder, *old.identity),
        )

    def known(old: Known) -> Known:
        new = _moved(old, folder)
        return new._replace(finding=finding(old.finding))

    def outcome(old: RuleOutcome) -> RuleOutcome:
        new = _moved(old, folder)
        origin = new.rule.origin._replace(path=f"{folder}{new.rule.origin.path}")
        return new._replace(rule=new.rule._replace(id=f"{folder}{new.rule.id}", origin=origin))

    stats = result.stats
    return result._replace(
        findings=tuple(map(finding, result.findings)),
        known=tuple(map(known, result.known)),
        stale=tuple(_complaint(each, folder) for each in result.stale),
        problems=tuple(_complaint(each, folder) for each in result.problems),
        notices=tuple(_complaint(each, folder) for each in result.notices),
        outcomes=tuple(map(outcome, result.outcomes)),
        stats=stats._replace(
            layers=tuple(each._replace(name=layer(each.name)) for each in stats.layers),
            unassigned=tuple(f"{folder}{path}" for path in stats.unassigned),
        ),
        config=f"{folder}{result.config}",
        mappings=tuple(f"{folder}{path}" for path in result.mappings),
        changes=None if result.changes is None else _rebased_changes(result.changes, folder),
        loosened=tuple(map(finding, result.loosened)),
        parts=tuple(f"{folder}{path}" for path in result.parts) or ((folder.removesuffix("/"),) if folder else ()),
    )


def _rebased_changes(changes: Changes, folder: str) -> Changes:
    """The changes of a root. Names of layers and slices start with its folder; import paths stay."""

    def name(level: Level, name: str) -> str:
        return name if level == "package" or not name else f"{folder}{name}"

    def arrow(old: Arrow) -> Arrow:
        return old._replace(source=name(old.level, old.source), target=name(old.level, old.target))

    def cycle(old: KnotChange) -> KnotChange:
        knot = old.knot
        return old._replace(knot=knot._replace(members=tuple(name(knot.level, member) for member in knot.members)))

    def layer_change(old: LayerChange) -> LayerChange:
        return LayerChange(f"{folder}{old.path}", name("layer", old.before), name("layer", old.after))

    moved = _moved(changes, folder)
    return moved._replace(
        added=tuple(map(arrow, moved.added)),
        removed=tuple(map(arrow, moved.removed)),
        cycles=tuple(map(cycle, moved.cycles)),
        layers_added=tuple(name("layer", each) for each in moved.layers_added),
        layers_removed=tuple(name("layer", each) for each in moved.layers_removed),
        layer_changes=tuple(map(layer_change, moved.layer_changes)),
    )


def _moved(value: T, folder: str) -> T:
    """The value with each place that it holds, however deep, in the folder."""
    return cast("T", _rebuilt(value, folder))


def _rebuilt(value: object, folder: str) -> object:
    if isinstance(value, Place):
        return value._replace(path=f"{folder}{value.path}")
    if isinstance(value, tuple):
        parts = [_rebuilt(each, folder) for each in value]
        return value._make(parts) if isinstance(value, _Record) else tuple(parts)
    return value


def _complaint(complaint: Complaint, folder: str) -> Complaint:
    if complaint.kind == "inert-scan":  # of the root itself, and named by its last part
        return complaint._replace(path=folder.removesuffix("/") or complaint.path)
    return complaint._replace(path=f"{folder}{complaint.path}") if complaint.path else complaint


def _sum(stats: Iterable[Stats]) -> Stats:
    every = list(stats)
    skipped = Counter[str]()
    for each in every:
        skipped.update(dict(each.skipped))
    return Stats(
        files=sum(each.files for each in every),
        packages=sum(each.packages for each in every),
        imports=sum(each.imports for each in every),
        layers=tuple(chain.from_iterable(each.layers for each in every)),
        unassigned=tuple(chain.from_iterable(each.unassigned for each in every)),
        skipped=tuple(sorted(skipped.items())),
    )


def _all_changes(every: list[Changes]) -> Changes | None:
    return Changes(*(tuple(chain.from_iterable(lists)) for lists in zip(*every, strict=True))) if every else None

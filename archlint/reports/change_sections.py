"""What a tree changes of another's architecture, in words: titled lists, which a report lays out.

The words hold names from the tree as they are; who lays them out makes them safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from archlint.model.changes import Arrow, Changes, KnotChange, LayerChange, Renamed, RuleChange, ThirdParty
from archlint.model.findings import Finding
from archlint.text.lists import count

NO_LAYER = "(no layer)"

_RULE_WORDS = {
    "rule": "rule",
    "layer": "layer",
    "group": "group",
    "slices": "slices",
    "exception": "exception to",
    "scan": "[scan]",
    "baseline": "baseline entry of",
    "ignore": "ignore of",
}
_CYCLE_WORDS = {"new": "new", "grown": "larger", "shrunk": "smaller", "opened": "gone"}


class Section(NamedTuple):
    """A list under a title. An item is a line of its own; its place, if it has one, is said in it."""

    title: str
    items: tuple[str, ...]


def sections(changes: Changes, loosened: Iterable[Finding] = (), prefix: str = "") -> list[Section]:
    """All that differs, the gravest first: rules, cycles, layers, slices, packages, modules.

    `loosened` are the findings that only the earlier rules have. `prefix` goes before the path of each place.
    """
    found = [
        Section("Changes of the rules", tuple(_rule(item, prefix) for item in changes.rules)),
        Section(
            "What the earlier rules find, and the later ones let pass",
            tuple(f"{prefix}{finding.place}: {finding.message}" for finding in loosened),
        ),
        Section("Cycles", tuple(_cycle(item) for item in changes.cycles)),
        *_dependencies(changes, prefix),
        Section("Files in another layer", tuple(_layer_change(item, prefix) for item in changes.layer_changes)),
        Section("New layers", changes.layers_added),
        Section("Layers without files now", changes.layers_removed),
        Section("New packages", changes.packages_added),
        Section("Packages that are gone", changes.packages_removed),
        Section("Renamed packages", tuple(_renamed(item) for item in changes.packages_renamed)),
        Section("New third-party modules", tuple(_module(item, prefix) for item in changes.modules_added)),
        Section("Third-party modules that are gone", tuple(_module(item, "", "") for item in changes.modules_removed)),
    ]
    return [section for section in found if section.items]


def _dependencies(changes: Changes, prefix: str) -> Iterator[Section]:
    families = sorted({arrow.family for arrow in (*changes.added, *changes.removed) if arrow.family})
    levels = [("layer", "", "layers"), *(("slice", name, f"slices of '{name}'") for name in families)]
    for level, family, nouns in (*levels, ("package", "", "packages")):
        for title, arrows, gone in (("New", changes.added, False), ("Removed", changes.removed, True)):
            shown = [arrow for arrow in arrows if (arrow.level, arrow.family) == (level, family)]
            items = tuple(_arrow(arrow, "" if gone else f", first at {prefix}{arrow.place}") for arrow in shown)
            yield Section(f"{title} dependencies between {nouns}", items)


def _arrow(arrow: Arrow, where: str) -> str:
    source, target = (end or NO_LAYER for end in (arrow.source, arrow.target))
    return f"{source} -> {target}: {count(arrow.uses, 'place')}{where}"


def _cycle(item: KnotChange) -> str:
    knot = item.knot
    nouns = f"slices of '{knot.family}'" if knot.family else f"{knot.level}s"
    return f"{_CYCLE_WORDS[item.change]}: {len(knot.members):,} {nouns}: {', '.join(knot.members)}"


def _rule(item: RuleChange, prefix: str) -> str:
    said = f"{item.before!r} -> {item.after!r}" if item.before and item.after else _added(item)
    return f"{item.effect}: {_RULE_WORDS[item.what]} {item.name}: {said} ({prefix}{item.place.path}:{item.place.line})"


def _added(item: RuleChange) -> str:
    return f"added {item.after!r}" if item.after else f"removed {item.before!r}"


def _layer_change(item: LayerChange, prefix: str) -> str:
    return f"{prefix}{item.path}: {item.before or NO_LAYER} -> {item.after or NO_LAYER}"


def _renamed(item: Renamed) -> str:
    return f"{item.before} -> {item.after}"


def _module(item: ThirdParty, prefix: str, where: str = ", first at ") -> str:
    return f"{item.module}: {count(item.uses, 'place')}" + (f"{where}{prefix}{item.place}" if where else "")

"""What a tree changes of another's architecture, in words: titled lists, which a report lays out.

The words hold names from the tree as they are; who lays them out makes them safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from archlint.model.changes import Arrow, Changes, KnotChange, LayerChange, Level, Renamed, RuleChange, ThirdParty
from archlint.model.findings import Finding, Result
from archlint.reports.change_words import rule_change
from archlint.text.lists import count

NO_LAYER = "(no layer)"

_CYCLE_WORDS = {"new": "new", "grown": "larger", "shrunk": "smaller", "opened": "gone"}


class Section(NamedTuple):
    """A list under a title. An item is a line of its own; its place, if it has one, is said in it."""

    title: str
    items: tuple[str, ...]


def all_sections(result: Result, prefix: str = "") -> list[Section]:
    """Findings by their change, then all that differs. `prefix` goes before the path of each place."""
    titles = (("Findings", ""), ("Introduced findings", "introduced"), ("Retired findings", "retired"))
    found = [
        Section(title, tuple(_finding(item, prefix) for item in result.findings if item.change == change))
        for title, change in titles
    ]
    changed = sections(result.changes, result.loosened, prefix) if result.changes else []
    return [section for section in (*found, *changed) if section.items]


def sections(changes: Changes, loosened: Iterable[Finding] = (), prefix: str = "") -> list[Section]:
    """All that differs, the gravest first: rules, cycles, layers, slices, packages, modules.

    `loosened` are the findings that only the earlier rules have. `prefix` goes before the path of each place.
    """
    found = [
        Section("Changes of the rules", tuple(_rule(item, prefix) for item in changes.rules)),
        Section(
            "Findings that the changed rules no longer report",
            tuple(f"{prefix}{finding.place}: {finding.message}" for finding in loosened),
        ),
        Section("Cycles", tuple(cycle_change(item) for item in changes.cycles)),
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
    added, removed = by_level(changes.added), by_level(changes.removed)
    families = sorted({family for _, family in (*added, *removed) if family})
    levels: list[tuple[Level, str, str]] = [("layer", "", "layers")]
    levels += [("slice", name, f"slices of '{name}'") for name in families]
    for level, family, nouns in (*levels, ("package", "", "packages")):
        new = tuple(_arrow(arrow, f", first at {prefix}{arrow.place}") for arrow in added.get((level, family), ()))
        yield Section(f"New dependencies between {nouns}", new)
        gone = tuple(_arrow(arrow, "") for arrow in removed.get((level, family), ()))
        yield Section(f"Removed dependencies between {nouns}", gone)


def nothing_changed(result: Result) -> bool:
    """Whether the tree is the same as the base in everything that archlint compares."""
    changed = any(finding.change != "carried" for finding in result.findings)
    return result.changes is not None and result.changes.is_empty and not result.loosened and not changed


def by_level(arrows: Iterable[Arrow]) -> dict[tuple[Level, str], list[Arrow]]:
    """The arrows by their level and family, in their order."""
    found: dict[tuple[Level, str], list[Arrow]] = {}
    for arrow in arrows:
        found.setdefault((arrow.level, arrow.family), []).append(arrow)
    return found


def _finding(finding: Finding, prefix: str) -> str:
    return f"{prefix}{finding.place}: {finding.severity}[{finding.rule}]: {finding.message}"


def _arrow(arrow: Arrow, where: str) -> str:
    source, target = (end or NO_LAYER for end in (arrow.source, arrow.target))
    return f"{source} -> {target}: {count(arrow.uses, 'place')}{where}"


def cycle_change(item: KnotChange) -> str:
    """What happened to a cycle, and its members."""
    knot = item.knot
    nouns = f"slices of '{knot.family}'" if knot.family else f"{knot.level}s"
    return f"{_CYCLE_WORDS[item.change]}: {len(knot.members):,} {nouns}: {', '.join(knot.members)}"


def _rule(item: RuleChange, prefix: str) -> str:
    return f"{prefix}{item.place.path}:{item.place.line}: {item.effect}: {rule_change(item)}"


def _layer_change(item: LayerChange, prefix: str) -> str:
    return f"{prefix}{item.path}: {item.before or NO_LAYER} -> {item.after or NO_LAYER}"


def _renamed(item: Renamed) -> str:
    return f"{item.before} -> {item.after}"


def _module(item: ThirdParty, prefix: str, where: str = ", first at ") -> str:
    return f"{item.module}: {count(item.uses, 'place')}" + (f"{where}{prefix}{item.place}" if where else "")

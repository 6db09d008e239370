"""What one tree changes of another's architecture, for the JSON documents of `check --base` and `diff`."""

from __future__ import annotations

from archlint.model.changes import Arrow, Changes, RuleChange, ThirdParty


def changes_record(changes: Changes) -> dict[str, object]:
    """The changes, as an object of lists. A place has its path from the scan root, and 1-based lines and columns."""
    return {
        "dependencies_added": [_arrow(arrow) for arrow in changes.added],
        "dependencies_removed": [_arrow(arrow) for arrow in changes.removed],
        "cycles": [{"change": item.change, **item.knot._asdict()} for item in changes.cycles],
        "packages_added": list(changes.packages_added),
        "packages_removed": list(changes.packages_removed),
        "packages_renamed": [item._asdict() for item in changes.packages_renamed],
        "layers_added": list(changes.layers_added),
        "layers_removed": list(changes.layers_removed),
        "modules_added": [_placed(item) for item in changes.modules_added],
        "modules_removed": [_placed(item) for item in changes.modules_removed],
        "layer_changes": [item._asdict() for item in changes.layer_changes],
        "rules": [_placed(item) for item in changes.rules],
    }


def _arrow(arrow: Arrow) -> dict[str, object]:
    return {
        "level": arrow.level,
        "family": arrow.family,
        "from": arrow.source,
        "to": arrow.target,
        "uses": arrow.uses,
        "place": arrow.place._asdict(),
    }


def _placed(item: ThirdParty | RuleChange) -> dict[str, object]:
    return {**item._asdict(), "place": item.place._asdict()}

"""What one tree changes of another: which arrows, cycles, packages, layers and modules differ between two snapshots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from archlint.model.changes import Arrow, Changes, Knot, KnotChange, LayerChange, Renamed, RuleChange
from archlint.pipeline.snapshot import Snapshot


def changes_between(
    before: Snapshot, after: Snapshot, renames: Mapping[str, str], rules: tuple[RuleChange, ...] = ()
) -> Changes:
    """All that differs. `renames` maps paths of files before to those after; a package whose files all go into one new
    package is that package."""
    renamed = _renamed_packages(before, after, renames)
    old_arrows = {_renamed_ends(arrow, renamed): arrow for arrow in before.arrows}
    new_arrows = {arrow.ends: arrow for arrow in after.arrows}
    known = {module.module for module in before.modules}
    left = {module.module for module in after.modules}
    return Changes(
        added=tuple(arrow for ends, arrow in new_arrows.items() if ends not in old_arrows),
        removed=tuple(arrow for ends, arrow in old_arrows.items() if ends not in new_arrows),
        cycles=tuple(_knot_changes(before.knots, after.knots, renamed)),
        packages_added=tuple(sorted({*after.packages} - {*before.packages} - {*renamed.values()})),
        packages_removed=tuple(sorted({*before.packages} - {*after.packages} - {*renamed})),
        packages_renamed=tuple(Renamed(*pair) for pair in sorted(renamed.items())),
        layers_added=tuple(sorted({*after.layers} - {*before.layers})),
        layers_removed=tuple(sorted({*before.layers} - {*after.layers})),
        modules_added=tuple(module for module in after.modules if module.module not in known),
        modules_removed=tuple(module for module in before.modules if module.module not in left),
        layer_changes=tuple(_layer_changes(before, after, renames)),
        rules=rules,
    )


def _renamed_packages(before: Snapshot, after: Snapshot, renames: Mapping[str, str]) -> dict[str, str]:
    """The packages that are the same under another name: all files that are left of the old one are in the new one, and
    nothing else has the old name, nor had the new one."""
    now = after.package_of
    there, here = {*before.packages}, {*after.packages}
    images: dict[str, set[str]] = {}
    for path, package, _ in before.files:
        image = now.get(renames.get(path, path))
        if image is not None:
            images.setdefault(package, set()).add(image)
    found: dict[str, str] = {}
    for package, (image, *others) in ((name, sorted(group)) for name, group in images.items() if name in there):
        if not others and package not in here and image in here and image not in there:
            found[package] = image
    claimed = Counter(found.values())
    return {package: image for package, image in found.items() if claimed[image] == 1}


def _renamed_ends(arrow: Arrow, renamed: Mapping[str, str]) -> tuple[str, str, str, str]:
    if arrow.level != "package":
        return arrow.ends
    source, target = (renamed.get(end, end) for end in (arrow.source, arrow.target))
    return (arrow.level, arrow.family, source, target)


def _knot_changes(before: Iterable[Knot], after: Iterable[Knot], renamed: Mapping[str, str]) -> Iterator[KnotChange]:
    """A cycle goes on in those of the other tree that share two members or more with it."""
    earlier = [
        knot._replace(members=tuple(renamed.get(member, member) for member in knot.members))
        if knot.level == "package"
        else knot
        for knot in before
    ]
    later = list(after)
    for knot, kin in zip(later, _kin(later, earlier), strict=True):
        if not kin:
            yield KnotChange(knot, "new")
        elif not any(set(knot.members) <= set(old.members) for old in kin):
            yield KnotChange(knot, "grown")
        elif all(set(knot.members) != set(old.members) for old in kin):
            yield KnotChange(knot, "shrunk")
    for knot, kin in zip(before, _kin(earlier, later), strict=True):
        if not kin:
            yield KnotChange(knot, "opened")


def _kin(knots: list[Knot], others: list[Knot]) -> Iterator[list[Knot]]:
    """For each of the knots, those of the others that share two members or more with it."""
    homes = {(knot.level, knot.family, member): at for at, knot in enumerate(others) for member in knot.members}
    for knot in knots:
        shared = Counter(homes.get((knot.level, knot.family, member), -1) for member in knot.members)
        yield [others[at] for at, count in sorted(shared.items()) if at >= 0 and count > 1]


def _layer_changes(before: Snapshot, after: Snapshot, renames: Mapping[str, str]) -> Iterator[LayerChange]:
    old = {renames.get(path, path): layer for path, _, layer in before.files}
    for path, _, layer in after.files:
        if path in old and old[path] != layer:
            yield LayerChange(path, old[path], layer)

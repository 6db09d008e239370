"""What one tree changes of another's architecture and rules, in words: for every report that tells it.

The words hold names from the tree as they are; who lays them out makes them safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from archlint.model.changes import Arrow, Base, Changes, KnotChange, LayerChange, RuleChange, ThirdParty
from archlint.model.location import Place
from archlint.text.lists import FEW, count, one_line, plural, quoted

_NODES = {"layer": "layers", "slice": "slices", "package": "packages"}
_EXCUSES = {
    "exception": "an exception to the rule",
    "baseline": "an entry of the baseline for",
    "ignore": "a comment that ignores",
}
_COMMIT = 7  # as git does


class Told(NamedTuple):
    """One change: `sign` is "+" for what is new, "-" for what is gone, "~" for what is another. `text` is a sentence.

    `place` is where to look, in the later tree where it is there; None for no place.
    """

    sign: Literal["+", "-", "~"]
    text: str
    place: Place | None = None


def name_of(base: Base) -> str:
    """The base as a person knows it: `main (1a2b3c4)`."""
    commit = base.commit[:_COMMIT]
    return f"{base.name} ({commit})" if not base.commit.startswith(base.name) else commit


def in_numbers(changes: Changes) -> list[str]:
    """What changed in the architecture, counted: `2 new dependencies between layers`. The rules are not among it."""
    parts = [
        _number(number, noun, state, tail)
        for state, arrows in (("new", changes.added), ("removed", changes.removed))
        for level, nodes in _NODES.items()
        for number, noun, tail in [(sum(arrow.level == level for arrow in arrows), "dependency", f"between {nodes}")]
    ]
    parts += [
        _number(sum(item.change == change for item in changes.cycles), "cycle", change)
        for change in ("new", "grown", "shrunk", "opened")
    ]
    for noun, added, removed in (
        ("package", changes.packages_added, changes.packages_removed),
        ("layer", changes.layers_added, changes.layers_removed),
        ("third-party module", changes.modules_added, changes.modules_removed),
    ):
        parts += [_number(len(added), noun, "new"), _number(len(removed), noun, "removed")]
    parts += [_number(len(changes.packages_renamed), "package", "renamed")]
    parts += [f"{count(len(changes.layer_changes), 'file')} in another layer"] if changes.layer_changes else []
    return [part for part in parts if part]


def _number(number: int, noun: str, state: str, tail: str = "") -> str:
    words = f"{number:,} {state} {noun if number == 1 else plural(noun)} {tail}".rstrip()
    return words if number else ""


def architecture(changes: Changes) -> Iterator[Told]:
    """Every change of the architecture: layers first, then slices, packages, modules, files."""
    for level in _NODES:
        yield from (_arrow("+", arrow) for arrow in changes.added if arrow.level == level)
        yield from (_arrow("-", arrow) for arrow in changes.removed if arrow.level == level)
        yield from (_cycle(item) for item in changes.cycles if item.knot.level == level)
    for noun, added, removed in (
        ("layer", changes.layers_added, changes.layers_removed),
        ("package", changes.packages_added, changes.packages_removed),
    ):
        yield from (Told("+", f"The {noun} '{name}' is new.") for name in added)
        yield from (Told("-", f"The {noun} '{name}' is gone.") for name in removed)
    yield from (Told("~", f"The package '{it.before}' is now '{it.after}'.") for it in changes.packages_renamed)
    yield from (_module("+", item) for item in changes.modules_added)
    yield from (_module("-", item) for item in changes.modules_removed)
    yield from (_layer_change(item) for item in changes.layer_changes)


def _arrow(sign: Literal["+", "-"], arrow: Arrow) -> Told:
    source, target = (end or "no layer" for end in (arrow.source, arrow.target))
    verb = "depends" if sign == "+" else "no longer depends"
    kind = arrow.family or arrow.level
    return Told(sign, f"The {kind} '{source}' {verb} on '{target}' ({count(arrow.uses, 'place')}).", arrow.place)


def _cycle(item: KnotChange) -> Told:
    members = item.knot.members
    nodes = count(len(members), item.knot.family or item.knot.level)
    names = quoted(members, most=FEW)
    if item.change == "opened":
        return Told("-", f"The cycle of {nodes} is open: {names}.")
    if item.change == "new":
        return Told("+", f"{nodes} form a new cycle: {names}.")
    verb = "grown to" if item.change == "grown" else "shrunk to"
    return Told("~", f"A cycle has {verb} {nodes}: {names}.")


def _module(sign: Literal["+", "-"], item: ThirdParty) -> Told:
    verb = "is now imported" if sign == "+" else "is no longer imported"
    return Told(sign, f"The third-party module '{item.module}' {verb} ({count(item.uses, 'place')}).", item.place)


def _layer_change(item: LayerChange) -> Told:
    before, after = (f"'{name}'" if name else "no layer" for name in (item.before, item.after))
    return Told("~", f"The file '{item.path}' is in {after}, and was in {before}.", Place(item.path))


def rule_changes(changes: Iterable[RuleChange]) -> Iterator[Told]:
    """Every change of what is judged, as a sentence each."""
    for change in changes:
        sign: Literal["+", "-", "~"] = "~" if change.before and change.after else "+" if change.after else "-"
        text = _rule_change(change)
        yield Told(sign, f"{text[0].upper()}{text[1:]}.", change.place)


def _rule_change(change: RuleChange) -> str:
    what, name, before, after = change.what, change.name, one_line(change.before), one_line(change.after)
    if what == "rule":
        return _rule(change, before, after)
    if what in ("layer", "group", "slices"):
        noun = "family of slices" if what == "slices" else what
        return _thing(f"the {noun} '{name}'", before, after)
    if what in _EXCUSES:
        return _excuse(change, f"{_EXCUSES[what]} '{name}'", before, after)
    if name == "exclude":
        return f"[scan] excludes '{after}'" if after else f"[scan] no longer excludes '{before}'"
    return f"[scan] {name} is '{after}', and was '{before}'"


def _rule(change: RuleChange, before: str, after: str) -> str:
    rule = f"the rule '{change.name}'"
    if "optional" in (before, after) and change.effect == ("loosened" if after else "tightened"):
        return f"{rule} is {'now' if after else 'no longer'} optional"
    if change.effect == "changed" or not (before and after):
        return _thing(rule, before, after)
    return f"{rule} has {after}, and had {before}"


def _thing(thing: str, before: str, after: str) -> str:
    if not before:
        return f"{thing} is new: {after}"
    return f"{thing} is now: {after}; it was: {before}" if after else f"{thing} is gone; it was: {before}"


def _excuse(change: RuleChange, excuse: str, before: str, after: str) -> str:
    if before and after:
        return f"{excuse} is now: {after}; it was: {before}"
    state = "new" if change.effect == "loosened" else "gone"
    return f"{excuse} is {state}: {after or before}".removesuffix(": ")


def loosened_first(changes: Iterable[RuleChange]) -> list[RuleChange]:
    """The changes of rules, those first that may let pass what was refused."""
    return sorted(changes, key=lambda change: ("loosened", "changed", "tightened").index(change.effect))

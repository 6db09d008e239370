"""Changes of rules in sentences, and the name of the base, for all reports that show them.

The sentences contain raw names from the tree. The caller must escape them.
"""

from __future__ import annotations

from archlint.model.changes import Base, RuleChange
from archlint.text.lists import one_line

_EXCUSES = {
    "exception": "an exception to the rule",
    "baseline": "an entry of the baseline for",
    "ignore": "a comment that ignores",
}
_NAMES = {"layer": "layer", "group": "group", "slices": "family of slices"}
_COMMIT = 7  # digits, as git shows


def name_of(base: Base) -> str:
    """Return the base's name and commit: `main (1a2b3c4)`."""
    commit = base.commit[:_COMMIT]
    return commit if base.commit.startswith(base.name) else f"{base.name} ({commit})"


def rule_change(change: RuleChange) -> str:
    """Return a sentence about the change."""
    text = _words(change, one_line(change.before), one_line(change.after))
    return f"{text[0].upper()}{text[1:]}."


def _words(change: RuleChange, before: str, after: str) -> str:
    what, name = change.what, change.name
    if what == "rule":
        return _rule(change, before, after)
    if what in _NAMES:
        return _thing(f"the {_NAMES[what]} '{name}'", before, after)
    if what in _EXCUSES:
        return _excuse(change, f"{_EXCUSES[what]} '{name}'", before, after=after)
    if name == "layers.toml":
        return f"{before} is gone, and its rules with it"
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

"""What one tree changes of another's architecture: its base's, or any other revision's."""

from typing import Literal, NamedTuple

from archlint.errors import Complaint
from archlint.model.location import Place

Level = Literal["layer", "slice", "package"]
Effect = Literal["loosened", "tightened", "changed"]


class Arrow(NamedTuple):
    """`source` depends on `target`: two layers, slices of one `family`, or packages.

    `uses` is the number of places that cause it, `place` the first of them. A layer is "" where there is none.
    """

    level: Level
    family: str
    source: str
    target: str
    uses: int
    place: Place

    @property
    def ends(self) -> tuple[str, str, str, str]:
        """What tells this arrow from the others."""
        return (self.level, self.family, self.source, self.target)


class Knot(NamedTuple):
    """Layers, slices of one `family`, or packages that all reach each other; sorted."""

    level: Level
    family: str
    members: tuple[str, ...]


class KnotChange(NamedTuple):
    """A cycle that is new or opened, or that has grown or shrunk: `members` are those of the later tree, of the
    earlier one for an opened cycle."""

    knot: Knot
    change: Literal["new", "grown", "shrunk", "opened"]


class Renamed(NamedTuple):
    """A package, or a file, that is the same under another name."""

    before: str
    after: str


class LayerChange(NamedTuple):
    """A file that is in another layer than before, "" for none. `path` is its path now."""

    path: str
    before: str
    after: str


class ThirdParty(NamedTuple):
    """A third-party module that something imports, with the first place."""

    module: str
    uses: int
    place: Place


class RuleChange(NamedTuple):
    """A change of what is judged: `what` sort of thing changed, and the `name` of the one.

    `before` and `after` are what it said, "" for nothing. `place` is where it stands, in the later tree if it is there.
    """

    what: Literal["rule", "layer", "group", "slices", "exception", "scan", "baseline", "ignore"]
    name: str
    effect: Effect
    before: str
    after: str
    place: Place


class Changes(NamedTuple):
    """All that differs. What was added is in the later tree alone, what was removed in the earlier alone."""

    added: tuple[Arrow, ...] = ()
    removed: tuple[Arrow, ...] = ()
    cycles: tuple[KnotChange, ...] = ()
    packages_added: tuple[str, ...] = ()
    packages_removed: tuple[str, ...] = ()
    packages_renamed: tuple[Renamed, ...] = ()
    layers_added: tuple[str, ...] = ()
    layers_removed: tuple[str, ...] = ()
    modules_added: tuple[ThirdParty, ...] = ()
    modules_removed: tuple[ThirdParty, ...] = ()
    layer_changes: tuple[LayerChange, ...] = ()
    rules: tuple[RuleChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not any(self)


class Base(NamedTuple):
    """The revision that a check is held against. `name` is the user's word for it, `commit` the object id of the commit
    that was read: the merge base. `notices` are remarks on how it could be read."""

    name: str
    commit: str
    notices: tuple[Complaint, ...] = ()

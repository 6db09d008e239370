"""What a session has read, before anything is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from archlint.model.facts import Tree
    from archlint.model.moves import Mapping
    from archlint.model.policy import Config
    from archlint.stages.baseline import Entry


class Loaded(NamedTuple):
    """What the options led to: the scan root (a path of this machine), the configuration and the tree.

    `baseline_path` is the baseline from the scan root, as messages show it; `baseline_file` its path on this machine.
    """

    root: str
    config: Config
    tree: Tree
    mapping: Mapping | None
    baseline: tuple[Entry, ...] = ()
    baseline_path: str = ""
    baseline_exists: bool = False
    baseline_file: str = ""

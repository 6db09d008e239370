"""What a session has read, before anything is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping as ReadOnlyDict

    from archlint.edge.git_tree import Tracked
    from archlint.model.facts import Reason, Tree
    from archlint.model.moves import Mapping
    from archlint.model.policy import Config
    from archlint.pipeline.baseline import Entry


class Loaded(NamedTuple):
    """What the options led to: the scan root (a path of this machine), the configuration and the tree.

    `baseline_path` is the baseline from the scan root, as messages show it; `baseline_file` its path on this machine.
    `tracked` is there where the tree is made of what git tracks.
    """

    root: str
    config: Config
    tree: Tree
    mapping: Mapping | None
    baseline: tuple[Entry, ...] = ()
    baseline_path: str = ""
    baseline_exists: bool = False
    baseline_file: str = ""
    tracked: Tracked | None = None

    def left_out(self) -> ReadOnlyDict[str, Reason]:
        """Every file that is not scanned, with the reason: asked for where a glob matches nothing else."""
        from archlint.edge.left_out import read_left_out

        return read_left_out(self.root, self.config.scan, self.tree, self.tracked)

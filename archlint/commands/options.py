"""The options of the command line, as one record."""

import os
from typing import Literal, NamedTuple

from archlint.edge import workspace
from archlint.edge.confine import Territory, territory_of
from archlint.edge.sources import Progress
from archlint.model.policy import Tests
from archlint.pipeline.inputs import ViewChoice

Purpose = Literal["check", "plan", "baseline", "map", "graph"]
"""What a command loads a tree for. `baseline` may create the baseline file, `map` doesn't need layers, and
`graph` doesn't need a configuration."""


class Options(NamedTuple):
    """The options that commands share. Without a `view`, the mapped view is checked if there is a mapping.

    `contents` says that complete files are needed in any view. `base` is the revision to compare with, "auto" for that
    of the CI event. `parts` are the files and folders whose findings are shown, () for all.
    """

    path: str | None = None
    config: str | None = None
    mappings: tuple[str, ...] = ()
    view: ViewChoice | None = None
    cache: bool = True
    today: str | None = None
    tests: Tests | None = None
    progress: Progress | None = None
    baseline: str | None = None
    tracked: bool = False
    purpose: Purpose = "check"
    contents: bool = False
    base: str | None = None
    parts: tuple[str, ...] = ()

    @property
    def start(self) -> str:
        """The folder in which the search for a configuration starts."""
        return self.path or "."

    @property
    def date(self) -> str:
        """The date for the expiry of exceptions and baseline entries."""
        return self.today or workspace.today()

    @property
    def wants_mapping(self) -> bool:
        """Whether a mapping is needed, including one that the configuration names."""
        return bool(self.mappings) or self.view in ("mapped", "both")

    def config_path(self) -> str | None:
        """Return the configuration that was named, else the nearest one; None if there is none."""
        return self.config or workspace.find_config(self.start)

    def territory(self) -> Territory:
        """Return the repositories of the run, whose contents are untrusted."""
        config = self.config_path()
        home = os.path.dirname(os.path.abspath(config)) if config else "."
        return territory_of(home, self.path or home)

"""What the command line asks for, as one record."""

import os
from typing import Literal, NamedTuple

from archlint.edge import workspace
from archlint.edge.confine import Territory, territory_of
from archlint.edge.sources import Progress
from archlint.model.policy import Tests
from archlint.pipeline.inputs import ViewChoice

Purpose = Literal["check", "plan", "baseline", "map", "graph"]
"""What a command loads a tree for. `baseline` writes the file that others must find, `map` does without layers, and
`graph` without a configuration."""


class Options(NamedTuple):
    """The options that commands share. Without a `view`, the mapped one is judged where there is a mapping.

    `contents` says that whole files will be asked for, whatever the view is. `base` is the revision that the check is
    held against, "auto" for that of the CI event. `parts` are the files and folders whose findings are shown,
    () for all.
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
        """The folder from which a configuration is looked for."""
        return self.path or "."

    @property
    def date(self) -> str:
        """The date by which exceptions and entries expire."""
        return self.today or workspace.today()

    @property
    def wants_mapping(self) -> bool:
        """Whether the mapping documents that the configuration names are wanted too."""
        return bool(self.mappings) or self.view in ("mapped", "both")

    def config_path(self) -> str | None:
        """The configuration that was named, else the nearest one; None where there is none."""
        return self.config or workspace.find_config(self.start)

    def territory(self) -> Territory:
        """The repositories that the options lead to, whose contents are not to be believed."""
        config = self.config_path()
        home = os.path.dirname(os.path.abspath(config)) if config else "."
        return territory_of(home, self.path or home)

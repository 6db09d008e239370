"""One run at the edge: from a command's options to views, results and reports. Reads through workspace, decides nothing.

`cli` makes a session and prints what it gives back; everything between is pure and lives below.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from archlint import __version__, app, workspace
from archlint.config import parse_config
from archlint.errors import ArchlintError, Complaint, ConfigError, InputError
from archlint.model.facts import Tree
from archlint.model.findings import Result, RunInfo
from archlint.model.policy import Config
from archlint.reports import renderer
from archlint.reports.verdict import exit_status
from archlint.view import View

Writer = Callable[[str], None]
Progress = Callable[[Sequence[Any], str], Any]


class Loaded(NamedTuple):
    """What the options led to: the scan root (a path of this machine), the configuration and the tree."""

    root: str
    config: Config
    tree: Tree


class Session(NamedTuple):
    """The options that all commands share. `view` None means: mapped where there is a mapping, else today."""

    path: str | None = None
    config: str | None = None
    mappings: tuple[str, ...] = ()
    view: str | None = None
    cache: bool = True
    today: str | None = None
    tests: str | None = None
    progress: Progress | None = None

    def check(
        self,
        *,
        formats: Sequence[tuple[str, str]],
        gate: str,
        strict: bool,
        color: bool,
        quiet: bool,
        verbose: int,
        out: Writer,
        note: Writer,
    ) -> int:
        """Run the check, write every report (also when the run fails), and return the exit status."""
        root, failure = "", None
        try:
            loaded = self.load()
            root = loaded.root
            result = self.judge(loaded)
        except ArchlintError as wrong:
            failure = wrong
            result = Result(problems=wrong.complaints, config=self.config or workspace.CONFIG_NAME)
        run = RunInfo(
            version=__version__,
            lines=workspace.read_lines(root, [finding.place for finding in result.findings]) if root else {},
            color=color,
            gate=gate,  # type: ignore[arg-type]  # click has checked the choice
            prefix=workspace.prefix_in_repository(root) if root else "",
            verbose=-1 if quiet else verbose,
            strict=strict,
        )
        for name, target in formats:
            text = renderer(name)(result, run)
            if target:
                workspace.write_atomically(target, text)
            else:
                out(text)
        if failure is not None and all(target for _, target in formats):
            raise failure
        return exit_status(result, run)

    def load(self) -> Loaded:
        """Find and read the configuration, then the tree."""
        start = self.path or "."
        if self.path is not None and not os.path.isdir(self.path):
            what = "is not a folder" if os.path.exists(self.path) else "does not exist"
            raise InputError(Complaint(self.path, 0, "", f"the scan root {what}", kind="input"))
        config_path = self.config or workspace.find_config(start)
        if config_path is None:
            hint = "run `archlint init` to write one, or name it with --config"
            raise ConfigError(Complaint(workspace.CONFIG_NAME, 0, "", "not found here or in any folder above", hint))
        return self._read(config_path, start)

    def _read(self, config_path: str, start: str) -> Loaded:
        data = workspace.read_text_file(config_path, "the configuration", ConfigError)
        home = os.path.dirname(os.path.abspath(config_path))
        config = parse_config(data, os.path.basename(config_path))
        if self.path is not None:
            root = os.path.abspath(start)
        else:
            root = os.path.normpath(os.path.join(home, config.scan.root or "."))
            if not os.path.isdir(root):
                message = f"the scan root {config.scan.root!r} is not a folder"
                raise ConfigError(Complaint(config.path, 0, "scan.root", message))
        shown = os.path.relpath(os.path.abspath(config_path), root).replace(os.sep, "/")
        if shown != config.path:
            config = parse_config(data, shown)
        tests = self.tests or app.needed_tests(config)
        tree = workspace.read_tree(root, config.scan, tests, progress=self.progress)
        return Loaded(root, config, tree)

    def judge(self, loaded: Loaded) -> Result:
        """Build the views that were asked for and judge them."""
        views: tuple[View, ...] = (app.today_view(loaded.tree, loaded.config),)
        return app.check(loaded.tree, loaded.config, views, today=self.today or workspace.today())


"""One run at the edge: from a command's options to views, results and reports. Reads through workspace, decides nothing.

`cli` makes a session and prints what it gives back; everything between is pure and lives below.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from archlint import __version__, app, workspace
from archlint.config import parse_config
from archlint.errors import ArchlintError, Complaint, ConfigError, InputError
from archlint.model.facts import Tree
from archlint.model.findings import Result, RunInfo
from archlint.model.policy import Config, Tests
from archlint.reports import renderer
from archlint.reports.verdict import exit_status
from archlint.tree import read_tree
from archlint.view import View

if TYPE_CHECKING:
    from archlint.references import Reference

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
    tests: Tests | None = None
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

    def explain(self, subject: str) -> str:
        """What decides for the subject. Raises InputError where it names nothing."""
        from archlint import catalogue
        from archlint.explain import Unknown, explain

        kind = catalogue.find(subject)
        if kind is not None:
            return kind.text
        loaded = self.load()
        views = self._views(loaded)
        result = app.check(loaded.tree, loaded.config, views, today=self.today or workspace.today())
        try:
            return explain(subject, views[-1], loaded.config, result)
        except Unknown as wrong:
            hint = "quote an edge: archlint explain 'A -> B'" if subject.endswith("-") else ""
            raise InputError(Complaint("", 0, "", str(wrong), hint, "input")) from None

    def graph(self, *, level: str, form: str, external: bool) -> str:
        """The graph of one view as a document."""
        from archlint import drawing

        loaded = self.load()
        view = self._views(loaded)[-1]
        tests: Tests = self.tests or loaded.config.scan.tests
        if level == "file":
            drawn = drawing.draw_files(view, self._references(loaded), tests=tests, external=external)
        else:
            draw = {"layer": drawing.draw_layers, "package": drawing.draw_packages}[level]
            drawn = draw(view, tests=tests, external=external)
        return drawing.FORMATS[form](drawn)

    def _references(self, loaded: Loaded) -> list[Reference]:
        from archlint.frontends.go_compatible import compatible
        from archlint.references import references
        from archlint.symbol_files import read_symbols

        files = loaded.tree.files
        symbols = read_symbols(loaded.root, [file.path for file in files], self.progress)
        return references(files, symbols, folder_of=app.modules_of(loaded.tree).folder, compatible=compatible)

    def rules(self) -> str:
        """The sentence forms, or the rules of the configuration that was named."""
        from archlint.manual import describe_forms, describe_rules

        if self.config is None:
            return describe_forms()
        data = workspace.read_text_file(self.config, "the configuration", ConfigError)
        return describe_rules(parse_config(data, self.config))

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
        tree = read_tree(root, config.scan, tests, progress=self.progress)
        return Loaded(root, config, tree)

    def judge(self, loaded: Loaded) -> Result:
        """Build the views that were asked for and judge them."""
        return app.check(loaded.tree, loaded.config, self._views(loaded), today=self.today or workspace.today())

    def _views(self, loaded: Loaded) -> tuple[View, ...]:
        return (app.today_view(loaded.tree, loaded.config),)


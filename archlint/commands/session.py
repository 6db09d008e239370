"""One run at the edge: from a command's options to views, results and reports.

Reads through workspace, decides nothing.

`cli` makes a session and prints what it gives back; everything between is pure and lives below.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from archlint import __version__
from archlint.commands.console import write_err
from archlint.commands.loaded import Loaded
from archlint.config.document import (
    mapping_globs,
    mistakes_without_mapping,
    parse_config,
    parse_document,
    read_document,
    scan_root,
)
from archlint.edge import workspace
from archlint.edge.confine import Territory, check_read, root_from, territory_of
from archlint.edge.tree import read_tree
from archlint.errors import ArchlintError, BaselineError, Complaint, ConfigError, InputError, MappingError
from archlint.model.findings import Result, RunInfo
from archlint.pipeline.check import check as check_views
from archlint.pipeline.check import only_mapped, unread
from archlint.pipeline.judge import needed_tests
from archlint.pipeline.placing import modules_of, today_view
from archlint.reports import NEED_TEXTS, renderer, summary
from archlint.reports.safe import json_text, visible, visible_lines, xml_document
from archlint.reports.verdict import exit_status

if TYPE_CHECKING:  # what only some runs need is imported where they need it, so that the others start at once
    from archlint.config.items import Document
    from archlint.edge.cache import Cache
    from archlint.edge.git_tree import Tracked
    from archlint.graphs.view import View
    from archlint.languages.go.references.join import Reference
    from archlint.model.facts import Tree
    from archlint.model.findings import Finding
    from archlint.model.moves import Mapping, Row
    from archlint.model.policy import Config, Tests
    from archlint.pipeline.baseline import Entry

Progress = Callable[[Sequence[Any], str], Any]


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
    baseline: str | None = None
    recording: bool = False
    tracked: bool = False
    drafting: bool = False

    def check(
        self,
        *,
        formats: Sequence[tuple[str, str]],
        gate: str,
        strict: bool,
        color: bool,
        color_files: bool,
        quiet: bool,
        verbose: int,
        out: Callable[[str, str], None],
        note: Callable[[str], None],
    ) -> int:
        """Run the check, write every report (also when the run fails), and return the exit status.

        `out` takes the format and the text of the report that goes to no file; `note` a summary, where that report is
        none for people.
        """
        root = ""
        try:
            loaded = self.load()
            root = loaded.root
            result = self.judge(loaded)
        except ArchlintError as wrong:
            result = Result(problems=wrong.complaints, config=self.config or workspace.CONFIG_NAME)
        paths = [finding.place.path for finding in result.findings]
        run = RunInfo(
            version=__version__,
            lines=workspace.read_lines(root, [finding.place for finding in result.findings]) if root else {},
            color=color,
            gate=gate,  # type: ignore[arg-type]  # click has checked the choice
            prefix=workspace.prefix_in_repository(root) if root else "",
            verbose=-1 if quiet else verbose,
            strict=strict,
            texts=workspace.read_texts(root, paths) if NEED_TEXTS.intersection(name for name, _ in formats) else {},
        )
        unwritten: list[Complaint] = []
        territory = self.territory() if any(target for _, target in formats) else Territory(())
        for name, target in formats:
            try:
                if target:
                    text = renderer(name)(result, run._replace(color=color_files))
                    workspace.write_atomically(target, text, territory)
                else:
                    out(name, renderer(name)(result, run))
            except InputError as wrong:
                unwritten += wrong.complaints
        beside = summary(result, run._replace(color=False), [name for name, target in formats if not target])
        if beside:
            note(beside)
        if unwritten:
            raise InputError(*unwritten)
        return exit_status(result, run)

    def explain(self, subject: str) -> str:
        """What decides for the subject. Raises InputError where it names nothing."""
        from archlint.answers.explain import UnknownSubjectError, explain, without_tree

        said = without_tree(subject)
        if said is not None and not self._has_rule(subject):
            return said
        loaded = self.load()
        views, extra = self.views(loaded)
        result = _check(loaded, views, extra, self.today or workspace.today())
        if self.view != "both" and len(views) == 2:
            result = only_mapped(result)
        try:
            return visible_lines(explain(subject, views[-1], loaded.config, result))
        except UnknownSubjectError as wrong:
            hint = "quote an edge: archlint explain 'A -> B'" if subject.endswith("-") else ""
            raise InputError(Complaint("", str(wrong), hint, kind="input")) from None

    def _has_rule(self, name: str) -> bool:
        """Whether the configuration, as far as it can be read without a mapping, has a rule of this name."""
        path = self.config or workspace.find_config(self.path or ".")
        try:
            return any(rule.id == name for rule in parse_config(self._config_text(path or ""), path or "").rules)
        except ArchlintError:
            return False

    def graph(self, *, level: str, form: str, external: bool) -> str:
        """The graph of one view as a document."""
        from archlint.answers import graph as drawing

        loaded = self.load(bare=True)
        view = self.views(loaded)[0][-1]
        tests: Tests = self.tests or loaded.config.scan.tests
        if level == "file":
            drawn = drawing.draw_files(view, self._references(loaded), tests=tests, external=external)
        else:
            draw = {"layer": drawing.draw_layers, "package": drawing.draw_packages}[level]
            drawn = draw(view, tests=tests, external=external)
        text = drawing.FORMATS[form](drawn)
        if form == "json":
            return "\n".join(map(json_text, text.split("\n")))
        return xml_document(text) if form == "dot" else text  # Graphviz reads XML's references

    def _references(self, loaded: Loaded) -> list[Reference]:
        from archlint.edge.symbol_files import read_symbols
        from archlint.languages.go.build.compatible import Compatible
        from archlint.languages.go.references.join import references

        files = loaded.tree.files
        cache = self.cache_for(loaded.root)
        symbols = read_symbols(loaded.root, [file.path for file in files], self.progress, cache)
        for finding in unread(loaded.tree, symbols):
            place = finding.place
            write_err(f"archlint: warning: {visible(f'{place.path}:{place.line}:{place.column}: {finding.message}')}\n")
        return references(files, symbols, folder_of=modules_of(loaded.tree).folder, compatible=Compatible())

    def rules(self) -> str:
        """The sentence forms, or the rules of the configuration that was named."""
        from archlint.answers.manual import describe_forms, describe_rules

        if self.config is None:
            return describe_forms()
        return visible_lines(describe_rules(parse_config(self._config_text(self.config), self.config)))

    def load(self, *, bare: bool = False) -> Loaded:
        """Find and read the configuration, the mapping documents, then the tree.

        `bare` lets a tree do without a configuration: it has no layers then, and no rules.
        """
        start = self.path or "."
        if self.path is not None:
            check_read(self.path, self.territory(), "the scan root", InputError)
            if not os.path.isdir(self.path):
                what = "is not a folder" if os.path.exists(self.path) else "does not exist"
                raise InputError(Complaint(self.path, f"the scan root {what}", kind="input"))
        config_path = self.config or workspace.find_config(start)
        if config_path is None and not bare:
            hint = "run `archlint init` to write one, or name it with --config"
            raise ConfigError(Complaint(workspace.CONFIG_NAME, "not found here or in any folder above", hint))
        data = b"version = 1"
        if config_path is not None:
            # Messages name the file as the scan root sees it, so that they are the same from every working directory.
            home = self.path if self.path is not None else os.path.dirname(config_path)
            shown = workspace.relative_to(os.path.abspath(home), config_path)
            data = self._config_text(config_path, shown)
        else:
            config_path = os.path.join(start, workspace.CONFIG_NAME)
            shown = workspace.CONFIG_NAME
        document = read_document(data, shown)
        root = self._root(config_path, document)
        document = document._replace(path=workspace.relative_to(root, config_path))
        tracked = self._tracked(root)
        try:
            mapping = self._mapping(root, mapping_globs(document), tracked)
        except (ConfigError, MappingError) as wrong:
            raise type(wrong)(*wrong.complaints, *mistakes_without_mapping(document)) from None
        layers = mapping.layers if mapping else ()
        if self.drafting and "layers" not in document.data:
            from archlint.config.classify import layers_of

            layers = (*layers, *layers_of(document.data.get("classify")))
        try:
            config = parse_document(document, layers)
        except ConfigError as wrong:
            raise ConfigError(*self._complaints(wrong, root, mapping, tracked)) from None
        tree = self._tree(root, config, mapping, tracked)
        return Loaded(root, config, tree, mapping, *self._baseline(root, config_path), tracked)

    def _tree(self, root: str, config: Config, mapping: Mapping | None, tracked: Tracked | None) -> Tree:
        if config.scan.language == "python":
            return self._python(root, config, mapping, tracked)
        tests = self.tests or needed_tests(config)
        everything = mapping is not None or self.drafting
        return read_tree(root, config.scan, tests, everything=everything, progress=self.progress, tracked=tracked)

    def _complaints(
        self, wrong: ConfigError, root: str, mapping: Mapping | None, tracked: Tracked | None
    ) -> tuple[Complaint, ...]:
        """All that is wrong with a configuration: its mistakes, and what of the rest and of the mapping matches nothing
        in the tree."""
        config = wrong.sound
        if config is None:
            return wrong.complaints
        from archlint.config.sound import all_complaints, rows_without_source

        try:
            tree = self._tree(root, config, mapping, tracked)
            result = self._judge(Loaded(root, config, tree, mapping, tracked=tracked), self.today or workspace.today())
        except MappingError as further:
            return (*wrong.complaints, *further.complaints)
        except ArchlintError:
            return wrong.complaints  # what is wrong with the tree is told once there is a configuration to scan it by
        return (*all_complaints(wrong.complaints, result.problems), *rows_without_source(result.findings))

    def _tracked(self, root: str) -> Tracked | None:
        """The files that git tracks, where only these are asked for."""
        if not self.tracked:
            return None
        from archlint.edge.git_tree import read_tracked

        return read_tracked(root)

    def _python(self, root: str, config: Config, mapping: Mapping | None, tracked: Tracked | None) -> Tree:
        if mapping is not None:
            message = "a mapping moves Go files; this configuration is for Python"
            raise MappingError(Complaint(mapping.documents[0], message, kind="mapping"))
        from archlint.edge.python_tree import read_python_tree

        return read_python_tree(
            root, config.scan, self.tests or needed_tests(config), progress=self.progress, tracked=tracked
        )

    def _baseline(self, root: str, config_path: str) -> tuple[tuple[Entry, ...], str, bool, str]:
        """The entries of the baseline that was named, else of the one beside layers.toml; its path from the root,
        whether it is there at all, and its path on this machine."""
        home = os.path.dirname(os.path.abspath(config_path))
        path = self.baseline or os.path.join(home, workspace.BASELINE_NAME)
        shown = workspace.relative_to(root, path)
        if not os.path.lexists(path) and (self.baseline is None or self.recording):
            return (), shown, False, path
        from archlint.pipeline.baseline import read_baseline

        check_read(path, self.territory(), "the baseline", BaselineError, shown)
        text = workspace.read_text_file(path, "the baseline", BaselineError)
        return read_baseline(shown, text), shown, True, path

    def _root(self, config_path: str, document: Document) -> str:
        if self.path is not None:
            return os.path.abspath(self.path)
        home = os.path.dirname(os.path.abspath(config_path))
        place = Complaint(
            os.path.basename(config_path), "", line=document.lines.get(("scan", "root"), 0), key="scan.root"
        )
        return root_from(home, scan_root(document) or ".", place)

    def territory(self) -> Territory:
        """The repositories that the options lead to, whose contents are not to be believed."""
        config = self.config or workspace.find_config(self.path or ".")
        home = os.path.dirname(os.path.abspath(config)) if config else "."
        return territory_of(home, self.path or home)

    def _config_text(self, path: str, shown: str = "") -> bytes:
        check_read(path, self.territory(), "the configuration", ConfigError, shown)
        return workspace.read_text_file(path, "the configuration", ConfigError, workspace.MAX_CONFIG, shown)

    def _mapping(self, root: str, globs: tuple[str, ...], tracked: Tracked | None) -> Mapping | None:
        """The mapping documents: those of the command line, else those that the configuration names, where the mapped
        view is asked for."""
        if not self.mappings and self.view not in ("mapped", "both"):
            if globs and not workspace.matching_files(root, globs):
                listed = ", ".join(f'"{glob}"' for glob in globs)
                message = f"{listed} matches no file, so there is no mapping"
                raise ConfigError(Complaint(workspace.CONFIG_NAME, message, key="mapping.files", kind="inert-mapping"))
            return None
        from archlint.mapping import merge_mappings, read_mapping

        named = [(path, workspace.relative_to(root, path)) for path in self.mappings]
        if not named:
            found = workspace.matching_files(root, globs)
            paths = [path for path in found if tracked is None or path in tracked.files]
            named = [(os.path.join(root, path), path) for path in paths]
        if not named:
            hint = "name one with --mapping FILE, or in [mapping] files"
            raise MappingError(
                Complaint("", "the mapped view needs a mapping, and there is none", hint, kind="mapping")
            )
        territory = self.territory()
        documents: list[Mapping] = []
        complaints: list[Complaint] = []
        sound: list[Row] = []
        for path, shown in named:
            try:
                check_read(path, territory, "the mapping", MappingError, shown)
                documents.append(read_mapping(shown, workspace.read_text_file(path, "the mapping", MappingError)))
            except MappingError as wrong:
                complaints += wrong.complaints
                sound += wrong.sound
        if complaints:
            from archlint.edge.walk import all_paths
            from archlint.mapping.resolve import resolve_rows, without_source
            from archlint.model.moves import Mapping

            rows = (*sound, *(row for document in documents for row in document.rows))
            there = frozenset(all_paths(root)) if tracked is None else tracked.files
            complaints += without_source(resolve_rows(Mapping((), tuple(rows)), there))
            complaints.sort(key=lambda complaint: (complaint.path, complaint.line))
            raise MappingError(*complaints)
        return merge_mappings(documents)

    def judge(self, loaded: Loaded) -> Result:
        """Build the views that were asked for and judge them. Where that takes whole files, remember the result."""
        today = self.today or workspace.today()
        cache = self.cache_for(loaded.root) if loaded.mapping and self.view != "today" else None
        if cache is None:
            return self._judge(loaded, today)
        from archlint.commands.verdict_cache import judge_once

        return judge_once(cache, loaded, self.view or "mapped", today, lambda: self._judge(loaded, today))

    def _judge(self, loaded: Loaded, today: str) -> Result:
        result = self.judge_views(loaded, today)
        if result.problems and result.view == "mapped":
            # What matches nothing in the mapped tree may well match in today's: inert is what does so in neither.
            result = self._replace(view="both").judge_views(loaded, today)
        if self.view != "both" and result.view == "both":
            result = only_mapped(result)
        return result._replace(
            mappings=loaded.mapping.documents if loaded.mapping else (),
            stale=tuple(item._replace(path=loaded.baseline_path) for item in result.stale),
        )

    def judge_views(self, loaded: Loaded, today: str) -> Result:
        """Build the views and judge them, once."""
        return _check(loaded, *self.views(loaded), today)

    def views(self, loaded: Loaded) -> tuple[tuple[View, ...], tuple[Finding, ...]]:
        """The views, and what the mapping itself gives cause to find."""
        tree, config, mapping = loaded.tree, loaded.config, loaded.mapping
        if mapping is None:
            return (today_view(tree, config),), ()
        from archlint.edge.symbol_files import read_symbols
        from archlint.pipeline.mapped_view import carry_out, map_tree, planned_today, references_of

        plan = map_tree(tree, config, mapping, modules_of(tree))
        if self.view == "today":
            return (planned_today(plan, config),), ()
        cache = self.cache_for(loaded.root)
        symbols = read_symbols(loaded.root, plan.parse, self.progress, cache) if plan.parse else {}
        found = references_of(plan, tree, symbols) if symbols else []
        mapped, hazards = carry_out(plan, tree, config, found, symbols)
        # A baseline speaks of today's findings, so the mapped view alone needs today's beside it to be held against.
        before = (planned_today(plan, config),) if self.view == "both" or loaded.baseline else ()
        return (*before, mapped), (*hazards, *unread(tree, symbols))

    def cache_for(self, root: str) -> Cache | None:
        """The user's cache, None where there is none or it is not wanted."""
        if not self.cache:
            return None
        from archlint.edge.cache import find_cache

        return find_cache(root)


def _check(loaded: Loaded, views: tuple[View, ...], extra: tuple[Finding, ...], today: str) -> Result:
    """Judge views of what was loaded; `extra` are the findings that the mapping itself gives cause to."""
    return check_views(
        loaded.tree,
        loaded.config,
        views,
        today=today,
        extra=extra,
        baseline=loaded.baseline,
        left_out=loaded.left_out,
    )

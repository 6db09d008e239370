"""Reads an earlier revision of the tree, with its own rules, so that the later tree can be held against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from archlint.commands.loading import tree_of
from archlint.config.document import parse_config
from archlint.edge.blobs import object_id
from archlint.edge.revision_sources import Now, RevisionSources, list_revision
from archlint.edge.revisions import Repository, Revision, renamed_below
from archlint.edge.symbol_reader import SymbolReader
from archlint.errors import BaselineError, Complaint, ConfigError, InputError
from archlint.model.changes import Base
from archlint.model.facts import Tree
from archlint.pipeline.against import Against, OwnRules, snapshot
from archlint.pipeline.baseline import read_baseline
from archlint.pipeline.inputs import Inputs
from archlint.pipeline.rule_changes import Gate, rule_changes
from archlint.pipeline.snapshot import Snapshot
from archlint.text.lists import count

if TYPE_CHECKING:
    from archlint.commands.loading import Loaded
    from archlint.commands.options import Options
    from archlint.model.policy import Config, Scan


class Found(NamedTuple):
    """A revision, the folder of the scan root in it, and what was renamed below that folder since."""

    repository: Repository
    revision: Revision
    folder: str
    renames: Mapping[str, str]


def find_folder(repository: Repository, revision: Revision, renames: Mapping[str, str]) -> Found:
    """The revision with the folder that the scan root was then: that of the same path, else the one that most of its
    files were renamed from. `renames` has paths in the repository."""
    prefix = repository.prefix
    folder = prefix
    if prefix and not repository.has_folder(revision.tree, prefix):
        votes = Counter[str]()
        for old, new in renames.items():
            inner = new[len(prefix) :]
            if new.startswith(prefix) and f"/{old}".endswith(f"/{inner}"):
                votes[old[: len(old) - len(inner)]] += 1
        folder = max(votes, key=lambda each: (votes[each], each), default=prefix)
    return Found(repository, revision, folder, renamed_below(renames, folder, prefix))


class RevisionReader:
    """Reads the tree of an earlier revision, under any configuration. `loaded` is what it is compared with.

    `notices` collects remarks on how it could be read.
    """

    def __init__(self, options: Options, loaded: Loaded, found: Found) -> None:
        self.notices: list[Complaint] = []
        self._options = options
        self._loaded = loaded
        self._found = found
        self._name = found.revision.name

    def against(self) -> Against:
        """The revision, as a check is held against it."""
        found, inputs = self._found, self._loaded.inputs
        before, gate = self.snapshot(inputs.config), self.gate()
        own = None
        if gate is not None and loosens(gate.config, inputs.config):
            theirs = inputs._replace(tree=self.tree_now(gate.config), config=gate.config, baseline=None)
            own = OwnRules(self.snapshot(gate.config), theirs)
        base = Base(found.revision.name, found.revision.commit, tuple(dict.fromkeys(self.notices)))
        return Against(base, before, {**found.renames, **self._unstaged_renames(before)}, gate, own)

    def _unstaged_renames(self, before: Snapshot) -> dict[str, str]:
        """Files that were renamed and not yet added, which git can't see: of the same contents, under one new name."""
        renames, now = self._found.renames, {file.path for file in self._loaded.inputs.tree.files}
        gone = [path for path, _, _ in before.files if path not in now and path not in renames]
        new = now - {path for path, _, _ in before.files} - {*renames.values()} if gone else set()
        if not new:
            return {}
        ids = {path: self._sources.id_of(path) for path in gone}
        lengths = {len(name) for name in ids.values()}
        found: dict[str, list[str]] = {}
        for path in sorted(new):
            for length in lengths:
                found.setdefault(object_id(self._loaded.sources.read(path), length), []).append(path)
        return {path: found[name][0] for path, name in ids.items() if len(found.get(name, ())) == 1}

    @cached_property
    def _sources(self) -> RevisionSources:
        found, repository = self._found, self._found.repository
        listed = list_revision(repository, found.revision, found.folder)
        if repository.is_sparse():
            away = repository.not_checked_out()
            kept = {path: blob for path, blob in listed.blobs.items() if repository.prefix + path not in away}
            missing = count(len(listed.blobs) - len(kept), "file")
            self._remark(f"the sparse checkout leaves out {missing} of {self._name}, which archlint doesn't compare")
            listed = listed._replace(blobs=kept)
        inputs = self._loaded.inputs
        facts = {file.path: file for file in inputs.tree.files} if inputs.config.scan.language == "go" else {}
        return RevisionSources(listed, Now(self._loaded.sources, facts))

    def snapshot(self, config: Config) -> Snapshot:
        """The base's tree under this configuration, from the cache if it is there."""
        inputs, found, cache = self._loaded.inputs, self._found, self._loaded.reader.cache
        if cache is None or found.repository.is_sparse():
            return self._judged(config)
        from archlint.commands.snapshot_cache import judge_once

        parts = (found.revision.tree, found.folder, repr(config), inputs.today, repr(inputs.mapping), inputs.view)
        return judge_once(cache, parts, lambda: self._judged_whole(config))

    def _judged_whole(self, config: Config) -> tuple[Snapshot, bool]:
        before = len(self.notices)
        found = self._judged(config)
        return found, self._sources.is_whole and len(self.notices) == before

    def _judged(self, config: Config) -> Snapshot:
        inputs = self._loaded.inputs
        reader = SymbolReader(self._sources, self._options.progress, lambda: self._loaded.reader.cache)
        tree = self._tree(config)
        found = snapshot(Inputs(tree, config, inputs.today, inputs.mapping, inputs.view, symbols=reader.read))
        for path in sorted(self._sources.pointers):
            self._remark(f"{path} is in Git LFS, so {self._name} is taken to have it as it is now")
        return found

    def _tree(self, config: Config) -> Tree:
        try:
            return tree_of(self._options, self._sources, config, self._loaded.inputs.mapping)
        except InputError as wrong:
            if wrong.complaints[0].kind == "input" and not wrong.complaints[0].path:
                raise  # of git, and not of the tree
            self._remark(f"{self._name} has nothing to compare with: {wrong.complaints[0].message}")
            return Tree()

    def tree_now(self, config: Config) -> Tree:
        """The tree of today as this configuration scans it."""
        inputs = self._loaded.inputs
        if _scan(config) == _scan(inputs.config):
            return inputs.tree
        return tree_of(self._options, self._loaded.sources, config, inputs.mapping, self._loaded.tracked)

    def gate(self) -> Gate | None:
        """What decided in the base, None where that can't be said."""
        inputs = self._loaded.inputs
        data = self._file(inputs.config.path)
        if data is None:
            self._remark(f"{self._name} has no {inputs.config.path}, so changes of the rules aren't known")
            return None
        layers = inputs.mapping.layers if inputs.mapping else ()
        try:
            config = parse_config(data, inputs.config.path, layers)
        except ConfigError as wrong:
            self._remark(f"{self._name}: {wrong.complaints[0]}; so changes of the rules aren't known")
            return None
        known = self._file(inputs.baseline_path)
        try:
            entries = read_baseline(inputs.baseline_path, known) if known is not None else None
        except BaselineError as wrong:
            self._remark(f"{self._name}: {wrong.complaints[0]}; so all entries of the baseline count as added")
            entries = None
        return Gate(config, entries, inputs.baseline_path)

    def _file(self, path: str) -> bytes | None:
        """A file of the base, by its path from the scan root, None where it has none."""
        found = self._found
        now = {new: old for old, new in found.renames.items()}
        return found.repository.file(found.revision.tree, found.folder, now.get(path, path))

    def _remark(self, message: str) -> None:
        self.notices.append(Complaint("", message, kind="base"))


def loosens(before: Config, after: Config) -> bool:
    """Whether the later configuration may let pass what the earlier one does not."""
    return any(change.effect != "tightened" for change in rule_changes(Gate(before), Gate(after), {}))


def _scan(config: Config) -> Scan:
    return config.scan._replace(exclude_origins=())

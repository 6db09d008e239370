"""Reads an earlier revision of the tree, with its own rules, so that the later tree can be held against it."""

from __future__ import annotations

import os
import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from archlint.commands.scanning import tree_of
from archlint.config.document import parse_config
from archlint.edge.blobs import object_id
from archlint.edge.git import GitError
from archlint.edge.revision_facts import RevisionFacts
from archlint.edge.revision_sources import Now, RevisionSources, list_revision
from archlint.edge.revisions import Renames, Repository, Revision, renamed_below
from archlint.edge.symbol_reader import SymbolReader
from archlint.errors import BaselineError, Complaint, ConfigError, InputError
from archlint.model.changes import Base
from archlint.model.facts import Tree
from archlint.pipeline.against import Against, OwnRules, see
from archlint.pipeline.inputs import Inputs
from archlint.pipeline.rule_changes import Gate, rule_changes
from archlint.pipeline.snapshot import Remembered
from archlint.text.lists import count

if TYPE_CHECKING:
    from archlint.commands.options import Options
    from archlint.edge.cache import Cache
    from archlint.edge.git_tree import Tracked
    from archlint.edge.sources import Sources
    from archlint.model.policy import Config, Scan


class Found(NamedTuple):
    """A revision, the folder of the scan root in it, and what was renamed below that folder since, as far as the clone
    shows it (`complete`). `moved` are all renames in the repository."""

    repository: Repository
    revision: Revision
    folder: str
    renames: Mapping[str, str]
    complete: bool = True
    moved: Mapping[str, str] = MappingProxyType({})


def find_folder(repository: Repository, revision: Revision, renames: Renames) -> Found:
    """The revision with the folder that the scan root was then: that of the same path, else the one that most of its
    files were renamed from. `renames` has paths in the repository."""
    prefix = repository.prefix
    folder = prefix
    if prefix and not repository.has_folder(revision.commit, prefix):
        votes = Counter[str]()
        for old, new in renames.paths.items():
            inner = new[len(prefix) :]
            if new.startswith(prefix) and f"/{old}".endswith(f"/{inner}"):
                votes[old[: len(old) - len(inner)]] += 1
        folder = max(votes, key=lambda each: (votes[each], each), default=prefix)
    below = renamed_below(renames.paths, folder, prefix)
    return Found(repository, revision, folder, renames=below, complete=renames.complete, moved=renames.paths)


class Later(NamedTuple):
    """The tree that a revision is compared with: its inputs, its files, and those that git tracks, where only these are
    checked."""

    inputs: Inputs
    sources: Sources
    tracked: Tracked | None = None


class RevisionReader:
    """Reads the tree of an earlier revision, under any configuration, so that a later tree can be held against it.

    `cache` is where snapshots are remembered, None for nowhere.
    """

    def __init__(self, options: Options, found: Found, cache: Cache | None) -> None:
        self._options = options
        self._found = found
        self._cache = None if found.repository.is_sparse else cache
        self._name = found.revision.name
        self._notices: list[Complaint] = []
        self._known: dict[str, Remembered | None] = {}
        if not found.complete:
            message = "this clone lacks contents, so only files that didn't change count as renamed"
            remark(self._notices, message)

    def needs_whole_files(self, inputs: Inputs) -> bool:
        """Whether the revision is compared with the later files byte by byte. The tree of the inputs doesn't matter."""
        return self._remembered(self._key(inputs)) is None and not (self._facts and self._facts.known)

    @cached_property
    def _facts(self) -> RevisionFacts | None:
        return RevisionFacts(self._cache, self._found.repository.git.root) if self._cache is not None else None

    def against(self, later: Later) -> Against:
        """The revision, as the check of a later tree is held against it."""
        found, inputs = self._found, later.inputs
        reading = _Reading(self._options, later, found, notices=self._notices, cache=self._cache, facts=self._facts)
        before, ids, configs = self._snapshot(reading, inputs)
        gate = self._gate(inputs)
        own = None
        if gate is not None and loosens(gate.config, inputs.config):
            theirs = inputs._replace(config=gate.config)
            theirs = theirs._replace(tree=reading.tree_now(gate.config), baseline=None)
            own = OwnRules(self._snapshot(reading, theirs).snapshot, theirs)
        if later.tracked is not None:
            message = f"compared with {self._name}: the files that git tracks, as they are in the working tree"
            remark(self._notices, message)
        base = Base(found.revision.name, found.revision.commit, tuple(dict.fromkeys(self._notices)))
        renames = {**found.renames, **unstaged_renames(ids, found.renames, later)}
        return Against(base, before, renames, gate=gate, own=own, gone=self._gone(configs))

    def _gone(self, configs: tuple[str, ...]) -> tuple[str, ...]:
        """The paths from the scan root of the configurations that are not there any more."""
        root, prefix = self._found.repository.git.root, self._found.repository.prefix
        paths = [posixpath.relpath(path, prefix or ".") for path in configs if path not in self._found.moved]
        return tuple(path for path in paths if not os.path.lexists(os.path.join(root, path)))

    def _snapshot(self, reading: _Reading, inputs: Inputs) -> Remembered:
        key = self._key(inputs)
        known = self._remembered(key)
        if known is not None:
            return known
        before = len(self._notices)
        made = reading.judged(inputs)
        if self._cache is not None and reading.sources.is_whole and len(self._notices) == before:
            from archlint.commands.snapshot_cache import remember

            remember(self._cache, key, made)
        return made

    def _key(self, inputs: Inputs) -> str:
        """All that a snapshot depends on."""
        if self._cache is None:
            return ""
        parts = (self._found.revision.commit, self._found.folder, repr(inputs.config), repr(inputs.mapping))
        return self._cache.key("snapshot", *parts, inputs.view, inputs.today)

    def _remembered(self, key: str) -> Remembered | None:
        if self._cache is None:
            return None
        if key not in self._known:
            from archlint.commands.snapshot_cache import remembered

            self._known[key] = remembered(self._cache, key)
        return self._known[key]

    def _gate(self, inputs: Inputs) -> Gate | None:
        """What decided in the revision, None where that can't be said."""
        now = {new: old for old, new in self._found.renames.items()}
        paths = [now.get(path, path) for path in (inputs.config.path, inputs.baseline_path)]
        data, known = self._found.repository.files(self._found.revision.commit, self._found.folder, paths)
        if data is None:
            remark(self._notices, f"{self._name} has no {inputs.config.path}, so changes of the rules aren't known")
            return None
        layers = inputs.mapping.layers if inputs.mapping else ()
        try:
            config = parse_config(data, inputs.config.path, layers)
        except ConfigError as wrong:
            remark(self._notices, f"{self._name}: {wrong.complaints[0]}; so changes of the rules aren't known")
            return None
        entries = None
        if known is not None:
            from archlint.pipeline.baseline import read_baseline

            try:
                entries = read_baseline(inputs.baseline_path, known)
            except BaselineError as wrong:
                message = f"{self._name}: {wrong.complaints[0]}; so all entries of the baseline count as added"
                remark(self._notices, message)
        return Gate(config, entries, inputs.baseline_path)


class _Reading:
    """Reads and judges what is not remembered."""

    def __init__(
        self,
        options: Options,
        later: Later,
        found: Found,
        *,
        notices: list[Complaint],
        cache: Cache | None,
        facts: RevisionFacts | None,
    ) -> None:
        self._options = options
        self._later = later
        self._cache = cache
        self._facts = facts
        self._found = found
        self._name = found.revision.name
        self._notices = notices

    @cached_property
    def sources(self) -> RevisionSources:
        """The files of the revision."""
        found, repository = self._found, self._found.repository
        listed = list_revision(repository, found.revision, found.folder)
        if repository.is_sparse:
            away = repository.not_checked_out()
            kept = {path: blob for path, blob in listed.blobs.items() if repository.prefix + path not in away}
            missing = count(len(listed.blobs) - len(kept), "file")
            message = f"the sparse checkout leaves out {missing} of {self._name}, which archlint doesn't compare"
            remark(self._notices, message)
            listed = listed._replace(blobs=kept)
        inputs = self._later.inputs
        facts = {file.path: file for file in inputs.tree.files} if inputs.config.scan.language == "go" else {}
        return RevisionSources(listed, Now(self._later.sources, facts), self._facts)

    def judged(self, inputs: Inputs) -> Remembered:
        """The tree of the revision, judged by the configuration of the inputs."""
        reader = SymbolReader(self.sources, self._options.progress, lambda: self._cache)
        tree = self._tree(inputs.config)
        found = see(
            Inputs(tree, inputs.config, inputs.today, mapping=inputs.mapping, view=inputs.view, symbols=reader.read)
        ).snapshot
        for path in sorted(self.sources.pointers):
            remark(self._notices, f"{path} is in Git LFS, so {self._name} is taken to have it as it is now")
        ids = tuple((path, self.sources.id_of(path)) for path, _, _ in found.files)
        return Remembered(found, ids, self.sources.configs)

    def _tree(self, config: Config) -> Tree:
        try:
            return tree_of(self._options, self.sources, config, mapping=self._later.inputs.mapping)
        except GitError:
            raise
        except InputError as wrong:
            remark(self._notices, f"{self._name} has nothing to compare with: {wrong.complaints[0].message}")
            return Tree()

    def tree_now(self, config: Config) -> Tree:
        """The tree of today as this configuration scans it."""
        inputs = self._later.inputs
        if _scan(config) == _scan(inputs.config):
            return inputs.tree
        return tree_of(self._options, self._later.sources, config, mapping=inputs.mapping, tracked=self._later.tracked)


def unstaged_renames(ids: Iterable[tuple[str, str]], renames: Mapping[str, str], later: Later) -> dict[str, str]:
    """Files that were renamed and not yet added, which git can't see: of the same contents, under one new name.

    `ids` are the object ids of the earlier files by path, `renames` what git knows.
    """
    now = {file.path for file in later.inputs.tree.files}
    earlier = dict(ids)
    gone = [path for path in earlier if path not in now and path not in renames]
    new = now.difference(earlier, renames.values()) if gone else ()
    found: dict[str, list[str]] = {}
    for path in sorted(new):
        name = object_id(later.sources.read(path), len(earlier[gone[0]]))
        found.setdefault(name, []).append(path)
    return {path: found[earlier[path]][0] for path in gone if len(found.get(earlier[path], ())) == 1}


def remark(notices: list[Complaint], message: str) -> None:
    """Add a remark on how the revision could be read."""
    notices.append(Complaint("", message, kind="input"))


def loosens(before: Config, after: Config) -> bool:
    """Whether the later configuration may let pass what the earlier one does not."""
    return any(change.effect != "tightened" for change in rule_changes(Gate(before), Gate(after), {}))


def _scan(config: Config) -> Scan:
    return config.scan._replace(exclude_origins=())

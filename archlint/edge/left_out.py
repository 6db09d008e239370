"""Why files below the scan root aren't scanned: a second walk, only for the messages that name the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from archlint.edge.sources import MAX_MOD, Sources
from archlint.edge.tree import Ignores
from archlint.edge.walk import Folder
from archlint.excludes import Excludes
from archlint.languages import language_of
from archlint.languages.go.build.constraints import ignored_dir, ignored_file
from archlint.languages.go.modules.files import read_mod
from archlint.model.facts import Reason, Tree
from archlint.model.language import FileLanguage
from archlint.model.policy import Scan, Tests

if TYPE_CHECKING:
    from archlint.edge.git_tree import Tracked

_BY_TESTS: dict[Tests, Reason | None] = {"only": "production", "exclude": "tests", "include": None}


def read_left_out(sources: Sources, scan: Scan, tree: Tree, tracked: Tracked | None = None) -> Mapping[str, Reason]:
    """Return every regular file that isn't scanned, with the reason; without the files in `.git`."""
    walked = _Walked(sources, scan, tree, tracked=tracked)
    found: dict[str, Reason] = {}
    for folder in sources.walk(lambda _, name: name != ".git"):
        inherited = walked.enter(folder)
        for name in (*folder.go_files, *folder.other_files):
            path = f"{folder.path}/{name}" if folder.path else name
            reason = walked.reason(path, name, inherited)
            if reason:
                found[path] = reason
    return found


class _Walked:
    """The state of the walk: by folder, why nothing in it is scanned, None if it is scanned."""

    def __init__(self, sources: Sources, scan: Scan, tree: Tree, tracked: Tracked | None) -> None:
        self._sources, self._tracked = sources, tracked
        self._language = language_of(scan.language)
        self._by_file = self._language if isinstance(self._language, FileLanguage) else None
        self._tests: Tests = scan.tests
        self._excludes = Excludes(scan)
        self._ignores = Ignores()
        self._scanned = {file.path for file in tree.files}
        self._known = dict(tree.left_out)
        self._folders: dict[str, Reason | None] = {}

    def enter(self, folder: Folder) -> Reason | None:
        """Return why nothing in a folder is scanned, None if it is. Its parent must have been entered."""
        path = folder.path
        parent, _, name = path.rpartition("/")
        reason = self._folders[parent] if path else None
        if reason is None and path:
            reason = self._of_folder(path, name)
        if self._by_file and self._by_file.environment in folder.other_files:
            reason = "ignored"
        if reason is None and not self._by_file and "go.mod" in folder.other_files:
            mod = f"{path}/go.mod" if path else "go.mod"
            self._ignores.add(path, read_mod(self._sources.read(mod, MAX_MOD)))
        self._folders[path] = reason
        return reason

    def _of_folder(self, path: str, name: str) -> Reason | None:
        if self._by_file:
            ignored = self._by_file.ignores_folder(name)
        elif name == "vendor":
            return "vendor"
        else:
            ignored = ignored_dir(name)
            if self._ignores.has(path):
                return "go.mod"
        return "ignored" if ignored else "exclude" if self._excludes.folder(path) else None

    def reason(self, path: str, name: str, inherited: Reason | None) -> Reason | None:
        """Return why a file isn't scanned, None if it is or if the reason is unknown."""
        if path in self._scanned:
            return None
        if not self._language.is_source(name):
            return "language"
        if inherited:
            return inherited
        if not self._by_file and ignored_file(name):
            return "ignored"
        if self._excludes.file(path):
            return "exclude"
        if self._tracked is not None and path not in self._tracked.files:
            return "untracked"
        if path in self._known:
            return self._known[path]
        # The only other reason is the `tests` setting.
        return _BY_TESTS[self._tests]

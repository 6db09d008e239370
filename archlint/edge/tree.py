"""The tree, read: modules, which files are scanned, their facts. The edge between `walk` and everything pure."""

from __future__ import annotations

import os
import posixpath
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from archlint.edge.sources import MAX_MOD, Progress, Sources
from archlint.edge.walk import Folder
from archlint.errors import Complaint, InputError
from archlint.excludes import Excludes
from archlint.languages.go.build.constraints import Configuration, ignored_dir, matches
from archlint.languages.go.build.expressions import ConstraintError
from archlint.languages.go.headers.reader import HeaderReader
from archlint.languages.go.language import GO, SUFFIX
from archlint.languages.go.modules.files import ModFile, Replace, read_mod, read_work
from archlint.model.facts import FileFacts, Module, Problem, Reason, Tree
from archlint.model.language import Language
from archlint.model.policy import Scan, Tests

if TYPE_CHECKING:
    from archlint.edge.fact_store import FactStore
    from archlint.edge.git_tree import Tracked


class _Scanned(NamedTuple):
    """What the walk found, before any Go file is read."""

    paths: list[str]
    modules: list[Module]
    others: list[str]
    faults: list[FileFacts]
    left_out: list[tuple[str, Reason]]


def read_tree(
    sources: Sources,
    scan: Scan,
    tests: Tests,
    *,
    everything: bool = False,
    progress: Progress | None = None,
    tracked: Tracked | None = None,
    store: FactStore | None = None,
) -> Tree:
    """Read the Go tree of these sources. `tests` says which files are wanted; `everything` fills in `others`; `tracked`
    makes a tree of the files that git tracks; `store` remembers facts of these sources.

    Raises InputError where nothing is left to check: a check of nothing must not look green.
    """
    root, excludes, skipped = sources.root, Excludes(scan), Counter[str]()
    scanned = _scan(sources, excludes, tests, skipped, everything=everything, tracked=tracked)
    works = tracked is None or "go.work" in tracked.files
    modules, inside = _modules(sources, scan, scanned, works=works)
    paths: Sequence[str] = scanned.paths
    reader = HeaderReader()
    headers = (store or sources).headers(paths, reader.read)
    if progress:
        headers = (facts for facts, _ in zip(headers, progress(paths, "Reading Go files"), strict=True))
    facts = _kept(headers, scan, skipped, scanned.left_out)
    files = tuple(sorted(facts, key=lambda file: file.path))
    if not files and not scanned.faults:
        raise InputError(nothing_to_check(root, GO, skipped))
    left_out = tuple(sorted(scanned.left_out))
    if everything:
        scanned.others.extend(path for path, reason in left_out if reason != "untracked")
    return Tree(
        files,
        tuple(modules),
        inside,
        tuple(sorted(skipped.items())),
        frozenset(excludes.matched),
        tuple(sorted(scanned.others)),
        tuple(scanned.faults),
        left_out,
    )


def nothing_to_check(root: str, language: Language, skipped: Counter[str]) -> Complaint:
    """The complaint of a tree that has no file of the language, or none that is wanted."""
    left_out = ", ".join(f"{count} {reason}" for reason, count in sorted(skipped.items()))
    message = f"no {language.title} file to check" + (f" (left out: {left_out})" if left_out else "")
    hint = f"name the folder that holds the {language.title} code, or look at [scan] in layers.toml"
    return Complaint(os.path.basename(root) or root, message, hint, kind="inert-scan")


def _scan(
    sources: Sources,
    excludes: Excludes,
    tests: Tests,
    skipped: Counter[str],
    *,
    everything: bool,
    tracked: Tracked | None,
) -> _Scanned:
    found = _Scanned([], [], [], [], [])
    ignored = Ignores()

    def enters(parent: str, name: str) -> bool:
        path = f"{parent}/{name}" if parent else name
        if everything:
            return name != ".git"
        if ignored_dir(name) or ignored.has(path):
            return False
        if excludes.folder(path):
            skipped["excluded folders"] += 1
            return False
        return True

    for folder in sources.walk(enters):
        prefix = f"{folder.path}/" if folder.path else ""
        seen = not everything or _goes_in(folder.path, ignored, excludes)
        if tracked is not None:
            folder, untracked = tracked.keep(folder)
            missed = sum(path.endswith(SUFFIX) and not excludes.file(path) for path in untracked) if seen else 0
            skipped += Counter({"untracked files": missed})
            found.left_out.extend((path, "untracked") for path in untracked if everything)
        if folder.problem:
            found.faults.append(_fault(folder.path or ".", f"the folder cannot be listed: {folder.problem}"))
        if "go.mod" in folder.other_files and seen:
            _read_module(sources, folder, ignored, found)
        found.faults.extend(
            _fault(prefix + name, "not a regular file; archlint follows no links") for name in folder.odd
        )
        for path in (prefix + name for name in folder.go_files):
            reason = _reason_to_skip(path, excludes, tests) if seen else ""
            if reason:
                skipped[reason] += 1
            (found.paths if seen and not reason else found.others).append(path)
        if everything:
            skipped.update(() if seen else _excluded(folder.path, ignored, excludes))
            found.others.extend(prefix + name for name in folder.other_files)
    return found


def _reason_to_skip(path: str, excludes: Excludes, tests: Tests) -> str:
    """Why a Go file is left out, "" where it is not."""
    if excludes.file(path):
        return "excluded files"
    if tests != "include" and GO.is_test(path) != (tests == "only"):
        return "test files" if tests == "exclude" else "production files"
    return ""


def _goes_in(path: str, ignored: Ignores, excludes: Excludes) -> bool:
    """Whether Go and the configuration would have led the walk into this folder."""
    parts = path.split("/") if path else []
    if any(ignored_dir(part) for part in parts):
        return False
    return not any(
        ignored.has(ancestor) or excludes.folder(ancestor)
        for ancestor in ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
    )


def _excluded(path: str, ignored: Ignores, excludes: Excludes) -> Iterator[str]:
    """The reason to skip this folder, where it is [scan] exclude, and not already for one above it."""
    parent, _, name = path.rpartition("/")
    entered = not ignored_dir(name) and not ignored.has(path) and _goes_in(parent, ignored, excludes)
    if entered and excludes.folder(path):
        yield "excluded folders"


class Ignores:
    """The ignore directives of the go.mod files met so far (Go Modules Reference, "ignore directive")."""

    def __init__(self) -> None:
        self._exact: set[str] = set()
        self._anywhere: dict[
            int, dict[str, set[str]]
        ] = {}  # by the number of its segments, the name: folders of go.mod

    def add(self, folder: str, mod: ModFile) -> None:
        for ignore in mod.ignores:
            path = posixpath.normpath(ignore)
            if ignore.startswith("./"):
                self._exact.add(f"{folder}/{path}" if folder else path)
            else:
                self._anywhere.setdefault(path.count("/"), {}).setdefault(path, set()).add(folder)

    def has(self, path: str) -> bool:
        """Whether a directive names this folder. Only names of as many segments as its end has are looked up."""
        if path in self._exact:
            return True
        if not self._anywhere:
            return False
        parts = path.split("/")
        for slashes, names in self._anywhere.items():
            homes = names.get("/".join(parts[-slashes - 1 :])) if slashes < len(parts) else None
            if homes and any("/".join(parts[:count]) in homes for count in range(len(parts) - slashes)):
                return True
        return False


def _read_module(sources: Sources, folder: Folder, ignored: Ignores, found: _Scanned) -> None:
    path = f"{folder.path}/go.mod" if folder.path else "go.mod"
    mod = read_mod(sources.read(path, MAX_MOD))
    ignored.add(folder.path, mod)
    if mod.problems:
        found.faults.append(FileFacts(path, "", (), problems=mod.problems))
    if mod.module:
        local = _local(mod.replaces, folder.path)
        found.modules.append(Module(mod.module, folder.path, local, mod.requires, mod.go, _replaced(mod.replaces)))


def _local(replaces: tuple[Replace, ...], folder: str) -> tuple[tuple[str, str], ...]:
    """Replacements by a folder inside the tree, as (module path, root-relative folder)."""
    local: list[tuple[str, str]] = []
    for replace in replaces:
        if replace.local and not posixpath.isabs(replace.target):
            target = posixpath.normpath(posixpath.join(folder, replace.target.replace("\\", "/")))
            if target != ".." and not target.startswith("../"):
                local.append((replace.module, "" if target == "." else target))
    return tuple(local)


def _replaced(replaces: tuple[Replace, ...]) -> tuple[str, ...]:
    """The module paths that have a replacement."""
    return tuple(dict.fromkeys(replace.module for replace in replaces))


def _modules(sources: Sources, scan: Scan, scanned: _Scanned, *, works: bool) -> tuple[list[Module], str]:
    """The modules of the tree with what go.work (where it `works`), the configuration and the folders above add; and
    `Tree.inside`."""
    root, modules, inside = sources.root, list(scanned.modules), ""
    work = read_work(sources.read("go.work", MAX_MOD) if works else b"")
    if work.replaces:
        modules.append(Module("", "", _local(work.replaces, ""), replaced=_replaced(work.replaces)))
    if any(module.folder == "" and module.path for module in modules):
        return modules, ""
    if scan.module:
        modules.insert(0, Module(scan.module, ""))
        return modules, ""
    data, inside = sources.go_mod_above()
    above = read_mod(data)
    if above.module:
        modules.append(Module(above.module, "..", (), above.requires, above.go, _replaced(above.replaces)))
        return modules, inside
    loose = next((path for path in scanned.paths if not _owned(path, modules)), None)
    if loose is not None and not modules:
        raise InputError(*_no_module(root, loose, scanned))
    return modules, ""


def _no_module(root: str, loose: str, scanned: _Scanned) -> Iterator[Complaint]:
    """Why no import path is known for the file `loose`: what is wrong with the go.mod, or that there is none."""
    for fault in scanned.faults:
        if posixpath.basename(fault.path) == "go.mod":
            for problem in fault.problems:
                yield Complaint(fault.path, problem.message, line=problem.line, kind="input")
    path = os.path.join(root, "go.mod")
    if os.path.islink(path) or (os.path.lexists(path) and not os.path.isfile(path)):
        yield Complaint("go.mod", "not a regular file; archlint follows no links", kind="input")
    hint = 'set [scan] module = "example.com/path" (archlint init: --module), or check the folder of the go.mod'
    yield Complaint(loose, "no go.mod at or above the scan root says its import path", hint, kind="input")


def _owned(path: str, modules: list[Module]) -> bool:
    return any(module.folder == "" or path.startswith(module.folder + "/") for module in modules)


def _kept(
    files: Iterator[FileFacts], scan: Scan, skipped: Counter[str], left_out: list[tuple[str, Reason]]
) -> Iterator[FileFacts]:
    """Leave out what the one build configuration leaves out, and what Go takes for documentation."""
    build = scan.build
    configuration = build and Configuration(build.goos, build.goarch, frozenset(build.tags), build.cgo)
    for file in files:
        if file.package == "documentation" and file.scope == "production":
            skipped["package documentation"] += 1
            left_out.append((file.path, "documentation"))
            continue
        if configuration and not file.problems:
            try:
                built = matches(file.constraint, configuration)
            except ConstraintError as wrong:
                file = file._replace(problems=(Problem(1, 1, f"the build constraint is malformed: {wrong}"),))
                built = True
            cgo = configuration.cgo or not any(spec.path == "C" for spec in file.imports)
            if not (built and cgo):
                skipped["files of other build configurations"] += 1
                left_out.append((file.path, "build"))
                continue
        yield file


def _fault(path: str, message: str) -> FileFacts:
    return FileFacts(path, "", (), problems=(Problem(1, 1, message),))

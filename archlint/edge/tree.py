"""Reads a Go tree: its modules, which files are scanned, and their facts."""

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
from archlint.languages.go.modules.facts import local_replaces, module_facts, replaced_paths, workspace_facts
from archlint.languages.go.modules.files import ModFile, WorkFile, read_mod, read_work
from archlint.model.facts import FileFacts, Module, Problem, Reason, Tree, Workspace
from archlint.model.language import Language
from archlint.model.policy import Scan, Tests

if TYPE_CHECKING:
    from archlint.edge.fact_store import FactStore
    from archlint.edge.git_tree import Tracked


class _Scanned(NamedTuple):
    """The result of the walk, before any Go file is read."""

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
    """Read the Go tree of these sources.

    `tests` says which files to read; `everything` fills in `others`; `tracked` limits the tree to the files that git
    tracks; `store` keeps the facts of the files. Raises InputError if there is nothing to check, because such a check
    must not pass.
    """
    root, excludes, skipped = sources.root, Excludes(scan), Counter[str]()
    scanned = _scan(sources, excludes, tests, skipped=skipped, everything=everything, tracked=tracked)
    works = tracked is None or "go.work" in tracked.files
    work, workspace = _workspace(sources, is_read=works, above=everything)
    modules, inside = _modules(sources, scan, scanned, work=work)
    paths: Sequence[str] = scanned.paths
    reader = HeaderReader()
    headers = (store or sources).headers(paths, reader.read)
    if progress:
        headers = (facts for facts, _ in zip(headers, progress(paths, "Reading Go files"), strict=True))
    variants: list[FileFacts] = []
    facts = _built(headers, scan, skipped, left_out=scanned.left_out, variants=variants)
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
        skipped=tuple(sorted(skipped.items())),
        matched_excludes=frozenset(excludes.matched),
        others=tuple(sorted(scanned.others)),
        faults=tuple(scanned.faults),
        left_out=left_out,
        variants=tuple(sorted(variants, key=lambda file: file.path)),
        workspace=workspace,
    )


def nothing_to_check(root: str, language: Language, skipped: Counter[str]) -> Complaint:
    """Return the complaint for a tree without a file to check."""
    left_out = ", ".join(f"{count} {reason}" for reason, count in sorted(skipped.items()))
    message = f"no {language.title} file to check" + (f" (left out: {left_out})" if left_out else "")
    hint = f"name the folder that contains the {language.title} code, or check [scan] in layers.toml"
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
    found = _Scanned([], modules=[], others=[], faults=[], left_out=[])
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
        seen = not everything or _is_entered(folder.path, ignored, excludes)
        if tracked is not None:
            folder, untracked = tracked.keep(folder)
            missed = sum(path.endswith(SUFFIX) and not excludes.file(path) for path in untracked) if seen else 0
            skipped += Counter({"untracked files": missed})
            found.left_out.extend((path, "untracked") for path in untracked if everything)
        if folder.problem:
            found.faults.append(_fault(folder.path or ".", f"the folder can't be read: {folder.problem}"))
        if "go.mod" in folder.other_files and seen:
            _read_module(sources, folder, ignored, found=found)
        found.faults.extend(
            _fault(prefix + name, "not a regular file; archlint doesn't follow links") for name in folder.odd
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
    """Return why a Go file is left out, "" if it isn't."""
    if excludes.file(path):
        return "excluded files"
    if tests != "include" and GO.is_test(path) != (tests == "only"):
        return "test files" if tests == "exclude" else "production files"
    return ""


def _is_entered(path: str, ignored: Ignores, excludes: Excludes) -> bool:
    """Report whether neither Go nor the configuration excludes this folder."""
    parts = path.split("/") if path else []
    if any(ignored_dir(part) for part in parts):
        return False
    return not any(
        ignored.has(ancestor) or excludes.folder(ancestor)
        for ancestor in ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
    )


def _excluded(path: str, ignored: Ignores, excludes: Excludes) -> Iterator[str]:
    """Yield the reason if [scan] exclude skips this folder and no folder above it is skipped."""
    parent, _, name = path.rpartition("/")
    entered = not ignored_dir(name) and not ignored.has(path) and _is_entered(parent, ignored, excludes)
    if entered and excludes.folder(path):
        yield "excluded folders"


class Ignores:
    """The ignore directives of the go.mod files read so far (Go Modules Reference, "ignore directive")."""

    def __init__(self) -> None:
        self._exact: set[str] = set()
        self._anywhere: dict[int, dict[str, set[str]]] = {}  # number of slashes -> path -> folders of the go.mod files

    def add(self, folder: str, mod: ModFile) -> None:
        for ignore in mod.ignores:
            path = posixpath.normpath(ignore)
            if ignore.startswith("./"):
                self._exact.add(f"{folder}/{path}" if folder else path)
            else:
                self._anywhere.setdefault(path.count("/"), {}).setdefault(path, set()).add(folder)

    def has(self, path: str) -> bool:
        """Report whether a directive names this folder. Each lookup takes as many last segments as a directive has."""
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
        found.modules.append(module_facts(mod, folder.path))


def _workspace(sources: Sources, *, is_read: bool, above: bool) -> tuple[WorkFile, Workspace | None]:
    """Return the go.work of the scan root (empty without one, or if it isn't read), and `Tree.workspace`. `above` says
    whether to look for one above the root."""
    data, inside = sources.read("go.work", MAX_MOD) if is_read else b"", ""
    work = read_work(data)
    if not data and above:
        data, inside = sources.go_work_above()
    return work, workspace_facts(read_work(data), inside) if data else None


def _modules(sources: Sources, scan: Scan, scanned: _Scanned, *, work: WorkFile) -> tuple[list[Module], str]:
    """Return the modules of the tree, and `Tree.inside`.

    The modules are those of its go.mod files, of go.work, of the configuration and of the folders above.
    """
    root, modules, inside = sources.root, list(scanned.modules), ""
    if work.replaces:
        modules.append(Module("", "", local_replaces(work.replaces, ""), replaced=replaced_paths(work.replaces)))
    if any(module.folder == "" and module.path for module in modules):
        return modules, ""
    if scan.module:
        modules.insert(0, Module(scan.module, ""))
        return modules, ""
    data, inside = sources.go_mod_above()
    above = read_mod(data)
    if above.module:
        modules.append(module_facts(above, "..")._replace(replaces=()))
        return modules, inside
    if scanned.paths and not modules:
        raise InputError(*_no_module(root, scanned))
    return modules, ""


def _no_module(root: str, scanned: _Scanned) -> Iterator[Complaint]:
    """Yield why the import path of the first file is unknown: the problems of the go.mod, or that there is none."""
    for fault in scanned.faults:
        if posixpath.basename(fault.path) == "go.mod":
            for problem in fault.problems:
                yield Complaint(fault.path, problem.message, line=problem.line, kind="input")
    path = os.path.join(root, "go.mod")
    if os.path.islink(path) or (os.path.lexists(path) and not os.path.isfile(path)):
        yield Complaint("go.mod", "not a regular file; archlint doesn't follow links", kind="input")
    hint = 'set [scan] module = "example.com/path" (archlint init: --module), or check which folder has the go.mod'
    yield Complaint(
        scanned.paths[0], "its import path is unknown: no go.mod at or above the scan root", hint, kind="input"
    )


def _built(
    files: Iterator[FileFacts],
    scan: Scan,
    skipped: Counter[str],
    left_out: list[tuple[str, Reason]],
    variants: list[FileFacts],
) -> Iterator[FileFacts]:
    """Yield the files that are in the build configuration and aren't what Go treats as documentation.

    Files of other build configurations are added to `variants`.
    """
    build = scan.build
    configuration = build and Configuration(build.goos, build.goarch, frozenset(build.tags), cgo=build.cgo)
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
                variants.append(file)
                continue
        yield file


def _fault(path: str, message: str) -> FileFacts:
    return FileFacts(path, "", (), problems=(Problem(1, 1, message),))

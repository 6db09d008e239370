"""Go as the judge of a tree after moves, for compiled.py: a working copy, and what `go` says about its packages."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from archlint.languages.go.build.constraints import ARCHITECTURES, SYSTEMS, Configuration, matches
from archlint.languages.go.build.expressions import ConstraintError, parse_expression

_PLACE = re.compile(r"^(?:vet: )?(?:\S+\.(?:go|s|c|h|mod|work)(?::\d+)+:? ?)*")
_INCOMPLETE = re.compile(
    r"missing go.sum|no required module|updates to go.mod|requires go >|cannot find module|disabled by"
)
_FILE = re.compile(r"(?:vet: )?([^\s:]+):\d+:")
_QUALIFIER = re.compile(r"[\w.~/-]+\.(?=[A-Za-z_])")
_PATH = re.compile(r"\S*/\S*")
_NOISE = re.compile(
    r"#|go: downloading|\tgo get |too many errors|note: |ok |\?|FAIL|exit status|PASS|no packages to vet"
)
_SPECIAL = frozenset(("race", "msan", "asan", "gccgo", "gc", "tinygo", "ignore", "unix", "cgo", "boringcrypto"))
_BUILD = ["go", "build", "-o", os.devnull]
_VET = ["go", "vet"]
_OPERATORS = frozenset(("!", "&&", "||"))


class Build(NamedTuple):
    """A build configuration that a tree is judged for."""

    goos: str = "linux"
    goarch: str = "amd64"
    tags: tuple[str, ...] = ()
    cgo: bool = True

    @property
    def environment(self) -> dict[str, str]:
        """The environment of `go`. Tags are passed by GOFLAGS."""
        flags = os.environ.get("GOFLAGS", "").split()
        if self.tags:
            flags.append(f"-tags={','.join(self.tags)}")
        return {**os.environ, "GOOS": self.goos, "GOARCH": self.goarch, "CGO_ENABLED": str(int(self.cgo)),
                "GOFLAGS": " ".join(flags), "GOPROXY": "off"}  # fmt: skip

    def has(self, constraint: str) -> bool:
        """Report whether a file with this constraint belongs to the build."""
        try:
            return matches(constraint, Configuration(self.goos, self.goarch, frozenset(self.tags), cgo=self.cgo))
        except ConstraintError:
            return False

    def __str__(self) -> str:
        cgo = "" if self.cgo or (self.goos, self.goarch) != ("linux", "amd64") else " CGO_ENABLED=0"
        return f"{self.goos}/{self.goarch}{' -tags=' + ','.join(self.tags) if self.tags else ''}{cgo}"


HOST = Build()


def builds_for(constraints: Iterable[str], most: int) -> list[Build]:
    """Other builds than HOST that have files with these constraints: those with most files, `most` at most."""
    left = Counter(each for each in constraints if each and not HOST.has(each))
    found: list[Build] = []
    while left and len(found) < most:
        builds = {build for constraint in left for build in _candidates(constraint)}
        counts = {build: sum(left[each] for each in left if build.has(each)) for build in builds}
        counts = {build: number for build, number in counts.items() if number}
        if not counts:
            break
        best = min(counts, key=lambda build: (-counts[build], build[:2] != HOST[:2], len(build.tags), str(build)))
        found.append(best)
        left = Counter({each: number for each, number in left.items() if not best.has(each)})
    return found


def _candidates(constraint: str) -> Iterable[Build]:
    try:
        tags = set(parse_expression(constraint)) - _OPERATORS
    except ConstraintError:
        return
    own = sorted(
        tag for tag in tags - SYSTEMS - ARCHITECTURES - _SPECIAL if not tag.startswith(("go1.", "goexperiment."))
    )
    systems = [
        "linux",
        *sorted(tags & SYSTEMS - {"linux", "nacl", "hurd", "zos", "ios", "android"}),
        "windows",
        "darwin",
        "freebsd",
    ]
    architectures = ["amd64", *sorted(tags & ARCHITECTURES), "arm64"]
    for goos in systems:
        for goarch in {"js": ["wasm"], "wasip1": ["wasm"], "aix": ["ppc64"]}.get(goos, architectures):
            host = (goos, goarch) == ("linux", "amd64")
            for some in [(), tuple(own), *((tag,) for tag in own)]:
                for cgo in (True, False) if host else (False,):
                    yield Build(goos, goarch, tags=some, cgo=cgo)


class Complaint(NamedTuple):
    """What Go says against a package. `text` has today's path of the file, no positions, and names without qualifiers,
    so that it stays the same when packages move; `line` is what it printed."""

    build: Build
    module: str
    text: str
    line: str

    def __str__(self) -> str:
        where = f" [{self.build}]" if self.build != HOST else ""
        return f"{self.line}{where}"


class Copy:
    """A working copy of a tree, of hard links. `put` moves it to another state and changes only what differs."""

    def __init__(self, tree: Path, folder: Path) -> None:
        self.folder = folder
        self._tree = tree
        self._placed: dict[str, tuple[str, str | None]] = {}
        self._removed: set[str] = set()
        for root, folders, names in os.walk(tree):
            folders[:] = [name for name in folders if name != ".git"]
            target = folder / os.path.relpath(root, tree)
            target.mkdir(parents=True, exist_ok=True)
            for name in names:
                _link(os.path.join(root, name), target / name)

    def put(self, moves: Mapping[str, str], texts: Mapping[str, str]) -> None:
        """Carry out these moves alone, and write these texts (new path -> text)."""
        placed: dict[str, tuple[str, str | None]] = {new: (old, texts.get(new)) for old, new in moves.items()}
        placed.update({path: (path, text) for path, text in texts.items() if path not in placed})
        removed = moves.keys() - placed.keys()
        touched = self._placed.keys() | self._removed | placed.keys() | removed
        changed = [path for path in touched if placed.get(path) != self._placed.get(path)
                   or (path in removed) != (path in self._removed)]  # fmt: skip
        for path in changed:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                (self.folder / path).unlink()
        for path in changed:
            self._prune(path)
        for path in sorted(changed):
            if path in removed:
                continue
            old, text = placed.get(path, (path, None))
            source, target = self._tree / old, self.folder / path
            if not source.exists():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                _link(source, target)
            else:
                target.write_bytes(text.encode("utf-8", "surrogateescape"))
        self._placed, self._removed = placed, set(removed)

    def today(self, path: str) -> str:
        """Today's path of a file of this state."""
        return self._placed.get(path, (path, None))[0]

    def _prune(self, path: str) -> None:
        for parent in Path(path).parents:
            if str(parent) != ".":
                try:
                    (self.folder / parent).rmdir()
                except OSError:
                    break


def _link(source: str | Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


class State(NamedTuple):
    """A state of a tree: the moves, the rewritten texts by new path, and what they concern.

    `modules` maps today's folders of modules to those in the state. `changed` are the folders, in the state, that files
    left, came to, or are rewritten in; `before` are today's folders of these files.
    """

    moves: Mapping[str, str]
    texts: Mapping[str, str]
    modules: Mapping[str, str]
    changed: frozenset[str]
    before: frozenset[str]

    @property
    def folders(self) -> frozenset[str]:
        """The folders to ask the untouched tree about."""
        return self.changed | self.before


class Listed(NamedTuple):
    """What `go list` says about a module: packages by folder, and its errors."""

    packages: dict[str, dict[str, Any]]
    errors: dict[str, str]


class Judge:
    """Judges states of a working copy. Complaints that the untouched tree has too don't count."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self.seconds: Counter[str] = Counter()
        self.runs: Counter[str] = Counter()
        self._known_errors: dict[tuple[str, Build], set[str]] = {}
        self._known: dict[tuple[str, Build], set[str]] = {}
        self._asked: dict[tuple[str, Build], set[str]] = {}
        self.modules: dict[str, bool] = {}
        self.printed: dict[str, list[str]] = {}

    def add_module(self, folder: str) -> bool:
        """Take a module of the untouched tree, at a folder. Report whether its dependencies are there."""
        listed = self._list(folder, HOST)
        loaded = self._go(["go", "list", "-deps", "-test", "./..."], folder, HOST)
        self.modules[folder] = bool(listed.packages) and not _INCOMPLETE.search(loaded.stderr)
        self._known_errors[folder, HOST] = set(listed.errors)
        return self.modules[folder]

    def put(self, state: State) -> None:
        """Bring the copy to a state."""
        self._copy.put(state.moves, state.texts)

    def complaints(self, state: State, builds: Iterable[Build], near: Collection[str] = ()) -> list[Complaint]:
        """What Go says about a state, in the first build and module in which it says anything.

        The folders that a state changes are judged, and those that import them. With `near`, these are judged first,
        and the others only if nothing is said.
        """
        self._copy.put(state.moves, state.texts)
        for build in builds:
            for today, folder in state.modules.items():
                if self.modules.get(today):
                    new = self._module(state, today, folder, build=build, near=near)
                    if new:
                        return new
        return []

    def _module(self, state: State, today: str, folder: str, build: Build, near: Collection[str]) -> list[Complaint]:
        listed = self._list(folder, build)
        if listed.errors and (today, build) not in self._known_errors:
            self._ask_untouched(state, today, build)
        errors = [Complaint(build, folder, text, line) for text, line in listed.errors.items()]
        errors = [each for each in errors if each.text not in self._known_errors.get((today, build), ())]
        if errors:
            return errors
        own = {package["ImportPath"] for place, package in listed.packages.items() if place in state.changed}
        concerned = _concerned(listed, state.changed, own)
        first = [place for place in concerned if place in near]
        for command, places in ((_VET, first), (_BUILD, _with_code(listed, concerned)), (_VET, concerned)):
            found = self._new(self._run(folder, places, command, build=build), state, today, build)
            if found:
                return found
        return []

    def _run(self, folder: str, places: list[str], command: list[str], build: Build) -> list[Complaint]:
        """What `go build` or `go vet` says; `go vet` type-checks the tests as well."""
        if not places:
            return []
        patterns = [f"./{os.path.relpath(place or '.', folder or '.')}" for place in sorted(places)]
        run = self._go([*command, *patterns], folder, build)
        if not run.returncode:
            return []
        found = _messages(run.stderr) or [(run.stderr + run.stdout).strip()[:500]]
        return [Complaint(build, folder, self._text(line, folder), line) for line in found]

    def _text(self, line: str, folder: str) -> str:
        found = _FILE.match(line)
        path = os.path.normpath(os.path.join(folder, found[1])).replace(os.sep, "/") if found else ""
        return f"{self._copy.today(path)}: {_plain(line)}"

    def _new(self, found: list[Complaint], state: State, today: str, build: Build) -> list[Complaint]:
        """The complaints that the untouched tree lacks. It is asked about the folders concerned when needed."""
        known = self._known.setdefault((today, build), set())
        new = [each for each in found if each.text not in known]
        if new and not state.folders <= self._asked.setdefault((today, build), set()):
            self._ask_untouched(state, today, build)
        return [each for each in new if each.text not in known]

    def _ask_untouched(self, state: State, today: str, build: Build) -> None:
        """Ask Go about the untouched tree, and go back to this state."""
        self._copy.put({}, {})
        try:
            listed = self._list(today, build)
            self._known_errors[today, build] = set(listed.errors)
            own = {package["ImportPath"] for place, package in listed.packages.items() if place in state.folders}
            places = _concerned(listed, state.folders, own)
            for command, some in ((_BUILD, _with_code(listed, places)), (_VET, places)):
                found = self._run(today, some, command, build=build)
                self._known.setdefault((today, build), set()).update(each.text for each in found)
            self._asked.setdefault((today, build), set()).update(state.folders)
        finally:
            self._copy.put(state.moves, state.texts)

    def _list(self, folder: str, build: Build) -> Listed:
        fields = "-json=ImportPath,Dir,Name,GoFiles,CgoFiles,Imports,TestImports,XTestImports,Error,DepsErrors"
        run = self._go(["go", "list", "-e", fields, "./..."], folder, build)
        packages: dict[str, dict[str, Any]] = {}
        errors: dict[str, str] = {}
        decoder, text, at = json.JSONDecoder(), run.stdout.strip(), 0
        while at < len(text):
            package, at = decoder.raw_decode(text, at)
            while at < len(text) and text[at].isspace():
                at += 1
            place = os.path.relpath(package.get("Dir") or ".", self._copy.folder).replace(os.sep, "/")
            packages["" if place == "." else place] = package
            for error in filter(None, [package.get("Error"), *(package.get("DepsErrors") or [])]):
                if "build constraints exclude all Go files" in error["Err"] and len(error.get("ImportStack") or []) < 2:
                    continue
                stack = " <- ".join(reversed(error.get("ImportStack") or []))
                errors[_plain(error["Err"])] = f"{error.get('Pos', '')}: {error['Err']} ({stack})"
        if run.returncode and not packages:
            errors.update({_plain(line): line for line in _messages(run.stderr)})
        return Listed(packages, errors)

    def tests(self, state: State | None, folder: str, seconds: float, names: Iterable[str] = ()) -> Counter[str] | None:
        """The tests of a module that pass, by name; None if they take longer than this. With `names`, these alone."""
        moves, texts = (state.moves, state.texts) if state else ({}, {})
        self._copy.put(moves, texts)
        only = ["-run", f"^({'|'.join(map(re.escape, sorted(names)))})$"] if names else []
        command = ["go", "test", "-vet=off", "-json", f"-timeout={int(seconds)}s", *only, "./..."]
        try:
            run = self._go(command, folder, HOST, seconds * 3)
        except subprocess.TimeoutExpired:
            return None
        passed: Counter[str] = Counter()
        output: dict[str, list[str]] = {}
        for line in run.stdout.splitlines():
            if line.startswith("{"):
                event = json.loads(line)
                name = event.get("Test", "").partition("/")[0]
                if event.get("Action") == "pass" and name and name == event["Test"]:
                    passed[name] += 1
                elif event.get("Action") in ("output", "build-output"):
                    output.setdefault(name, []).append(event["Output"])
        self.printed = output
        return passed

    def _go(
        self, command: list[str], folder: str, build: Build, seconds: float = 900
    ) -> subprocess.CompletedProcess[str]:
        start = time.monotonic()
        run = subprocess.run(
            command, cwd=self._copy.folder / folder, env=build.environment, capture_output=True, text=True,
            errors="replace", check=False, timeout=seconds,
        )  # fmt: skip
        self.seconds[command[1]] += int((time.monotonic() - start) * 1000)
        self.runs[command[1]] += 1
        return run


def _plain(line: str) -> str:
    """A message without its place, qualifiers and paths."""
    return _PATH.sub("…", _QUALIFIER.sub("", _PLACE.sub("", line)))


def _imports(package: Mapping[str, Any]) -> set[str]:
    return {each for field in ("Imports", "TestImports", "XTestImports") for each in package.get(field) or ()}


def _concerned(listed: Listed, folders: Collection[str], own: Collection[str]) -> list[str]:
    """The packages in these folders, and those that import one of the packages `own`."""
    return [
        place
        for place, package in listed.packages.items()
        if not package.get("Error") and (place in folders or not _imports(package).isdisjoint(own))
    ]


def _with_code(listed: Listed, places: Iterable[str]) -> list[str]:
    """The packages that have more than tests. `go build` refuses the others if they are named."""
    return [
        place for place in places if listed.packages[place].get("GoFiles") or listed.packages[place].get("CgoFiles")
    ]


def _messages(text: str) -> list[str]:
    """The messages that `go` printed. A line that begins with a tab belongs to the one above."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("\t") and lines:
            lines[-1] += " " + line.strip()
        elif line.strip() and not _NOISE.match(line):
            lines.append(line)
    return lines

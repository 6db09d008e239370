"""`check --base` held against two full checks of real checkouts, over the history of a repository.

    python tests/benchmarks/base.py REPOSITORY CONFIG [--commits 100] [--seed 1] [--most-apart 40]

REPOSITORY is a clone or a bare repository, CONFIG a layers.toml for it. For each pair of a commit and an earlier one,
both are written to folders of their own, each is checked in full, and the two reports are compared as sets, by nothing
but git's list of renames. `archlint check --base`, run in the later folder, has to say the same: findings introduced,
retired and carried; dependencies between layers and packages, third-party modules and cycles that came or went. Each
difference is printed; the exit status is 1 where there is one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

from archlint.cli.status import run

Key = tuple[Any, ...]
Images = dict[str, set[str]]
OF_A_FILE = (
    "forbidden-import", "unlisted-import", "protected-import", "layer-order", "dependent-slices", "bypassed-door",
    "unassigned-file",
)  # fmt: skip
"""Kinds of findings that a file has, whatever package it is in."""
IDENTITY = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}


def git(repository: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What git answers."""
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=True, env={**os.environ, **IDENTITY}).stdout


class Checkout:
    """A folder that holds one commit after another, with a repository that has all objects of the first one."""

    def __init__(self, origin: Path, folder: Path) -> None:
        self.folder = folder
        self._origin = origin
        self._there: dict[str, bytes] = {}
        git(folder.parent, "init", "-q", str(folder))
        objects = Path(os.fsdecode(git(origin, "rev-parse", "--git-path", "objects")).strip())
        (folder / ".git/objects/info/alternates").write_text(f"{(origin / objects).resolve()}\n")

    def go_to(self, commit: str) -> None:
        """Write the files of a commit, and make it HEAD. What the clone lacks is not written."""
        wanted: dict[str, bytes] = {}
        for line in git(self._origin, "ls-tree", "-r", "-z", commit).split(b"\0"):
            if line.startswith((b"100", b"120")):
                entry, _, name = line.partition(b"\t")
                wanted[os.fsdecode(name)] = entry[:3] + entry.split()[2]
        for path in self._there.keys() - wanted.keys():
            (self.folder / path).unlink()
        changed = [path for path, name in wanted.items() if self._there.get(path) != name]
        asked = b"".join(wanted[path][3:] + b"\n" for path in changed)
        answers = BytesIO(git(self._origin, "cat-file", "--batch", given=asked))
        for path in changed:
            head = answers.readline().strip()
            if head.endswith(b"missing"):
                del wanted[path]
                continue
            size = int(head.split()[2])
            target = self.folder / path
            if target.is_dir() and not target.is_symlink():
                shutil.rmtree(target)
            for parent in target.relative_to(self.folder).parents:
                if (self.folder / parent).is_file():
                    (self.folder / parent).unlink()
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            if wanted[path].startswith(b"120"):
                target.symlink_to(os.fsdecode(answers.read(size)))
            else:
                target.write_bytes(answers.read(size))
            answers.readline()
        self._there = wanted
        git(self.folder, "update-ref", "--no-deref", "HEAD", commit)
        git(self.folder, "read-tree", commit)


def report(folder: Path, config: Path, *options: str) -> dict[str, Any]:
    """The JSON report of a check."""
    with tempfile.TemporaryDirectory() as place:
        target = f"{place}/report.json"
        run(["check", str(folder), "-c", str(config), "-q", "-f", f"json={target}", "--today", "2026-01-01", *options])
        found: dict[str, Any] = json.loads(Path(target).read_text())
        return found


def arrows(folder: Path, config: Path, level: str, *options: str) -> dict[Key, int]:
    """The dependencies at a level, as `archlint graph` has them."""
    command = [sys.executable, "-m", "archlint", "graph", str(folder), "-c", str(config), "--level", level, *options]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        return {}
    document = json.loads(done.stdout)
    return {(edge["from"], edge["to"]): len(edge["places"]) for edge in document["edges"]}


def keys(findings: list[dict[str, Any]], renames: dict[str, str], *, earlier: bool) -> Counter[Key]:
    """What each finding is, whatever its line: with renamed files under their later names."""
    found: Counter[Key] = Counter()
    for finding in findings:
        path = finding["place"]["path"]
        path = renames.get(path, path) if earlier else path
        if finding["cycle"]:
            found[finding["kind"], finding["rule"], tuple(finding["cycle"]["members"])] += 1
        else:
            source = "" if finding["kind"] in OF_A_FILE else finding["from"]
            path = "" if finding["kind"] == "forbidden-reach" else path  # the chain may start elsewhere now
            found[(finding["kind"], finding["rule"], path, source, finding["to"])] += 1
    return found


def modules(folder: Path, config: Path) -> set[Key]:
    """The required modules that something imports; a package of no required module stands for itself."""
    required: set[str] = set()
    for path in folder.rglob("go.mod"):
        for line in path.read_text(errors="replace").splitlines():
            parts = line.split("//")[0].removeprefix("require").split()
            required.update(parts[:1] if len(parts) == 2 and parts[1].startswith("v") else ())
    outside = {target for _, target in arrows(folder, config, "package", "--external")}
    outside -= {target for _, target in arrows(folder, config, "package")}
    found: set[Key] = set()
    for path in (each for each in outside if "." in each.split("/")[0]):
        found.add((max((name for name in required if f"{path}/".startswith(f"{name}/")), key=len, default=path),))
    return found


def compare(before: Checkout, after: Checkout, config: Path, base: str, head: str, sums: Counter[str]) -> list[str]:
    """The differences for one pair of commits; counts what is compared."""
    before.go_to(base)
    after.go_to(head)
    try:
        listed = git(after.folder, "diff", "-M", "-l1000", "--name-status", "-z", "--diff-filter=R", base, head)
    except subprocess.CalledProcessError:
        sums["the clone lacks contents"] += 1
        return []
    names = os.fsdecode(listed).split("\0")
    renames = {names[at + 1]: names[at + 2] for at in range(0, len(names) - 2, 3)}
    old, new, told = (
        report(before.folder, config),
        report(after.folder, config),
        report(after.folder, config, "--base", base),
    )
    if not old["summary"]["files"]:
        sums["earlier tree not readable"] += 1
        return []
    if any("doesn't have the contents" in problem["message"] for problem in told["problems"]):
        sums["the clone lacks contents"] += 1
        return []
    wrong = [] if told.get("base", {}).get("commit") == base else [f"the base is {told.get('base')}, not {base}"]
    if wrong:
        return wrong + [str(problem) for problem in told["problems"]]
    moved = {item["before"]: item["after"] for item in told["changes"]["packages_renamed"]}
    images = images_of(before.folder, after.folder, renames)
    wrong += compare_findings(old, new, told, renames, images)
    sums.update(item["change"] for item in told["findings"])
    sums["renames"] += len(renames)
    sums["cycles that changed"] += len(told["changes"]["cycles"])
    earlier_modules, later_modules = modules(before.folder, config), modules(after.folder, config)
    for what, expected in (("added", later_modules - earlier_modules), ("removed", earlier_modules - later_modules)):
        found = {(item["module"],) for item in told["changes"][f"modules_{what}"]}
        sums[f"modules {what}"] += len(expected)
        wrong += differ(f"modules {what}", expected, found)
    for level in ("layer", "package"):
        earlier, later = arrows(before.folder, config, level), arrows(after.folder, config, level)
        renamed = {tuple(moved.get(end, end) if level == "package" else end for end in ends) for ends in earlier}
        sums[f"{level} dependencies added or removed"] += len(later.keys() ^ renamed)
        wrong += differ(f"{level} added", later.keys() - renamed, ends_of(told, "added", level))
        kept = {tuple(moved.get(end, end) for end in ends) if level == "package" else ends: ends for ends in earlier}
        gone = {ends for key, ends in kept.items() if key not in later}
        wrong += differ(f"{level} removed", gone, ends_of(told, "removed", level))
    return wrong


def ends_of(told: dict[str, Any], what: str, level: str) -> set[Key]:
    """The dependencies of a level that `--base` calls added or removed."""
    none = "(unassigned)"
    found = told["changes"][f"dependencies_{what}"]
    return {(item["from"] or none, item["to"] or none) for item in found if item["level"] == level}


def compare_findings(
    old: dict[str, Any], new: dict[str, Any], told: dict[str, Any], renames: dict[str, str], images: Images
) -> list[str]:
    """Findings by what they are; a package before is each of the packages that its files are in now."""
    earlier = {key: alternatives(key, images) for key in keys(old["findings"], renames, earlier=True)}
    later = set(keys(new["findings"], renames, earlier=False))
    by_change = {
        change: set(keys([item for item in told["findings"] if item["change"] == change], names, earlier=bool(names)))
        for change, names in (("introduced", {}), ("carried", {}), ("retired", renames))
    }
    wrong: list[str] = []
    known = {key for several in earlier.values() for key in several}
    # A cycle that has shrunk is carried, and so are the parts that it has fallen into.
    cycles = {key: {image for name in key[2] for image in images.get(name, {name})} for key in earlier if len(key) == 3}
    carried = (later & known) | {
        key
        for key in later
        if len(key) == 3 and any(each[:2] == key[:2] and set(key[2]) <= cycles[each] for each in cycles)
    }
    left = {key for key, several in earlier.items() if not later & several}
    left -= {each for each in cycles if any(len(key) == 3 and set(key[2]) <= cycles[each] for key in carried)}
    wrong += differ("introduced", later - carried, by_change["introduced"])
    wrong += differ("carried", carried, by_change["carried"])
    wrong += differ("retired", left, by_change["retired"])
    return wrong


def alternatives(key: Key, images: Images) -> set[Key]:
    """What an earlier finding may be now."""
    if len(key) == 3:
        return {key}
    kind, rule, path, source, target = key
    return {
        (kind, rule, path, now, then) for now in images.get(source, {source}) for then in images.get(target, {target})
    }


def images_of(before: Path, after: Path, renames: dict[str, str]) -> Images:
    """The packages that the files of each earlier package are in now."""
    old, new = packages(before), packages(after)
    found: Images = {}
    for path, package in old.items():
        now = new.get(renames.get(path, path))
        if now is not None:
            found.setdefault(package, set()).add(now)
    return found


def packages(folder: Path) -> dict[str, str]:
    """The import path of each Go file's folder, by the nearest go.mod; that of an external test ends in `_test`."""
    modules = {path.parent: module_of(path) for path in folder.rglob("go.mod")}
    found: dict[str, str] = {}
    for path in folder.rglob("*.go"):
        home = next((parent for parent in path.parents if parent in modules), None)
        if home is not None and path.is_file():
            inner = path.parent.relative_to(home).as_posix()
            clause = re.search(rb"^package (\w+)", path.read_bytes(), re.MULTILINE)
            external = clause is not None and clause[1].endswith(b"_test") and path.name.endswith("_test.go")
            name = modules[home] if inner == "." else f"{modules[home]}/{inner}"
            found[path.relative_to(folder).as_posix()] = f"{name}_test" if external else name
    return found


def module_of(path: Path) -> str:
    """The module path of a go.mod."""
    found = re.search(r"^module\s+\"?([^\s\"]+)", path.read_text(errors="replace"), re.MULTILINE)
    return found[1] if found else ""


def differ(what: str, expected: set[Key], found: set[Key]) -> list[str]:
    """A line for each member of one set alone."""
    return [
        *(f"{what}: missing {key}" for key in sorted(expected - found, key=repr)),
        *(f"{what}: extra {key}" for key in sorted(found - expected, key=repr)),
    ]


def main() -> int:
    """Compare pairs of commits, and count."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("config", type=Path)
    parser.add_argument("--commits", type=int, default=100, help="pairs of commits [default: 100]")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most-apart", type=int, default=40, help="commits between the two at most [default: 40]")
    wanted = parser.parse_args()
    lot = random.Random(wanted.seed)
    history = git(wanted.repository, "rev-list", "--first-parent", "HEAD").decode().split()
    sums: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        before, after = (Checkout(wanted.repository, Path(place) / name) for name in ("before", "after"))
        for number in range(wanted.commits):
            at = lot.randrange(len(history) - 1)
            apart = 1 if lot.random() < 0.5 else lot.randint(1, wanted.most_apart)
            head, base = history[at], history[min(at + apart, len(history) - 1)]
            wrong = compare(before, after, wanted.config.resolve(), base, head, sums)
            sums["pairs"] += 1
            sums["differ"] += bool(wrong)
            for line in wrong[:5]:
                print(f"{base[:10]}..{head[:10]}: {line}", flush=True)
            if number % 10 == 9:
                print(dict(sums), file=sys.stderr, flush=True)
    print(dict(sums))
    return 1 if sums["differ"] else 0


if __name__ == "__main__":
    sys.exit(main())

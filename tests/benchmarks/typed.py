"""Not speed: the hazards of the mapped view, compared with the Go type checker and the real dependencies.

usage: python tests/benchmarks/typed.py TREE... [--splits N] [--merges M] [--seed S] [--tests include|exclude]
       [--list] [--facts FOLDER]

Each TREE is a checkout of Go modules. tests/oracle/typed type-checks it once; then random mappings split or merge its
packages, and each finding of the mapped view is compared with what the type checker says. Files that the build of
linux/amd64 doesn't have are apart: findings about them are counted, not judged. --list prints everything that is
missing or wrong; --facts keeps the type checker's answers.

| column | means |
|---|---|
| truth | what Go rejects, by the type checker |
| certain, wrong | findings of severity error; those that aren't true |
| likely, true | findings of severity warning; those that are true |
| missing | what Go rejects and no finding says |
"""

from __future__ import annotations

import argparse
import json
import posixpath
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

sys.path.insert(0, str(Path(__file__).parent))  # for `python -m tests.benchmarks.typed`

import typed_truth as truth
from measure import table
from typed_facts import Facts, facts_of, folder_of, missing_tool
from typed_moves import Case, merge_cases, split_cases

from archlint.edge.sources import Sources
from archlint.edge.symbol_files import read_symbols
from archlint.edge.tree import read_tree
from archlint.errors import ArchlintError
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.location import Place
from archlint.model.moves import Mapping as Document
from archlint.model.moves import Row
from archlint.model.policy import Config, Scan, Tests
from archlint.model.symbols import Symbols
from archlint.pipeline.mapped_view import carry_out, map_tree
from archlint.pipeline.parsed import parsed_of
from archlint.pipeline.placing import modules_of

LOST = "lost initializations"
INTERNAL = "internal packages"
MODULES = "unresolved modules"
CLASSES = (*truth.CLASSES, LOST, INTERNAL, MODULES)
"""The classes of `typed_truth`, and those that need the links between files and go.mod files."""


class Found(NamedTuple):
    """A finding as the comparison sees it. `files` are all files that it names."""

    kind: str
    key: truth.Key
    certain: bool
    files: tuple[str, ...]
    text: str


class Count(NamedTuple):
    """The figures of one class."""

    truth: int = 0
    certain: int = 0
    wrong: int = 0
    likely: int = 0
    likely_true: int = 0
    missing: int = 0
    idle: int = 0

    def plus(self, other: Count) -> Count:
        """The sums."""
        return Count(*(one + two for one, two in zip(self, other, strict=True)))


class Report(NamedTuple):
    """The figures by class, the findings that aren't judged by kind, and everything missing or wrong as lines."""

    counts: dict[str, Count]
    aside: Counter[str]
    lines: Counter[str]
    done: Counter[str]


def main() -> int:
    options = _options()
    reason = missing_tool()
    if reason:
        sys.exit(f"typed.py: {reason}")
    total: dict[str, Count] = {}
    for name in options.trees:
        start = time.monotonic()
        facts = facts_of(Path(name), options.facts)
        report = judge_tree(
            Path(name), facts, splits=options.splits, merges=options.merges, seed=options.seed, tests=options.tests
        )
        print(f"\n## {Path(name).resolve().name}\n")
        print(_summary(facts, report, time.monotonic() - start))
        print(shown(report.counts))
        for kind, number in sorted(report.aside.items()):
            print(f"not judged: {number} {kind}")
        if options.list:
            print(*(f"{line} (x {number})" for line, number in sorted(report.lines.items())), sep="\n")
        for kind, count in report.counts.items():
            total[kind] = total.get(kind, Count()).plus(count)
    if len(options.trees) > 1:
        print(f"\n## All\n\n{shown(total)}")
    return 1 if any(count.wrong for count in total.values()) else 0


def _options() -> argparse.Namespace:
    assert __doc__
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n\n")[0], formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("trees", nargs="+", metavar="TREE")
    parser.add_argument("--splits", type=int, default=100, help="packages to split, of each tree")
    parser.add_argument("--merges", type=int, default=20, help="pairs of packages to merge, of each tree")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", choices=("include", "exclude"), default="include")
    parser.add_argument("--list", action="store_true", help="print everything that is missing or wrong")
    parser.add_argument("--facts", type=Path, help="a folder that keeps the type checker's answers")
    return parser.parse_args()


def _summary(facts: Facts, report: Report, seconds: float) -> str:
    done, size = report.done, f"{len(facts.clauses)} files in {len(facts.units)} packages by {facts.go}"
    return (
        f"{size}; {len(facts.failed)} folders with type errors are left out.\n"
        f"{done['split']} splits and {done['merge']} merges in {done['mapping']} mappings, {done['refused']} refused, "
        f"{seconds:.0f} s.\n"
    )


def shown(counts: Mapping[str, Count]) -> str:
    """The table of figures."""
    heads = ("", "truth", "certain", "wrong", "likely", "true", "missing")
    rows = [(kind, *map(str, counts[kind][:6])) for kind in CLASSES if kind in counts and any(counts[kind])]
    return table(heads, rows)


class Subject:
    """archlint on one tree, in this process. Symbols are read once."""

    def __init__(self, root: Path, tests: Tests) -> None:
        self._sources = Sources(str(root))
        self.config = Config(scan=Scan(tests=tests))
        self.tree = read_tree(self._sources, self.config.scan, tests, everything=True)
        self.modules = read_modules(root, [module.folder for module in self.tree.modules])
        self._symbols: dict[tuple[str, tuple[str, ...]], Symbols] = {}

    def check(self, case: Case, broken: truth.Broken) -> tuple[View, list[Finding], dict[truth.Key, str]]:
        """The mapped view, its hazards and cycles, and the references that matter."""
        rows = tuple(Row(old, new, Place("m.md", line)) for line, (old, new) in enumerate(case.moves.items(), 1))
        plan = map_tree(case.tree, self.config, Document(("m.md",), rows), modules=modules_of(case.tree))
        parsed = parsed_of(case.tree, plan.relocation.today, self._read(plan.parse), read=self._read)
        view, hazards = carry_out(plan, case.tree, self.config, parsed=parsed)
        references: dict[truth.Key, str] = {}
        for each in parsed.references:
            if broken.matters(each.path, each.target):
                for line, column in each.spots:
                    key = each.path, str(line), str(column), each.name, each.target
                    references[key] = f"{each.path}:{line}:{column}: {each.name} of {each.target}"
        return view, list(hazards), references

    def _read(self, asked: Mapping[str, tuple[str, ...]] | Iterable[str]) -> dict[str, Symbols]:
        wanted = asked if isinstance(asked, Mapping) else dict.fromkeys(asked, ())
        missing = {path: names for path, names in wanted.items() if (path, names) not in self._symbols}
        if missing:
            found, _ = read_symbols(self._sources, missing)
            self._symbols.update(((path, names), found[path]) for path, names in missing.items())
        return {path: self._symbols[path, names] for path, names in wanted.items()}


def judge_tree(root: Path, facts: Facts, *, splits: int, merges: int, seed: int, tests: Tests) -> Report:
    """Compare archlint with the facts of a tree, under random mappings."""
    subject = Subject(root, tests)
    facts = facts if tests == "include" else without_tests(facts)
    report = Report({kind: Count() for kind in CLASSES}, Counter(), Counter(), done=Counter())
    rng = random.Random(f"{root.resolve().name} {seed}")
    cases: list[Case] = [
        *split_cases(facts, subject.tree, splits, rng),
        *merge_cases(facts, subject.tree, merges, rng),
    ]
    for case in cases:
        case = case._replace(moves={old: posixpath.normpath(new) for old, new in case.moves.items()})
        try:
            judge_case(facts, subject, case, report)
        except ArchlintError as problem:
            report.done["refused"] += 1
            report.lines[f"refused {case.split or case.merged}: {problem}"] += 1
    return report


_Record = TypeVar("_Record", bound=tuple[object, ...])


def without_tests(facts: Facts) -> Facts:
    """The facts about the files that aren't tests."""

    def left(records: Iterable[_Record]) -> list[_Record]:
        return [each for each in records if not any(map(_is_test_path, each))]

    def by_folder(folders: Mapping[str, list[_Record]]) -> dict[str, list[_Record]]:
        return {folder: left(records) for folder, records in folders.items()}

    return facts._replace(
        clauses={path: clause for path, clause in facts.clauses.items() if not _is_test_path(path)},
        units=tuple(
            unit._replace(files=files)
            for unit in facts.units
            if (files := tuple(path for path in unit.files if not _is_test_path(path)))
        ),
        names=by_folder(facts.names),
        members=by_folder(facts.members),
        unkeyed=by_folder(facts.unkeyed),
        methods=by_folder(facts.methods),
        conversions=tuple(left(facts.conversions)),
        fits=tuple(left(facts.fits)),
        asserted=tuple(left(facts.asserted)),
        structs=tuple(left(facts.structs)),
        declared=by_folder(facts.declared),
        imports=by_folder(facts.imports),
        bare=by_folder(facts.bare),
        captured=by_folder(facts.captured),
    )


def _is_test_path(part: object) -> bool:
    return isinstance(part, str) and part.endswith("_test.go")


def judge_case(facts: Facts, subject: Subject, case: Case, report: Report) -> None:
    """Compare archlint with the facts for one mapping."""
    broken = truth.Broken(facts, case)
    view, hazards, references = subject.check(case, broken)
    wanted = {kind: dict(keys) for kind, keys in broken.truth().items()}
    links = Links(facts, case, broken, subject.modules)
    wanted[truth.BEHIND].update(links.behind_clauses())
    wanted[truth.CLASHES].update(links.two_mains())
    wanted[LOST], lost_besides = links.lost()
    wanted[INTERNAL], wanted[MODULES] = links.internal(links.imported), links.unresolved(links.imported)
    besides = {**lost_besides, **links.internal(links.used), **links.unresolved(links.used)}
    report.done["mapping"] += 1
    report.done["split"] += len(case.split)
    report.done["merge"] += case.merged is not None
    found: dict[str, list[Found]] = {kind: [] for kind in CLASSES}
    for finding in hazards:
        for each in classify(finding, facts, case):
            if any(path.endswith(".go") and path not in facts.clauses for path in each.files):
                report.aside[f"{each.kind or finding.kind}: names a file of another build"] += 1
                if each.kind:
                    wanted[each.kind].pop(each.key, None)  # said, if at another place
                if each.kind == truth.OWNERS:
                    _said_of_variant(wanted, each.key)
            elif each.kind:
                found[each.kind].append(each)
            else:
                report.aside[f"{finding.kind} ({finding.severity})"] += 1
    _split_interfaces(found, wanted)
    for kind in (LOST, INTERNAL, MODULES):
        wanted[kind].update((each.key, besides[each.key]) for each in found[kind] if each.key in besides)
    where = "" if case.merged is None else f" [{case.merged[0]} into {case.merged[1]}]"
    idle = broken.idle()
    for kind in CLASSES:
        if kind not in (truth.REFERENCES, truth.IMPORTS, truth.CYCLES):
            count, lines = compare(kind, wanted[kind], found[kind], idle=idle)
            report.counts[kind] = report.counts[kind].plus(count)
            if count.idle:
                report.aside[f"{kind}: a type that satisfies the interface and isn't used so"] += count.idle
            report.lines.update(f"{line}{where}" for line in lines if kind != truth.OWNERS or "wrong" in line)
    in_build = facts.clauses.__contains__
    real = broken.references(lambda path: path in facts.clauses)
    seen = {key: text for key, text in references.items() if in_build(key[0]) and in_build(key[4])}
    _exact(truth.REFERENCES, real, seen, report, where)
    if case.merged is None or case.same_clause:
        arrows = _arrows(view, facts, broken)
        pairs: dict[truth.Key, str] = {(one, other): f"{one} -> {other}" for one in arrows for other in arrows[one]}
        _exact(truth.IMPORTS, wanted[truth.IMPORTS], pairs, report, where)
        nodes = {node for cycle in truth.cyclic(arrows) for node in cycle}
        _exact(truth.CYCLES, wanted[truth.CYCLES], {(node,): node for node in nodes}, report, where)


def _said_of_variant(wanted: Mapping[str, dict[truth.Key, str]], said: truth.Key) -> None:
    """Files for different builds can declare the same method. One finding is enough for a file that uses it."""
    path, _, owner, name = said
    for key in [key for key in wanted[truth.OWNERS] if (key[0], *key[2:]) == (path, owner, name)]:
        del wanted[truth.OWNERS][key]
        wanted[truth.MEMBERS].pop((path, key[1], name), None)


def _split_interfaces(found: dict[str, list[Found]], wanted: Mapping[str, Mapping[truth.Key, str]]) -> None:
    """Findings about interfaces that Go checks at run time alone have a class of their own."""
    static = {key[:2] for key in wanted[truth.INTERFACES]}
    dynamic = {key[:2] for key in wanted[truth.ASSERTED]} - static
    apart = [
        each
        for each in found[truth.INTERFACES]
        if not each.certain and (each.key in wanted[truth.ASSERTED] or each.key[:2] in dynamic)
    ]
    found[truth.ASSERTED] = apart
    found[truth.INTERFACES] = [each for each in found[truth.INTERFACES] if each not in apart]


def _exact(
    kind: str, wanted: Mapping[truth.Key, str], seen: Mapping[truth.Key, str], report: Report, where: str
) -> None:
    """Compare two sets of keys without `likely`."""
    wrong, missing = seen.keys() - wanted.keys(), wanted.keys() - seen.keys()
    count = Count(len(wanted), len(seen), len(wrong), missing=len(missing))
    report.counts[kind] = report.counts[kind].plus(count)
    report.lines.update(f"{kind}: wrong {seen[key]}{where}" for key in wrong)
    report.lines.update(f"{kind}: missing {wanted[key]}{where}" for key in missing)


def _arrows(view: View, facts: Facts, broken: truth.Broken) -> dict[str, set[str]]:
    """The dependencies between folders of the mapped view that production files of the build have on each other."""
    declared: dict[str, set[str]] = {}
    for records in facts.declared.values():
        for each in records:
            declared.setdefault(broken.home(each.path), set()).add(each.name)
    arrows: dict[str, set[str]] = {}
    for edge in view.edges_for("exclude"):
        source, target = edge.source.folder, edge.target.folder
        if edge.target.origin != "tree" or source == target or target in arrows.get(source, ()):
            continue
        for use in edge.uses:
            if use.file.path in facts.clauses and (
                not use.names or not declared.get(target, set()).isdisjoint(use.names)
            ):
                arrows.setdefault(source, set()).add(target)
                break
    return arrows


def compare(
    kind: str, wanted: Mapping[truth.Key, str], found: Iterable[Found], idle: set[tuple[str, str]]
) -> tuple[Count, list[str]]:
    """Compare the findings of one class with the truth."""
    lines: list[str] = []
    covered: set[truth.Key] = set()
    seen: dict[tuple[truth.Key, bool], Found] = {}
    for each in found:
        seen.setdefault((each.key, each.certain), each)
    figures: Counter[str] = Counter()
    for each in seen.values():
        matches = [each.key] if each.key in wanted else []
        if kind in FUZZY and not (each.certain and matches):
            matches += [key for key in wanted if fits(kind, each, key)]
        covered.update(matches)
        sort = "certain" if each.certain else "likely"
        figures[sort] += 1
        figures[f"{sort} true"] += bool(matches)
        if not matches:
            unused = kind == truth.INTERFACES and each.key[:2] in idle
            figures["idle"] += unused
            word = "wrong" if each.certain else "fits but unused" if unused else "likely untrue"
            lines.append(f"{kind}: {word} {each.text}")
    missing = wanted.keys() - covered
    lines.extend(f"{kind}: missing {wanted[key]}" for key in missing)
    count = Count(
        len(wanted), figures["certain"], figures["certain"] - figures["certain true"], likely=figures["likely"],
        likely_true=figures["likely true"], missing=len(missing), idle=figures["idle"],
    )  # fmt: skip
    return count, lines


FUZZY = (truth.MEMBERS, truth.OWNERS, truth.INTERFACES, truth.ASSERTED)
"""The classes in which a finding may be about a truth with another key."""


def fits(kind: str, found: Found, key: truth.Key) -> bool:
    """Whether a finding is about a truth with another key."""
    if kind == truth.MEMBERS:
        return not found.certain and (found.key[0], found.key[2]) == (key[0], key[2])
    if kind == truth.OWNERS:
        return found.key[:2] == key[:2] and found.key[3] == key[3] and (not key[2] or not found.certain)
    return kind in (truth.INTERFACES, truth.ASSERTED) and not found.certain and found.key[:2] == key[:2]


def classify(finding: Finding, facts: Facts, case: Case) -> list[Found]:
    """The classes and keys of a finding; the class is "" for one that isn't judged. New kinds have a line here."""
    path, identity = finding.place.path, finding.identity
    certain = finding.severity == "error"
    text = f"{path}:{finding.place.line}:{finding.place.column}: {finding.message}"
    files: tuple[str, ...] = (path, *(related.place.path for related in finding.related[:1]))
    if finding.kind == "unexported-use":
        files = (path, identity[1])
        if identity[-1] == "by order":
            return [Found(truth.UNKEYED, identity[:3], certain, files, text)]
        if len(identity) == 4:
            files = (path, identity[0], identity[1])
            if "have the unexported field" in finding.message:
                return [Found(truth.STRUCTS, tuple(sorted(identity[:2])), certain, files, text)]
            key = identity[0], identity[1], identity[3]
            return [Found(truth.INTERFACES, key, certain, files, text)]
        owner, dot, name = identity[2].rpartition(".")
        if not dot:
            return [Found(truth.NAMES, identity, certain, files, text)]
        return [
            Found(truth.MEMBERS, (path, identity[1], name), certain, files, text),
            Found(truth.OWNERS, (path, identity[1], owner, name), certain, files, text),
        ]
    if finding.kind in ("unkeyed-literal", "split-receiver"):
        kind = truth.VETTED if finding.kind == "unkeyed-literal" else truth.RECEIVERS
        return [Found(kind, identity, certain, (path, identity[1]), text)]
    if finding.kind == "name-clash":
        return [Found(*_clash(finding, facts, case), certain, (identity[1], identity[2]), text)]
    if finding.kind == "package-name-clash":
        return [Found(truth.CLAUSES, (identity[0],), certain, files, text)]
    if finding.kind == "split-variants":
        return [Found("", (), certain, identity, text)]
    linked = LINKED.get((finding.kind, len(identity)), "")
    return [Found(linked, identity if linked else (), certain, (path,) if linked else (), text)]


LINKED = {("lost-init", 2): LOST, ("internal-visibility", 2): INTERNAL, ("unresolved-module", 3): MODULES}
"""The classes of the findings about links, by kind and length of the identity. An `unresolved-module` with two strings
is about a directive of a go.mod that moves, which random mappings don't."""


def _clash(finding: Finding, facts: Facts, case: Case) -> tuple[str, truth.Key]:
    """A name that two files declare, one that a file declares and another imports or uses as a predeclared one, a
    captured use, or a name of a dot import."""
    name, path, there = finding.identity[:3]
    kind = truth.CLASHES if case.same_clause else truth.BEHIND
    if finding.identity[-1] == "local":
        return (truth.CAPTURES, (path, name)) if case.same_clause else (truth.BEHIND, ("local", path, name))
    if finding.identity[-1] == "dot":
        return truth.DOTS, (path, name)
    if name == "TestMain" and is_outside(path, facts) != is_outside(there, facts):
        return kind, ("twice", "test program", name)
    declares = [
        any(each.path == file and each.name == name for each in facts.declared.get(folder_of(file), ()))
        for file in (path, there)
    ]
    if not all(declares):
        return kind, (path, name)
    return kind, ("twice", "external" if is_outside(path, facts) else "", name)


def is_outside(path: str, facts: Facts) -> bool:
    """Whether a file is an external test."""
    return path.endswith("_test.go") and facts.clauses.get(path, "").endswith("_test")


class Module(NamedTuple):
    """A go.mod: its module path, the paths of the modules that it requires and of those that it replaces by a folder,
    and whether the go.work of the tree uses it."""

    folder: str
    path: str
    requires: frozenset[str]
    replaces: frozenset[str]
    used: bool


def read_modules(root: Path, folders: Iterable[str]) -> dict[str, Module]:
    """The go.mod files of a tree, as the go command reads them, by folder."""
    found = {}
    used: set[str] = set()
    if (root / "go.work").is_file():
        command = ["go", "work", "edit", "-json", "go.work"]
        read = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=root).stdout)
        used = {posixpath.normpath(each["DiskPath"]) for each in read.get("Use") or ()}
    for folder in folders:
        if (root / folder / "go.mod").is_file():
            command = ["go", "mod", "edit", "-json", "go.mod"]
            read = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=root / folder).stdout)
            requires = frozenset(each["Path"] for each in read.get("Require") or ())
            local = (each for each in read.get("Replace") or () if each["New"]["Path"].startswith("."))
            replaces = frozenset(each["Old"]["Path"] for each in local)
            found[folder] = Module(
                folder, read["Module"]["Path"], requires, replaces=replaces, used=(folder or ".") in used
            )
    return found


_Arrows = dict[str, set[str]]


class Links:
    """What breaks in the links between files and packages: `internal` folders, modules, and initializations."""

    def __init__(self, facts: Facts, case: Case, broken: truth.Broken, modules: Mapping[str, Module]) -> None:
        self._facts, self._case, self._broken, self._modules = facts, case, broken, modules
        self._parts: dict[str, set[str]] = {}
        for path in facts.clauses:
            if not _is_test_path(path):
                self._parts.setdefault(folder_of(path), set()).add(broken.home(path))
        self._homes = set(map(broken.home, facts.clauses))
        self.imported, self.used = self._file_links()

    def behind_clauses(self) -> dict[truth.Key, str]:
        """The uses that will be captured once the clauses are the same."""
        merged = self._case.merged
        if merged is None or self._case.same_clause:
            return {}
        return {
            ("local", use.path, use.name): f"{use.path}:{use.line}:{use.column}: {use.kind} {use.name}"
            for here, there in (merged, merged[::-1])
            for use in self._facts.captured.get(here, ())
            if self._facts.folders.get(use.import_path) == there and not is_outside(use.path, self._facts)
        }

    def two_mains(self) -> dict[truth.Key, str]:
        """A TestMain in the package and another in its external tests, in one test program."""
        merged = self._case.merged
        if merged is None or not self._case.same_clause:
            return {}
        for here, there in (merged, merged[::-1]):
            inside, outside = self._test_mains(here, outside=False), self._test_mains(there, outside=True)
            if inside and outside:
                return {("twice", "test program", "TestMain"): f"{outside[0]} and {inside[0]}: TestMain"}
        return {}

    def _test_mains(self, folder: str, *, outside: bool) -> list[str]:
        return [
            each.path
            for each in self._facts.declared.get(folder, ())
            if each.name == "TestMain" and _is_test_path(each.path) and is_outside(each.path, self._facts) == outside
        ]

    def _file_links(self) -> tuple[_Arrows, _Arrows]:
        """The folders of the tree that each file will import; and those of tests that it uses and can't import."""
        facts, broken = self._facts, self._broken
        links: _Arrows = {}
        tests: _Arrows = {}
        for specs in facts.imports.values():
            for spec in specs:
                target = facts.folders.get(spec.import_path)
                parts = self._parts.get(target, set()) if target is not None else set()
                if len(parts) > 1 and spec.kind == "blank":
                    with_init = {broken.home(path) for path in facts.inits if folder_of(path) == target}
                    parts = with_init or parts
                elif len(parts) > 1:
                    continue  # by its uses, below
                links.setdefault(spec.path, set()).update(parts)
        for uses in facts.names.values():
            for use in uses:
                if broken.matters(use.path, use.target):
                    arrows = tests if _is_test_path(use.target) else links
                    arrows.setdefault(use.path, set()).add(broken.home(use.target))
        for arrows in (links, tests):
            for path, found in arrows.items():
                found.discard(broken.home(path))
        return links, tests

    def _module(self, folder: str) -> Module | None:
        while folder and folder not in self._modules:
            folder = folder_of(folder)
        return self._modules.get(folder)

    def _import_path(self, folder: str) -> str:
        module = self._module(folder)
        below = folder[len(module.folder) :].strip("/") if module else folder
        return "/".join(filter(None, (module.path if module else "", below)))

    def internal(self, links: _Arrows) -> dict[truth.Key, str]:
        """Imports of packages below an `internal` folder from elsewhere."""
        found: dict[truth.Key, str] = {}
        for path, folders in links.items():
            importer = self._import_path(self._broken.home(path))
            for target in map(self._import_path, folders):
                above, inside, _ = f"/{target}/".rpartition("/internal/")
                if inside and not f"/{importer}/".startswith(f"{above}/"):
                    found[path, target] = f"{path}: imports {target}"
        return found

    def unresolved(self, links: _Arrows) -> dict[truth.Key, str]:
        """Imports of packages in modules that the module of the file doesn't require, without a workspace."""
        found: dict[truth.Key, str] = {}
        for path, folders in links.items():
            own, before = self._module(self._broken.home(path)), self._module(folder_of(path))
            for folder in folders:
                other = self._module(folder)
                if own is None or other is None or own == other:
                    continue
                published = self._import_path(folder) in self._facts.folders  # as today
                if other.path in own.requires and (own.used or published or other.path in own.replaces):
                    continue
                found[path, own.path, other.path] = f"{path}: {own.path} imports {self._import_path(folder)}"
            if own is not None and before is not None and own != before:
                found.update(self._unresolved_outside(path, own, before))
        return found

    def _unresolved_outside(self, path: str, own: Module, before: Module) -> dict[truth.Key, str]:
        found: dict[truth.Key, str] = {}
        for spec in self._facts.imports.get(folder_of(path), ()):
            if spec.path != path or spec.import_path in self._facts.folders:
                continue
            module = _provider(spec.import_path, before.requires)
            if module and module != _provider(spec.import_path, own.requires):
                found[path, own.path, module] = f"{path}: {own.path} imports {spec.import_path}"
        return found

    def lost(self) -> tuple[dict[truth.Key, str], dict[truth.Key, str]]:
        """The `init` functions that programs don't run any more; and everything that may be lost, by a package of today
        and the package that isn't linked any more."""
        today, after = self._graphs(_is_test_path, tests=False)
        needed: dict[truth.Key, str] = {}
        besides: dict[truth.Key, str] = {}
        roots = self._roots(today)
        reached: dict[str, set[str]] = {}
        for owner in self._case.split:
            for target in self._parts.get(owner, set()) | self._blank(owner):
                lost = False
                for root, starts, kind in roots:
                    if root not in reached:
                        reached[root] = _closure(today, {root.partition(" ")[0]} if kind != "tests" else
                                                 self._near_tests(root.partition(" ")[0]))  # fmt: skip
                        reached[f"{root} after"] = _closure(after, starts)
                    if owner not in reached[root] or target in reached[f"{root} after"]:
                        continue
                    key = self._import_path(owner), self._import_path(target) if target in self._homes else target
                    text = f"{target} is no longer linked by {root}"
                    besides.setdefault(key, text)
                    if kind == "program" and any(
                        self._broken.home(path) == target for path in self._facts.inits
                        if folder_of(path) == owner and not _is_test_path(path)
                    ):  # fmt: skip
                        lost = True
                        needed.setdefault(key, text)
                    if lost:
                        break
        return needed, besides

    def _blank(self, owner: str) -> set[str]:
        found: set[str] = set()
        for spec in self._facts.imports.get(owner, ()):
            if spec.kind == "blank" and not _is_test_path(spec.path):
                folder = self._facts.folders.get(spec.import_path)
                found.update(self._parts.get(folder, {folder}) if folder is not None else {spec.import_path})
        return found

    def _graphs(self, is_test: Callable[[object], bool], *, tests: bool) -> tuple[_Arrows, _Arrows]:
        """The imports of folders today and after, of production files or tests; also packages outside the tree."""
        today: _Arrows = {}
        after: _Arrows = {}
        for folder, specs in self._facts.imports.items():
            for spec in specs:
                if is_test(spec.path) == tests:
                    target = self._facts.folders.get(spec.import_path)
                    today.setdefault(folder, set()).add(spec.import_path if target is None else target)
                    if target is None:
                        after.setdefault(self._broken.home(spec.path), set()).add(spec.import_path)
        for path, targets in self.imported.items():
            if is_test(path) == tests:
                after.setdefault(self._broken.home(path), set()).update(targets)
        return today, after

    def _roots(self, today: _Arrows) -> list[tuple[str, set[str], str]]:
        """Programs, packages that nothing imports, and tests: a name, the new folders, and the kind."""
        home, facts = self._broken.home, self._facts
        programs = {unit.folder for unit in facts.units if unit.name == "main"}
        imported = set().union(*today.values())
        roots = []
        for folder in {unit.folder for unit in facts.units}:
            if folder in programs:
                mains = {home(each.path) for each in facts.declared.get(folder, ()) if each.name == "main"}
                roots.append((folder, mains or self._parts.get(folder, set()), "program"))
            elif folder not in imported:
                parts = self._parts.get(folder, set())
                roots.append((f"{folder} as a package", parts & {folder} or parts, "package"))
        _, after = self._graphs(_is_test_path, tests=True)
        tests: dict[str, set[str]] = {}
        for path in facts.clauses:
            if _is_test_path(path):
                tests.setdefault(folder_of(path), set()).add(home(path))
        for folder, homes in tests.items():
            roots.append((f"{folder} tests", homes.union(*(after.get(each, ()) for each in homes)), "tests"))
        return roots

    def _near_tests(self, folder: str) -> set[str]:
        found = {folder}
        for spec in self._facts.imports.get(folder, ()):
            if _is_test_path(spec.path):
                found.add(self._facts.folders.get(spec.import_path, spec.import_path))
        return found


def _provider(import_path: str, modules: Iterable[str]) -> str:
    """The longest path of a module that is a prefix of an import path, "" for none."""
    return max((path for path in modules if f"{import_path}/".startswith(f"{path}/")), key=len, default="")


def _closure(graph: _Arrows, starts: Iterable[str]) -> set[str]:
    seen = set(starts)
    work = list(seen)
    while work:
        new = graph.get(work.pop(), set()) - seen
        seen |= new
        work.extend(new)
    return seen


if __name__ == "__main__":
    raise SystemExit(main())

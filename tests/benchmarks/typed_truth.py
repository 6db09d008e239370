"""What breaks under a mapping, by the facts of the type checker: keys by class. A finding must name the same key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from typed_facts import Conversion, Facts, Imported, Named, folder_of
from typed_moves import Case

NAMES = "package-level names"
REFERENCES = "references"
MEMBERS = "members by file and name"
OWNERS = "members with the right owner"
TEST_MEMBERS = "members declared in tests"
INTERFACES = "interfaces"
ASSERTED = "interfaces, only at run time"
STRUCTS = "struct conversions"
UNKEYED = "unkeyed literals"
VETTED = "unkeyed literals (vet)"
RECEIVERS = "split receivers"
CLASHES = "merge name clashes"
BEHIND = "name clashes behind clauses"
CAPTURES = "merge captures"
DOTS = "dot imports"
CLAUSES = "clauses"
IMPORTS = "imports of new packages"
CYCLES = "package cycles"
CLASSES = (
    REFERENCES, NAMES, MEMBERS, OWNERS, TEST_MEMBERS, INTERFACES, ASSERTED, STRUCTS, UNKEYED, VETTED, RECEIVERS,
    CLASHES, BEHIND, CAPTURES, DOTS, CLAUSES, IMPORTS, CYCLES,
)  # fmt: skip

Key = tuple[str, ...]
Truth = Mapping[str, Mapping[Key, str]]
"""By class and key: the place, with what is there."""


class Broken:
    """The truth about one case. `home` is the new folder of a path."""

    def __init__(self, facts: Facts, case: Case) -> None:
        self._facts = facts
        self._case = case
        self._found: dict[str, dict[Key, str]] = {name: {} for name in CLASSES}
        self._split = set(case.split)
        self._parts: dict[str, set[str]] = {}
        self._homes: dict[tuple[str, bool], set[str]] = {}
        for path in facts.clauses:
            self._homes.setdefault((folder_of(path), self._is_outside(path)), set()).add(self.home(path))
        for unit in facts.units:
            production = [path for path in unit.files if not path.endswith("_test.go")]
            self._parts.setdefault(unit.folder, set()).update(map(self.home, production or unit.files))

    def home(self, path: str) -> str:
        """The new folder of a path."""
        return folder_of(self._case.moves.get(path, path))

    def apart(self, one: str, other: str) -> bool:
        """Whether two files of one folder go to two folders."""
        return folder_of(one) == folder_of(other) and self.home(one) != self.home(other)

    def truth(self) -> Truth:
        """Everything that breaks."""
        for folder in self._case.split:
            self._names(folder)
            self._members(folder)
            self._methods(folder)
        self._interfaces()
        self._structs()
        if self._case.merged is not None:
            self._merge(*self._case.merged)
        arrows = self._arrows()
        for source, targets in arrows.items():
            for target in targets:
                self._add(IMPORTS, (source, target), "", f"{source} -> {target}")
        for cycle in cyclic(arrows):
            for node in cycle:
                self._add(CYCLES, (node,), "", " -> ".join(cycle[:5]))
        return self._found

    def idle(self) -> set[tuple[str, str]]:
        """The files of methods of types and of interfaces that no longer fit each other, used or not."""
        return {
            (fit.source_path, fit.target_path)
            for fit in self._facts.fits
            if self.home(fit.source_path) != self.home(fit.target_path)
        }

    def _add(self, kind: str, key: Key, place: str, text: str) -> None:
        self._found[kind].setdefault(key, f"{place} {text}".strip())

    def _names(self, folder: str) -> None:
        for use in self._facts.names.get(folder, ()):
            if not self.apart(use.path, use.target):
                continue
            if not use.name[:1].isupper() or use.target.endswith("_test.go"):
                self._add(NAMES, (use.path, use.target, use.name), _at(use), use.name)

    def _members(self, folder: str) -> None:
        tests = {key[:2] for key in self._found[NAMES]}
        for use in self._facts.members.get(folder, ()):
            if not self.apart(use.path, use.target):
                continue
            text = f"{use.owner or '?'}.{use.name} ({use.kind}, form {use.form}) of {use.target}"
            if use.name[:1].isupper():
                if (use.path, use.target) not in tests:  # else the name that leads to it is reported
                    self._add(TEST_MEMBERS, (use.path, use.target, use.name), _at(use), text)
                continue
            self._add(MEMBERS, (use.path, use.target, use.name), _at(use), text)
            self._add(OWNERS, (use.path, use.target, "" if use.form else use.owner, use.name), _at(use), text)
        for literal in self._facts.unkeyed.get(folder, ()):
            if self.apart(literal.path, literal.target):
                if literal.form and not literal.hidden:
                    continue  # vet skips type literals
                kind = UNKEYED if literal.hidden else VETTED
                key = literal.path, literal.target, literal.owner
                self._add(kind, key, _at(literal), f"{literal.owner} of {literal.target}, form {literal.form}")

    def _methods(self, folder: str) -> None:
        for method in self._facts.methods.get(folder, ()):
            if self.apart(method.path, method.target):
                key = method.path, method.target, method.receiver
                self._add(RECEIVERS, key, _at(method), f"{method.receiver}.{method.name} of {method.target}")

    def _parted(self, records: Iterable[Conversion]) -> Iterator[Conversion]:
        for each in records:
            if folder_of(each.source_path) in self._split and self.apart(each.source_path, each.target_path):
                yield each

    def _interfaces(self) -> None:
        for each in self._parted(self._facts.conversions):
            key = each.source_path, each.target_path, each.source
            text = f"{each.how}: {each.source} ({each.source_path}) as {each.target}.{each.method} ({each.target_path})"
            self._add(INTERFACES, key, _at(each), text)

        asserted = {(each.target_path, each.target, each.method): each for each in self._facts.asserted}
        for fit in self._facts.fits:
            assertion = asserted.get((fit.target_path, fit.target, fit.method))
            key = fit.source_path, fit.target_path, fit.source
            parted = self.home(fit.source_path) != self.home(fit.target_path)
            if assertion is not None and parted and key not in self._found[INTERFACES]:
                self._add(
                    ASSERTED, key, _at(assertion), f"{fit.source} ({fit.source_path}) as {fit.target}.{fit.method}"
                )

    def _structs(self) -> None:
        for each in self._parted(self._facts.structs):
            source = f"{each.source} ({each.source_path})"
            text = f"{each.how}: {each.target} ({each.target_path}) from {source}: {each.method}"
            self._add(STRUCTS, tuple(sorted((each.source_path, each.target_path))), _at(each), text)

    def _merge(self, one: str, other: str) -> None:
        clauses = {self._clause(path) for path in (*self._files(one), *self._files(other))}
        if not self._case.same_clause and len(clauses) > 1:
            self._add(CLAUSES, (other,), one, " and ".join(sorted(clauses)))
        kind = CLASHES if self._case.same_clause else BEHIND
        for outside in (False, True):
            first = [path for path in self._files(one) if self._is_outside(path) == outside]
            second = [path for path in self._files(other) if self._is_outside(path) == outside]
            for here, there in ((first, second), (second, first)):
                if here and there:
                    self._clashes(kind, here, there, outside=outside)

    def _clashes(self, kind: str, here: list[str], there: list[str], *, outside: bool) -> None:
        """What breaks in the files `here` because of the declarations `there`."""
        folder, home, mine = folder_of(here[0]), folder_of(there[0]), set(here)
        others = set(there)
        declared = {each.name: each.path for each in self._facts.declared.get(home, ()) if each.path in others}
        for name in self._facts.declared.get(folder, ()):
            if name.path in mine and name.name in declared:
                key = ("twice", "external" if outside else "", name.name)
                self._add(kind, key, _at(name), f"{name.name} and in {declared[name.name]}")
        for spec in self._facts.imports.get(folder, ()):
            if spec.path in mine and not self._vanishes(spec, home, outside=outside):
                self._bound(kind, spec, declared)
        for bare in self._facts.bare.get(folder, ()):
            if bare.path in mine and bare.name in declared:
                self._add(kind, (bare.path, bare.name), _at(bare), f"predeclared {bare.name}, {declared[bare.name]}")
        if self._case.same_clause and not outside:
            for use in self._facts.captured.get(folder, ()):
                if use.path in mine and self._facts.folders.get(use.import_path) == home:
                    self._add(CAPTURES, (use.path, use.name), _at(use), f"{use.kind} {use.name}")

    def _bound(self, kind: str, spec: Imported, declared: Mapping[str, str]) -> None:
        """The names that an import binds and that the package declares."""
        if spec.local in declared:
            self._add(kind, (spec.path, spec.local), _at(spec), f"import {spec.local}, {declared[spec.local]}")
        for name in self._facts.dots.get(spec.import_path, ()) if spec.kind == "dot" else ():
            if name in declared:
                text = f"dot import of {spec.import_path}: {name}, {declared[name]}"
                self._add(DOTS, (spec.path, name), _at(spec), text)

    def _vanishes(self, spec: Imported, home: str, *, outside: bool) -> bool:
        return not outside and self._case.same_clause and self._facts.folders.get(spec.import_path) == home

    def _files(self, folder: str) -> list[str]:
        return [path for unit in self._facts.units if unit.folder == folder for path in unit.files]

    def _clause(self, path: str) -> str:
        clause = self._facts.clauses.get(path, "")
        return clause.removesuffix("_test") if path.endswith("_test.go") else clause

    def _is_outside(self, path: str) -> bool:
        return path.endswith("_test.go") and self._facts.clauses.get(path, "").endswith("_test")

    def _arrows(self) -> dict[str, set[str]]:
        """The imports between the new folders, of production files."""
        touched, parts = self._split | set(self._case.merged or ()), self._parts
        arrows: dict[str, set[str]] = {}
        for folder, specs in self._facts.imports.items():
            for spec in specs:
                target = self._facts.folders.get(spec.import_path)
                if spec.path.endswith("_test.go") or target is None or target == folder:
                    continue
                home = self.home(spec.path)
                if target in touched and len(parts[target]) > 1:
                    if spec.kind == "blank":
                        found = {self.home(path) for path in self._facts.inits
                                 if folder_of(path) == target and not path.endswith("_test.go")}  # fmt: skip
                        arrows.setdefault(home, set()).update(found or parts[target])
                else:
                    arrows.setdefault(home, set()).update(parts[target])
        for use in self._uses():
            if not use.path.endswith("_test.go") and not use.target.endswith("_test.go"):
                arrows.setdefault(self.home(use.path), set()).add(self.home(use.target))
        for node in arrows:
            arrows[node].discard(node)
        return arrows

    def _uses(self) -> Iterator[Named]:
        """The uses of names of the split packages."""
        for uses in self._facts.names.values():
            for use in uses:
                if self.matters(use.path, use.target):
                    yield use

    def matters(self, path: str, target: str) -> bool:
        """Whether a use depends on how a package is split: one from inside if its files part, one from outside if its
        production files do. An external test is outside, but sees the names of in-package tests."""
        folder = folder_of(target)
        if folder not in self._split:
            return False
        outside = self._is_outside(target)
        if folder_of(path) == folder and self._is_outside(path) == outside:
            return len(self._homes.get((folder, outside), ())) > 1
        parted = len(self._parts.get(folder, ())) > 1
        return parted or (target.endswith("_test.go") and self.apart(path, target))

    def references(self, counts: Callable[[str], bool]) -> dict[Key, str]:
        """The uses of names of the split packages, in the files that count."""
        return {
            (use.path, str(use.line), str(use.column), use.name, use.target): f"{_at(use)} {use.name} of {use.target}"
            for use in self._uses()
            if counts(use.path)
        }


def _at(record: object) -> str:
    assert isinstance(record, tuple)
    return f"{record[0]}:{record[1]}:{record[2]}:"


def cyclic(arrows: Mapping[str, set[str]]) -> list[tuple[str, ...]]:
    """The strongly connected sets of two and more nodes: Tarjan's algorithm without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[tuple[str, ...]] = []
    for root in sorted(arrows):
        if root in index:
            continue
        work: list[tuple[str, Iterator[str]]] = [(root, iter(sorted(arrows[root])))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, following = work[-1]
            step = next(following, None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    at = stack.index(node)
                    if len(stack) - at > 1:
                        found.append(tuple(sorted(stack[at:])))
                    on_stack.difference_update(stack[at:])
                    del stack[at:]
            elif step not in index:
                index[step] = low[step] = len(index)
                stack.append(step)
                on_stack.add(step)
                work.append((step, iter(sorted(arrows.get(step, ())))))
            elif step in on_stack:
                low[node] = min(low[node], index[step])
    return found

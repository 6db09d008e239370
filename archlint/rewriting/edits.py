"""Edits of one file's import specs and qualifiers for moved packages, by their position in today's text.

Positions come from facts and symbols. The text itself is only needed to add an import: to find an unused name and a
line for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, count
from typing import Literal, NamedTuple

from archlint.graphs.graph import Placed
from archlint.graphs.relocation import Relocation
from archlint.languages.go.references.join import Reference
from archlint.languages.go.syntax.local_names import LocalNames
from archlint.model.facts import Import
from archlint.model.symbols import Spot, Symbols

EditKind = Literal["import", "added-import", "removed-import", "qualifier"]

_OPAQUE = re.compile(
    r"//[^\n]*|/\*.*?\*/|`[^`]*`|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'", re.DOTALL
)
_CLAUSE = re.compile(r"^[ \t]*package[ \t]+\w+", re.MULTILINE)
_WORD = re.compile(r"[^\W\d]\w*")


class Edit(NamedTuple):
    """Replace `line[column:end_column]` (1-based, in code points) of today's text with `text`.

    If the columns are 0, insert `text` as a new line after `line`. `old` and `new` are the import paths, or the names
    with their qualifiers, before and after the edit; "" for none.
    """

    line: int
    column: int
    end_column: int
    kind: EditKind
    text: str
    old: str
    new: str


class EditContext(NamedTuple):
    """The input for finding edits: where files move, and the symbols and references of files affected by splits.

    `declares(import path, name)` reports whether a package of the mapped tree declares a package-level name.
    """

    relocation: Relocation
    symbols: Mapping[str, Symbols]
    references: Mapping[str, tuple[Reference, ...]]
    declares: Callable[[str, str], bool]


def needs_edits(item: Placed) -> bool:
    """Report whether a file needs edits, given how the mapped view places it."""
    links = tuple(item.links)
    return len(links) != len(item.file.imports) or any(target != use.spec.path for target, use in links)


def edits_of(item: Placed, text: str, context: EditContext) -> tuple[Edit, ...]:
    """Return the edits of one file placed by the mapped view. `text` is its text today."""
    return tuple(sorted(_File(item, text, context).edits()))


class _File:
    def __init__(self, item: Placed, text: str, context: EditContext) -> None:
        self.item = item
        self.text = text
        self.context = context
        self.home = item.import_path
        self.goals: dict[tuple[int, int], list[str]] = {}
        self.bare: list[tuple[str, Spot, str]] = []
        for target, use in item.links:
            if use.spec.path:
                self.goals.setdefault((use.spec.line, use.spec.column), []).append(target)
            else:
                self.bare.append((target, Spot(use.spec.line, use.spec.column), use.names[0]))
        self.qualifiers: dict[str, str] = {}  # the qualifier for each new import path
        self.spares: dict[str, str] = {}  # another qualifier, for places where a local hides the first one
        self.dotted: set[str] = set()  # the new import paths that the file dot-imports, so far
        self.taken: set[str] | None = None  # the names that a new import can't have
        self.locals = LocalNames(text)

    def edits(self) -> Iterator[Edit]:
        imports = [spec for spec in self.item.file.imports if spec.kind != "cgo"]
        goals = {spec: self.goals.get((spec.line, spec.column), []) for spec in imports}
        for spec, targets in goals.items():
            if spec.kind == "normal" and targets:
                self.qualifiers.setdefault(self._main(spec, targets), self._name(spec))
            elif spec.kind == "dot" and targets == [spec.path]:
                self.dotted.add(spec.path)
        for spec, targets in goals.items():
            if targets != [spec.path]:
                yield from self._spec(spec, targets)
        for target, spot, name in sorted(self.bare, key=lambda each: each[1]):
            yield from self._qualify(spot, spot, name, before="", goal=target)

    def _spec(self, spec: Import, targets: list[str]) -> Iterator[Edit]:
        """The edits for an import that changes: to another path, to several paths, or to none if the packages merge."""
        if not targets:
            yield Edit(spec.line, spec.column, spec.end_column, kind="removed-import", text="", old=spec.path, new="")
        main = self._main(spec, targets) if targets else None
        if spec.kind == "dot" and main in self.dotted:  # Go rejects a second one, which declares the names again
            yield Edit(spec.line, spec.column, spec.end_column, kind="removed-import", text="", old=spec.path, new="")
        elif main is not None and main != spec.path:
            yield Edit(
                spec.line, spec.column, spec.end_column, kind="import", text=f'"{main}"', old=spec.path, new=main
            )
        if spec.kind != "normal":
            for target in targets:
                if target != main and not (spec.kind == "dot" and target in self.dotted):
                    yield self._added(target, spec.alias)
            self.dotted.update(targets if spec.kind == "dot" else ())
            return
        if targets and len(targets) == 1 and self._package(spec) not in self.context.relocation.split:
            return
        name = self._name(spec)
        for dotted in self._symbols().dotted:
            if dotted.qualifier == name:
                goal = self._goal(spec, dotted.name, targets)
                if goal is not None and goal != main:
                    for before, spot in zip(dotted.qualifier_spots, dotted.spots, strict=True):
                        yield from self._qualify(before, spot, dotted.name, before=name, goal=goal)

    def _goal(self, spec: Import, name: str, targets: list[str]) -> str | None:
        """The new import path of a name that an import provides; "" for the file's own package, None if unknown."""
        homes = self.context.relocation.homes
        qualifier = self._name(spec)
        package = self._package(spec)
        for reference in self.context.references.get(self.item.file.path, ()):
            if (reference.name, reference.qualifier) == (name, qualifier):
                if self.context.relocation.package_of[reference.target] != package:
                    continue
                goal = homes[reference.target]
                if goal in targets:
                    return goal
                if goal == self.home:
                    return ""
        return None

    def _qualify(self, start: Spot, spot: Spot, name: str, before: str, goal: str) -> Iterator[Edit]:
        """Change `before.name` to `after.name`; either qualifier may be "". Add the import that this needs."""
        if start.line != spot.line:
            start = spot  # the qualifier is on the line above; gofmt never formats code like that
        after = ""
        if goal:
            if goal not in self.qualifiers:
                self.qualifiers[goal] = self._unused_name(goal)
                yield self._added(goal, self.qualifiers[goal])
            after = self.qualifiers[goal]
            if self.locals.hides(after, start):
                if goal not in self.spares:
                    self.spares[goal] = self._unused_name(goal)
                    yield self._added(goal, self.spares[goal])
                after = self.spares[goal]
        new = f"{after}.{name}" if after else name
        old = f"{before}.{name}" if before else name
        text = new.removesuffix(name)
        yield Edit(start.line, start.column, spot.column, kind="qualifier", text=text, old=old, new=new)

    def _added(self, target: str, alias: str) -> Edit:
        named = "" if alias == target.rpartition("/")[2] == self._clause(target) else alias
        spec = f'{named} "{target}"'.lstrip()
        line, grouped = insertion(self.text, self.item.file.imports)
        return Edit(
            line,
            column=0,
            end_column=0,
            kind="added-import",
            text=f"\t{spec}" if grouped else f"import {spec}",
            old="",
            new=target,
        )

    def _main(self, spec: Import, targets: list[str]) -> str:
        """The import path that keeps the qualifier: the old path, or the one with most uses, or the first by name."""
        if spec.path in targets:
            return spec.path
        if len(targets) == 1:
            return targets[0]
        counts = dict.fromkeys(targets, 0)
        for dotted in self._symbols().dotted if spec.kind == "normal" else ():
            if dotted.qualifier == self._name(spec):
                goal = self._goal(spec, dotted.name, targets)
                if goal in counts:
                    counts[goal] += len(dotted.spots)
        return min(targets, key=lambda target: (-counts[target], target))

    def _unused_name(self, target: str) -> str:
        """A name for an import that occurs nowhere in the file and isn't declared in its package."""
        if self.taken is None:
            code = _CLAUSE.sub("", code_only(self.text), count=1)
            self.taken = {*_WORD.findall(code), *self.qualifiers.values()}
        clause = self._clause(target) or "pkg"
        above = re.sub(r"\W", "", target.rpartition("/")[0].rpartition("/")[2])
        last = re.sub(r"\W", "", target.rpartition("/")[2])
        declares = self.context.declares
        wanted = [clause, f"{last if last != clause else above}{clause}".lstrip("0123456789").lower()]
        numbered = (f"{clause}{number}" for number in count(2))
        name = next(
            name for name in chain(wanted, numbered) if name not in self.taken and not declares(self.home, name)
        )
        self.taken.add(name)
        return name

    def _clause(self, target: str) -> str:
        """The package name at a new import path."""
        relocation = self.context.relocation
        for name, parts in relocation.parts.items():
            if target in parts:
                return relocation.packages[name].name
        return ""

    def _name(self, spec: Import) -> str:
        package = self.context.relocation.target_of(spec.path)
        return spec.alias or (package.name if package is not None else spec.path.rpartition("/")[2])

    def _package(self, spec: Import) -> str:
        package = self.context.relocation.target_of(spec.path)
        return "" if package is None else package.id

    def _symbols(self) -> Symbols:
        return self.context.symbols.get(self.item.file.path) or Symbols(self.item.file.path)


def code_only(text: str) -> str:
    """Replace comments and literals with spaces, so that positions don't change."""
    return _OPAQUE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def insertion(text: str, imports: Iterable[Import]) -> tuple[int, bool]:
    """Return the line after which to add an import, and whether that is inside an `import (...)` group."""
    lines = code_only(text).split("\n")
    for spec in sorted(imports, key=lambda spec: -spec.line):
        line = lines[spec.line - 1]
        above = "\n".join([*lines[: spec.line - 1], line[: spec.column - 1]])
        opened = above.rfind("import")
        rest = line[spec.end_column - 1 :]
        if opened >= 0 and "(" in above[opened:] and not rest.strip() and spec.path != "C":
            return spec.line, True
    found = _CLAUSE.search("\n".join(lines))
    return (text.count("\n", 0, found.start()) + 1 if found else 1), False

"""Random modules whose locals, imports and declarations share a few names, and random moves of their files.

Every function returns another number, and every use is executed once. So if a use means something else after the moves,
either the module doesn't build or its sum changes.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

NAMES = ("F", "G", "H", "K")
PREDECLARED = {"len": 'len("ab")', "min": "min(3, 4)", "cap": "cap([]int{1})", "string": 'len(string("abc"))'}
SHADOWING = {"len": "(any)", "min": "(_, _ int)", "cap": "([]int)", "string": "([]int)"}
FOLDERS = ("a", "b", "c")
LOCALS = (*NAMES, *NAMES, *FOLDERS, *PREDECLARED, "strings", "p", "bp")


class Game(NamedTuple):
    """A module, whose root package has a function `All() int`, and the rows that move its files."""

    files: dict[str, str]
    rows: str


def games(number: int, seed: int = 0) -> list[Game]:
    """Return so many random games."""
    return [_Maker(Random(seed * 1_000_003 + each)).game() for each in range(number)]


class _Maker:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.number = 0
        self.declared: dict[str, set[str]] = {}  # by folder
        self.main = ""

    def maybe(self, chance: int) -> bool:
        return self.random.randrange(chance) == 0

    def fresh(self) -> int:
        """A number that no other function returns; the sums of a few are distinct with near certainty."""
        self.number += 1
        return self.random.randrange(1_000, 1_000_000_000)

    def game(self) -> Game:
        files = {"go.mod": "module example.com/m\n\ngo 1.24\n"}
        calls, specs = [], []
        clause = "p" if self.random.randrange(8) else ""
        for at, folder in enumerate(FOLDERS):
            names = {name for name in NAMES if self.maybe(3)}
            names |= {name for name in (*PREDECLARED, "strings") if self.maybe(12)}
            self.declared[folder] = names
            homes = [f"{folder}/{name}.go" for name in ("one", "two")[: self.random.randint(1, 2)]]
            for order, path in enumerate(homes):
                own = sorted(name for name in names if len(homes) == 1 or (hash_of(name) + at) % 2 == order)
                run = f"Run{folder.upper()}{order}"
                files[path] = _File(self, folder, clause or folder, FOLDERS[:at]).text(own, run)
                calls.append(f"{folder}x.{run}()")
            specs.append(f'import {folder}x "example.com/m/{folder}"\n')
        files["all.go"] = f"package root\n\n{''.join(specs)}\nfunc All() int {{ return {' + '.join(calls)} }}\n"
        return Game(files, "\n".join(self.rows(files)))

    def rows(self, files: dict[str, str]) -> list[str]:
        """Merges of whole folders, and sometimes of single files."""
        rows = []
        for folder in FOLDERS:
            goal = self.random.choice((*FOLDERS, "d", "d", "d"))
            for path in (path for path in files if path.startswith(f"{folder}/")):
                home = self.random.choice((*FOLDERS, "d")) if self.maybe(6) else goal
                if home != folder:
                    rows.append(f"{path} -> {home}/{folder}{path.rpartition('/')[2]}")
        return rows


def hash_of(name: str) -> int:
    """Return a small number for a name, the same in each process."""
    return sum(map(ord, name))


class _File:
    def __init__(self, maker: _Maker, folder: str, clause: str, before: tuple[str, ...]) -> None:
        self.maker, self.random = maker, maker.random
        self.folder, self.clause, self.before = folder, clause, before
        self.imports: dict[str, str] = {}  # by import path
        self.scopes: list[set[str]] = []
        self.labels: set[str] = set()
        self.depth = 0

    def text(self, own: list[str], run: str) -> str:
        funcs = []
        for name in own:
            parameters = SHADOWING.get(name, "()")
            funcs.append(f"func {name}{parameters} int {{ return {self.maker.fresh()} }}\n")
        names = []
        for order in range(self.random.randint(1, 3)):
            parameter = self.random.choice(LOCALS)
            self.scopes, self.labels = [{parameter, "x"}], set()
            body = self.statements()
            name = f"{run}_{order}"
            funcs.append(
                f"func {name}({parameter} func() int) (x int) {{\n\tx += {parameter}()\n{body}\treturn x\n}}\n"
            )
            names.append(f"{name}(func() int {{ return {self.maker.fresh()} }})")
        funcs.append(f"func {run}() int {{ return {' + '.join(names)} }}\n")
        specs = "".join(f'import {alias} "{path}"\n' for path, alias in sorted(self.imports.items()))
        return f"package {self.clause}\n\n{specs}\n" + "\n".join(funcs)

    def visible(self, name: str) -> bool:
        """Whether a package-level, imported or predeclared name isn't hidden by a local one."""
        return not any(name in scope for scope in self.scopes)

    def statements(self) -> str:
        self.depth += 1
        found = "".join(self.statement() for _ in range(self.random.randint(1, 4 if self.depth < 3 else 2)))
        self.depth -= 1
        return found

    def inner(self, *names: str) -> str:
        self.scopes.append(set(names))
        found = self.statements()
        self.scopes.pop()
        return found

    def statement(self) -> str:
        kinds = [self.used] * 6 + [self.local] * 3
        if self.depth < 4:
            kinds += [self.block, self.if_else, self.loop, self.closure, self.type_switch, self.labelled]
        return self.random.choice(kinds)()

    def used(self) -> str:
        kind = self.random.randrange(6)
        if kind < 3 and self.before:
            folder = self.random.choice(self.before)
            names = sorted(name for name in self.maker.declared[folder] if name in NAMES)
            if names and self.visible(folder) and folder not in self.maker.declared[self.folder]:
                self.imports[f"example.com/m/{folder}"] = folder
                return f"x += {folder}.{self.random.choice(names)}()\n"
        if kind == 3:
            names = sorted(name for name in self.maker.declared[self.folder] if name in NAMES and self.visible(name))
            if names:
                return f"x += {self.random.choice(names)}()\n"
        if kind == 4 and self.visible("strings") and "strings" not in self.maker.declared[self.folder]:
            self.imports["strings"] = "strings"
            return 'x += strings.Count("aa", "a")\n'
        name = self.random.choice(sorted(PREDECLARED))
        hidden = {"string", "len"} if name == "string" else {name}
        if any(not self.visible(each) or each in self.maker.declared[self.folder] for each in hidden):
            return ""
        return f"x += {PREDECLARED[name]}\n"

    def local(self) -> str:
        name = self.random.choice(LOCALS)
        if name in self.scopes[-1]:
            return ""
        self.scopes[-1].add(name)
        number = self.maker.fresh()
        return self.random.choice(
            (
                f"{name} := func() int {{ return {number} }}\nx += {name}()\n",
                f"{name} := func() int {{ return {number} }}\nx += {name}()\n",
                f"var {name} = {number}\nx += {name}\n",
                f"const {name} = {number}\nx += {name}\n",
                f"type {name} struct{{ F, {name} int }}\nx += {name}{{F: {number}}}.F\n"
                if name != "F"
                else f"type {name} struct{{ G int }}\nx += {name}{{G: {number}}}.G\n",
            )
        )

    def block(self) -> str:
        return f"{{\n{self.inner()}}}\n"

    def if_else(self) -> str:
        name = self.random.choice(LOCALS)
        body = self.inner(name)
        test = f"if {name} := func() int {{ return {self.maker.fresh()} }}; {name}() "
        return f"{test}> 0 {{\n{body}}}\n" if self.maker.maybe(2) else f"{test}< 0 {{\n}} else {{\n{body}}}\n"

    def loop(self) -> str:
        name = self.random.choice(LOCALS)
        return f"for {name} := range 1 {{\nx += {name}\n{self.inner(name)}}}\n"

    def closure(self) -> str:
        name = self.random.choice(LOCALS)
        body = self.inner(name, "x")
        given = f"func() int {{ return {self.maker.fresh()} }}"
        return f"x += func({name} func() int) (x int) {{\nx += {name}()\n{body}return x\n}}({given})\n"

    def type_switch(self) -> str:
        name = self.random.choice(LOCALS)
        return f"switch {name} := any({self.maker.fresh()}).(type) {{\ncase int:\nx += {name}\n{self.inner(name)}}}\n"

    def labelled(self) -> str:
        name = self.random.choice(LOCALS)
        if name in self.labels:
            return ""
        self.labels.add(name)
        return f"{name}:\nfor {{\n{self.inner()}break {name}\n}}\n"

"""Random mappings on a part of a real tree, for compiled.py."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

from archlint.languages.go.build.constraints import ignored_dir, ignored_file
from archlint.languages.go.language import GO
from archlint.model.facts import FileFacts, Tree
from archlint.model.location import Place
from archlint.model.moves import Row

_WORDS = ("core", "store", "parts", "kit", "wire", "ports", "extra", "inner")


class Draw(NamedTuple):
    """One random mapping. `kind` says how it was drawn."""

    number: int
    kind: str
    rows: tuple[Row, ...]
    size: int
    companions: bool

    @property
    def text(self) -> str:
        """The rows as a table, for a report."""
        return "\n".join(f"    {row.old}{'/' * row.is_folder} -> {row.new}{'/' * row.is_folder}" for row in self.rows)


def folder_of(path: str) -> str:
    """The folder of a path, "" for the root."""
    return path.rpartition("/")[0]


def joined(folder: str, name: str) -> str:
    """The path of a file in a folder."""
    return f"{folder}/{name}" if folder else name


class Drawing:
    """Draws mappings for one tree. Each number has its own mapping, whatever other numbers are drawn."""

    def __init__(self, tree: Tree, name: str, seed: int) -> None:
        self._seed = f"{name} {seed}"
        self._paths = {*(file.path for file in tree.files), *tree.others}
        self._go: dict[str, list[FileFacts]] = {}
        self._others: dict[str, list[str]] = {}
        for file in tree.files:
            if not ignored_file(file.path.rpartition("/")[2]) and not _is_ignored(file.path):
                self._go.setdefault(folder_of(file.path), []).append(file)
        for path in tree.others:
            self._others.setdefault(folder_of(path), []).append(path)
        self._folders = sorted(self._go)
        self._large = [folder for folder in self._folders if len(self._code(folder)) > 1]
        self._several = len(tree.modules) > 1

    def draw(self, number: int) -> Draw:
        """The mapping of this number."""
        lot = random.Random(f"{self._seed} {number}")
        kinds = {
            "split": 30, "singles": 20, "whole": 20, "merge": 12, "tests": 6, "anywhere": 8, "swap": 4,
        }  # fmt: skip
        kind = lot.choices(list(kinds), list(kinds.values()))[0]
        rows: dict[str, Row] = {}
        for row in getattr(self, f"_{kind}")(lot):
            rows.setdefault(row.old, row)
        numbered = tuple(
            row._replace(place=Place("m.md", line)) for line, row in enumerate(rows.values(), 1) if row.old != row.new
        )
        return Draw(number, kind, numbered, size=lot.choice((3, 10, 20, 1000)), companions=lot.random() < 0.3)

    def _split(self, lot: random.Random) -> Iterator[Row]:
        """Some files of one to three packages, to one or two places each."""
        for folder in self._some(lot, self._large, lot.randint(1, 3)):
            homes = [self._destination(lot, folder) for _ in range(lot.choice((1, 1, 2)))]
            code = self._code(folder)
            chosen = lot.sample(code, k=max(1, int(len(code) * lot.uniform(0.05, 0.9))))
            yield from self._files(lot, folder, {path: lot.choice(homes) for path in chosen})

    def _singles(self, lot: random.Random) -> Iterator[Row]:
        """One file of several packages each."""
        home = self._destination(lot, lot.choice(self._folders))
        for folder in self._some(lot, self._folders, lot.randint(2, 12)):
            if self._code(folder):
                home = home if lot.random() < 0.3 else self._destination(lot, folder)
                yield from self._files(lot, folder, {lot.choice(self._code(folder)): home})

    def _whole(self, lot: random.Random) -> Iterator[Row]:
        """Whole packages to new places, or whole folders with everything below them."""
        for folder in self._some(lot, self._folders, lot.randint(1, 4)):
            home = self._destination(lot, folder)
            if folder and lot.random() < 0.4:
                yield Row(folder, home, Place(""), is_folder=True)
            else:
                yield from self._package(lot, folder, home)

    def _merge(self, lot: random.Random) -> Iterator[Row]:
        """Whole packages into others, mostly of the same name."""
        for folder in self._some(lot, self._folders, lot.randint(1, 3)):
            names = {file.package for file in self._go[folder]}
            alike = [each for each in self._folders if each != folder and names & {f.package for f in self._go[each]}]
            home = lot.choice(alike if alike and lot.random() < 0.8 else self._folders)
            if lot.random() < 0.3 and len(self._code(folder)) > 1:
                some = lot.sample(self._code(folder), k=lot.randint(1, len(self._code(folder)) - 1))
                yield from self._files(lot, folder, dict.fromkeys(some, home))
            else:
                yield from self._package(lot, folder, home)

    def _tests(self, lot: random.Random) -> Iterator[Row]:
        """Tests without their code."""
        able = [folder for folder in self._folders if any(file.is_test for file in self._go[folder])]
        for folder in self._some(lot, able, lot.randint(1, 4)):
            home = self._destination(lot, folder)
            external = lot.random() < 0.5
            for file in self._go[folder]:
                if file.is_test and (not external or file.scope == "external-test") and lot.random() < 0.8:
                    yield self._row(lot, file.path, home)

    def _anywhere(self, lot: random.Random) -> Iterator[Row]:
        """Files of any kind, to anywhere."""
        every = sorted(path for path in self._paths if not _is_ignored(path))
        for path in self._some(lot, every, lot.randint(3, 15)):
            yield self._row(lot, path, self._destination(lot, folder_of(path)))

    def _swap(self, lot: random.Random) -> Iterator[Row]:
        """Two packages to each other's places, or one to the place that another leaves."""
        one, *rest = self._some(lot, self._folders, 2)
        for other in rest:
            yield from self._package(lot, one, other)
            yield from self._package(lot, other, one if lot.random() < 0.5 else self._destination(lot, other))

    def _package(self, lot: random.Random, folder: str, home: str) -> Iterator[Row]:
        """All Go files of a folder, mostly with its tests and its other files."""
        with_tests = lot.random() < 0.85
        for file in self._go[folder]:
            if with_tests or not file.is_test:
                yield self._row(lot, file.path, home)
        if lot.random() < 0.6:
            beside = [path for path in self._others.get(folder, ()) if not path.endswith(("go.mod", "go.sum"))]
            data = [path for each, some in self._others.items() if f"{each}/".startswith(joined(folder, "testdata/"))
                    for path in some]  # fmt: skip
            for path in [*beside, *data]:
                yield Row(path, joined(home, path[len(folder) + 1 if folder else 0 :]), Place(""))

    def _files(self, lot: random.Random, folder: str, chosen: dict[str, str]) -> Iterator[Row]:
        """These files, with their tests or without."""
        tests = lot.choice(("beside", "beside", "stay", "anywhere"))
        for path, home in chosen.items():
            yield self._row(lot, path, home)
        for file in self._go[folder]:
            if file.is_test and tests != "stay":
                code = file.path.replace("_test.go", ".go")
                if tests == "anywhere" and lot.random() < 0.3:
                    yield self._row(lot, file.path, lot.choice(list(chosen.values())))
                elif tests == "beside" and code in chosen:
                    yield self._row(lot, file.path, chosen[code])

    def _row(self, lot: random.Random, path: str, home: str) -> Row:
        name = path.rpartition("/")[2]
        new = joined(home, name)
        if new in self._paths and GO.is_source(path) and lot.random() < 0.8:
            new = joined(home, f"moved{name}")
        elif GO.is_source(path) and lot.random() < 0.05:
            new = joined(home, f"renamed{name}")
        return Row(path, new, Place(""))

    def _destination(self, lot: random.Random, folder: str) -> str:
        """A folder to move files of `folder` to."""
        word = lot.choice(_WORDS)
        kind = lot.choices(("below", "beside", "top", "existing", "near", "internal"), (30, 20, 15, 15, 10, 10))[0]
        if kind == "existing":
            return lot.choice(self._folders)
        if kind == "near":
            near = [each for each in self._folders if folder_of(each) == folder_of(folder) and each != folder]
            return lot.choice(near or self._folders)
        if kind == "internal":
            return joined(lot.choice((folder, folder_of(folder), "")), f"internal/{word}")
        return joined({"below": folder, "beside": folder_of(folder), "top": ""}[kind], f"{word}{lot.randint(1, 9)}")

    def _code(self, folder: str) -> list[str]:
        return [file.path for file in self._go[folder] if not file.is_test]

    @staticmethod
    def _some(lot: random.Random, all_of: list[str], count: int) -> list[str]:
        return lot.sample(all_of, k=min(count, len(all_of)))


def _is_ignored(path: str) -> bool:
    return any(ignored_dir(part) for part in folder_of(path).split("/") if part)

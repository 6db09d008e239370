"""Random modules that compile and random mappings that often shouldn't: the input of the law."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st
from support.moving import Decl, File, GoTree, Use

from archlint.model.location import Place
from archlint.model.moves import Mapping, Row

FOLDERS = ("b", "a", "a/x", "a/internal/k", "c", "internal/z", "n/p", "cmd/t")
FRESH = ("d", "e/internal/q", "a/x/y", "n/r", "internal/w", "cmd/u")
POOL = ("shared", "a", "b", "c", "Common")


class Case(NamedTuple):
    """A tree, where its files move, and the mapping with these moves."""

    tree: GoTree
    placement: dict[str, str]
    mapping: Mapping


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A tree and a mapping for it."""
    tree = draw(trees())
    placement = draw(placements(tree))
    return Case(tree, placement, draw(mappings(tree, placement)))


@st.composite
def trees(draw: st.DrawFn) -> GoTree:
    """One or two modules with a few packages. Package number i imports only packages before it."""
    folders = draw(st.lists(st.sampled_from(FOLDERS), min_size=1, max_size=4, unique=True))
    maker = _Maker(draw, folders)
    for folder in folders:
        maker.package(folder)
    modules = [("", "example.com/m")]
    if "n/p" in folders:
        modules.append(("n", "example.com/n"))
    return GoTree(tuple(maker.files), tuple(modules))


class _Maker:
    def __init__(self, draw: st.DrawFn, folders: list[str]) -> None:
        self.draw = draw
        self.folders = folders
        self.files: list[File] = []
        self.count = 0

    def maybe(self, chance: int) -> bool:
        """True once in `chance` times; False if hypothesis shrinks the example."""
        return self.draw(st.integers(0, chance - 1)) == chance - 1

    def package(self, folder: str) -> None:
        """Add the files of one package: first all declarations, then the uses."""
        last = folder.rpartition("/")[2]
        clause = "main" if folder.startswith("cmd/") else "common" if self.maybe(2) else last
        first = len(self.files)
        names = ["one.go", "two.go", "three.go"][: self.draw(st.integers(1, 3))]
        taken = {each.rpartition("/")[2] for each in self.folders} | {"common", "main", "f", "m"}
        for name in names:
            self.files.append(File(folder, name, clause, decls=tuple(self.decls(taken))))
        if self.maybe(4):
            shared = tuple(self.decls(taken, methods=False))
            self.files.append(File(folder, "v1.go", clause, "linux", shared))
            self.files.append(File(folder, "v2.go", clause, "!linux", shared))
        if self.maybe(2):
            self.files.append(File(folder, "one_test.go", clause, decls=tuple(self.decls(taken))))
        if clause != "main" and self.maybe(2):
            self.files.append(File(folder, "ext_test.go", clause + "_test", decls=tuple(self.decls(taken))))
        self.methods(first)
        for index in range(first, len(self.files)):
            self.files[index] = self.with_uses(index)

    def decls(self, taken: set[str], *, methods: bool = True) -> list[Decl]:
        found = []
        for _ in range(self.draw(st.integers(0, 3))):
            kind = self.draw(st.sampled_from(["func", "type", "type", "const", "var", "iface"]))
            self.count += 1
            name = f"{kind[0].upper() if self.maybe(2) else kind[0]}{self.count}"
            pooled = self.draw(st.sampled_from(POOL)) if self.maybe(3) else ""
            if pooled and pooled not in taken:
                name = pooled
            taken.add(name)
            found.append(Decl(kind, name))
        if methods and self.maybe(6):
            found.append(Decl("init"))
        return found

    def methods(self, first: int) -> None:
        """Give the types of the package an unexported method `m`, and sometimes `M`, in any allowed file."""
        for where, file in list(enumerate(self.files))[first:]:
            for order, decl in enumerate(file.decls):
                if decl.kind != "type" or file.constraint:
                    continue
                for name in ("m", "M"):
                    if self.maybe(2):
                        homes = [
                            index
                            for index in range(first, len(self.files))
                            if not self.files[index].constraint
                            and self.files[index].is_external == file.is_external
                            and self.files[index].is_test == file.is_test
                        ]
                        home = self.draw(st.sampled_from(homes))
                        chosen = self.files[home]
                        method = Decl("method", name, (where, order))
                        self.files[home] = chosen._replace(decls=(*chosen.decls, method))

    def with_uses(self, index: int) -> File:
        file = self.files[index]
        targets = [
            (where, order)
            for where, other in enumerate(self.files)
            for order, decl in enumerate(other.decls)
            if self.may_use(file, other, decl)
        ]
        uses: list[Use] = []
        imports: dict[str, str] = {}
        for _ in range(self.draw(st.integers(0, 4))) if targets else ():
            target = self.draw(st.sampled_from(targets))
            other = self.files[target[0]]
            uses.append(self.use(file, other, target))
            if (other.folder, other.is_external) != (file.folder, file.is_external) and other.folder not in imports:
                used = [self.clause(folder) for folder, alias in imports.items() if not alias]
                plain = self.clause(other.folder) not in used and not self.names(file) & {self.clause(other.folder)}
                alias = "" if plain and not self.maybe(3) else f"zq{len(imports)}"
                dotted = self.maybe(6) and not self.names(other) & self.names(file)
                imports[other.folder] = "." if dotted and "." not in imports.values() else alias
        for folder in self.folders[: self.folders.index(file.folder)]:
            if self.maybe(6) and folder not in imports and self.visible(file.folder, folder):
                imports[folder] = "_"
        return file._replace(uses=tuple(uses), imports=tuple(imports.items()))

    def use(self, file: File, other: File, target: tuple[int, int]) -> Use:
        decl = other.decls[target[1]]
        kinds = ["name"]
        own = (file.folder, file.is_external) == (other.folder, other.is_external)
        if own and decl.kind == "type":
            kinds += ["field", "keyed", "ordered"]
            with_m = [
                (each.is_test, each.is_external)
                for each in self.files
                for method in each.decls
                if method.kind == "method" and method.of == target and method.name == "m"
            ]
            if with_m and (file.is_test or not with_m[0][0]):
                kinds.append("call")
                faces = [
                    (where, order)
                    for where, each in enumerate(self.files)
                    for order, face in enumerate(each.decls)
                    if face.kind == "iface" and self.may_use(file, each, face) and each.folder == file.folder
                    and each.is_external == file.is_external and not each.constraint
                ]  # fmt: skip
                if faces:
                    return Use("satisfy", target, self.draw(st.sampled_from(faces)))
        return Use(self.draw(st.sampled_from(kinds)), target)

    def may_use(self, file: File, other: File, decl: Decl) -> bool:
        """Report whether Go lets the file use the declaration today."""
        if decl.kind in ("method", "init"):
            return False
        if other.constraint and file.constraint and other.constraint != file.constraint:
            return False
        if other.constraint == "!linux" and not file.constraint:
            return False  # the pair is one name, used through its first file
        if (file.folder, file.is_external) == (other.folder, other.is_external):
            return file.is_test or not other.is_test
        if not decl.name[0].isupper() or other.clause == "main" or other.is_external:
            return False
        if file.folder == other.folder:
            return file.is_external
        before = self.folders.index(other.folder) < self.folders.index(file.folder)
        return before and not other.is_test and self.visible(file.folder, other.folder)

    def visible(self, importer: str, target: str) -> bool:
        if target.startswith("cmd/"):
            return False
        if "internal" not in target.split("/"):
            return True
        parent = target[: target.index("internal")].rstrip("/")
        if not parent:
            return not importer.startswith("n/")
        return importer == parent or importer.startswith(parent + "/")

    def clause(self, folder: str) -> str:
        return next(each.clause for each in self.files if each.folder == folder and not each.is_external)

    def names(self, file: File) -> set[str]:
        """Return the names in the package scope of the file."""
        return {
            decl.name
            for each in self.files
            if (each.folder, each.is_external) == (file.folder, file.is_external)
            for decl in each.decls
        }


@st.composite
def placements(draw: st.DrawFn, tree: GoTree) -> dict[str, str]:
    """Move the files: folders are renamed, swapped, merged, nested, split; all or some files, with tests or without."""
    folders = sorted({file.folder for file in tree.files})
    goals = {folder: folder for folder in folders}
    placement: dict[str, str] = {}
    if len(tree.modules) > 1 and draw(st.integers(0, 3)) == 3:
        for file in tree.files:
            if file.folder.startswith("n/"):
                placement[file.path] = "k/" + file.path
        placement["n/go.mod"] = "k/n/go.mod"
        return placement
    for folder in folders:
        goals[folder] = draw(
            st.sampled_from([folder, *folders, *FRESH, f"{folder}/v1", folder.rpartition("/")[0] or folder])
        )
    for folder in folders:
        members = [file for file in tree.files if file.folder == folder]
        split = draw(st.integers(0, 2)) == 2
        prefix = draw(st.sampled_from(["", folder.replace("/", "_") + "_"]))
        with_tests = draw(st.integers(0, 3)) != 3
        variant = goals[folder]
        for file in members:
            goal = goals[folder]
            if split and not file.constraint:
                goal = draw(st.sampled_from([folder, goal, draw(st.sampled_from([*folders, *FRESH]))]))
            if file.constraint:
                goal = variant
            if file.is_test and not with_tests:
                goal = folder
            new = f"{goal}/{file.name if goal == folder else prefix + file.name}"
            if new != file.path:
                placement[file.path] = new
    return placement


@st.composite
def mappings(draw: st.DrawFn, tree: GoTree, placement: dict[str, str]) -> Mapping:
    """Return the rows: one for each file, or one for a folder if everything below it moves along."""
    rows: list[tuple[str, str, bool]] = []
    covered: set[str] = set()
    paths = [file.path for file in tree.files] + [f"{folder}/go.mod".lstrip("/") for folder, _ in tree.modules]
    for folder in sorted({file.folder for file in tree.files} | {"n"}):
        below = [path for path in paths if path.startswith(folder + "/") and path not in covered]
        bases = {placement.get(path, path).removesuffix(path[len(folder) :]) for path in below}
        whole = len(bases) == 1 and all(
            placement.get(path, path) == next(iter(bases)) + path[len(folder) :] for path in below
        )
        base = next(iter(bases), "")
        if whole and base not in ("", folder) and not base.startswith(folder + "/") and draw(st.booleans()):
            rows.append((folder, base, True))
            covered.update(below)
    rows += [
        (path, placement.get(path, path), False)
        for path in paths
        if path not in covered and (path in placement or draw(st.integers(0, 3)) == 3)
    ]
    order = draw(st.permutations(rows))
    return Mapping(
        ("m.md",),
        tuple(Row(old, new, Place("m.md", line), is_folder=folder) for line, (old, new, folder) in enumerate(order, 1)),
    )

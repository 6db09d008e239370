"""What a glob can name: part of the tree, the standard library, a module that go.mod lists, or something unknown.

For a glob that matches nothing, this distinguishes a misspelling from a precaution.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Literal

from archlint.globs import Glob, compile_glob
from archlint.graphs.view import View
from archlint.model.facts import Tree
from archlint.model.language import Language

Realm = Literal["own", "folder", "std", "std-like", "listed", "outside"]
"""Where the things that a glob names would be: in a package of the tree's own modules, a folder of the tree, the
standard library or something that looks like it, a module that a go.mod lists, or a module that none lists."""

MOST_COMPARED = 400_000
"""How many names to compare with misspelt ones in one run: each comparison takes all names of the tree."""


class Naming:
    """The names that a tree, its go.mod files and the standard library give."""

    def __init__(self, tree: Tree, language: Language) -> None:
        self._tree, self.language = tree, language
        self._packages = language.file_packages(tree.files)
        self._compared = 0
        self._realms: dict[str, Realm] = {}
        self._segments: dict[bool, list[list[str]]] = {}
        self._is_std_tree = any(module.path == "std" for module in tree.modules)
        self.own = frozenset(
            _join(module.path, tree.inside) if module.folder == ".." else module.path
            for module in tree.modules
            if module.path not in ("", "std")
        )

    @cached_property
    def listed(self) -> frozenset[str]:
        """The module paths that go.mod and go.work files list, without the tree's own modules."""
        return frozenset(path for module in self._tree.modules for path in (*module.requires, *module.replaced)) - (
            self.own | {"std"}
        )

    @cached_property
    def std(self) -> frozenset[str]:
        """The packages of the standard library that the tree can import."""
        if self._is_std_tree:
            return self.language.std
        return frozenset(path for path in self.language.std if not path.startswith(("internal/", "vendor/")))

    @cached_property
    def _tops(self) -> frozenset[str]:
        """The first segments of all paths."""
        return frozenset(file.path.partition("/")[0] for file in self._tree.files)

    def outside(self, text: str) -> bool:
        """Whether a glob names packages outside the tree."""
        return self.realm(text) in ("std", "std-like", "listed", "outside")

    def realm(self, text: str) -> Realm:
        """Where the things that the glob names would be."""
        found = self._realms.get(text)
        if found is None:
            found = self._realms[text] = self._realm(text)
        return found

    def _realm(self, text: str) -> Realm:
        glob = compile_glob(text)
        if self._packages is not None:  # no file lists what is required: whether a name outside exists, nobody can say
            origin = self._packages.origin(glob.head.partition("/")[0])
            return "folder" if origin == "tree" else "std" if origin == "std" else "outside"
        head, first = glob.head, text.partition("/")[0]
        if "." not in first and glob.matches_any(self.std):  # none has a dot there
            return "std"
        related = (path for path in self.listed if path.startswith(head) or head.startswith(path))
        if head and any(map(glob.can_match_below, related)):
            return "listed"
        if any(head == path or head.startswith(f"{path}/") for path in self.own):
            return "own"
        if "." in first:
            return "outside"
        is_std_like = head and first not in self._tops and any(path.startswith(f"{first}/") for path in self.std)
        return "std-like" if is_std_like else "folder"

    def misspelt(self, text: str, views: tuple[View, ...], besides: Iterable[str] = ()) -> str:
        """The name that a glob outside the tree is a misspelling of; "" if none. A name that one of the globs `besides`
        it matches is no candidate."""
        from archlint.suggest import typos  # only mistakes need it

        with_std = self.realm(text) in ("std-like", "folder")
        if with_std not in self._segments:
            imported = {package.import_path for view in views for package in view.packages.values()}
            known = imported | self.listed | (self.std if with_std else frozenset())
            self._segments[with_std] = [path.split("/") for path in sorted(known)]
        others = [compile_glob(other) for other in besides if other != text]
        for path, near in typos(text, self._segments[with_std]):
            if not any(glob.can_match_below(path) for glob in others):
                return near
        return ""

    def nearest(self, glob: Glob, known: frozenset[str]) -> str:
        """A hint at the glob that was most likely meant; "" if none is near."""
        text = glob.text
        if glob.head == text and any(path.startswith(f"{text}/") for path in known):
            return f"did you mean {text}/**?"
        self._compared += len(known)
        if self._compared > MOST_COMPARED:
            return ""
        from archlint.suggest import nearest_glob  # only mistakes need it

        near = nearest_glob(text, known)
        return f"did you mean {near}?" if near else ""


def _join(left: str, right: str) -> str:
    return f"{left}/{right}" if left and right else left or right

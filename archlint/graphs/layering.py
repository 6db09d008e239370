"""The layer of a file: the most specific glob wins, and two equally specific globs are a conflict."""

from typing import NamedTuple

from archlint.globs import Glob, compile_glob
from archlint.model.policy import Globs


class Decision(NamedTuple):
    """The layer of a file ("" for none), the glob that decided, and all globs that match, the most specific first.

    `rival` is another layer with an equally specific glob, and that glob: a conflict that the user must resolve.
    """

    layer: str = ""
    glob: str = ""
    matched: tuple[tuple[str, str], ...] = ()
    rival: tuple[str, str] = ("", "")


class Layering:
    """The compiled globs of all layers.

    Decisions are cached by folder: a large tree costs one match for each folder, unless a glob depends on file names.
    """

    def __init__(self, layers: tuple[Globs, ...]) -> None:
        pairs = [(compile_glob(text), layer.name) for layer in layers for text in layer.globs]
        pairs.sort(key=lambda pair: (tuple(-part for part in pair[0].specificity), pair[1], pair[0].text))
        self._all: list[tuple[Glob, str]] = pairs
        self._by_name = [(order, pair) for order, pair in enumerate(pairs) if not pair[0].folder_only]
        self._folders: dict[str, list[int]] = {}
        self._decisions: dict[str, Decision] = {}

    def decide(self, path: str) -> Decision:
        """Return the decision for the file at `path` (root-relative, in the view)."""
        folder = path.rpartition("/")[0]
        named = [order for order, (glob, _) in self._by_name if glob.pattern.fullmatch(path)] if self._by_name else []
        if not named:
            decision = self._decisions.get(folder)
            if decision is None:
                decision = self._decisions[folder] = self._judge(self._of_folder(folder))
            return decision
        return self._judge(sorted({*self._of_folder(folder), *named}))

    def layer_of_folder(self, folder: str) -> str:
        """Return the layer of a folder, for a package of the tree that has no scanned file."""
        return self._judge(self._of_folder(folder)).layer

    def _of_folder(self, folder: str) -> list[int]:
        found = self._folders.get(folder)
        if found is None:
            found = [order for order, (glob, _) in enumerate(self._all) if glob.pattern.fullmatch(folder)]
            self._folders[folder] = found
        return found

    def _judge(self, orders: list[int]) -> Decision:
        if not orders:
            return _NONE
        matched = tuple((self._all[order][1], self._all[order][0].text) for order in orders)
        best, layer = self._all[orders[0]]
        rival = next(
            (
                (name, glob.text)
                for glob, name in (self._all[order] for order in orders[1:])
                if glob.specificity == best.specificity and name != layer
            ),
            ("", ""),
        )
        return Decision(layer, best.text, matched, rival=rival)


_NONE = Decision()

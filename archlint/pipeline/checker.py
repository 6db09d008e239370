"""The checker: for any set of moves, it gives the mapped view and what Go would reject in it. Facts are read once.

It turns each set of moves into a mapping with one row per file, so it judges exactly what `archlint check -m` would.
If that needs the symbols of more files, it calls `symbols`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from archlint.graphs.graph import Placed
from archlint.graphs.modules import ModuleMap
from archlint.graphs.view import View
from archlint.hazards.registry import is_unsound
from archlint.model.facts import Tree
from archlint.model.findings import Finding
from archlint.model.location import Place
from archlint.model.moves import Mapping as Document
from archlint.model.moves import Row
from archlint.model.policy import Config, Tests
from archlint.model.symbols import Symbols
from archlint.pipeline.compare import compare
from archlint.pipeline.inputs import SymbolsOf
from archlint.pipeline.mapped_view import MappedTree, Outcome, carry_out, every_build, map_tree
from archlint.pipeline.parsed import Parsed, parsed_of
from archlint.pipeline.place_mapped import place_mapped
from archlint.planning.evidence import files_of
from archlint.rules import package_cycle

MOST_OUTLOOKS = 50
"""How many outlooks to cache; each is as large as the graph of the tree."""


class Outlook(NamedTuple):
    """The outcome of a set of moves: the mapping applied to the tree, its view, its hazards, and which are unsound."""

    plan: MappedTree
    view: View
    hazards: tuple[Finding, ...]
    unsound: tuple[Finding, ...]


class Checker:
    """Judges sets of moves, and caches the answers.

    `rows` has the row for each path that the mapping names. A row that isn't `pending` only sets the layer.
    """

    def __init__(
        self,
        tree: Tree,
        config: Config,
        modules: ModuleMap,
        symbols: SymbolsOf,
        rows: Mapping[str, Row],
        pending: Collection[str],
    ) -> None:
        tests: Tests = "include" if config.scan.tests == "include" else "exclude"
        cycles = package_cycle.ANYWHERE._replace(tests=tests)
        self.tree = tree = every_build(tree)
        self._paths = frozenset((*(file.path for file in tree.files), *tree.others))
        self.rows = rows
        self.pending = pending
        self._config = config._replace(rules=(cycles,))
        self._modules = modules
        self._symbols = symbols
        self.symbols: dict[str, Symbols] = {}
        self._asked: dict[str, tuple[str, ...]] = {}
        self._parsed = parsed_of(tree, modules, {}, read=symbols)
        self._outlooks: dict[tuple[tuple[str, str], ...], Outlook] = {}
        self._unsound: dict[tuple[tuple[str, str], ...], tuple[Finding, ...]] = {}
        self._today: Outlook | None = None

    def __call__(self, moves: Mapping[str, str]) -> tuple[Finding, ...]:
        """What is unsound after these moves and isn't today."""
        key = tuple(sorted(moves.items()))
        if key not in self._unsound:
            self._unsound[key] = self.outlook(moves).unsound
        return self._unsound[key]

    def involved(self, moves: Mapping[str, str], finding: Finding) -> frozenset[str]:
        """The files whose places decide whether this finding of `moves` is there: those that it names, and those of the
        packages at its ends."""
        view = self.outlook(moves).view
        ends = {finding.source, finding.target, *(finding.cycle.members if finding.cycle else ())}
        files = [path for end in ends if end in view.packages for path in view.packages[end].files]
        today = {new: old for old, new in view.moved.items()} if files else {}
        return self._paths.intersection((*files_of(finding), *(today.get(path, path) for path in files)))

    def today(self) -> Outlook:
        """The tree as it is."""
        if self._today is None:
            self._today = self._outlook({})
        return self._today

    def outlook(self, moves: Mapping[str, str]) -> Outlook:
        """The outlook of these moves."""
        key = tuple(sorted(moves.items()))
        if key not in self._outlooks:
            seen, before = self._outlook(moves), self.today()
            if before.unsound:
                carried = compare(before.view, seen.view, before.unsound, after=seen.unsound).findings
                new = [item._replace(change="") for item in carried if item.change == "introduced"]
                seen = seen._replace(unsound=tuple(new))
            self._outlooks[key] = seen
            if len(self._outlooks) > MOST_OUTLOOKS:
                del self._outlooks[next(iter(self._outlooks))]
        return self._outlooks[key]

    def plan(self, moves: Mapping[str, str]) -> MappedTree:
        """The moves as a mapping, applied to the tree."""
        rows = [self._row(old, new) for old, new in sorted(moves.items())]
        rows += [
            row._replace(old=path, new=path, is_folder=False)
            for path, row in sorted(self.rows.items())
            if row.layer and path not in self.pending
        ]
        return map_tree(self.tree, self._config, Document(("",), tuple(rows)), modules=self._modules)

    def placed(self, moves: Mapping[str, str]) -> tuple[MappedTree, list[Placed]]:
        """The mapping of these moves applied to the tree, and the files as its view places them."""
        plan = self.plan(moves)
        parsed = self.parsed(plan)
        placed = place_mapped(
            plan.placed, plan.relocation, parsed.references, symbols=parsed.symbols, layer_of=plan.layer_of
        )
        return plan, placed

    def parsed(self, plan: MappedTree) -> Parsed:
        """The files that this plan, or an earlier one, needs parsed."""
        missing = {path: names for path, names in plan.parse.items() if not self._knows(path, names)}
        if missing:
            whole = {path: () if path in self._asked else names for path, names in missing.items()}
            self._asked.update(whole)
            self.symbols.update(self._symbols(whole))
            self._parsed = parsed_of(self.tree, self._modules, self.symbols, read=self._symbols)
        return self._parsed

    def whole(self, path: str) -> Symbols | None:
        """The symbols of a file that some set of moves needed parsed whole; None for any other file."""
        symbols = self.symbols.get(path)
        return symbols if symbols is not None and symbols.whole else None

    def read_whole(self, path: str) -> Symbols:
        """The symbols of a file that no set of moves needs whole. They make no references."""
        return self._symbols({path: ()})[path]

    def _knows(self, path: str, names: tuple[str, ...]) -> bool:
        """Whether the symbols read for a file so far include these names."""
        asked = self._asked.get(path)
        return asked is not None and (not asked or bool(names and set(names) <= set(asked)))

    def _outlook(self, moves: Mapping[str, str]) -> Outlook:
        plan = self.plan(moves)
        outcome: Outcome = carry_out(plan, self.tree, self._config, parsed=self.parsed(plan), with_advice=False)
        cycles = package_cycle.check(self._config.rules[0], outcome.view)
        unsound = [finding for finding in (*outcome.hazards, *cycles) if is_unsound(finding)]
        return Outlook(
            plan, outcome.view, outcome.hazards, unsound=tuple(sorted(unsound, key=lambda item: item.sort_key))
        )

    def _row(self, old: str, new: str) -> Row:
        row = self.rows.get(old)
        return Row(old, new, Place(old)) if row is None else row._replace(old=old, new=new, is_folder=False)

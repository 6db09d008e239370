"""The search behind `A must not reach B`: one shortest chain from each package of A to each name of B.

The search runs backwards from B, once for all of A, so that its time is linear in the graph for each name of B.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from archlint.graphs.cycles import distances
from archlint.graphs.graph import Edge, Package, Use
from archlint.graphs.view import View
from archlint.model.policy import Rule, Term
from archlint.rules.exempting import Exempting
from archlint.rules.form import Pair, clause_of
from archlint.rules.matching import Sources

Uses = list[tuple[Edge, Use]]
Goals = Callable[[Package], bool]


class Chain(NamedTuple):
    """Package ids from one of A (`path[0]`) to one of B (`path[-1]`), the names of both that they stand under, and the
    uses behind the first hop."""

    path: tuple[str, ...]
    source: Term
    target: Term
    first: Uses


class Reach:
    """The graph of one reach rule: first hops from files of A, and the hops that other files make possible."""

    def __init__(self, rule: Rule, view: View) -> None:
        pair = clause_of(rule, Pair)
        self._view = view
        self._sources = Sources(view, pair.subject)
        named = ((package.id, view.term_for(pair.object, package)) for package in view.packages.values())
        self._goals = {package: term for package, term in named if term is not None}
        self._first: dict[str, dict[str, list[tuple[Term, Edge]]]] = {}
        self._next: dict[str, set[str]] = {}
        self._previous: dict[str, list[str]] = {}
        judged = {"include": ("production", "test"), "exclude": ("production",), "only": ("test",)}[rule.tests]
        for edge in view.graph.edges if self._goals else ():
            if self._counts(edge):
                self._add(edge, is_judged=edge.scope in judged)

    def _counts(self, edge: Edge) -> bool:
        """Whether an edge can be a part of a chain. None ends in the package where it starts: the external test of x
        may import x, though it may also go on from there."""
        if edge.target.id in self._goals:
            return edge.source.import_path != edge.target.import_path
        return edge.target.origin == "tree" and edge.source.id != edge.target.id

    def _add(self, edge: Edge, *, is_judged: bool) -> None:
        """An edge starts a chain by its files in A, and carries one on by its other files, unless those are
        tests that nobody can import, or the package is of B, where the chain has ended."""
        source, target = edge.source.id, edge.target.id
        for term in self._sources.keys(edge):
            if term is not None:
                if is_judged:
                    self._first.setdefault(source, {}).setdefault(target, []).append((term, edge))
            elif (edge.scope == "production" or self._view.language.tests_importable) and source not in self._goals:
                following = self._next.setdefault(source, set())
                if target not in following:
                    following.add(target)
                    self._previous.setdefault(target, []).append(source)

    def leading(self) -> dict[str, int]:
        """The packages that are of B or lead to it by imports outside of A, with the number of steps."""
        return distances(self._previous, self._goals)

    def chains(self, exempting: tuple[Exempting, ...] = ()) -> Iterator[Chain]:
        """A shortest chain from each package of A to each name of B, without those between the ends of an exception."""

        def goals(exceptions: frozenset[int]) -> Goals:
            return lambda package: not any(exempting[index].is_to(package) for index in exceptions)

        def kind(edge: Edge, use: Use) -> frozenset[int]:
            path, origin = use.file.path, edge.source.import_path
            return frozenset(index for index, item in enumerate(exempting) if item.is_from(path, origin))

        return self._search(kind if exempting else None, goals)

    def chains_between(self, exempting: Exempting) -> Iterator[Chain]:
        """A shortest chain from each package to each name of B, of those between the ends of an exception."""

        def goals(ends: frozenset[int]) -> Goals:
            return exempting.is_to if ends else lambda _: False

        def kind(edge: Edge, use: Use) -> frozenset[int]:
            return frozenset({0} if exempting.is_from(use.file.path, edge.source.import_path) else ())

        return self._search(kind, goals)

    def _search(
        self, kind: Callable[[Edge, Use], frozenset[int]] | None, goals: Callable[[frozenset[int]], Goals]
    ) -> Iterator[Chain]:
        """The chains, where uses of one kind share the goals that count for them."""
        terms = sorted(set(self._goals.values()))
        leads_on = self.leading()
        steps: dict[tuple[frozenset[int], Term], dict[str, int]] = {}
        for source, hops in sorted(self._first.items()):
            starts = list(self._starts({target: hops[target] for target in hops if target in leads_on}, kind))
            for term in terms:
                best: Chain | None = None
                for uses_kind, target, name, uses in starts:
                    key = (uses_kind, term)
                    if key not in steps:
                        steps[key] = distances(self._previous, self._ends(term, goals(uses_kind)))
                    length = steps[key].get(target)
                    if length is None or (best and (length + 2, target) > (len(best.path), best.path[1])):
                        continue
                    path = (source, *self._walk(target, steps[key]))
                    if best is None or (len(path), path) < (len(best.path), best.path):
                        best = Chain(path, name, term, uses)
                if best is not None:
                    yield best

    def _starts(
        self, hops: dict[str, list[tuple[Term, Edge]]], kind: Callable[[Edge, Use], frozenset[int]] | None
    ) -> Iterator[tuple[frozenset[int], str, Term, Uses]]:
        """The first hops of one package: kind of use, target, the name of A behind the first use, the uses."""
        for target, parts in hops.items():
            kinds: dict[frozenset[int], list[tuple[Term, Edge, Use]]] = {}
            for term, edge in parts:
                for use in self._sources.uses(edge, term):
                    kinds.setdefault(kind(edge, use) if kind else frozenset(), []).append((term, edge, use))
            for uses_kind, members in kinds.items():
                members.sort(key=lambda member: member[2].place)
                yield uses_kind, target, members[0][0], [(edge, use) for _, edge, use in members]

    def _ends(self, term: Term, counts: Goals) -> list[str]:
        return [
            package for package, name in self._goals.items() if name == term and counts(self._view.packages[package])
        ]

    def _walk(self, start: str, steps: dict[str, int]) -> Iterator[str]:
        """The shortest way to a goal, by the smallest name where there are several."""
        yield start
        for left in range(steps[start] - 1, -1, -1):
            start = min(node for node in self._next[start] if steps.get(node) == left)
            yield start

    def hops(self, chains: Iterable[Chain]) -> dict[tuple[str, str], Uses]:
        """The uses behind every hop of the chains but the first."""
        wanted: dict[tuple[str, str], Uses] = {}
        for chain in chains:
            for pair in pairwise(chain.path[1:]):
                wanted[pair] = []
        if wanted:
            for edge in self._view.edges_for("exclude"):
                found = wanted.get((edge.source.id, edge.target.id))
                if found is not None:
                    found += [(edge, use) for use in self._sources.uses(edge, None)]
        return wanted

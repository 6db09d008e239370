"""The search for `A must not reach B`: a shortest chain from each package of A to each name in B.

It searches backwards from B, once for all of A. So for each name in B, it takes time linear in the graph.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from archlint.graphs.cycles import distances
from archlint.graphs.graph import Edge, Package, Use
from archlint.graphs.view import View
from archlint.model.policy import Rule, Term
from archlint.rules.exception_matcher import ExceptionMatcher
from archlint.rules.form import Pair, clause_of
from archlint.rules.matching import Sources

Uses = list[tuple[Edge, Use]]
Goals = Callable[[Package], bool]


class Chain(NamedTuple):
    """A chain of package ids, from one in A (`path[0]`) to one in B (`path[-1]`), the names in the sentence that match
    these two, and the uses behind the first hop."""

    path: tuple[str, ...]
    source: Term
    target: Term
    first: Uses


class ChainSearch:
    """The graph of one reach rule: first hops from files of A, and further hops from all other files."""

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
        """Report whether an edge can be part of a chain. No chain ends in the package where it starts: the external
        test of x may import x, but a chain may continue from there."""
        if edge.target.id in self._goals:
            return edge.source.import_path != edge.target.import_path
        return edge.target.origin == "tree" and edge.source.id != edge.target.id

    def _add(self, edge: Edge, *, is_judged: bool) -> None:
        """Add an edge to the graph. Its files in A start a chain. Its other files continue one, unless they are tests
        that nothing can import, or their package is in B, where the chain ends."""
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
        """Return the packages that are in B or reach it through imports outside A, with the number of steps."""
        return distances(self._previous, self._goals)

    def chains(self, matchers: tuple[ExceptionMatcher, ...] = ()) -> Iterator[Chain]:
        """Yield a shortest chain from each package of A to each name in B, among those that no exception covers."""

        def goals(exceptions: frozenset[int]) -> Goals:
            return lambda package: not any(matchers[index].is_to(package) for index in exceptions)

        def kind(edge: Edge, use: Use) -> frozenset[int]:
            path, origin = use.file.path, edge.source.import_path
            return frozenset(index for index, item in enumerate(matchers) if item.is_from(path, origin))

        return self._search(kind if matchers else None, goals)

    def chains_between(self, matcher: ExceptionMatcher) -> Iterator[Chain]:
        """Yield a shortest chain from each package of A to each name in B, among those that the exception covers."""

        def goals(ends: frozenset[int]) -> Goals:
            return matcher.is_to if ends else lambda _: False

        def kind(edge: Edge, use: Use) -> frozenset[int]:
            return frozenset({0} if matcher.is_from(use.file.path, edge.source.import_path) else ())

        return self._search(kind, goals)

    def _search(
        self, kind: Callable[[Edge, Use], frozenset[int]] | None, goals: Callable[[frozenset[int]], Goals]
    ) -> Iterator[Chain]:
        """Yield the chains. `kind` says which exceptions match a use, and `goals` which packages may end its chain."""
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
                        best = Chain(path, name, term, first=uses)
                if best is not None:
                    yield best

    def _starts(
        self, hops: dict[str, list[tuple[Term, Edge]]], kind: Callable[[Edge, Use], frozenset[int]] | None
    ) -> Iterator[tuple[frozenset[int], str, Term, Uses]]:
        """Yield the first hops of one package: kind of the uses, target, name in A for the first use, the uses."""
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
        """Yield the packages on a shortest path to a goal, the smallest id first where several are as near."""
        yield start
        for left in range(steps[start] - 1, -1, -1):
            start = min(node for node in self._next[start] if steps.get(node) == left)
            yield start

    def hops(self, chains: Iterable[Chain]) -> dict[tuple[str, str], Uses]:
        """Return the uses behind each hop of the chains except the first hop."""
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

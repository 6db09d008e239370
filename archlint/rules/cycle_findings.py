"""What the four cycle forms share: a graph of packages, layers, slices or folders, and a finding for each strongly
connected set of its nodes.

A form says which arrows of its graph an edge produces. There are two passes over the edges: one builds the graph, and,
if it has cycles, a second one collects the uses behind the arrows on them.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from archlint.graphs.cycles import shortest_cycle, strongly_connected
from archlint.graphs.graph import Edge, Use
from archlint.graphs.view import View
from archlint.model.findings import Cut, Cycle, Finding, Hop
from archlint.model.location import Place, Related
from archlint.model.policy import Rule
from archlint.rules.exception_matcher import ExceptionMatcher, uses_left
from archlint.rules.form import finding_of

Arrow = tuple[str, str]


def _all_uses(edge: Edge, _: Arrow) -> tuple[Use, ...]:
    return edge.uses


class Arrows(NamedTuple):
    """How an edge becomes arrows between nodes, and which of its uses are behind each arrow (by default all)."""

    of: Callable[[Edge], Iterable[Arrow]]
    uses: Callable[[Edge, Arrow], tuple[Use, ...]] = _all_uses


class CyclicSet(NamedTuple):
    """A strongly connected set of nodes, or one node with an arrow to itself; `members` are sorted. `uses` are the uses
    behind each arrow."""

    members: tuple[str, ...]
    uses: dict[Arrow, list[tuple[Edge, Use]]]

    def weights(self) -> dict[str, dict[str, int]]:
        """Return the number of files behind each arrow, as node -> successor -> number of files to change."""
        weights: dict[str, dict[str, int]] = {}
        for (source, target), uses in self.uses.items():
            weights.setdefault(source, {})[target] = len({use.file.path for _, use in uses})
        return weights

    def is_touched_by(self, matcher: ExceptionMatcher | None) -> bool:
        """Report whether an exception covers a use; true for None."""
        each = (pair for uses in self.uses.values() for pair in uses)
        return matcher is None or any(matcher.covers(edge, use) for edge, use in each)


def exception_matchers(rule: Rule, view: View) -> tuple[ExceptionMatcher, ...]:
    """Return the rule's exceptions, ready to match uses."""
    return tuple(ExceptionMatcher(view, exemption) for exemption in rule.exceptions)


def cyclic_sets(
    edges: Callable[[], Iterable[Edge]], arrows: Arrows, matchers: tuple[ExceptionMatcher, ...] = ()
) -> list[CyclicSet]:
    """Return the strongly connected sets in the graph of the edges, by smallest member. `edges` is called twice."""
    graph: dict[str, set[str]] = {}
    for edge in edges():
        for arrow in arrows.of(edge):
            if not matchers or uses_left(edge, arrows.uses(edge, arrow), matchers):
                graph.setdefault(arrow[0], set()).add(arrow[1])
    found = [CyclicSet(members, {}) for members in strongly_connected(graph)]
    found += [CyclicSet((node,), {}) for node, targets in graph.items() if node in targets]
    if not found:
        return []
    inside = {node: cyclic for cyclic in found if len(cyclic.members) > 1 for node in cyclic.members}
    loops = {cyclic.members[0]: cyclic for cyclic in found if len(cyclic.members) == 1}
    for edge in edges():
        for arrow in arrows.of(edge):
            source, target = arrow
            cyclic = loops.get(source) if source == target else inside.get(source)
            if cyclic is not None and (source == target or inside.get(target) is cyclic):
                uses = uses_left(edge, arrows.uses(edge, arrow), matchers)
                if uses:
                    cyclic.uses.setdefault(arrow, []).extend((edge, use) for use in uses)
    return sorted(found, key=lambda cyclic: cyclic.members)


class CycleWords(NamedTuple):
    """How a form describes its cycles: word for a node (singular, plural), how to remove an edge."""

    noun: str
    nouns: str
    way: str

    @property
    def advice(self) -> str:
        """What to do about a cycle in general."""
        return f"Break the cycle at its cheapest edges: {self.way}."


def cycle_finding(rule: Rule, view: View, words: CycleWords, cyclic: CyclicSet, route: tuple[str, ...] = ()) -> Finding:
    """Return the finding for one strongly connected set. `route` is the cycle to show, by default a shortest one."""
    from archlint.graphs.cuts import cheapest_cuts  # only a cycle needs it

    members = cyclic.members
    weights = cyclic.weights()
    route = route or shortest_cycle(weights, members) or members
    hops = tuple(_hop(cyclic, source, target) for source, target in zip(route, (*route[1:], route[0]), strict=True))
    cuts = cheapest_cuts(weights, members) or ((members[0], members[0]),)
    advice = view.cycle_remedies.get(members) or _advice(rule, view, words, cyclic=cyclic, cuts=cuts)
    message, node = _message(words, members, route), members[0]
    return finding_of(rule, view, hops[0].places[0], message=message, source=node, target=node, advice=advice)._replace(
        names=hops[0].names,
        cycle=Cycle(members, hops, tuple(Cut(*cut, weights[cut[0]][cut[1]], _places(cyclic, *cut)) for cut in cuts)),
        related=tuple(Related(hop.places[0], f"'{hop.source}' depends on '{hop.target}' here") for hop in hops),
        identity=members,
    )


def _advice(rule: Rule, view: View, words: CycleWords, cyclic: CyclicSet, cuts: tuple[Arrow, ...]) -> str:
    """Return how to break this cycle. Test files, generated files and files that a mapping moves have advice of their
    own."""
    from archlint.rules.case import or_exclude_tests  # only a finding needs it

    behind = [use for cut in cuts for _, use in cyclic.uses[cut]]
    production = [arrow for arrow, uses in cyclic.uses.items() if not all(use.file.is_test for _, use in uses)]
    if not _has_cycle(production):
        way = "Only test files close this cycle: move these tests, or the helpers they use, out of it"
        return f"{way}{or_exclude_tests(rule)}."
    if all(use.file.generated for use in behind):
        return "The cheapest edges come from generated files: change the generator or its input."
    advice = f"Break the cycle at its cheapest {'edge' if len(cuts) == 1 else 'edges'}: {words.way}."
    moves = any(use.file.path in view.moved or not use.spec.path for use in behind)
    return advice + " Or map the importing files elsewhere." * moves


def _has_cycle(arrows: Iterable[Arrow]) -> bool:
    graph: dict[str, set[str]] = {}
    for source, target in arrows:
        graph.setdefault(source, set()).add(target)
    return any(node in targets for node, targets in graph.items()) or bool(strongly_connected(graph))


def _message(words: CycleWords, members: tuple[str, ...], route: tuple[str, ...]) -> str:
    if len(members) == 1:
        return f"The {words.noun} '{members[0]}' imports itself."
    path = " -> ".join(f"'{node}'" for node in (*route, route[0]))
    if len(members) == len(route):
        return f"{len(members)} {words.nouns} form a cycle: {path}."
    return f"{len(members)} {words.nouns} depend on each other; a shortest cycle is {path}."


def _places(cyclic: CyclicSet, source: str, target: str) -> tuple[Place, ...]:
    return tuple(sorted({use.place for _, use in cyclic.uses[source, target]}))


def _hop(cyclic: CyclicSet, source: str, target: str) -> Hop:
    names = {name for _, use in cyclic.uses[source, target] for name in use.names}
    return Hop(source, target, _places(cyclic, source, target), names=tuple(sorted(names)))


def cycle_findings(
    rule: Rule, view: View, words: CycleWords, arrows: Arrows, matcher: ExceptionMatcher | None = None
) -> Iterator[Finding]:
    """Yield a finding for each strongly connected set in the tree's graph, ignoring the uses that the rule's exceptions
    cover. With `matcher`, yield only the findings for sets with a use that it matches."""

    def edges() -> Iterator[Edge]:
        return (edge for edge in view.edges_for(rule.tests) if edge.target.origin == "tree")

    for cyclic in cyclic_sets(edges, arrows, exception_matchers(rule, view)):
        if cyclic.is_touched_by(matcher):
            yield cycle_finding(rule, view, words, cyclic=cyclic)

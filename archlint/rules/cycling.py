"""What the four cycle forms share: a graph over packages, layers, slices or folders, and a finding for each set of
nodes that all reach each other.

A form says which arrows an edge stands for. The graph is gone through twice: once for its shape, and, where that has
cycles, once more for the places behind the arrows on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from archlint.graphs.cycles import shortest_cycle, strongly_connected
from archlint.graphs.graph import Edge, Use
from archlint.graphs.view import View
from archlint.model.findings import Cut, Cycle, Finding, Hop
from archlint.model.location import Place, Related
from archlint.model.policy import Rule
from archlint.rules.exempting import Exempting, uses_left
from archlint.rules.form import finding_of

Arrow = tuple[str, str]


def _all_uses(edge: Edge, _: Arrow) -> tuple[Use, ...]:
    return edge.uses


class Arrows(NamedTuple):
    """The arrows that an edge stands for, between nodes of any sort, and the uses behind each: all where none says."""

    of: Callable[[Edge], Iterable[Arrow]]
    uses: Callable[[Edge, Arrow], tuple[Use, ...]] = _all_uses


class Tangle(NamedTuple):
    """Nodes that all reach each other (sorted), or one node with an arrow to itself, and the uses behind each arrow."""

    members: tuple[str, ...]
    uses: dict[Arrow, list[tuple[Edge, Use]]]

    def weights(self) -> dict[str, dict[str, int]]:
        """The number of files behind each arrow: node -> successor -> files that would have to change."""
        weights: dict[str, dict[str, int]] = {}
        for (source, target), uses in self.uses.items():
            weights.setdefault(source, {})[target] = len({use.file.path for _, use in uses})
        return weights

    def is_touched_by(self, exempting: Exempting | None) -> bool:
        """Whether the exception covers a use; True for None."""
        each = (pair for uses in self.uses.values() for pair in uses)
        return exempting is None or any(exempting.covers(edge, use) for edge, use in each)


def exempting_of(rule: Rule, view: View) -> tuple[Exempting, ...]:
    """The rule's exceptions, ready to be held against uses."""
    return tuple(Exempting(view, exemption) for exemption in rule.exceptions)


def tangles(edges: Callable[[], Iterable[Edge]], arrows: Arrows, exempting: tuple[Exempting, ...] = ()) -> list[Tangle]:
    """Everything that is tangled in the graph of the edges, by smallest member. `edges` is called twice."""
    graph: dict[str, set[str]] = {}
    for edge in edges():
        for arrow in arrows.of(edge):
            if not exempting or uses_left(edge, arrows.uses(edge, arrow), exempting):
                graph.setdefault(arrow[0], set()).add(arrow[1])
    found = [Tangle(members, {}) for members in strongly_connected(graph)]
    found += [Tangle((node,), {}) for node, targets in graph.items() if node in targets]
    if not found:
        return []
    inside = {node: tangle for tangle in found if len(tangle.members) > 1 for node in tangle.members}
    loops = {tangle.members[0]: tangle for tangle in found if len(tangle.members) == 1}
    for edge in edges():
        for arrow in arrows.of(edge):
            source, target = arrow
            tangle = loops.get(source) if source == target else inside.get(source)
            if tangle is not None and (source == target or inside.get(target) is tangle):
                uses = uses_left(edge, arrows.uses(edge, arrow), exempting)
                if uses:
                    tangle.uses.setdefault(arrow, []).extend((edge, use) for use in uses)
    return sorted(found, key=lambda tangle: tangle.members)


class CycleWords(NamedTuple):
    """How a form tells its cycles: what the nodes are called (singular, plural), how to make a cut."""

    noun: str
    nouns: str
    way: str

    @property
    def advice(self) -> str:
        """What to do about a cycle in general."""
        return f"Make the cheapest cuts: {self.way}."


def cycle_finding(rule: Rule, view: View, words: CycleWords, tangle: Tangle, route: tuple[str, ...] = ()) -> Finding:
    """The finding for one tangle. `route` is the cycle to show, where it is not simply a shortest one."""
    from archlint.graphs.cuts import cheapest_cuts  # only a cycle needs it

    members = tangle.members
    weights = tangle.weights()
    route = route or shortest_cycle(weights, members) or members
    hops = tuple(_hop(tangle, source, target) for source, target in zip(route, (*route[1:], route[0]), strict=True))
    cuts = cheapest_cuts(weights, members) or ((members[0], members[0]),)
    advice = view.openings.get(members) or _advice(rule, view, words, tangle, cuts)
    message, node = _message(words, members, route), members[0]
    return finding_of(rule, view, hops[0].places[0], message, source=node, target=node, advice=advice)._replace(
        names=hops[0].names,
        cycle=Cycle(members, hops, tuple(Cut(*cut, weights[cut[0]][cut[1]], _places(tangle, *cut)) for cut in cuts)),
        related=tuple(Related(hop.places[0], f"'{hop.source}' depends on '{hop.target}' here") for hop in hops),
        identity=members,
    )


def _advice(rule: Rule, view: View, words: CycleWords, tangle: Tangle, cuts: tuple[Arrow, ...]) -> str:
    """How to open this cycle: test files and generated ones, and what a mapping moves, have ways of their own."""
    from archlint.rules.case import or_leave_tests_out  # only a finding needs it

    behind = [use for cut in cuts for _, use in tangle.uses[cut]]
    production = [arrow for arrow, uses in tangle.uses.items() if not all(use.file.is_test for _, use in uses)]
    if not _is_tangled(production):
        way = "Only test files close this cycle: move those tests, or the helpers that they use, out of it"
        return f"{way}{or_leave_tests_out(rule)}."
    if all(use.file.generated for use in behind):
        return "The cheapest cuts lie in generated files: change their generator, or what the generator reads."
    said = f"Make the cheapest {'cut' if len(cuts) == 1 else 'cuts'}: {words.way}."
    moves = any(use.file.path in view.moved or not use.spec.path for use in behind)
    return said + " Or map the files at the cut elsewhere." * moves


def _is_tangled(arrows: Iterable[Arrow]) -> bool:
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


def _places(tangle: Tangle, source: str, target: str) -> tuple[Place, ...]:
    return tuple(sorted({use.place for _, use in tangle.uses[source, target]}))


def _hop(tangle: Tangle, source: str, target: str) -> Hop:
    names = {name for _, use in tangle.uses[source, target] for name in use.names}
    return Hop(source, target, _places(tangle, source, target), tuple(sorted(names)))


def cycle_findings(
    rule: Rule, view: View, words: CycleWords, arrows: Arrows, exempting: Exempting | None = None
) -> Iterator[Finding]:
    """One finding for each tangle of the tree's graph, without the uses that the rule excepts. With `exempting`, only
    those in which this exception covers a use."""

    def edges() -> Iterator[Edge]:
        return (edge for edge in view.edges_for(rule.tests) if edge.target.origin == "tree")

    for tangle in tangles(edges, arrows, exempting_of(rule, view)):
        if tangle.is_touched_by(exempting):
            yield cycle_finding(rule, view, words, tangle)

"""The cheapest edges to cut so that a strongly connected set has no cycle (a minimum feedback arc set).

Exact if at most `EXACT` nodes remain after nodes with one edge in and one edge out are contracted, which is the case
in most real trees. For larger sets, the greedy order of Eades, Lin and Smyth (1993), improved by moving one node
at a time to its best position. Pure; ties go to the smallest name.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from typing import NamedTuple

Pair = tuple[str, str]
Weights = Mapping[str, Mapping[str, int]]

EXACT = 12
"""The largest number of nodes that is solved exactly, in 2**EXACT * EXACT steps: about 30 ms."""

_MAX_IMPROVED = 400
"""The largest number of nodes whose greedy order is improved, which takes quadratic time."""


class Bundle(NamedTuple):
    """The cost of separating two nodes, and the edges of the graph that this cuts, sorted."""

    weight: int
    edges: tuple[Pair, ...]

    @property
    def rank(self) -> tuple[int, int, int, tuple[Pair, ...]]:
        """The order of preference: low weight, few edges, against alphabetical order, then by name."""
        forwards = sum(source < target for source, target in self.edges)
        return (self.weight, len(self.edges), forwards, self.edges)


Arcs = dict[str, dict[str, Bundle]]


def cheapest_cuts(weights: Weights, members: Iterable[str]) -> tuple[Pair, ...]:
    """Return the edges among `members` to cut, sorted.

    `weights` has the cost of each edge: node -> successor -> weight. Self-loops are ignored.
    """
    nodes = set(members)
    arcs: Arcs = {
        node: {
            target: Bundle(weight, ((node, target),))
            for target, weight in weights.get(node, {}).items()
            if target in nodes and target != node
        }
        for node in sorted(nodes)
    }
    cuts = _contract(arcs)
    if arcs:
        order = _best_order(arcs) if len(arcs) <= EXACT else good_order(arcs)
        cuts += _backward_edges(arcs, order)
    return tuple(sorted(cuts))


def _contract(arcs: Arcs) -> list[Pair]:
    """Shrink the graph without changing the best solution: a node with one edge in and one edge out becomes an edge.

    Nodes that are on no cycle are removed. Return the edges that must be cut in any case: those that became a
    self-loop.
    """
    sources: dict[str, set[str]] = {node: set() for node in arcs}
    for node, targets in arcs.items():
        for target in targets:
            sources[target].add(node)
    cuts: list[Pair] = []
    waiting = sorted(arcs, reverse=True)
    while waiting:
        node = waiting.pop()
        if node not in arcs or (sources[node] and arcs[node] and len(sources[node]) + len(arcs[node]) > 2):
            continue
        before, after = sorted(sources.pop(node)), sorted(arcs[node])
        entering = [arcs[source].pop(node) for source in before]
        leaving = arcs.pop(node)
        for target in after:
            sources[target].discard(node)
        waiting += [*before, *after]
        if not (before and after):
            continue
        source, target = before[0], after[0]
        bundle = min(entering[0], leaving[target], key=lambda item: item.rank)
        if source == target:
            cuts += bundle.edges
            continue
        known = arcs[source].get(target)
        arcs[source][target] = _joined(known, bundle) if known else bundle
        sources[target].add(source)
    return cuts


def _joined(one: Bundle, other: Bundle) -> Bundle:
    return Bundle(one.weight + other.weight, tuple(sorted(one.edges + other.edges)))


def _backward_edges(arcs: Arcs, order: list[str]) -> list[Pair]:
    """Return the edges that go backwards in an order."""
    position = {node: index for index, node in enumerate(order)}
    return [
        edge
        for node, targets in arcs.items()
        for target, bundle in targets.items()
        if position[target] < position[node]
        for edge in bundle.edges
    ]


def _cost(bundle: Bundle) -> int:
    """Return weight and number of edges as one number; the weight comes first."""
    return bundle.weight * 1_000_000 + len(bundle.edges)


def _best_order(arcs: Arcs) -> list[str]:
    """Return an order whose backward edges cost least, alphabetically the first one (Held and Karp's scheme).

    `best[done]` is the least cost of placing all other nodes after the set `done`; a set is a bit mask.
    """
    nodes = sorted(arcs)
    count = len(nodes)
    full = (1 << count) - 1
    backward: list[list[int]] = []
    for node in nodes:
        single = [_cost(arcs[node][other]) if other in arcs[node] else 0 for other in nodes]
        total = [0] * (full + 1)
        for done in range(1, full + 1):
            low = done & -done
            total[done] = total[done ^ low] + single[low.bit_length() - 1]
        backward.append(total)
    best = [0] * (full + 1)
    for done in range(full - 1, -1, -1):
        best[done] = min(
            backward[index][done] + best[done | 1 << index] for index in range(count) if not done >> index & 1
        )
    order: list[str] = []
    done = 0
    while done != full:
        index = next(
            index
            for index in range(count)
            if not done >> index & 1 and backward[index][done] + best[done | 1 << index] == best[done]
        )
        order.append(nodes[index])
        done |= 1 << index
    return order


def good_order(arcs: Arcs) -> list[str]:
    """Return an order with cheap backward edges: greedy, and improved for small graphs."""
    out = {node: {target: _cost(bundle) for target, bundle in targets.items()} for node, targets in arcs.items()}
    into: dict[str, dict[str, int]] = {node: {} for node in out}
    for node, targets in out.items():
        for target, cost in targets.items():
            into[target][node] = cost
    order = _greedy_order(out, into)
    if len(order) <= _MAX_IMPROVED:
        while _sift(order, out, into):
            pass
    return order


def _greedy_order(out: dict[str, dict[str, int]], into: dict[str, dict[str, int]]) -> list[str]:
    """Eades, Lin and Smyth: sources first, sinks last, else the node with the most cost out and the least cost in."""
    gives = {node: sum(targets.values()) for node, targets in out.items()}
    takes = {node: sum(sources.values()) for node, sources in into.items()}
    front: list[str] = []
    back: list[str] = []
    left = set(out)

    def entry(node: str) -> tuple[int, int, str]:
        kind = 0 if not gives[node] else 1 if not takes[node] else 2
        return (kind, takes[node] - gives[node], node)

    heap = [entry(node) for node in out]
    heapq.heapify(heap)
    while heap:
        item = heapq.heappop(heap)
        node = item[2]
        if node not in left or item != entry(node):
            continue  # a later entry has replaced this one
        left.discard(node)
        (back if item[0] == 0 else front).append(node)
        for target, cost in out[node].items():
            if target in left:
                takes[target] -= cost
                heapq.heappush(heap, entry(target))
        for source, cost in into[node].items():
            if source in left:
                gives[source] -= cost
                heapq.heappush(heap, entry(source))
    return front + back[::-1]


def _sift(order: list[str], out: dict[str, dict[str, int]], into: dict[str, dict[str, int]]) -> bool:
    """Move each node to its best position, and report whether that made the order cheaper."""
    better = False
    for node in sorted(order):
        at = order.index(node)
        rest = order[:at] + order[at + 1 :]
        gain = [into[node].get(other, 0) - out[node].get(other, 0) for other in rest]
        best, place, change = 0, at, 0
        for index in range(at - 1, -1, -1):  # towards the front: the nodes that it passes come after it
            change += gain[index]
            if change < best:
                best, place = change, index
        change = 0
        for index in range(at, len(rest)):
            change -= gain[index]
            if change < best:
                best, place = change, index + 1
        if best < 0:
            order[:] = [*rest[:place], node, *rest[place:]]
            better = True
    return better

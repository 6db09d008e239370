"""Cycles of a directed graph: strongly connected sets, and one shortest cycle through each. Pure; knows no packages.

A graph is a mapping from node to successors; a node that is only a successor need not be a key. Nodes are compared as
strings, and every tie goes to the smallest, so that the answer does not depend on the order of anything.
networkx would cost more to import than a whole run may take, and its answers depend on insertion order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

Successors = Mapping[str, Iterable[str]]


def strongly_connected(graph: Successors) -> list[tuple[str, ...]]:
    """The sets of two or more nodes that all reach each other; each sorted, and the list too.

    An edge lies on a cycle of two or more nodes exactly where one of these sets holds both its ends. Time and memory
    are linear in nodes and edges (Tarjan's algorithm), without recursion: chains of any depth are fine.
    """
    return sorted(tuple(sorted(members)) for members in components(graph) if len(members) > 1)


def components(graph: Successors) -> Iterator[list[str]]:
    """All strongly connected sets, single nodes too, each after the sets that it reaches."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_nodes: list[str] = []
    closed: set[str] = set()
    for root in graph:
        if root in order:
            continue
        order[root] = lowest[root] = len(order)
        open_nodes.append(root)
        trail: list[tuple[str, Iterator[str]]] = [(root, iter(graph.get(root, ())))]
        while trail:
            node, successors = trail[-1]
            for successor in successors:
                if successor not in order:
                    order[successor] = lowest[successor] = len(order)
                    open_nodes.append(successor)
                    trail.append((successor, iter(graph.get(successor, ()))))
                    break
                if successor not in closed and order[successor] < lowest[node]:
                    lowest[node] = order[successor]
            else:
                trail.pop()
                if trail and lowest[node] < lowest[trail[-1][0]]:
                    lowest[trail[-1][0]] = lowest[node]
                if lowest[node] == order[node]:
                    members = _pop_through(open_nodes, node)
                    closed.update(members)
                    yield members


def _pop_through(stack: list[str], node: str) -> list[str]:
    members = [stack.pop()]
    while members[-1] != node:
        members.append(stack.pop())
    return members


def shortest_cycle(graph: Successors, members: Iterable[str]) -> tuple[str, ...]:
    """A shortest cycle of two or more nodes among `members`, () where there is none.

    Of several it is the one whose nodes, written from its smallest, come first in the alphabet. The cycle's last edge
    leads from its last node back to its first.
    """
    alive = _Shrinking(graph, members)
    best: tuple[str, ...] = ()
    for start in sorted(alive.successors):
        if start in alive.successors:
            found = _cycle_through(alive, start, len(best) - 1 if best else len(alive.successors))
            if found:
                best = found
            if len(best) == 2:
                break
            alive.remove(start)  # every cycle through it has been seen
    return best


def _cycle_through(alive: _Shrinking, start: str, longest: int) -> tuple[str, ...]:
    """The first shortest cycle through `start` of at most `longest` nodes, () where there is none."""
    goals = alive.successors[start]
    distance = {start: 0}
    level = [start]
    for depth in range(1, longest):
        level = _next_level(alive.predecessors, level, distance, depth)
        if not level:
            return ()
        if not goals.isdisjoint(level):
            break
    else:
        return ()
    cycle = [start]
    for remaining in range(depth, 0, -1):
        cycle.append(min(node for node in alive.successors[cycle[-1]] if distance.get(node) == remaining))
    return tuple(cycle)


def _next_level(
    neighbours: Mapping[str, set[str]], level: list[str], distance: dict[str, int], depth: int
) -> list[str]:
    """One step of a breadth-first search: the nodes first seen at this depth, whose distance is noted."""
    found: list[str] = []
    for node in level:
        for neighbour in neighbours[node]:
            if neighbour not in distance:
                distance[neighbour] = depth
                found.append(neighbour)
    return found


class _Shrinking:
    """The part of a graph among some nodes, without loops, from which nodes are taken away one by one.

    Nodes that can be on no cycle any more, for want of a successor or a predecessor, go at once: that keeps the search
    for a shortest cycle short, e.g. linear for one long ring.
    """

    def __init__(self, graph: Successors, members: Iterable[str]) -> None:
        nodes = set(members)
        self.successors: dict[str, set[str]] = {
            node: {successor for successor in graph.get(node, ()) if successor in nodes and successor != node}
            for node in nodes
        }
        self.predecessors: dict[str, set[str]] = {node: set() for node in nodes}
        for node, successors in self.successors.items():
            for successor in successors:
                self.predecessors[successor].add(node)
        for node in nodes:
            if node in self.successors and not (self.successors[node] and self.predecessors[node]):
                self.remove(node)

    def remove(self, node: str) -> None:
        """Take a node away, and every other that this leaves without a successor or a predecessor."""
        waiting = [node]
        while waiting:
            gone = waiting.pop()
            if gone not in self.successors:
                continue
            for successor in self.successors.pop(gone):
                self.predecessors[successor].discard(gone)
                if not self.predecessors[successor]:
                    waiting.append(successor)
            for predecessor in self.predecessors.pop(gone):
                self.successors[predecessor].discard(gone)
                if not self.successors[predecessor]:
                    waiting.append(predecessor)


def shortest_path(graph: Successors, start: str, goal: str) -> tuple[str, ...]:
    """A shortest path from `start` to `goal`, both included, the first in the alphabet of several; () for none."""
    predecessors: dict[str, set[str]] = {}
    seen = {start}
    waiting = [start]
    while waiting:
        node = waiting.pop()
        for successor in graph.get(node, ()):
            predecessors.setdefault(successor, set()).add(node)
            if successor not in seen:
                seen.add(successor)
                waiting.append(successor)
    if goal not in seen:
        return ()
    distance = distances(predecessors, (goal,))
    path = [start]
    while path[-1] != goal:
        wanted = distance[path[-1]] - 1
        path.append(min(node for node in graph[path[-1]] if distance.get(node) == wanted))
    return tuple(path)


def distances(neighbours: Mapping[str, Iterable[str]], starts: Iterable[str]) -> dict[str, int]:
    """The number of steps from the nearest start to each node that can be reached, 0 for the starts themselves."""
    distance = dict.fromkeys(starts, 0)
    level = list(distance)
    depth = 0
    while level:
        depth += 1
        found: list[str] = []
        for node in level:
            for neighbour in neighbours.get(node, ()):
                if neighbour not in distance:
                    distance[neighbour] = depth
                    found.append(neighbour)
        level = found
    return distance

"""Cycles of a directed graph: strongly connected sets, and one shortest cycle in each. Pure; not tied to packages.

A graph is a mapping from node to successors; a node without successors need not be a key. Nodes are compared as
strings, and ties go to the smallest, so that the result doesn't depend on any order of insertion.
networkx takes longer to import than a whole run may take, and its results depend on insertion order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

Successors = Mapping[str, Iterable[str]]


def strongly_connected(graph: Successors) -> list[tuple[str, ...]]:
    """Return the sets of two or more nodes that all reach each other; each set is sorted, and so is the list.

    An edge is on a cycle of two or more nodes if and only if one of these sets holds both its ends. Time and memory
    are linear in nodes and edges (Tarjan's algorithm). There is no recursion, so chains may have any depth.
    """
    return sorted(tuple(sorted(members)) for members in components(graph) if len(members) > 1)


def components(graph: Successors) -> Iterator[list[str]]:
    """Yield all strongly connected sets, including single nodes, each after the sets that it reaches."""
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
    """Return a shortest cycle of two or more nodes among `members`, () if there is none.

    Of several, it is alphabetically the first, when each starts at its smallest node. The cycle's last edge
    goes from its last node back to its first.
    """
    names = sorted(set(members))
    alive = _Shrinking(graph, names)
    best: list[int] = []
    for start in range(len(names)):
        if alive.has[start]:
            best = _cycle_through(alive, start, len(best) - 1 if best else len(names)) or best
            if len(best) == 2:
                break
            alive.remove(start)  # all cycles through it are done
    return tuple(names[node] for node in best)


def _cycle_through(alive: _Shrinking, start: int, longest: int) -> list[int]:
    """Return the first shortest cycle through `start` of at most `longest` nodes, [] if there is none."""
    goals = {successor for successor in alive.successors[start] if alive.has[successor]}
    distance = {start: 0}
    level = [start]
    for depth in range(1, longest):
        found: list[int] = []
        for node in level:
            for neighbour in alive.predecessors[node]:
                if neighbour not in distance and alive.has[neighbour]:
                    distance[neighbour] = depth
                    found.append(neighbour)
        level = found
        if not level:
            return []
        if not goals.isdisjoint(level):
            break
    else:
        return []
    cycle = [start]
    for remaining in range(depth, 0, -1):
        cycle.append(min(node for node in alive.successors[cycle[-1]] if distance.get(node) == remaining))
    return cycle


class _Shrinking:
    """The subgraph of some nodes, without self-loops, from which nodes are removed one by one.

    Nodes are numbers in the order of their names, so that comparing numbers compares names; `has` says which nodes
    remain. Nodes without a successor or a predecessor are on no cycle, and are removed at once. That keeps the search
    for a shortest cycle short, e.g. linear for one long ring.
    """

    def __init__(self, graph: Successors, names: list[str]) -> None:
        numbers = {name: number for number, name in enumerate(names)}
        self.successors: list[list[int]] = []
        self.predecessors: list[list[int]] = [[] for _ in names]
        for node, name in enumerate(names):
            found = {numbers[each] for each in graph.get(name, ()) if each in numbers and each != name}
            self.successors.append(list(found))
            for successor in found:
                self.predecessors[successor].append(node)
        self.has = bytearray(b"\1") * len(names)
        self._ways_out = list(map(len, self.successors))
        self._ways_in = list(map(len, self.predecessors))
        for node in range(len(names)):
            if self.has[node] and not (self._ways_out[node] and self._ways_in[node]):
                self.remove(node)

    def remove(self, node: int) -> None:
        """Remove a node, and every other node that this leaves without a successor or a predecessor."""
        waiting = [node]
        while waiting:
            gone = waiting.pop()
            if not self.has[gone]:
                continue
            self.has[gone] = False
            for ways, others in ((self._ways_in, self.successors[gone]), (self._ways_out, self.predecessors[gone])):
                for other in others:
                    ways[other] -= 1
                    if not ways[other]:
                        waiting.append(other)


def shortest_path(graph: Successors, start: str, goal: str) -> tuple[str, ...]:
    """Return a shortest path from `start` to `goal`, both included, alphabetically the first; () if there is none."""
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
    """Return the number of steps from the nearest start to each reachable node, 0 for the starts themselves."""
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

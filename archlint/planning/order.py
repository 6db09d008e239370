"""Ordering units by hard and soft constraints. This is the only module that uses networkx.

Importing networkx takes a fifth of a second, so the functions import it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

Arrow = tuple[str, str]
"""An ordering constraint: the first name comes before the second."""

Rank = tuple[int | str, ...]


def arrange(
    names: Iterable[str], must: Iterable[Arrow], should: Iterable[Arrow], rank: Callable[[str], Rank]
) -> list[tuple[str, ...]]:
    """Sort names into groups. Names that must precede each other are in one group.

    The order satisfies every `must` constraint, and every `should` constraint that isn't part of a cycle. Among the
    names that can come next, the one with the lowest `rank` does. Ranks are unique, so the order is deterministic.
    """
    import networkx as nx

    strict = _graph(names, must)
    groups = nx.condensation(strict)
    group_of: dict[str, int] = groups.graph["mapping"]
    members: dict[int, tuple[str, ...]] = {
        node: tuple(sorted(groups.nodes[node]["members"], key=rank)) for node in groups
    }
    loose = nx.DiGraph(groups)
    loose.add_edges_from(
        (group_of[first], group_of[then]) for first, then in should if group_of[first] != group_of[then]
    )
    cycles = nx.condensation(loose)
    ranks = {node: rank(members[node][0]) for node in groups}

    def lowest_rank(cycle: int) -> Rank:
        return min(ranks[node] for node in cycles.nodes[cycle]["members"])

    ordered: list[tuple[str, ...]] = []
    for cycle in nx.lexicographical_topological_sort(cycles, key=lowest_rank):
        inside = groups.subgraph(cycles.nodes[cycle]["members"])
        ordered += [members[node] for node in nx.lexicographical_topological_sort(inside, key=ranks.__getitem__)]
    return ordered


def needed_before(names: Iterable[str], must: Iterable[Arrow], wanted: Iterable[str]) -> dict[str, set[str]]:
    """Return, for each wanted name, the names that must precede it, directly or indirectly."""
    import networkx as nx

    graph = _graph(names, must)
    return {name: set(nx.ancestors(graph, name)) for name in wanted}


def _graph(names: Iterable[str], arrows: Iterable[Arrow]) -> nx.DiGraph[str]:
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(names))
    graph.add_edges_from(sorted((first, then) for first, then in arrows if first != then))
    return graph

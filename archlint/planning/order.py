"""The order of units: what must come first, then what should. The one module that knows networkx.

It takes a fifth of a second to import, so it is imported when a plan is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

Arrow = tuple[str, str]
"""What comes first, and what comes after it."""


def arrange(
    names: Iterable[str], must: Iterable[Arrow], should: Iterable[Arrow], rank: Callable[[str], tuple[Any, ...]]
) -> list[tuple[str, ...]]:
    """Names in order, in groups: names that must precede each other are one group.

    `must` is kept always. `should` is kept except among names that it ties to a ring. Of what may come next, the least
    by `rank` comes; ranks of two names are never equal, so the same input gives the same order.
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
    rings = nx.condensation(loose)
    ranks = {node: rank(members[node][0]) for node in groups}

    def least(ring: int) -> tuple[Any, ...]:
        return min(ranks[node] for node in rings.nodes[ring]["members"])

    ordered: list[tuple[str, ...]] = []
    for ring in nx.lexicographical_topological_sort(rings, key=least):
        inside = groups.subgraph(rings.nodes[ring]["members"])
        ordered += [members[node] for node in nx.lexicographical_topological_sort(inside, key=ranks.__getitem__)]
    return ordered


def needed_before(names: Iterable[str], must: Iterable[Arrow], wanted: Iterable[str]) -> dict[str, set[str]]:
    """By each wanted name, the names that must precede it, at any remove."""
    import networkx as nx

    graph = _graph(names, must)
    return {name: set(nx.ancestors(graph, name)) for name in wanted}


def _graph(names: Iterable[str], arrows: Iterable[Arrow]) -> nx.DiGraph[str]:
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(names))
    graph.add_edges_from(sorted((first, then) for first, then in arrows if first != then))
    return graph

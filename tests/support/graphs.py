"""Small graphs for tests: from text, at random, and simple algorithms to compare with."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

from hypothesis import strategies as st

Edges = frozenset[tuple[str, str]]


def edges(text: str) -> Edges:
    """Parse edges from `a -> b c; b -> a`, or from one line each."""
    found: set[tuple[str, str]] = set()
    for part in text.replace("\n", ";").split(";"):
        source, _, targets = part.partition("->")
        found.update((source.strip(), target) for target in targets.split())
    return frozenset(found)


def successors(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the graph as a mapping from node to successors, in the order of the pairs."""
    graph: dict[str, list[str]] = {}
    for source, target in pairs:
        graph.setdefault(source, []).append(target)
    return graph


def weighted(weights: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """Return the graph with weights: node -> successor -> weight."""
    graph: dict[str, dict[str, int]] = {}
    for (source, target), weight in weights.items():
        graph.setdefault(source, {})[target] = weight
    return graph


def nodes(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Return all nodes of the edges, sorted."""
    return sorted({node for pair in pairs for node in pair})


def closure(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return which nodes reach which over one or more edges: Warshall's boolean matrix."""
    reach = set(pairs)
    names = nodes(reach)
    for middle, start, end in itertools.product(names, names, names):
        if (start, middle) in reach and (middle, end) in reach:
            reach.add((start, end))
    return reach


def is_acyclic(pairs: Iterable[tuple[str, str]]) -> bool:
    """Report whether no node reaches itself."""
    return all(start != end for start, end in closure(pairs))


def random_edges(most: int = 6, *, loops: bool = False) -> st.SearchStrategy[Edges]:
    """Draw random edges among up to `most` nodes `a`, `b`, `c`, ..."""
    names = "abcdefghijklmnopqrstuvwxyz"[:most]
    pairs = [pair for pair in itertools.product(names, names) if loops or pair[0] != pair[1]]
    return st.frozensets(st.sampled_from(pairs), max_size=3 * most)

"""Strongly connected sets, shortest cycles, cheapest cuts: known graphs, laws, and simple oracles."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.graphs import Edges, closure, edges, is_acyclic, nodes, random_edges, successors, weighted

from archlint.graphs import cuts as cutting
from archlint.graphs.cuts import cheapest_cuts
from archlint.graphs.cycles import components, distances, shortest_cycle, shortest_path, strongly_connected

BOW_TIE = "a -> aa ba; aa -> a; ba -> bb; bb -> bc; bc -> a"

SETS = [
    ("no edges", "", []),
    ("one edge", "a -> b", []),
    ("a loop alone", "a -> a", []),
    ("two", "a -> b; b -> a", [("a", "b")]),
    ("ring", "a -> b; b -> c; c -> a", [("a", "b", "c")]),
    ("chain into a ring", "x -> y; y -> a; a -> b; b -> a; b -> z", [("a", "b")]),
    ("two rings, one way between", "a -> b; b -> a c; c -> d; d -> c", [("a", "b"), ("c", "d")]),
    ("two rings that share a node", "a -> b; b -> a c; c -> b", [("a", "b", "c")]),
    ("bow tie", BOW_TIE, [("a", "aa", "ba", "bb", "bc")]),
    ("packs: two sets", "1 -> 2; 2 -> 3; 3 -> 2 4; 4 -> 5; 5 -> 6; 6 -> 4", [("2", "3"), ("4", "5", "6")]),
    ("packs: overlapping cycles are one set", "1 -> 2 4; 2 -> 3; 3 -> 1; 4 -> 3", [("1", "2", "3", "4")]),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in SETS], ids=[case[0] for case in SETS])
def test_strongly_connected(text: str, expected: list[tuple[str, ...]]) -> None:
    assert strongly_connected(successors(edges(text))) == expected


@given(random_edges(7, loops=True))
def test_an_edge_is_on_a_cycle_if_its_target_reaches_its_source(pairs: Edges) -> None:
    together = {node: members for members in strongly_connected(successors(pairs)) for node in members}
    reach = closure(pairs)
    for source, target in pairs:
        if source != target:
            assert ((target, source) in reach) == (source in together and target in together[source])


@given(random_edges(7, loops=True))
def test_components_come_after_those_that_they_reach(pairs: Edges) -> None:
    order = {node: place for place, members in enumerate(components(successors(pairs))) for node in members}
    assert sorted(order) == nodes(pairs)
    assert all(order[target] <= order[source] for source, target in pairs)


SHORTEST = [
    ("none", "a -> b; b -> c", ""),
    ("a loop is none", "a -> a", ""),
    ("two", "b -> a; a -> b", "a b"),
    ("the shorter of two", "a -> b c; b -> a; c -> d; d -> a", "a b"),
    ("the shorter one without the smallest node", "a -> b; b -> c; c -> a d; d -> c", "c d"),
    ("of equal ones the first in the alphabet", "b -> c; c -> b; a -> d; d -> a b; c -> a", "a d"),
    ("the smallest way round", "a -> c b; b -> d; c -> d; d -> a", "a b d"),
    ("rotated to its smallest node", "z -> m; m -> b; b -> z", "b z m"),
    ("bow tie", BOW_TIE, "a aa"),
    ("a cycle is a path, its set is not", "1 -> 2 4; 2 -> 3; 3 -> 1; 4 -> 3", "1 2 3"),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in SHORTEST], ids=[case[0] for case in SHORTEST])
def test_shortest_cycle(text: str, expected: str) -> None:
    pairs = edges(text)
    assert shortest_cycle(successors(pairs), nodes(pairs)) == tuple(expected.split())


def _cycles(pairs: Edges) -> list[tuple[str, ...]]:
    """All cycles of two or more nodes, each from its smallest node."""
    names = nodes(pairs)
    return [
        way
        for size in range(2, len(names) + 1)
        for way in itertools.permutations(names, size)
        if way[0] == min(way) and all(step in pairs for step in zip(way, (*way[1:], way[0]), strict=True))
    ]


@settings(max_examples=150)
@given(random_edges(6, loops=True))
def test_shortest_cycle_is_alphabetically_the_first(pairs: Edges) -> None:
    expected = min(_cycles(pairs), key=lambda way: (len(way), way), default=())
    assert shortest_cycle(successors(pairs), nodes(pairs)) == expected


@given(random_edges(6), st.randoms(use_true_random=False))
def test_results_dont_depend_on_the_order_of_edges(pairs: Edges, chance: random.Random) -> None:
    listed = sorted(pairs)
    chance.shuffle(listed)
    mixed, sorted_ = successors(listed), successors(sorted(pairs))
    assert strongly_connected(mixed) == strongly_connected(sorted_)
    assert shortest_cycle(mixed, nodes(pairs)[::-1]) == shortest_cycle(sorted_, nodes(pairs))
    ones = weighted(dict.fromkeys(listed, 1))
    again = weighted(dict.fromkeys(sorted(pairs), 1))
    assert cheapest_cuts(ones, nodes(pairs)[::-1]) == cheapest_cuts(again, nodes(pairs))


CUTS = [
    ("nothing", "", {}, ""),
    ("a loop is not counted", "a -> a", {}, ""),
    ("heavy forward, one back", "a -> b; b -> a", {"a -> b": 5}, "b -> a"),
    ("heavy back, one forward", "a -> b; b -> a", {"b -> a": 5}, "a -> b"),
    ("a tie is cut against the alphabet", "a -> b; b -> a", {}, "b -> a"),
    ("ring", "a -> b; b -> c; c -> d; d -> e; e -> f; f -> a", {}, "f -> a"),
    ("ring with one light edge", "a -> b; b -> c; c -> d; d -> a", {"*": 3, "b -> c": 2}, "b -> c"),
    ("ring behind sources, before sinks", "a b c -> d; d -> e; e -> f x; f -> d y", {}, "f -> d"),
    ("bow tie", BOW_TIE, {}, "aa -> a; bc -> a"),
    ("doubly linked triangle", "a -> b c; b -> a c; c -> a b", {}, "b -> a; c -> a b"),
    ("two ways out, one back", "1 -> 2 4; 2 -> 3; 4 -> 3; 3 -> 1", {}, "3 -> 1"),
    ("two ways out, a heavy way back", "1 -> 2 4; 2 -> 3; 4 -> 3; 3 -> 1", {"3 -> 1": 5}, "1 -> 2; 4 -> 3"),
    ("heavy ways there, light ones back", "a -> b c; b c -> a", {"a -> b": 3, "a -> c": 3}, "b c -> a"),
]  # fmt: skip


def _pairs(text: str) -> Edges:
    """As `edges`, with several nodes on the left too."""
    return frozenset(
        pair
        for part in filter(str.strip, text.split(";"))
        for source in part.partition("->")[0].split()
        for pair in edges(f"{source} -> {part.partition('->')[2]}")
    )


@pytest.mark.parametrize(("text", "weights", "expected"), [case[1:] for case in CUTS], ids=[case[0] for case in CUTS])
def test_cheapest_cuts_of(text: str, weights: dict[str, int], expected: str) -> None:
    pairs = _pairs(text)
    costs = {pair: weights.get(" -> ".join(pair), weights.get("*", 1)) for pair in pairs}
    assert cheapest_cuts(weighted(costs), nodes(pairs)) == tuple(sorted(_pairs(expected)))


def test_cuts_of_a_regression_graph() -> None:
    """Five cycles in one set of six nodes. The minimum is two edges (by exhaustion)."""
    pairs = edges("n0 -> n4; n1 -> n0 n5; n2 -> n1; n3 -> n1 n5; n4 -> n3; n5 -> n1 n2")
    assert strongly_connected(successors(pairs)) == [("n0", "n1", "n2", "n3", "n4", "n5")]
    assert len(_cycles(pairs)) == 5
    found = cheapest_cuts(weighted(dict.fromkeys(pairs, 1)), nodes(pairs))
    assert len(found) == 2
    assert is_acyclic(pairs - set(found))


_weights = st.dictionaries(
    st.sampled_from([pair for pair in itertools.product("abcde", "abcde") if pair[0] != pair[1]]),
    st.integers(1, 4),
    max_size=11,
)


@settings(max_examples=150)
@given(_weights)
def test_cuts_are_the_cheapest(weights: dict[tuple[str, str], int]) -> None:
    """Compare with all subsets of edges: none that breaks all cycles is cheaper, or equally cheap and smaller."""
    found = cheapest_cuts(weighted(weights), nodes(weights))
    assert set(found) <= set(weights)
    assert is_acyclic(set(weights) - set(found))
    cheapest = min(
        (sum(weights[pair] for pair in chosen), size)
        for size in range(len(weights) + 1)
        for chosen in itertools.combinations(weights, size)
        if _is_open(set(weights) - set(chosen))
    )
    assert (sum(weights[pair] for pair in found), len(found)) == cheapest


def _is_open(pairs: set[tuple[str, str]]) -> bool:
    return not strongly_connected(successors(pairs))


@settings(max_examples=60)
@given(random_edges(18))
def test_cuts_of_larger_sets_break_all_cycles_and_are_all_needed(pairs: Edges) -> None:
    graph = successors(pairs)
    for members in strongly_connected(graph):
        inside = {pair for pair in pairs if set(pair) <= set(members)}
        found = set(cheapest_cuts(weighted(dict.fromkeys(inside, 1)), members))
        assert not strongly_connected(successors(inside - found))
        for back in found:
            assert strongly_connected(successors((inside - found) | {back}))


@pytest.mark.parametrize("seed", range(6))
def test_greedy_cuts_are_near_the_exact_ones(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    names = [f"n{number:02}" for number in range(11)]
    weights = {pair: chance.randint(1, 5) for pair in itertools.permutations(names, 2) if chance.random() < 0.3}
    exact = sum(weights[pair] for pair in cheapest_cuts(weighted(weights), names))
    monkeypatch.setattr(cutting, "EXACT", 0)
    found = cheapest_cuts(weighted(weights), names)
    assert is_acyclic(set(weights) - set(found))
    assert exact <= sum(weights[pair] for pair in found) <= 1.25 * exact


@settings(max_examples=40)
@given(random_edges(16))
def test_no_single_move_improves_a_good_order(pairs: Edges) -> None:
    """The improved greedy order, for graphs with too many nodes for the exact one."""
    weights = {pair: 1 + len(pair[0] + pair[1]) % 3 + ord(pair[0][0]) % 4 for pair in pairs}
    arcs: cutting.Arcs = {node: {} for node in nodes(pairs)}
    for (source, target), weight in weights.items():
        arcs[source][target] = cutting.Bundle(weight, ((source, target),))
    order = cutting.good_order(arcs)
    least = _backward(weights, order)
    for node, place in itertools.product(order, range(len(order))):
        rest = [other for other in order if other != node]
        assert _backward(weights, [*rest[:place], node, *rest[place:]]) >= least


def _backward(weights: dict[tuple[str, str], int], order: list[str]) -> int:
    return sum(weight for (source, target), weight in weights.items() if order.index(target) < order.index(source))


def _check_one_ring(graph: dict[str, list[str]], members: list[str]) -> None:
    assert strongly_connected(graph) == [tuple(sorted(members))]
    assert len(shortest_cycle(graph, members)) == len(members)
    assert len(cheapest_cuts({node: dict.fromkeys(targets, 1) for node, targets in graph.items()}, members)) == 1


class _Counted(list[str]):
    """Successors that count how often they are iterated."""

    asked = 0

    def __iter__(self) -> Iterator[str]:
        _Counted.asked += 1
        return super().__iter__()


def test_a_ring_of_any_length_needs_no_recursion() -> None:
    names = [f"{number:06}" for number in range(64_000)]
    _check_one_ring(successors(zip(names, names[1:] + names[:1], strict=True)), names)


@pytest.mark.parametrize("size", [10, 1000, 10_000])
def test_successors_of_each_node_are_read_once(size: int) -> None:
    names = [f"{number:06}" for number in range(size)]
    graph = {name: _Counted([other]) for name, other in zip(names, names[1:] + names[:1], strict=True)}
    _Counted.asked = 0
    assert len(strongly_connected(graph)) == 1
    assert _Counted.asked == size


def test_a_large_component_takes_bounded_time() -> None:
    chance = random.Random(7)
    names = [f"{number:04}" for number in range(1500)]
    pairs = {(name, other) for name in names for other in chance.sample(names, 4) if other != name}
    graph = successors(sorted(pairs))
    (members,) = [found for found in strongly_connected(graph) if len(found) > 1000]
    route = shortest_cycle(graph, members)
    found = cheapest_cuts(weighted(dict.fromkeys(pairs, 1)), members)
    assert all(step in pairs for step in zip(route, (*route[1:], route[0]), strict=True))
    assert not strongly_connected(successors(pairs - set(found)))


@given(random_edges(6, loops=True))
def test_shortest_path_is_alphabetically_the_first(pairs: Edges) -> None:
    names = nodes(pairs)
    graph = successors(pairs)
    for start, goal in itertools.product(names, names):
        ways = [
            (start, *between, goal)
            for size in range(len(names) - 1)
            for between in itertools.permutations([node for node in names if node not in (start, goal)], size)
            if all(step in pairs for step in itertools.pairwise((start, *between, goal)))
        ]
        expected = min(ways, key=lambda way: (len(way), way), default=()) if start != goal else (start,)
        assert shortest_path(graph, start, goal) == expected


def test_distances_from_several_starts() -> None:
    graph = successors(edges("a -> b; b -> c; x -> c; c -> d; e -> a"))
    assert distances(graph, ("a", "x")) == {"a": 0, "x": 0, "b": 1, "c": 1, "d": 2}

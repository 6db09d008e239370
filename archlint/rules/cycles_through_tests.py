"""Find import cycles that the test files of a package close. `go test` says "import cycle not allowed in test".

In such a cycle, a test file of package x imports something that imports x. (A test file of the external package x_test
can't close a cycle: nothing can import it.) Go doesn't compile the test files of an imported package, so only the first
hop comes from test files. That's why the search uses one graph for each package, with the test files of that package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from archlint.graphs.cycles import components, shortest_path
from archlint.graphs.graph import Edge
from archlint.graphs.view import View
from archlint.rules.cycle_findings import CyclicSet
from archlint.rules.exception_matcher import ExceptionMatcher, uses_left

_Graph = dict[str, set[str]]


def closed_by_tests(
    view: View, among: Callable[[Edge], bool], matchers: tuple[ExceptionMatcher, ...]
) -> Iterator[tuple[CyclicSet, tuple[str, ...]]]:
    """Yield, for each package whose test files close a cycle, the strongly connected set and a shortest cycle that
    starts with an import in a test file; by package. `among` selects the edges that count."""
    production = [edge for edge in view.edges_for("exclude") if among(edge)]
    tests = [edge for edge in view.edges_for("only") if among(edge)]
    graph = _graph(production, matchers)
    extra = _graph(tests, matchers)
    by_source: dict[str, list[Edge]] = {}
    for package, entries in sorted(_closing(graph, extra).items()):
        if not by_source:
            for edge in production:
                by_source.setdefault(edge.source.id, []).append(edge)
        routes = ((package, *shortest_path(graph, entry, package)[:-1]) for entry in entries)
        route = min(routes, key=lambda found: (len(found), found))
        members = _members(graph, extra, package) if len(route) > 1 else (package,)
        edges = [edge for member in members for edge in by_source.get(member, ())]
        edges += [edge for edge in tests if edge.source.id == package]
        yield _cyclic_set(members, edges, matchers), route


def _graph(edges: Iterable[Edge], matchers: tuple[ExceptionMatcher, ...]) -> _Graph:
    graph: _Graph = {}
    for edge in edges:
        if not matchers or uses_left(edge, edge.uses, matchers):
            graph.setdefault(edge.source.id, set()).add(edge.target.id)
    return graph


def _closing(graph: _Graph, extra: _Graph) -> dict[str, list[str]]:
    """Return, for each package, the packages that its test files import and that reach the package in turn.

    A package gets a higher number than everything it reaches, so that comparing two numbers decides most pairs.
    """
    number = {node: order for order, members in enumerate(components(graph)) for node in members}
    tested: dict[str, list[str]] = {}
    closing: dict[str, list[str]] = {}
    for package, entries in extra.items():
        for entry in entries:
            if entry == package:
                closing.setdefault(package, []).append(entry)
            elif package in number and number.get(entry, -1) >= number[package]:
                tested.setdefault(entry, []).append(package)
    for entry, packages in tested.items():
        least = min(number[package] for package in packages)
        seen = {entry}
        waiting = [entry]
        while waiting:
            for successor in graph.get(waiting.pop(), ()):
                if successor not in seen and number[successor] >= least:
                    seen.add(successor)
                    waiting.append(successor)
        for package in packages:
            if package in seen:
                closing.setdefault(package, []).append(entry)
    return closing


def _members(graph: _Graph, extra: _Graph, package: str) -> tuple[str, ...]:
    """Return the strongly connected set of this package, with its test files."""
    reached: _Graph = {}
    waiting = [package]
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached[node] = graph.get(node, set()) | (extra[package] if node == package else set())
            waiting += reached[node]
    return next(tuple(sorted(members)) for members in components(reached) if package in members)


def _cyclic_set(members: tuple[str, ...], edges: Iterable[Edge], matchers: tuple[ExceptionMatcher, ...]) -> CyclicSet:
    inside = set(members)
    cyclic = CyclicSet(members, {})
    for edge in edges:
        arrow = (edge.source.id, edge.target.id)
        if inside.issuperset(arrow) and (arrow[0] != arrow[1] or len(members) == 1):
            for use in uses_left(edge, edge.uses, matchers):
                cyclic.uses.setdefault(arrow, []).append((edge, use))
    return cyclic

"""The explanation of an edge `A -> B`: the places, the shortest chain, the findings, and the rules it would break.

A chain is the same as in `A must not reach B`: it starts in a file of A, continues through production files, and ends
at a package of B.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from archlint.answers.paragraphs import LIMIT, findings, layers_of, more
from archlint.answers.relevant_findings import RelevantFindings, Reported
from archlint.answers.subjects import Subject
from archlint.graphs.graph import Edge, Use
from archlint.graphs.view import View, ViewFile
from archlint.model.policy import Config, Rule
from archlint.rules.advisor import Advisor
from archlint.rules.exception_matcher import ExceptionMatcher
from archlint.text.lists import count, one_line

MAX_HYPOTHETICAL = 2000
"""How many imports are tried out to find the rules that they would break. With more, the ends are too general."""


class _Step(NamedTuple):
    """A hop of a chain: the edge, the use to show, and the package before it ("" for the first hop)."""

    edge: Edge
    use: Use
    before: str


def explain_edge(
    source: Subject, target: Subject, view: View, config: Config, relevant: RelevantFindings
) -> Iterator[str]:
    """Yield the lines that explain the edge."""
    head = f"{source.shown} -> {target.shown}"
    uses = _direct(source, target, view)
    is_tested = bool(uses) and all(use.file.is_test for _, use in uses)
    steps = {} if uses and not is_tested else _steps(source, target.packages, view, tests=False)
    chain = _chain(steps, target.packages)
    by_tests = False
    if not uses and not chain:
        steps = _steps(source, target.packages, view, tests=True)
        chain = _chain(steps, target.packages)
        by_tests = bool(chain)
    if uses:
        yield f"{head}: {count(len(uses), 'place')}" + ", only in test files" * is_tested
        yield from _places(uses)
    elif chain:
        yield f"{head}: no import; the shortest chain has {count(len(chain), 'step')}" + (
            ", the first one in a test file" * by_tests
        )
    else:
        yield f"{head}: no import, and no chain of imports"
    if chain and uses:
        yield f"  without test files, the shortest chain has {count(len(chain), 'step')}"
    yield from (f"  {step.edge.source.id} -> {step.edge.target.id}  {step.use.place}" for step in chain)
    if not source.files:
        yield f"  no file is in {source.shown}, so it imports nothing"
    if not target.packages:
        yield f"  {target.shown} has no package that can be imported"
    reached = {*_steps(source, frozenset(), view, tests=True), *(edge.target.id for edge, _ in uses)}
    reported = relevant.between(source, target, reached, uses=uses)
    if uses or chain or reported:
        yield from findings(reported, _hops)
    if not uses or is_tested:
        yield from _broken_rules(source, target, view, config=config, reported={item.finding.rule for item in reported})


def _direct(source: Subject, target: Subject, view: View) -> list[tuple[Edge, Use]]:
    """Return the uses in files of the source of packages of the target."""
    return [
        (edge, use)
        for edge in view.graph.edges
        if edge.target.id in target.packages and any(file.path in source.files for file in edge.files)
        for use in edge.uses
        if use.file.path in source.files
    ]


def _places(uses: list[tuple[Edge, Use]]) -> Iterator[str]:
    for edge, use in uses[:LIMIT]:
        names = f"  uses {', '.join(use.names)}" if use.names else ""
        ends = f"({edge.layer or 'no layer'} -> {layers_of(edge.target)})"
        yield f"  {use.place}  {edge.source.id} -> {edge.target.id}  {ends}{names}"
    yield from more(len(uses), "  ")


def _steps(source: Subject, goals: frozenset[str], view: View, *, tests: bool) -> dict[str, _Step]:
    """Return a shortest chain from files of the source to each package that they reach.

    Ties go to the smallest ids. No chain ends at a goal with an import of its own package, such as an external test
    has.
    """
    outgoing: dict[str, list[Edge]] = {}
    came: dict[str, _Step] = {}
    for edge in view.graph.edges:
        start, end = edge.source, edge.target
        if start.id == end.id or (end.id in goals and start.import_path == end.import_path):
            continue
        if edge.scope == "production":
            outgoing.setdefault(start.id, []).append(edge)
        if end.id not in came and (tests or edge.scope == "production"):
            at = next((at for at, file in enumerate(edge.files) if file.path in source.files), None)
            if at is not None:
                came[end.id] = _Step(edge, edge.uses[at], "")
    queue = deque(sorted(came))
    while queue:
        node = queue.popleft()
        for edge in outgoing.get(node, ()):
            if edge.target.id not in came:
                came[edge.target.id] = _Step(edge, edge.uses[0], node)
                queue.append(edge.target.id)
    return came


def _chain(steps: dict[str, _Step], goals: frozenset[str]) -> list[_Step]:
    """Return the shortest chain that ends at a goal."""
    return min((_walk_back(end, steps) for end in sorted(goals & steps.keys())), key=len, default=[])


def _walk_back(end: str, steps: dict[str, _Step]) -> list[_Step]:
    chain = [steps[end]]
    while chain[-1].before:
        chain.append(steps[chain[-1].before])
    return chain[::-1]


def _hops(reported: Reported) -> Iterator[str]:
    """Yield a line for each hop of a finding's chain or cycle."""
    finding = reported.finding
    hops = finding.cycle.hops if finding.cycle else finding.chain
    if finding.cycle or len(hops) > 1:
        yield from (f"{hop.source} -> {hop.target}  {hop.places[0]}" for hop in hops)


def _broken_rules(source: Subject, target: Subject, view: View, config: Config, reported: set[str]) -> Iterator[str]:
    """Yield the rules that an import between the ends would break, without those that have findings."""
    packages = [view.packages[package] for package in sorted(target.packages)]
    items = _first_of_each(view, source)
    if not packages or not items or len(items) * len(packages) > MAX_HYPOTHETICAL:
        return
    broken: dict[str, int] = {}
    excepted: set[str] = set()
    advisor = Advisor(view, config.rules)
    matchers = {rule.id: [ExceptionMatcher(view, item) for item in rule.exceptions] for rule in config.rules}
    for item in items:
        import_path = view.packages[item.package].import_path
        for rule, package in set(advisor.refusals(item, packages)):
            broken[rule.id] = broken.get(rule.id, 0) + 1
            if any(
                one.is_from(item.file.path, import_path) and one.is_to(view.packages[package])
                for one in matchers[rule.id]
            ):
                excepted.add(rule.id)
    for rule in config.rules:
        if rule.id in broken and rule.id not in reported:
            yield _broken_rule(
                rule, is_all=broken[rule.id] == len(items) * len(packages), is_excepted=rule.id in excepted
            )


def _broken_rule(rule: Rule, *, is_all: bool, is_excepted: bool) -> str:
    key = "would break" if is_all else "could break"
    return f"  {key:<14}{rule.id}: {one_line(rule.sentence)}" + " (but there is an exception)" * is_excepted


def _first_of_each(view: View, source: Subject) -> list[ViewFile]:
    """Return a file for each package, layer and scope of the source: rules rarely distinguish more."""
    found: dict[tuple[str, str, bool], ViewFile] = {}
    for item in view.files:
        if item.file.path in source.files:
            found.setdefault((item.package, item.layer, item.file.is_test), item)
    return list(found.values())

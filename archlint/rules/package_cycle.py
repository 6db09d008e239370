"""`packages must not form cycles`, `packages in A must not form cycles`: the import cycles that Go's compiler rejects.

If the rule judges test files too, it also finds the cycles that `go test` rejects, see `cycles_through_tests`.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from archlint.graphs.graph import Edge
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule, Selector
from archlint.rules.cycle_findings import Arrows, CycleWords, CyclicSet, cycle_finding, cyclic_sets, exception_matchers
from archlint.rules.cycles_through_tests import closed_by_tests
from archlint.rules.exception_matcher import ExceptionMatcher
from archlint.rules.form import Ends, Form, clause_of
from archlint.rules.matching import packages_judged
from archlint.rules.names import INSIDE, Reader


class Packages(NamedTuple):
    """The packages that must not form cycles with each other, () for all."""

    subject: Selector


def parse(reader: Reader) -> Packages | None:
    """Parse the sentence; return None if it has another form."""
    if reader.match("packages must not form cycles") is not None:
        return Packages(())
    parts = reader.match("packages in A must not form cycles")
    if parts is None:
        return None
    return Packages(reader.names_in(parts[0], INSIDE, "only packages of the tree can form cycles"))


def check(rule: Rule, view: View, matcher: ExceptionMatcher | None = None) -> Iterator[Finding]:
    """Yield a finding for each set of packages that all depend on each other, and each package that imports itself."""
    for cyclic, route in _cyclic_sets(rule, view, exception_matchers(rule, view)):
        if cyclic.is_touched_by(matcher):
            yield _finding(rule, view, cyclic, route=route)


def _cyclic_sets(
    rule: Rule, view: View, matchers: tuple[ExceptionMatcher, ...]
) -> Iterator[tuple[CyclicSet, tuple[str, ...]]]:
    """Yield the cycles of production files, with the route (), then the cycles that test files close, with the route
    to show. In a language where test files can be imported, they're treated like all other files."""
    among = _among(rule, view)
    known: set[tuple[str, ...]] = set()
    if view.language.tests_importable:
        for cyclic in cyclic_sets(lambda: filter(among, view.edges_for(rule.tests)), _ARROWS, matchers):
            yield cyclic, ()
        return
    if rule.tests != "only":
        for cyclic in cyclic_sets(lambda: filter(among, view.edges_for("exclude")), _ARROWS, matchers):
            known.add(cyclic.members)
            yield cyclic, ()
    if rule.tests != "exclude":
        for cyclic, route in closed_by_tests(view, among, matchers):
            if cyclic.members not in known:
                yield cyclic, route


def _among(rule: Rule, view: View) -> Callable[[Edge], bool]:
    """Return a function that reports whether the rule is about both ends of an edge."""
    subject = clause_of(rule, Packages).subject
    if not subject:
        return lambda edge: edge.target.origin == "tree"
    named = {package.id for package in view.packages.values() if view.selects_package(subject, package)}
    return lambda edge: edge.target.id in named and edge.source.id in named


_ARROWS = Arrows(lambda edge: ((edge.source.id, edge.target.id),))


def _finding(rule: Rule, view: View, cyclic: CyclicSet, route: tuple[str, ...]) -> Finding:
    finding = cycle_finding(rule, view, _WORDS, cyclic=cyclic, route=route)
    if len(cyclic.members) == 1 and not route:
        return finding._replace(advice="Remove the import: files of one package use each other's names without it.")
    if not route:
        return finding
    tested = route[0]
    path = " -> ".join(f"'{node}'" for node in (*route, tested))
    return finding._replace(
        message=f"The tests of '{tested}' close an import cycle: {path}.",
        source=tested,
        target=tested,
        subject=tested,
        advice=f"Move the test to the external test package ({_external(view, tested)}) if it uses no unexported "
        "names, or move what it needs out of the cycle.",
    )


def _external(view: View, tested: str) -> str:
    name = view.packages[tested].name or tested.rpartition("/")[2]
    external = view.language.external
    return f"package {name.removesuffix(external)}{external}"


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """Return the packages that the rule is about."""
    return packages_judged(rule, view, clause_of(rule, Packages).subject or None)


_WORDS = CycleWords(
    "package",
    "packages",
    "move what both packages need to a third one, or invert one import with an interface",
)

FORM = Form(
    name="package-cycle",
    title="Packages depend on each other in a cycle.",
    sentence="packages [in A] must not form cycles",
    meaning="It breaks when two or more packages (of A) depend on each other in a cycle, or a package imports itself.",
    example="packages must not form cycles",
    violation="user -> order -> user",
    advice=_WORDS.advice,
    parse=parse,
    check=check,
    subjects=subjects,
    ends=lambda rule: Ends(clause_of(rule, Packages).subject),
    exempted=check,
)

ANYWHERE = Rule("package-cycle", sentence="packages must not form cycles", form=FORM.name, clause=Packages(()))
"""The rule that Go's compiler enforces in any case."""

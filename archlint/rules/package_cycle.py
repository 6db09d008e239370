"""`packages must not form cycles`, `packages in A must not form cycles`: what Go's compiler refuses.

Where test files are judged too, what `go test` refuses comes to it, see `testing_cycles`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from archlint.graphs.graph import Edge
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule, Selector
from archlint.rules.cycling import Arrows, CycleWords, Tangle, cycle_finding, exempting_of, tangles
from archlint.rules.exempting import Exempting
from archlint.rules.form import Ends, Form
from archlint.rules.matching import packages_judged
from archlint.rules.names import INSIDE, Reader
from archlint.rules.testing_cycles import closed_by_tests


class Packages(NamedTuple):
    """The packages that must not form cycles among themselves, () for all."""

    subject: Selector


def parse(reader: Reader) -> Packages | None:
    """Read the sentence; None where it is of another form."""
    if reader.match("packages must not form cycles") is not None:
        return Packages(())
    parts = reader.match("packages in A must not form cycles")
    if parts is None:
        return None
    return Packages(reader.names_in(parts[0], INSIDE, "only packages of the tree can form cycles"))


def check(rule: Rule, view: View, exempting: Exempting | None = None) -> Iterator[Finding]:
    """One finding for each set of packages that all import each other, and for each package that imports itself."""
    for tangle, route in _tangles(rule, view, exempting_of(rule, view)):
        if tangle.is_touched_by(exempting):
            yield _finding(rule, view, tangle, route)


def _tangles(rule: Rule, view: View, exempting: tuple[Exempting, ...]) -> Iterator[tuple[Tangle, tuple[str, ...]]]:
    """The tangles of production files, with the route (); then those that test files close, with the route to show.
    Where test files can be imported, they're files as all others."""
    among = _among(rule, view)
    known: set[tuple[str, ...]] = set()
    if view.language.tests_importable:
        for tangle in tangles(lambda: filter(among, view.edges_for(rule.tests)), _ARROWS, exempting):
            yield tangle, ()
        return
    if rule.tests != "only":
        for tangle in tangles(lambda: filter(among, view.edges_for("exclude")), _ARROWS, exempting):
            known.add(tangle.members)
            yield tangle, ()
    if rule.tests != "exclude":
        for tangle, route in closed_by_tests(view, among, exempting):
            if tangle.members not in known:
                yield tangle, route


def _among(rule: Rule, view: View) -> Callable[[Edge], bool]:
    """Whether both ends of an edge are packages that the rule is about."""
    subject: Selector = rule.clause.subject
    if not subject:
        return lambda edge: edge.target.origin == "tree"
    named = {package.id for package in view.packages.values() if view.selects_package(subject, package)}
    return lambda edge: edge.target.id in named and edge.source.id in named


_ARROWS = Arrows(lambda edge: ((edge.source.id, edge.target.id),))


def _finding(rule: Rule, view: View, tangle: Tangle, route: tuple[str, ...]) -> Finding:
    finding = cycle_finding(rule, view, _TELLING, tangle, route)
    if len(tangle.members) == 1 and not route:
        return finding._replace(advice="Remove the import: what a package declares is at hand in all its files.")
    if not route:
        return finding
    tested = route[0]
    path = " -> ".join(f"'{node}'" for node in (*route, tested))
    return finding._replace(
        message=f"The tests of '{tested}' close an import cycle: {path}.",
        source=tested,
        target=tested,
        subject=tested,
        advice=f"Move the test to the external package ({_external(view, tested)}), if it needs nothing unexported; "
        "or move what it needs out of the cycle.",
    )


def _external(view: View, tested: str) -> str:
    name = view.packages[tested].name or tested.rpartition("/")[2]
    external = view.language.external
    return f"package {name.removesuffix(external)}{external}"


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """The packages that the rule is about."""
    return packages_judged(rule, view, rule.clause.subject or None)


_TELLING = CycleWords(
    "package",
    "packages",
    "move what both sides need to a third package, or declare an interface where it is used",
)

FORM = Form(
    name="package-cycle",
    title="Packages depend on each other in a cycle.",
    sentence="packages [in A] must not form cycles",
    meaning="It breaks when two or more packages (of A, among themselves) import each other, or one imports itself.",
    example="packages must not form cycles",
    breach="user -> order -> user",
    advice=_TELLING.advice,
    parse=parse,
    check=check,
    subjects=subjects,
    ends=lambda clause: Ends(clause.subject),
    exempted=check,
)

ANYWHERE = Rule("package-cycle", "packages must not form cycles", FORM.name, Packages(()))
"""What Go itself refuses, as a rule that needs no sentence."""

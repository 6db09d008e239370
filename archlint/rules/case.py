"""The case that a finding stands for, as advice sees it: who imports what, and what the rules would allow instead.

What is true of every form that judges single imports is said here; what a form alone can say is said in its module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from archlint.graphs.graph import Package
from archlint.graphs.view import View, ViewFile
from archlint.model.facts import Import
from archlint.model.findings import Finding
from archlint.model.policy import Rule, Selector, Term

MOST = 5
"""How many packages of a name are asked for: enough of them to tell whether it may be imported."""


class Case(NamedTuple):
    """A finding with what its ends are. `item` is the file at its place.

    `subject` and `object` are the names of the sentence. `allowed` gives the ids of those packages that a file may
    import under all rules of the configuration; `refused` whether another rule than this one refuses an import;
    `packages_of` what a name stands for, as far as it can be imported; `file_of` the first file of a package that
    may import. `arrived` are the paths of files that the mapping moves, in the view.
    """

    rule: Rule
    view: View
    finding: Finding
    item: ViewFile
    subject: Selector
    object: Selector
    allowed: Callable[[ViewFile, Iterable[Package]], frozenset[str]]
    refused: Callable[[ViewFile, Package, str], bool]
    packages_of: Callable[[Term], tuple[Package, ...]]
    file_of: Callable[[str], ViewFile | None]
    arrived: frozenset[str]

    def is_refused_elsewhere(self, package: Package) -> bool:
        """Whether another rule than this one refuses the import too."""
        return self.refused(self.item, package, self.rule.id)

    @property
    def source(self) -> Package:
        """The package that the file is in."""
        return self.view.packages[self.item.package]

    @property
    def imported(self) -> str:
        """What the file imports: the far end, or the first hop of a chain that leads there."""
        return self.finding.chain[0].target if self.finding.chain else self.finding.target

    @property
    def target(self) -> Package | None:
        """The package that the file imports, None where the finding names none."""
        return self.view.packages.get(self.imported)

    @property
    def spec(self) -> Import | None:
        """The import at the finding's place, None where the mapping makes the dependency without one."""
        place = self.finding.place
        return next((spec for spec in self.item.file.imports if (spec.line, spec.column) == place[1:3]), None)

    def open(self, terms: Selector) -> Selector:
        """Those of the names of which the file may import a package."""
        return tuple(term for term in terms if self._is_open(self.packages_of(term)[:MOST]))

    def _is_open(self, packages: tuple[Package, ...]) -> bool:
        """Whether the file may import one of these packages. The first one is mostly like the others, so it is asked
        about alone."""
        return bool(self.allowed(self.item, packages[:1]) or self.allowed(self.item, packages[1:]))

    def serves(self, package: Package) -> bool:
        """Whether the package may import the file's own: then it can implement an interface that is declared there."""
        item = self.file_of(package.id)
        return item is not None and bool(self.allowed(item, (self.source,)))


def advice(case: Case, ordinary: Callable[[Case], str]) -> str:
    """What to do about an import that a rule refuses: what the kind of file or import asks for, else the ordinary."""
    said = situation(case) or ordinary(case)
    if case.spec is None and case.finding.view == "mapped":
        return f"Map this file and what it uses of '{case.imported}' to one side; or {said[0].lower()}{said[1:]}"
    return said + remarks(case)


def situation(case: Case) -> str:
    """What to do where the kind of file or import decides, whatever the form of the rule; "" where it does not."""
    file, spec, target = case.item.file, case.spec, case.target
    what = f"'{case.imported}'"
    if file.generated:
        return (
            "This file is generated: change its generator, or what the generator reads, so that the import goes away."
        )
    if file.is_test:
        return _in_a_test(case, is_inside=target is None or target.origin == "tree")
    if not case.item.layer and _speaks_of_unassigned(case.subject):
        return f"Give this file a layer in [layers] that may import {what}, or do without the import."
    if target is not None and not target.layers and target.origin == "tree" and _speaks_of_unassigned(case.object):
        return f"Give {what} a layer in [layers]: this rule speaks of what is in none."
    if spec is not None and spec.kind == "cgo":
        return 'Move the cgo code to a package that may import "C".'
    if spec is not None and spec.kind == "blank":
        return f"The import is there for its side effects: drop it, or move it to a package that may import {what}."
    if target is not None and target.program:
        return f"Go lets nobody import a program: move what is needed out of {what}."
    if case.view.packages[case.item.package].program:
        return f"Move the code that needs {what} to a package that may import it, and call that from here."
    return ""


def _speaks_of_unassigned(terms: Selector) -> bool:
    return any(term.kind == "unassigned" for term in terms)


def _in_a_test(case: Case, *, is_inside: bool) -> str:
    way = "Move the test, or the helper that it uses, to where the import is allowed" if is_inside else ""
    way = way or f"Do without '{case.imported}' in this test, or move the test to where the import is allowed"
    return f"{way}{or_leave_tests_out(case.rule)}."


def or_leave_tests_out(rule: Rule) -> str:
    """The way that test files have where a rule judges more than them."""
    return '; or leave test files out of this rule with tests = "exclude"' if rule.tests == "include" else ""


def instead(case: Case) -> str:
    """How to do without an import, for an ordinary file and an ordinary import; without a full stop."""
    target = case.target
    if target is None or target.origin != "tree":
        what = f"'{case.imported}'"
        if target is not None and target.origin == "std":
            return f"Do without {what}: have what you need passed in, as a value, a function or an interface"
        return f"Declare the interface that you need here, and let a package that may import {what} implement it"
    if len(case.finding.names) == 1:
        return f"Move '{case.finding.names[0]}', the one name used, to a package that both may import"
    return "Declare the interface that you need here, and let a package that may import both pass the implementation in"


def remarks(case: Case) -> str:
    """What is to be added for a dot import, and for what a mapping moves; "" or a sentence with a space before it."""
    spec, target = case.spec, case.target
    said = ""
    if spec is not None and spec.kind == "dot":
        said = " Name the import first, instead of the dot: then its uses can be seen."
    if case.finding.moved:
        return f"{said} Or map this file elsewhere."
    arrives = target is not None and not case.arrived.isdisjoint(target.files)
    return f"{said} Or map '{case.imported}' elsewhere." if arrives else said

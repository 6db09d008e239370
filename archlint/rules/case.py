"""What advice knows about a finding: the file, the package it imports, and what the rules would allow instead.

Advice that holds for every form that judges single imports is here; a form's own advice is in its module.
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
"""How many packages of a name are tried to find out whether it may be imported."""


class Case(NamedTuple):
    """A finding with its context. `item` is the file at the finding's place.

    `subject` and `object` are the names in the sentence. `allowed` returns the ids of the packages that a file may
    import under all rules. `refused` reports whether a rule other than this one forbids an import. `packages_of`
    returns the importable packages that a name matches, and `file_of` the first file of a package that isn't a test.
    `arrived` are the paths, in the view, of the files that the mapping moves.
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
        """Report whether another rule forbids the import too."""
        return self.refused(self.item, package, self.rule.id)

    @property
    def source(self) -> Package:
        """The file's package."""
        return self.view.packages[self.item.package]

    @property
    def imported(self) -> str:
        """What the file imports: the finding's target, or the first hop of the chain to it."""
        return self.finding.chain[0].target if self.finding.chain else self.finding.target

    @property
    def target(self) -> Package | None:
        """The package that the file imports, None if the finding names none."""
        return self.view.packages.get(self.imported)

    @property
    def spec(self) -> Import | None:
        """The import at the finding's place, None if the mapping creates the dependency without an import."""
        place = self.finding.place
        return next((spec for spec in self.item.file.imports if (spec.line, spec.column) == place[1:3]), None)

    def importable(self, terms: Selector) -> Selector:
        """Return the names, among these, of which the file may import a package."""
        return tuple(term for term in terms if self._is_importable(self.packages_of(term)[:MOST]))

    def _is_importable(self, packages: tuple[Package, ...]) -> bool:
        """Report whether the file may import one of these packages. The answer is mostly the same for all of them, so
        the first one is tried alone."""
        return bool(self.allowed(self.item, packages[:1]) or self.allowed(self.item, packages[1:]))

    def may_import_here(self, package: Package) -> bool:
        """Report whether the package may import the file's package, to implement an interface declared there."""
        item = self.file_of(package.id)
        return item is not None and bool(self.allowed(item, (self.source,)))


def advice(case: Case, ordinary: Callable[[Case], str]) -> str:
    """Return what to do about a forbidden import: advice for this kind of file or import, else the ordinary advice."""
    text = special_advice(case) or ordinary(case)
    if case.spec is None and case.finding.view == "mapped":
        return f"Map this file and what it uses from '{case.imported}' to one package; or {text[0].lower()}{text[1:]}"
    return text + remarks(case)


def special_advice(case: Case) -> str:
    """Return the advice for special kinds of files and imports, the same for all forms; "" for ordinary ones."""
    file, spec, target = case.item.file, case.spec, case.target
    what = f"'{case.imported}'"
    if file.generated:
        return "This file is generated: change the generator or its input so that the file no longer has this import."
    if file.is_test:
        return _in_a_test(case, is_inside=target is None or target.origin == "tree")
    if not case.item.layer and _names_unassigned(case.subject):
        return f"Add this file to a layer in [layers] that may import {what}, or remove the import."
    if target is not None and not target.layers and target.origin == "tree" and _names_unassigned(case.object):
        return f"Add {what} to a layer in [layers]: this rule is about files that are in no layer."
    if spec is not None and spec.kind == "cgo":
        return 'Move the cgo code to a package that may import "C".'
    if spec is not None and spec.kind == "blank":
        return f"The import is only for its side effects: remove it, or move it to a package that may import {what}."
    if target is not None and target.program:
        return f"Go doesn't allow imports of package main: move the code you need out of {what}."
    if case.view.packages[case.item.package].program:
        return f"Move the code that needs {what} to a package that may import it, and call it from here."
    return ""


def _names_unassigned(terms: Selector) -> bool:
    return any(term.kind == "unassigned" for term in terms)


def _in_a_test(case: Case, *, is_inside: bool) -> str:
    way = (
        "Move the test, or the helper it uses,"
        if is_inside
        else f"Don't import '{case.imported}' here, or move the test"
    )
    return f"{way} to a package where the import is allowed{or_exclude_tests(case.rule)}."


def or_exclude_tests(rule: Rule) -> str:
    """Return the end of advice for test files, if the rule judges other files too; "" otherwise."""
    return '; or exclude test files from this rule with tests = "exclude"' if rule.tests == "include" else ""


def instead(case: Case) -> str:
    """Return how an ordinary file can avoid an ordinary import, without a full stop."""
    target = case.target
    if target is None or target.origin != "tree":
        what = f"'{case.imported}'"
        if target is not None and target.origin == "std":
            return f"Don't import {what} here: pass in what the code needs, as a value, a function or an interface"
        return f"Declare the interface you need here, and implement it in a package that may import {what}"
    if len(case.finding.names) == 1:
        return f"Move '{case.finding.names[0]}', the only name used, to a package that both may import"
    return "Declare the interface you need here, and pass in the implementation from a package that may import both"


def remarks(case: Case) -> str:
    """Return what to add for a dot import and for moved files: sentences, each with a space before it, or ""."""
    spec, target = case.spec, case.target
    text = ""
    if spec is not None and spec.kind == "dot":
        text = " First give the import a name instead of the dot, to see what the file uses."
    if case.finding.moved:
        return f"{text} Or map this file elsewhere."
    arrives = target is not None and not case.arrived.isdisjoint(target.files)
    return f"{text} Or map '{case.imported}' elsewhere." if arrives else text

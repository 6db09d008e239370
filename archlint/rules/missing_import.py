"""`A must import B`: each package of A must import B. `B and C` requires both, `B or C` one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from archlint.graphs.view import View, ViewFile
from archlint.model.findings import Finding
from archlint.model.location import Place
from archlint.model.policy import Rule, Selector
from archlint.rules.form import Ends, Form, clause_of, finding_of
from archlint.rules.import_findings import named
from archlint.rules.matching import Sources
from archlint.rules.names import ANYTHING, INSIDE, Reader

if TYPE_CHECKING:
    from archlint.rules.case import Case


class Requirement(NamedTuple):
    """The packages (`subject`) that must import other ones (`object`). With `any_of`, one name is enough."""

    subject: Selector
    object: Selector
    any_of: bool = False

    def required(self) -> tuple[Selector, ...]:
        """Return the selectors; each of them needs an import."""
        return (self.object,) if self.any_of else tuple((term,) for term in self.object)


def parse(reader: Reader) -> Requirement | None:
    """Parse the sentence; return None if it has another form."""
    parts = reader.match("A must import B")
    if parts is None:
        return None
    subject = reader.names_in(parts[0], INSIDE, "only files of the tree can import")
    any_of = any(token.says("or") for token in parts[1])
    if any_of and any(token.says("and") for token in parts[1]):
        reader.complain("a list with both 'and' and 'or' is ambiguous", "write two rules")
    return Requirement(subject, reader.names_in(parts[1], ANYTHING, ""), any_of)


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """Yield a finding for each package of A and each name in B that it doesn't import, at the package's first file."""
    requirement = clause_of(rule, Requirement)
    bound = _bound(rule, view)
    for names in requirement.required():
        wanted = {package.id for package in view.packages.values() if view.selects_package(names, package)}
        done = set(wanted)
        for edge in view.edges_for(rule.tests):
            if edge.target.id in wanted and edge.source.import_path != edge.target.import_path:
                done.add(edge.source.id)
                if edge.scope == "test":  # an import in the external test counts for the package
                    done.add(edge.source.import_path)
        for package, item in bound.items():
            if package not in done:
                yield _finding(rule, view, package, item=item, names=names)


def _bound(rule: Rule, view: View) -> dict[str, ViewFile]:
    """Return the packages that the rule applies to, with their first file. These are the packages with production
    files; if the rule is only about tests, those with test files. An external test belongs to the package it tests."""
    sources = Sources(view, clause_of(rule, Requirement).subject)
    bound: dict[str, ViewFile] = {}
    for item in view.files_for("only" if rule.tests == "only" else "exclude"):
        package = view.packages[item.package]
        if sources.of_file(item.path, item.layer, package.import_path) is not None:
            is_apart = item.file.scope == "external-test" and package.import_path in view.packages
            bound.setdefault(package.import_path if is_apart else package.id, item)
    return bound


def _finding(rule: Rule, view: View, package: str, item: ViewFile, names: Selector) -> Finding:
    subject = named(clause_of(rule, Requirement).subject)
    message = f"{subject} must import {named(names, 'or')}: '{package}' doesn't."
    target = " or ".join(term.text for term in names)
    place = Place(item.file.path)
    finding = finding_of(rule, view, place, message=message, source=package, target=target, advice=FORM.advice)
    return finding._replace(layers=(item.layer, ""))


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """Return the packages of A."""
    return tuple(sorted(_bound(rule, view)))


def ends(rule: Rule) -> Ends:
    """Return the names of A and B."""
    requirement = clause_of(rule, Requirement)
    return Ends(requirement.subject, requirement.object)


def advise(case: Case) -> str:
    """Advise to add the import, if no other rule forbids it."""
    requirement = clause_of(case.rule, Requirement)
    names = next(
        names for names in requirement.required() if " or ".join(term.text for term in names) == case.finding.target
    )
    there = [term for term in names if case.packages_of(term)]
    importable = case.importable(tuple(there))
    if there and not importable:
        return f"Change one of the rules: another rule forbids every import of {named(names, 'or')} from here."
    return f"Import {named(importable or names, 'or')}, or change the rule so that it doesn't apply to this package."


FORM = Form(
    name="missing-import",
    title="A package lacks a required import.",
    sentence="A must import B",
    meaning="It breaks when a package of A imports nothing of B. 'B and C' requires both, 'B or C' one of them.",
    example='"internal/adapters/*" must import "internal/ports"',
    violation="package postgres // no import of example.com/shop/internal/ports",
    advice="Add the import that the rule requires, or change the rule so that it doesn't apply to the package.",
    parse=parse,
    check=check,
    subjects=subjects,
    ends=ends,
    expects_importer=True,
    advise=advise,
)

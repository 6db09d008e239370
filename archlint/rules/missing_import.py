"""`A must import B`: each package of A has an import of B. `B and C` asks for both, `B or C` for one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from archlint.graphs.view import View, ViewFile
from archlint.model.findings import Finding
from archlint.model.location import Place
from archlint.model.policy import Rule, Selector
from archlint.rules.breaches import named
from archlint.rules.form import Form, finding_of
from archlint.rules.matching import Sources
from archlint.rules.names import ANYTHING, INSIDE, Reader

if TYPE_CHECKING:
    from archlint.rules.case import Case


class Duty(NamedTuple):
    """Who must import what; `any_of` where one of the names is enough."""

    subject: Selector
    object: Selector
    any_of: bool = False

    def wishes(self) -> tuple[Selector, ...]:
        """The selectors of which each needs an import."""
        return (self.object,) if self.any_of else tuple((term,) for term in self.object)


def parse(reader: Reader) -> Duty | None:
    """Read the sentence; None where it is of another form."""
    parts = reader.match("A must import B")
    if parts is None:
        return None
    subject = reader.names_in(parts[0], INSIDE, "only files of the tree can import")
    any_of = any(token.says("or") for token in parts[1])
    if any_of and any(token.says("and") for token in parts[1]):
        reader.complain("'and' and 'or' in one list can be read in two ways", "write two rules")
    return Duty(subject, reader.names_in(parts[1], ANYTHING, ""), any_of)


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """One finding for each package of A and name of B without an import between them, at the package's first file."""
    duty: Duty = rule.clause
    bound = _bound(rule, view)
    for wish in duty.wishes():
        wanted = {package.id for package in view.packages.values() if view.selects_package(wish, package)}
        done = set(wanted)
        for edge in view.edges_for(rule.tests):
            if edge.target.id in wanted and edge.source.import_path != edge.target.import_path:
                done.add(edge.source.id)
                if edge.scope == "test":  # the external test of a package speaks for the package
                    done.add(edge.source.import_path)
        for package, item in bound.items():
            if package not in done:
                yield _finding(rule, view, package, item, wish)


def _bound(rule: Rule, view: View) -> dict[str, ViewFile]:
    """The packages that the rule binds, with their first file: those with production files, or with test files only
    where the rule is about tests alone. An external test counts as a part of the package that it tests."""
    sources = Sources(view, rule.clause.subject)
    bound: dict[str, ViewFile] = {}
    for item in view.files_for("only" if rule.tests == "only" else "exclude"):
        package = view.packages[item.package]
        if sources.of_file(item.path, item.layer, package.import_path) is not None:
            is_apart = item.file.scope == "external-test" and package.import_path in view.packages
            bound.setdefault(package.import_path if is_apart else package.id, item)
    return bound


def _finding(rule: Rule, view: View, package: str, item: ViewFile, wish: Selector) -> Finding:
    message = f"{named(rule.clause.subject)} must import {named(wish, 'or')}: '{package}' does not."
    target = " or ".join(term.text for term in wish)
    place = Place(item.file.path)
    finding = finding_of(rule, view, place, message, source=package, target=target, advice=FORM.advice)
    return finding._replace(layers=(item.layer, ""))


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """The packages of A."""
    return tuple(sorted(_bound(rule, view)))


def advise(case: Case) -> str:
    """Add the import, where no other rule refuses it."""
    duty: Duty = case.rule.clause
    wish = next(wish for wish in duty.wishes() if " or ".join(term.text for term in wish) == case.finding.target)
    there = [term for term in wish if case.packages_of(term)]
    open_ = case.open(tuple(there))
    if there and not open_:
        return f"Change one of the rules: another one refuses every import of {named(wish, 'or')} from here."
    way = f"Import {named(open_ or wish, 'or')} where the package needs it"
    return f"{way}, or take the package out of what the rule speaks of."


FORM = Form(
    name="missing-import",
    title="A package lacks an import that it must have.",
    sentence="A must import B",
    meaning="It breaks when a package of A imports nothing of B; 'B and C' asks for both, 'B or C' for one of them.",
    example='"internal/adapters/*" must import "internal/ports"',
    breach="package postgres // no import of example.com/shop/internal/ports",
    advice="Add the import that the rule asks for, or take the package out of the rule's subject.",
    parse=parse,
    check=check,
    subjects=subjects,
    expects=True,
    advise=advise,
)

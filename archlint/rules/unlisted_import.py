"""`A may import only B, std`: what A imports is listed, or is A's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.graphs.graph import Package
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule, Selector
from archlint.rules.breaches import findings_of, named
from archlint.rules.form import Form, Pair, pair_of
from archlint.rules.matching import Key, Sources, subjects_judged

if TYPE_CHECKING:
    from archlint.rules.case import Case


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """One finding for each file of A and unlisted package that it imports."""
    clause: Pair = rule.clause

    def claim(source: Key, package: Package) -> str:
        if source is None or _is_allowed(view, (*clause.object, source), package):
            return ""
        return f"'{source.text}' may import only {named(clause.object)}"

    return findings_of(rule, view, FORM, Sources(view, clause.subject), claim)


def _is_allowed(view: View, allowed: Selector, package: Package) -> bool:
    """Whether the names allow this package. One whose files lie in several layers needs them all: its importer gets
    all its files."""
    layers = {term.text for term in allowed if term.kind == "layer"}
    if package.layers and layers.issuperset(package.layers):
        return True
    return view.selects_package(tuple(term for term in allowed if term.kind != "layer"), package)


def advise(case: Case) -> str:
    """Do without the import, or list its target."""
    from archlint.rules.case import instead  # only a finding needs it

    target = case.target
    if target is None or case.is_refused_elsewhere(target):
        return f"{instead(case)}. Listing it here is not enough: another rule refuses the import too."
    return f"{instead(case)}; or add {_name_of(target)} to the rule's list, if the architecture is meant to allow it."


def _name_of(package: Package) -> str:
    """The package as the sentence would name it."""
    if package.origin == "tree":
        return " and ".join(package.layers) or f'"{package.folder or package.import_path}"'
    return f'"{package.import_path}"' + (" (or std, for all of it)" if package.origin == "std" else "")


FORM = Form(
    name="unlisted-import",
    title="A package imports something that is not on its list.",
    sentence="A may import only B, std",
    meaning="It breaks when a file of A imports anything else; its own layer is always allowed, std only where listed.",
    example="Domain may import only Kernel and std",
    breach='package domain\nimport "github.com/google/uuid"',
    advice="Do without the import, or list its target in the rule if the architecture is meant to allow it.",
    parse=pair_of("A may import only B"),
    check=check,
    subjects=subjects_judged,
    advise=advise,
)

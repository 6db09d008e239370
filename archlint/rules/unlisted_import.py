"""`A may import only B, std`: A may import only what the list names, and A itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.graphs.graph import Package
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule, Selector
from archlint.rules.form import Form, Pair, clause_of, pair_of
from archlint.rules.import_findings import findings_of, named
from archlint.rules.matching import Key, Sources, subjects_judged

if TYPE_CHECKING:
    from archlint.rules.case import Case


def check(rule: Rule, view: View) -> Iterator[Finding]:
    """Yield a finding for each file of A and each unlisted package that it imports."""
    clause = clause_of(rule, Pair)

    def claim(source: Key, package: Package) -> str:
        if source is None or _is_allowed(view, (*clause.object, source), package):
            return ""
        return f"'{source.text}' may import only {named(clause.object)}"

    return findings_of(rule, view, FORM, grouping=Sources(view, clause.subject), claim=claim)


def _is_allowed(view: View, allowed: Selector, package: Package) -> bool:
    """Report whether the names allow this package. If its files are in several layers, all of them must be allowed,
    since an import gets all files."""
    layers = {term.text for term in allowed if term.kind == "layer"}
    if package.layers and layers.issuperset(package.layers):
        return True
    return view.selects_package(tuple(term for term in allowed if term.kind != "layer"), package)


def advise(case: Case) -> str:
    """Advise to avoid the import, or to list it if no other rule forbids it."""
    from archlint.rules.case import instead  # only a finding needs it

    target = case.target
    if target is None or case.is_refused_elsewhere(target):
        return f"{instead(case)}. Adding it to this rule's list isn't enough: another rule forbids the import too."
    return f"{instead(case)}; or add {_name_of(target)} to the rule's list, if the architecture should allow it."


def _name_of(package: Package) -> str:
    """Return the package as a sentence would name it."""
    if package.origin == "tree":
        return " and ".join(package.layers) or f'"{package.folder or package.import_path}"'
    return f'"{package.import_path}"' + (" (or std, for all of it)" if package.origin == "std" else "")


FORM = Form(
    name="unlisted-import",
    title="A package imports something that isn't on its list.",
    sentence="A may import only B, std",
    meaning="It breaks when a file of A imports anything else. Its own layer is always allowed, std only if listed.",
    example="Domain may import only Kernel and std",
    violation='package domain\nimport "github.com/google/uuid"',
    advice="Remove the import, or add its target to the rule's list if the architecture should allow it.",
    parse=pair_of("A may import only B"),
    check=check,
    subjects=subjects_judged,
    advise=advise,
)

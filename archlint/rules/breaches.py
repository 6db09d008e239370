"""From the uses that break a rule to findings: one a file and imported package, standing at its first import."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple, Protocol, TypeVar

from archlint.graphs.graph import Edge, Package, Use
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.location import Related
from archlint.model.policy import Rule, Term
from archlint.rules.form import Form, finding_of
from archlint.text.lists import FEW, quoted

K = TypeVar("K", bound=Hashable)


class Division(Protocol[K]):
    """Divides the uses of an edge by what the rule asks of the using file: a name of the sentence, or its slice."""

    def keys(self, edge: Edge) -> tuple[K, ...]:
        """What the files behind this edge come to."""

    def uses(self, edge: Edge, key: K) -> tuple[Use, ...]:
        """Those uses of the edge whose file comes to `key`."""


class Breach(NamedTuple):
    """Uses of an edge that break a rule. `claim` says in the rule's words what is broken, without a full stop."""

    edge: Edge
    uses: tuple[Use, ...]
    claim: str


def findings_of(
    rule: Rule, view: View, form: Form, division: Division[K], claim: Callable[[K, Package], str]
) -> Iterator[Finding]:
    """The findings of a rule on single imports: one for each file and package that it must not import as it does.

    `claim` says what is wrong with an import of a package by a file that comes to a key of the division, "" where
    nothing is. It is asked once for each key and package, however many files there are.
    """
    groups: dict[tuple[str, str], list[tuple[Use, Breach]]] = {}
    for breach in _breaches(rule, view, division, claim):
        for use in breach.uses:
            groups.setdefault((use.file.path, breach.edge.target.id), []).append((use, breach))
    for members in groups.values():
        members.sort(key=lambda member: member[0].place)
        yield _finding(rule, view, form, members)


def _breaches(rule: Rule, view: View, division: Division[K], claim: Callable[[K, Package], str]) -> Iterator[Breach]:
    claims: dict[K, dict[str, str]] = {}
    for edge in view.edges_for(rule.tests):
        target = edge.target
        for key in division.keys(edge):
            known = claims.get(key)
            if known is None:
                known = claims[key] = {}
            said = known.get(target.id)
            if said is None:
                said = known[target.id] = claim(key, target)
            # A package does not import itself: an external test (package x_test in the folder of x) may import x.
            if said and edge.source.import_path != target.import_path:
                yield Breach(edge, division.uses(edge, key), said)


def _finding(rule: Rule, view: View, form: Form, members: list[tuple[Use, Breach]]) -> Finding:
    first, breach = members[0]
    edge = breach.edge
    names = tuple(sorted({name for use, _ in members for name in use.names}))
    message = f"{breach.claim}: {fact(edge, names)}."
    source, target = edge.source.id, edge.target.id
    finding = finding_of(rule, view, first.place, message, source=source, target=target, advice=form.advice)
    return finding._replace(
        layers=(edge.layer, layer_of_target(view, edge.target)),
        names=names,
        related=tuple(Related(use.place, f"{verb(other.edge)} here too") for use, other in members[1:]),
        identity=(first.file.path,),
    )


def fact(edge: Edge, names: tuple[str, ...] = ()) -> str:
    """What the source does, in the indicative: `'shop/order' imports 'shop/store'`."""
    if edge.kind == "import":
        return f"'{edge.source.id}' imports '{edge.target.id}'"
    shown = quoted(names, most=FEW) + " of " if names else ""
    return f"'{edge.source.id}' uses {shown}'{edge.target.id}'"


def verb(edge: Edge) -> str:
    """What an edge's places do: an import, or a use without one (names of one package that the mapping parts)."""
    return "imported" if edge.kind == "import" else "used"


def layer_of_target(view: View, package: Package) -> str:
    """The far end as findings name it: the layers of a package of the tree, else its group, "std" or "third-party"."""
    if package.origin == "tree":
        return ", ".join(package.layers)
    for name, globs in view.groups.items():
        if any(glob.matches(package.import_path) for glob in globs):
            return name
    return package.origin


def named(terms: Iterable[Term], joint: str = "and") -> str:
    """The names of a sentence as a message lists them: `'A', 'B' and 'C'`."""
    return quoted((term.text for term in terms), joint)

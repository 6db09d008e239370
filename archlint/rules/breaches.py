"""From the uses that break a rule to findings: one a file and imported package, standing at its first import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from archlint.graph import Edge, Package, Use
from archlint.model.findings import Finding
from archlint.model.location import Related
from archlint.model.policy import Rule, Term
from archlint.view import View

_NAMED = 3
"""How many names a message lists before it only counts them."""


class Breach(NamedTuple):
    """Uses of an edge that break a rule. `claim` says in the rule's words what is broken, without a full stop."""

    edge: Edge
    uses: tuple[Use, ...]
    claim: str


def findings_of(rule: Rule, view: View, kind: str, advice: str, breaches: Iterable[Breach]) -> Iterator[Finding]:
    """One finding for each file and imported package among the breaches, whatever number of imports causes it."""
    groups: dict[tuple[str, str], list[tuple[Use, Breach]]] = {}
    for breach in breaches:
        for use in breach.uses:
            groups.setdefault((use.file.path, breach.edge.target.id), []).append((use, breach))
    for members in groups.values():
        members.sort(key=lambda member: member[0].place)
        yield _finding(rule, view, kind, advice, members)


def _finding(rule: Rule, view: View, kind: str, advice: str, members: list[tuple[Use, Breach]]) -> Finding:
    first, breach = members[0]
    edge = breach.edge
    names = tuple(sorted({name for use, _ in members for name in use.names}))
    return Finding(
        kind=kind,
        rule=rule.id,
        severity=rule.severity,
        message=f"{breach.claim}: {fact(edge, names)}.",
        place=first.place,
        source=edge.source.id,
        target=edge.target.id,
        layers=(edge.layer, layer_of_target(view, edge.target)),
        names=names,
        related=tuple(Related(use.place, f"{verb(other.edge)} here too") for use, other in members[1:]),
        because=rule.because,
        advice=advice,
        subject=edge.source.id,
        view=view.name,
        moved=view.moved.get(first.file.path, ""),
        identity=(first.file.path,),
    )


def fact(edge: Edge, names: tuple[str, ...] = ()) -> str:
    """What the source does, in the indicative: `'shop/order' imports 'shop/store'`."""
    if edge.kind == "import":
        return f"'{edge.source.id}' imports '{edge.target.id}'"
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    shown = ", ".join(f"'{name}'" for name in names[:_NAMED]) + more if more else listed(names)
    return f"'{edge.source.id}' uses {shown + ' of ' if shown else ''}'{edge.target.id}'"


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


def listed(terms: Iterable[Term | str], joint: str = "and") -> str:
    """Names as a message lists them: `'A', 'B' and 'C'`."""
    words = [f"'{term.text if isinstance(term, Term) else term}'" for term in terms]
    return f"{', '.join(words[:-1])} {joint} {words[-1]}" if len(words) > 1 else "".join(words)

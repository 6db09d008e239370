"""Turn the imports that break a rule into findings: one for each file and imported package, at the first import."""

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


class Grouping(Protocol[K]):
    """Groups the uses of an edge by a key of the importing file: a name in the sentence, or the file's slice."""

    def keys(self, edge: Edge) -> tuple[K, ...]:
        """Return the keys of the files behind this edge."""

    def uses(self, edge: Edge, key: K) -> tuple[Use, ...]:
        """Return the uses of the edge whose file has this key."""


class Violation(NamedTuple):
    """Uses of an edge that break a rule. `claim` says what they break, in the rule's words, without a full stop."""

    edge: Edge
    uses: tuple[Use, ...]
    claim: str


def findings_of(
    rule: Rule, view: View, form: Form, grouping: Grouping[K], claim: Callable[[K, Package], str]
) -> Iterator[Finding]:
    """Yield the findings of a rule that judges single imports: one for each file and package that it must not import.

    `claim` takes a key of the grouping and a package, and returns what is wrong with such an import, "" for nothing.
    It is called once for each key and package, however many files there are.
    """
    groups: dict[tuple[str, str], list[tuple[Use, Violation]]] = {}
    for violation in _violations(rule, view, grouping, claim=claim):
        for use in violation.uses:
            groups.setdefault((use.file.path, violation.edge.target.id), []).append((use, violation))
    for members in groups.values():
        members.sort(key=lambda member: member[0].place)
        yield _finding(rule, view, form, members=members)


def _violations(
    rule: Rule, view: View, grouping: Grouping[K], claim: Callable[[K, Package], str]
) -> Iterator[Violation]:
    claims: dict[K, dict[str, str]] = {}
    for edge in view.edges_for(rule.tests):
        target = edge.target
        for key in grouping.keys(edge):
            known = claims.get(key)
            if known is None:
                known = claims[key] = {}
            message = known.get(target.id)
            if message is None:
                message = known[target.id] = claim(key, target)
            # An external test (package x_test in the folder of x) imports x; that's no import of another package.
            if message and edge.source.import_path != target.import_path:
                yield Violation(edge, grouping.uses(edge, key), message)


def _finding(rule: Rule, view: View, form: Form, members: list[tuple[Use, Violation]]) -> Finding:
    first, violation = members[0]
    edge = violation.edge
    names = tuple(sorted({name for use, _ in members for name in use.names}))
    message = f"{violation.claim}: {fact(edge, names)}."
    source, target = edge.source.id, edge.target.id
    finding = finding_of(rule, view, first.place, message=message, source=source, target=target, advice=form.advice)
    return finding._replace(
        layers=(edge.layer, layer_of_target(view, edge.target)),
        names=names,
        related=tuple(Related(use.place, f"{verb(other.edge)} here too") for use, other in members[1:]),
        identity=(first.file.path,),
    )


def fact(edge: Edge, names: tuple[str, ...] = ()) -> str:
    """Return what the source does, as a clause: `'shop/order' imports 'shop/store'`."""
    if edge.kind == "import":
        return f"'{edge.source.id}' imports '{edge.target.id}'"
    shown = quoted(names, most=FEW) + " from " if names else ""
    return f"'{edge.source.id}' uses {shown}'{edge.target.id}'"


def verb(edge: Edge) -> str:
    """Return the verb for an edge: its files import the target, or use its names without an import, as files of a
    package that the mapping splits do."""
    return "imported" if edge.kind == "import" else "used"


def layer_of_target(view: View, package: Package) -> str:
    """Return the layers of a package of the tree; for any other package its group, "std" or "third-party"."""
    if package.origin == "tree":
        return ", ".join(package.layers)
    for name, globs in view.groups.items():
        if any(glob.matches(package.import_path) for glob in globs):
            return name
    return package.origin


def named(terms: Iterable[Term], joint: str = "and") -> str:
    """List the names of a sentence for a message: `'A', 'B' and 'C'`."""
    return quoted((term.text for term in terms), joint)

"""`A must not reach B`: no chain of imports leads from A to B, however long.

A chain starts with an import in a file of A, goes on through packages that are neither of A nor of B, and ends at the
first package of B: what lies beyond has a finding of its own as soon as the first is gone. Test files take part as Go
compiles them: an importer never gets the test files of what it imports, so only the first hop can come from one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from archlint.graphs.view import View
from archlint.model.findings import Finding, Hop
from archlint.model.location import Related
from archlint.model.policy import Rule
from archlint.rules.breaches import fact, layer_of_target
from archlint.rules.cycling import exempting_of
from archlint.rules.exempting import Exempting
from archlint.rules.form import Ends, Form, finding_of, pair_of
from archlint.rules.matching import subjects_judged
from archlint.rules.reaching import Chain, Reach, Uses
from archlint.text.lists import FEW, count, quoted

if TYPE_CHECKING:
    from archlint.rules.case import Case


def check(rule: Rule, view: View, exempting: Exempting | None = None) -> Iterator[Finding]:
    """One finding for each package of A and name of B that it reaches, at the first hop's first import."""
    reach = Reach(rule, view)
    found = list(reach.chains_between(exempting) if exempting else reach.chains(exempting_of(rule, view)))
    later = reach.hops(found)
    for chain in found:
        yield _finding(rule, view, chain, later)


def _finding(rule: Rule, view: View, chain: Chain, later: dict[tuple[str, str], Uses]) -> Finding:
    path = chain.path
    edge, use = chain.first[0]
    pairs = list(pairwise(path))
    hops = (_hop(pairs[0], chain.first), *(_hop(pair, later[pair]) for pair in pairs[1:]))
    route = _route(path) if len(path) > 2 else fact(edge, hops[0].names)
    message = f"'{chain.source.text}' must not reach '{chain.target.text}': {route}."
    return finding_of(rule, view, use.place, message, source=path[0], target=path[-1], advice=FORM.advice)._replace(
        layers=(edge.layer, layer_of_target(view, view.packages[path[-1]])),
        names=hops[0].names,
        chain=hops,
        related=tuple(Related(hop.places[0], f"'{hop.source}' depends on '{hop.target}' here") for hop in hops[1:]),
        identity=(chain.target.text,),
    )


def _route(path: tuple[str, ...]) -> str:
    between = path[1:-1]
    way = quoted(between) if len(between) <= FEW else count(len(between), "package")
    return f"'{path[0]}' reaches '{path[-1]}' through {way}"


def _hop(pair: tuple[str, str], uses: Uses) -> Hop:
    names = {name for _, use in uses for name in use.names}
    return Hop(*pair, tuple(sorted({use.place for _, use in uses})), tuple(sorted(names)))


def advise(case: Case) -> str:
    """Leave out the first import, or split the package that leads on."""
    from archlint.rules.case import instead  # only a finding needs it

    chain = case.finding.chain
    if len(chain) < 2:
        return f"{instead(case)}; or move the code to where the import is allowed."
    return (
        f"Declare the interface that you need of '{case.imported}' here, and have it passed in; or split that package, "
        f"so that the part used here does not lead to '{case.finding.target}'."
    )


FORM = Form(
    name="forbidden-reach",
    title="A package depends, directly or through others, on what it must not reach.",
    sentence="A must not reach B",
    meaning="It breaks when a chain of imports, however long, leads from a file of A to a package of B; "
    "the shortest one is shown.",
    example="Domain must not reach third-party",
    breach="domain -> shared -> github.com/lib/pq",
    advice="Break the chain at its first hop, best by an interface; or split the package that leads on.",
    parse=pair_of("A must not reach B"),
    check=check,
    subjects=subjects_judged,
    exempted=check,
    ends=lambda clause: Ends(clause.subject, clause.object, target=clause.object),
    advise=advise,
)

"""`A must not reach B`: no chain of imports may lead from A to B, however long.

A chain starts with an import in a file of A, continues through packages that are in neither A nor B, and ends at the
first package of B. Packages of B behind that one get their own finding once the first is fixed. Go doesn't compile the
test files of an imported package, so only the first hop of a chain can come from a test file.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from archlint.graphs.view import View
from archlint.model.findings import Finding, Hop
from archlint.model.location import Related
from archlint.model.policy import Rule
from archlint.rules.chain_search import Chain, ChainSearch, Uses
from archlint.rules.cycle_findings import exception_matchers
from archlint.rules.exception_matcher import ExceptionMatcher
from archlint.rules.form import Form, ends_of_ban, finding_of, pair_of
from archlint.rules.import_findings import fact, layer_of_target
from archlint.rules.matching import subjects_judged
from archlint.text.lists import FEW, count, quoted

if TYPE_CHECKING:
    from archlint.rules.case import Case


def check(rule: Rule, view: View, matcher: ExceptionMatcher | None = None) -> Iterator[Finding]:
    """Yield a finding for each package of A and each name in B that it reaches, at the first import of the chain."""
    search = ChainSearch(rule, view)
    found = list(search.chains_between(matcher) if matcher else search.chains(exception_matchers(rule, view)))
    later = search.hops(found)
    for chain in found:
        yield _finding(rule, view, chain, later=later)


def _finding(rule: Rule, view: View, chain: Chain, later: dict[tuple[str, str], Uses]) -> Finding:
    path = chain.path
    edge, use = chain.first[0]
    pairs = list(pairwise(path))
    hops = (_hop(pairs[0], chain.first), *(_hop(pair, later[pair]) for pair in pairs[1:]))
    route = _route(path) if len(path) > 2 else fact(edge, hops[0].names)
    message = f"'{chain.source.text}' must not reach '{chain.target.text}': {route}."
    return finding_of(
        rule, view, use.place, message=message, source=path[0], target=path[-1], advice=FORM.advice
    )._replace(
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
    """Advise to invert the first import, or to split the package that it imports."""
    from archlint.rules.case import instead  # only a finding needs it

    chain = case.finding.chain
    if len(chain) < 2:
        return f"{instead(case)}; or move the code to where the import is allowed."
    return (
        f"Declare the interface you need here, and pass in the implementation from '{case.imported}'; or split that "
        f"package so that the part used here doesn't reach '{case.finding.target}'."
    )


FORM = Form(
    name="forbidden-reach",
    title="A package depends, directly or indirectly, on a package that it must not reach.",
    sentence="A must not reach B",
    meaning="It breaks when a chain of imports, however long, leads from a file of A to a package of B. "
    "The shortest chain is shown.",
    example="Domain must not reach third-party",
    violation="domain -> shared -> github.com/lib/pq",
    advice="Break the chain at its least essential import, e.g. with an interface, or split a package on the way.",
    parse=pair_of("A must not reach B"),
    check=check,
    subjects=subjects_judged,
    exempted=check,
    ends=ends_of_ban,
    advise=advise,
)

"""Whether two build constraints can hold in one build: so that one name declared for each system is one name to each.

Every configuration that the two constraints can tell apart is tried: the systems and architectures they name and one
that they do not, and each other tag on and off; but `ignore` never holds, by custom. Past a bound on the number of
tags the answer is yes.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from archlint.frontends.go_build import ARCHITECTURES, SYSTEMS, Configuration
from archlint.frontends.go_constraint import evaluate, parse_expression

_OTHER = "?"
_MOST_TAGS = 10
_COMPILERS = {"gc", "gccgo"}
_OPERATORS = ("!", "&&", "||")


@lru_cache(maxsize=4096)
def compatible(one: str, other: str) -> bool:
    """Whether a build has files of both constraints ("" always builds). What Go refuses is in no build."""
    if one == other:
        return True
    try:
        expressions = [parse_expression(text) for text in (one, other) if text]
    except ValueError:
        return False
    named = {tag for expression in expressions for tag in expression if tag not in _OPERATORS}
    systems = [*sorted(named & SYSTEMS), *(["linux"] if "unix" in named else []), _OTHER]
    architectures = [*sorted(named & ARCHITECTURES), _OTHER]
    free = sorted(named - SYSTEMS - ARCHITECTURES - {"unix", "ignore"})
    if len(free) > _MOST_TAGS:
        return True
    for goos, goarch in product(systems, architectures):
        for chosen in product((False, True), repeat=len(free)):
            tags = frozenset(tag for tag, is_on in zip(free, chosen, strict=True) if is_on)
            build = Configuration(goos=goos, goarch=goarch, tags=tags, cgo=False, release=0, compiler="")
            if not tags >= _COMPILERS and all(evaluate(each, build.holds) for each in expressions):
                return True
    return False

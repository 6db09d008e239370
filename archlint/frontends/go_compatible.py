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
    tags = {tag for expression in expressions for tag in expression if tag not in _OPERATORS}
    systems = sorted(tags & SYSTEMS) + ["linux", _OTHER] if "unix" in tags else [*sorted(tags & SYSTEMS), _OTHER]
    architectures = [*sorted(tags & ARCHITECTURES), _OTHER]
    free = sorted(tags - SYSTEMS - ARCHITECTURES - {"unix", "ignore"})
    if len(free) > _MOST_TAGS:
        return True
    for goos, goarch in product(systems, architectures):
        holds = Configuration(goos=goos, goarch=goarch, cgo=False, release=0, compiler="").holds
        for chosen in product((False, True), repeat=len(free)):
            on = {tag for tag, is_on in zip(free, chosen, strict=True) if is_on}
            if not {"gc", "gccgo"} <= on and all(
                evaluate(each, lambda tag, on=on, holds=holds: tag in on or holds(tag)) for each in expressions  # type: ignore[misc]
            ):
                return True
    return False

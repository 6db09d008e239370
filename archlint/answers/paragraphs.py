"""Lines that several answers of `archlint explain` are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from archlint.answers.touching import Touched
from archlint.graphs.graph import Package
from archlint.model.findings import Known
from archlint.text.lists import one_line

LIMIT = 20
"""How many lines of one sort are shown before the rest is only counted. Findings are all shown."""

_KNOWN = {"baseline": "in the baseline", "ignore": "ignored", "exception": "excepted"}


def ends_of(package: Package) -> str:
    """The layers of a package of the tree, or where another comes from."""
    return " | ".join(package.layers) or ("no layer" if package.origin == "tree" else package.origin)


def keyed(key: str, values: Sequence[str]) -> Iterator[str]:
    """A line for each value, behind a key; the rest counted."""
    yield from (f"  {key:<14}{value}" for value in values[:LIMIT])
    yield from more(len(values), f"  {key:<14}")


def more(number: int, start: str) -> Iterator[str]:
    """How many lines are not shown, where there are such."""
    if number > LIMIT:
        yield f"{start}and {number - LIMIT:,} more"


def findings(told: Sequence[Touched], hops: Callable[[Touched], Iterable[str]] = lambda _: ()) -> Iterator[str]:
    """What was found, that which is known too, each with its rule; `hops` are lines below one of them."""
    known = sum(item.known is not None for item in told)
    share = "all" if known == len(told) else f"{known} of them"
    yield f"  findings      {len(told) or 'none'}" + (f", {share} known" if known else "")
    for item in told:
        finding = item.finding
        change = f" ({finding.change})" if finding.change else ""
        yield f"    {finding.place}  {finding.severity} {finding.rule}: {finding.message}{change}"
        if item.known is not None:
            yield f"      {_reason(item.known)}"
        yield from (f"      {line}" for line in hops(item))


def _reason(known: Known) -> str:
    """By what a finding is known, where that stands, and why."""
    place = f" at {known.place.path}:{known.place.line}" if known.place else ""
    return f"{_KNOWN[known.source]}{place}" + (f": {one_line(known.reason)}" if known.reason else "")

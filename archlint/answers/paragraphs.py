"""Lines that several answers of `archlint explain` share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from archlint.answers.relevant_findings import Reported
from archlint.graphs.graph import Package
from archlint.model.findings import Known
from archlint.text.lists import one_line

LIMIT = 20
"""How many lines with one key are shown before the rest is counted. Findings are all shown."""

_KNOWN = {"baseline": "in the baseline", "ignore": "ignored", "exception": "excepted"}


def layers_of(package: Package) -> str:
    """Return the layers of a package of the tree, or the origin of another package."""
    return " | ".join(package.layers) or ("no layer" if package.origin == "tree" else package.origin)


def key_lines(key: str, values: Sequence[str]) -> Iterator[str]:
    """Yield a line with the key for each value, up to LIMIT, and count the rest."""
    yield from (f"  {key:<14}{value}" for value in values[:LIMIT])
    yield from more(len(values), f"  {key:<14}")


def more(number: int, start: str) -> Iterator[str]:
    """Yield a line with the number of lines beyond LIMIT, if there are any."""
    if number > LIMIT:
        yield f"{start}and {number - LIMIT:,} more"


def findings(reported: Sequence[Reported], hops: Callable[[Reported], Iterable[str]] = lambda _: ()) -> Iterator[str]:
    """Yield the findings, including known ones, each with its rule and the lines of `hops` below it."""
    known = sum(item.known is not None for item in reported)
    share = "all" if known == len(reported) else f"{known} of them"
    yield f"  findings      {len(reported) or 'none'}" + (f", {share} known" if known else "")
    for item in reported:
        finding = item.finding
        change = f" ({finding.change})" if finding.change else ""
        yield f"    {finding.place}  {finding.severity} {finding.rule}: {finding.message}{change}"
        if item.known is not None:
            yield f"      {_reason(item.known)}"
        yield from (f"      {line}" for line in hops(item))


def _reason(known: Known) -> str:
    """Return why a finding is known: what excuses it, the place of that, and the reason given."""
    place = f" at {known.place.path}:{known.place.line}" if known.place else ""
    return f"{_KNOWN[known.source]}{place}" + (f": {one_line(known.reason)}" if known.reason else "")

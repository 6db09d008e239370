"""Numbers and lists as English has them, for every report that people read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archlint.model.findings import Finding
from archlint.model.policy import SEVERITIES


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`, `1,200 entries`."""
    return f"{number:,} {noun if number == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """The plural of the nouns that reports use."""
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"


def listed(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join((", ".join(items[:-1]), items[-1])) if len(items) > 1 else "".join(items)


def capped(items: Sequence[str], limit: int, how: str = "-v shows all") -> str:
    """`a, b, c and 9 more (-v shows all)`: at most `limit` items, 0 for no limit."""
    if not limit or len(items) <= limit:
        return listed(items)
    return f"{', '.join(items[:limit])} and {len(items) - limit:,} more ({how})"


def by_severity(findings: Iterable[Finding]) -> str:
    """`2 errors and 1 warning`, "" for no findings."""
    return listed(severity_counts(findings))


def severity_counts(findings: Iterable[Finding]) -> list[str]:
    """`2 errors`, `1 warning`: the severities that there are."""
    severities = [finding.severity for finding in findings]
    return [count(severities.count(name), name) for name in SEVERITIES if name in severities]

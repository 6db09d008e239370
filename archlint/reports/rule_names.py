"""Ids of rules as a person reads them. Those that archlint makes of a sentence are long."""

from collections import Counter

from archlint.model.findings import Result
from archlint.reports.fold import shortened

_MOST = 32


def short_ids(result: Result) -> dict[str, str]:
    """The ids of all rules, each cut in the middle where it is long and stays unlike the others."""
    rules = dict.fromkeys(
        [outcome.rule.id for outcome in result.outcomes] + [finding.rule for finding in result.findings]
    )
    short = {rule: shortened(rule, _MOST) for rule in rules}
    seen = Counter(short.values())
    return {rule: name if seen[name] == 1 else rule for rule, name in short.items()}

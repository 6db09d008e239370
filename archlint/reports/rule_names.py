"""Ids of rules for people. The ids that archlint makes from sentences are long."""

from collections import Counter

from archlint.model.findings import Result
from archlint.reports.fold import shortened

_MOST = 32


def short_ids(result: Result) -> dict[str, str]:
    """Map the id of each rule to a short form, which is cut in the middle. Ids that wouldn't stay unique map to
    themselves."""
    rules = dict.fromkeys(
        [outcome.rule.id for outcome in result.outcomes] + [finding.rule for finding in result.findings]
    )
    short = {rule: shortened(rule, _MOST) for rule in rules}
    seen = Counter(short.values())
    return {rule: name if seen[name] == 1 else rule for rule, name in short.items()}

"""The part of an invalid configuration that can still be used.

With it, globs and names that match nothing are reported in the same run as the mistakes. A problem that may only follow
from a mistake isn't reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from archlint.errors import Complaint
from archlint.model.findings import Finding
from archlint.model.policy import Config


def sound_part(config: Config, complaints: Iterable[Complaint]) -> Config | None:
    """Return the configuration without the parts that have complaints; None if it's unclear which files to scan."""
    broken = {re.split(r"[.\[]", complaint.key)[0] for complaint in complaints}
    if broken & {"", "scan", "mapping"}:
        return None
    rules = () if broken & {"layers", "groups", "slices"} else config.rules
    return config._replace(
        slices=tuple(family for family in config.slices if family.glob),
        rules=tuple(
            rule._replace(exceptions=tuple(item for item in rule.exceptions if item.source and item.target))
            for rule in rules
        ),
    )


def rows_without_source(findings: Iterable[Finding]) -> Iterator[Complaint]:
    """Yield a complaint for each row that moves nothing, for a run that can't report its findings."""
    for finding in findings:
        if finding.kind == "missing-source":
            yield Complaint(
                finding.place.path,
                finding.message,
                finding.advice,
                line=finding.place.line,
                key="old_path",
                kind="inert-row",
            )


def all_complaints(mistakes: tuple[Complaint, ...], inert: Iterable[Complaint]) -> tuple[Complaint, ...]:
    """Return the mistakes, and the inert parts that no mistake explains, by line."""
    keys = [mistake.key for mistake in mistakes]
    further = [
        complaint
        for complaint in inert
        if complaint.key != "rules" and not any(_overlap(complaint.key, key) for key in keys)
    ]
    return tuple(sorted((*mistakes, *further), key=lambda complaint: (complaint.line, complaint.key)))


def _overlap(key: str, other: str) -> bool:
    """Report whether the keys are equal, or one is inside the other."""
    shorter, longer = sorted((key, other), key=len)
    return longer == shorter or longer.startswith((f"{shorter}.", f"{shorter}["))

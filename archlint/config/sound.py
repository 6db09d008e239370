"""What of a configuration with mistakes can be used all the same: what matches nothing in the tree is told in one go
with the mistakes. Nothing is told that may only be the consequence of a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from archlint.errors import Complaint
from archlint.model.findings import Finding
from archlint.model.policy import Config


def sound_part(config: Config, complaints: Iterable[Complaint]) -> Config | None:
    """The configuration without what the complaints are about; None where they leave open which files are scanned."""
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
    """The rows of a mapping that move nothing, where the findings of a run cannot be reported."""
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
    """The mistakes, and what is without effect for another reason, by line."""
    keys = [mistake.key for mistake in mistakes]
    further = [
        complaint
        for complaint in inert
        if complaint.key != "rules" and not any(_overlap(complaint.key, key) for key in keys)
    ]
    return tuple(sorted((*mistakes, *further), key=lambda complaint: (complaint.line, complaint.key)))


def _overlap(key: str, other: str) -> bool:
    """Whether one key is the other, or lies within it."""
    shorter, longer = sorted((key, other), key=len)
    return longer == shorter or longer.startswith((f"{shorter}.", f"{shorter}["))

"""Layers, groups and rules marked optional that match something now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archlint.errors import Complaint
from archlint.graphs.layering import Layering
from archlint.model.policy import Rule
from archlint.pipeline.inert.groups import is_used
from archlint.pipeline.inert.rules import term_remark
from archlint.pipeline.inert.seen import Seen
from archlint.pipeline.judge import Judged
from archlint.rules.inert import Missing


def no_longer_optional(seen: Seen, judged: Sequence[Judged]) -> Iterator[Complaint]:
    """Entries marked optional that match something now. Only today's view counts: until the moves are made, today's
    tree needs the marks."""
    today = seen.views[0]
    if today.name != "today":
        return
    hint = "remove optional = true"
    optional = [layer for layer in seen.config.layers if layer.optional]
    if optional:
        layering = Layering(seen.config.layers)
        used = {pair for item in today.files for pair in layering.decide(item.path).matched}
        filled = {item.layer for item in today.files}
        for layer in optional:
            if layer.name in filled and all((layer.name, glob) in used for glob in layer.globs):
                message = f"the layer {layer.name} has files now, so it doesn't need to be optional"
                yield Complaint.at(layer.origin, message, hint, kind="inert-layer")
    for group in seen.config.groups:
        if group.optional and all(is_used(seen, glob) for glob in today.groups[group.name]):
            message = f"every glob of the group {group.name} matches now, so it doesn't need to be optional"
            yield Complaint.at(group.origin, message, hint, kind="inert-group")
    for rule, outcome, missing in zip(seen.config.rules, judged[0].outcomes, judged[0].missing, strict=True):
        if rule.optional and not outcome.inert and not _waits(seen, rule, missing):
            message = f"{rule.sentence!r} checks something now, so it doesn't need to be optional"
            yield Complaint.at(rule.origin, message, hint, kind="inert-rule")


def _waits(seen: Seen, rule: Rule, missing: Missing) -> bool:
    """Whether a rule names something that doesn't exist yet, which would be an error if the rule weren't optional."""
    terms = [term for term in (*missing.subject, *missing.object, *missing.folders) if term.text not in seen.optional]
    remarks = (term_remark(seen, rule, term, is_object=term in missing.object) for term in terms)
    return any(remark is not None and remark[1] for remark in remarks)

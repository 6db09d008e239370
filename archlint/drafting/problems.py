"""What is wrong with the rules of `[[classify]]`, as the tree shows it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from archlint.drafting.classify import Classified
from archlint.errors import Complaint
from archlint.graphs.layering import Layering
from archlint.model.classifying import Classification
from archlint.model.policy import Config


def problems(classified: Classified, config: Config) -> tuple[Complaint, ...]:
    """What is wrong with the rules, as the tree shows: those without effect, and those that contradict [layers]."""
    found = list(_inert(classified, config.classify))
    layering = Layering(config.layers)
    reported: set[tuple[int, str]] = set()
    for verdict in classified.verdicts:
        origin = verdict.rule.origin
        if verdict.path.endswith(".go") and not verdict.new.endswith(".go"):
            message = f"{verdict.path} would be {verdict.new}, which is no Go file"
            hint = "end it with {file}.go, or with / to keep the file's name"
            found.append(Complaint(origin.path, message, hint, line=origin.line, key=f"{origin.key}.to"))
        layer = layering.decide(verdict.new).layer
        if layer and layer != verdict.layer and (origin.line, layer) not in reported:
            reported.add((origin.line, layer))
            message = f"says {verdict.layer}, but {verdict.new} is in layer {layer} by [layers]"
            found.append(
                Complaint(origin.path, message, "change one of the two", line=origin.line, key=f"{origin.key}.layer")
            )
    return tuple(sorted(set(found), key=lambda complaint: complaint.sort_key))


def _inert(classified: Classified, rules: tuple[Classification, ...]) -> Iterable[Complaint]:
    heard = {rule for verdict in classified.verdicts for rule in (verdict.rule, *verdict.rivals)}
    for index, rule in enumerate(rules):
        if not classified.matched[index]:
            message = "the rule matches no file"
            yield Complaint(
                rule.origin.path, message, line=rule.origin.line, key=rule.origin.key, kind="inert-classify"
            )
            continue
        if rule not in heard:
            message = "the rule decides for no file: each that it matches goes by a more specific or earlier rule"
            yield Complaint(
                rule.origin.path, message, line=rule.origin.line, key=rule.origin.key, kind="inert-classify"
            )
        for number, (path, origin) in enumerate(zip(rule.paths, rule.origins, strict=True)):
            if (index, number) not in classified.used:
                message = f'the path "{path}" matches no file that the rule is about'
                yield Complaint(origin.path, message, line=origin.line, key=origin.key, kind="inert-classify")

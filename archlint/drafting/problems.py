"""Problems of the `[[classify]]` rules that the tree shows. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from archlint.drafting.classify import Classified
from archlint.errors import Complaint
from archlint.graphs.layering import Layering
from archlint.languages.go.language import GO
from archlint.model.classifying import Classification
from archlint.model.policy import Config


def problems(classified: Classified, config: Config) -> tuple[Complaint, ...]:
    """The problems of the rules: rules without effect, and rules that contradict [layers]."""
    found = list(_inert(classified, config.classify))
    layering = Layering(config.layers)
    reported: set[tuple[int, str]] = set()
    for verdict in classified.verdicts:
        origin = verdict.rule.origin
        if GO.is_source(verdict.path) and not GO.is_source(verdict.new):
            message = f"{verdict.path} would become {verdict.new}, which isn't a Go file"
            hint = "end it with {file}.go, or with / to keep the file's name"
            found.append(Complaint.at(origin._replace(key=f"{origin.key}.to"), message, hint))
        layer = layering.decide(verdict.new).layer
        if layer and layer != verdict.layer and (origin.line, layer) not in reported:
            reported.add((origin.line, layer))
            message = f"is {verdict.layer}, but [layers] puts {verdict.new} in {layer}"
            found.append(Complaint.at(origin._replace(key=f"{origin.key}.layer"), message, "change one of the two"))
    return tuple(sorted(set(found), key=lambda complaint: complaint.sort_key))


def _inert(classified: Classified, rules: tuple[Classification, ...]) -> Iterable[Complaint]:
    heard = {rule for verdict in classified.verdicts for rule in (verdict.rule, *verdict.rivals)}
    for index, rule in enumerate(rules):
        if not classified.matched[index]:
            yield Complaint.at(rule.origin, "the rule matches no file", kind="inert-classify")
            continue
        if rule not in heard:
            message = "the rule never wins: a more specific or earlier rule wins for every file it matches"
            yield Complaint.at(rule.origin, message, kind="inert-classify")
        for number, (path, origin) in enumerate(zip(rule.paths, rule.origins, strict=True)):
            if (index, number) not in classified.used:
                message = f'the path "{path}" matches no file that meets the conditions of the rule'
                yield Complaint.at(origin, message, kind="inert-classify")

"""One finding as a SARIF result."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from archlint.model.findings import Finding, Hop
from archlint.model.location import Place, Related
from archlint.reports.safe import visible
from archlint.reports.uris import uri
from archlint.text.lists import count

_MESSAGE = 1_000  # characters; consumers drop a result with a longer message, or cut the message
_TITLE = 500
_RELATED = 100  # GitHub shows no more
_STEPS = 1_000
_NAMES = 50


class Context(NamedTuple):
    """What all results share: the indexes of kinds in the rules, sentences by rule, line fingerprints, path prefix."""

    indexes: Mapping[str, int]
    sentences: Mapping[str, str]
    hashes: Mapping[tuple[str, int], str]
    prefix: str


def result_of(finding: Finding, context: Context) -> dict[str, object]:
    """Return the result object (SARIF 2.1.0, 3.27). It has one location, because readers count each location."""
    steps = finding.cycle.hops if finding.cycle else finding.chain
    related = _related(finding, steps)
    place = finding.place
    location: dict[str, object] = {"physicalLocation": _physical(place, context.prefix)}
    if finding.source:
        location["logicalLocations"] = [{"fullyQualifiedName": visible(finding.source), "kind": "package"}]
    fingerprints = {"archlint/v1": finding.fingerprint}
    line_hash = context.hashes.get((place.path, place.line))
    if line_hash:
        fingerprints = {"primaryLocationLineHash": line_hash, **fingerprints}
    record: dict[str, object] = {
        "ruleId": finding.kind,
        "ruleIndex": context.indexes[finding.kind],
        "level": finding.severity,
        "message": {"text": _message(finding, related, context)},
        "locations": [location],
        "partialFingerprints": fingerprints,
    }
    if related:
        record["relatedLocations"] = [
            {"id": number, **_location(item, context.prefix)} for number, item in enumerate(related, start=1)
        ]
    if steps:
        record["codeFlows"] = [{"threadFlows": [{"locations": _flow(steps, context.prefix)}]}]
    record["properties"] = _properties(finding, context)
    return record


def _related(finding: Finding, steps: Sequence[Hop]) -> list[Related]:
    """All other places of the finding without duplicates: first those of its steps, in their order."""
    places: dict[Place, Related] = {}
    for related in (*(Related(place, _edge(hop)) for hop in steps for place in hop.places), *finding.related):
        places.setdefault(related.place, related)
    return list(places.values())[:_RELATED]


def _edge(hop: Hop) -> str:
    return f"{hop.source} depends on {hop.target}"


def _message(finding: Finding, related: Sequence[Related], context: Context) -> str:
    """The message, with the rule, the reason, the advice and links. GitHub shows the first sentence as the title."""
    text = plain(_sentence(_cut(visible(finding.message), _TITLE)))
    for part in _parts(finding, related, context):
        if len(text) + len(part) < _MESSAGE:
            text = f"{text} {part}"
    return text


def _parts(finding: Finding, related: Sequence[Related], context: Context) -> Iterator[str]:
    sentence = context.sentences.get(finding.rule, "")
    if sentence:
        yield plain(_sentence(f"Rule '{visible(finding.rule)}': {visible(sentence)}"))
    if finding.because:
        yield plain(_sentence(f"Because: {visible(finding.because)}"))
    if finding.change:
        yield f"{finding.change.capitalize()} by the mapping."
    if finding.cycle and finding.cycle.cuts:
        cut = finding.cycle.cuts[0]
        yield plain(visible(f"Cheapest to cut: {cut.source} -> {cut.target} ({count(cut.weight, 'file')})."))
    if finding.advice:
        yield plain(_sentence(f"To fix: {visible(finding.advice)}"))
    first = {item.message: number for number, item in reversed(list(enumerate(related, start=1)))}
    for text, number in sorted(first.items(), key=lambda pair: pair[1]):
        yield f"See [{_link_text(visible(text) or 'there')}]({number})."


def plain(text: str) -> str:
    """Return text without accidental placeholders and links (3.11.5, 3.11.6)."""
    return re.sub(r"\{(\d+)\}", r"{{\1}}", text.replace("](", "] ("))


def _link_text(text: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", re.sub(r"\{(\d+)\}", r"{{\1}}", _cut(text, _TITLE)))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 3]}..."


def _flow(steps: Sequence[Hop], prefix: str) -> list[dict[str, object]]:
    return [{"location": _location(Related(hop.places[0], _edge(hop)), prefix)} for hop in steps[:_STEPS]]


def _location(item: Related, prefix: str) -> dict[str, object]:
    text = plain(_cut(visible(item.message), _MESSAGE)) or "related"
    return {"physicalLocation": _physical(item.place, prefix), "message": {"text": text}}


def _physical(place: Place, prefix: str) -> dict[str, object]:
    return {
        "artifactLocation": {"uri": uri(prefix + place.path), "uriBaseId": "%SRCROOT%"},
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.line,
            "endColumn": max(place.end_column, place.column),
        },
    }


def _properties(finding: Finding, context: Context) -> dict[str, object]:
    """What SARIF has no field for: the rule as configured, the edge, the view. Empty values are left out."""
    values: dict[str, object] = {
        "rule": visible(finding.rule),
        "sentence": visible(context.sentences.get(finding.rule, "")),
        "from": visible(finding.source),
        "to": visible(finding.target),
        "fromLayer": visible(finding.layers[0]),
        "toLayer": visible(finding.layers[1]),
        "names": [visible(name) for name in finding.names[:_NAMES]],
        "because": visible(finding.because),
        "advice": visible(finding.advice),
        "view": finding.view,
        "change": finding.change,
        "movesTo": visible(context.prefix + finding.moved) if finding.moved else "",
    }
    return {key: value for key, value in values.items() if value}

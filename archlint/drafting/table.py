"""A drafted mapping as a document: front matter, goals, figures, the table, what is open; or the table alone as CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from archlint.drafting.draft import MappingDraft
from archlint.mapping.writing import code, markdown_table
from archlint.model.classifying import CONFIDENCES, Classification
from archlint.text.markdown import batch_front_matter, bullets, numbered
from archlint.text.translations import Translation


class Heading(NamedTuple):
    """What the front matter says, and what the draft was made from."""

    batch_id: str
    date: str
    owner: str
    base_commit: str
    config: str
    rules: int


def render_markdown(draft: MappingDraft, heading: Heading, words: Translation) -> str:
    """The whole document, ending in a newline."""
    say = words.say
    goal = say["draft_goal"].format(files=len(draft.rows), rules=heading.rules, config=code(heading.config))
    front = batch_front_matter(
        zip(Heading._fields[:4], heading[:4], strict=True),
        contexts=sorted({row.context for row in draft.rows}),
        layers=[layer for layer, _ in _layers(draft)],
    )
    sections = numbered((
        (say["goals"], bullets([goal, say["draft_non_goal"]])),
        (say["summary"], bullets(_summary(draft, words))),
        (say["changes"], markdown_table(draft.rows)),
        (say["decisions"], bullets(open_questions(draft, words)) or say["nothing_open"] + "\n"),
    ))  # fmt: skip
    return f"{front}\n# {say['draft_title']}\n\n{sections}"


def open_questions(draft: MappingDraft, words: Translation) -> Iterator[str]:
    """What somebody has to decide, a line each: destinations that clash, files between layers, files without a row."""
    say = words.say
    for clash in draft.clashes:
        yield say["taken" if clash.taken else "clash"].format(
            new=code(clash.new), paths=", ".join(map(code, clash.paths))
        )
    for verdict in draft.verdicts:
        if verdict.rivals:
            others = ", ".join(f"{rival.layer} ({_rule(rival)})" for rival in verdict.rivals)
            place = {"path": code(verdict.path), "layer": verdict.layer, "rule": _rule(verdict.rule), "others": others}
            yield say["torn" if verdict.torn else "unsure"].format(**place)
        elif verdict.confidence == "Low":
            yield say["low"].format(path=code(verdict.path), reason=verdict.reason)
    for path in draft.unwritable:
        yield say["unwritable"].format(path=code(path))
    for path in draft.unmatched:
        yield say["unmatched"].format(path=code(path))


def _summary(draft: MappingDraft, words: Translation) -> Iterator[str]:
    for layer, count in _layers(draft):
        yield words.say["by_layer"].format(layer=layer, count=count)
    found = Counter(row.confidence for row in draft.rows)
    counts = words.say["comma"].join(f"{name} {found[name]}" for name in CONFIDENCES if found[name])
    if counts:
        yield words.say["by_confidence"].format(counts=counts)


def _layers(draft: MappingDraft) -> list[tuple[str, int]]:
    """The layers with their number of files, the largest last: what the others stand on."""
    return sorted(Counter(row.layer for row in draft.rows).items(), key=lambda pair: (pair[1], pair[0]))


def _rule(rule: Classification) -> str:
    return f"{rule.origin.path}:{rule.origin.line}"

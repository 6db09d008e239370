"""A drafted mapping as a document: front matter, goals, figures, the table, what is open; or the table alone as CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from archlint.drafting.draft import MappingDraft
from archlint.drafting.words import Language
from archlint.mapping.writing import code, csv_table, markdown_table
from archlint.model.classifying import CONFIDENCES, Classification


class Heading(NamedTuple):
    """What the front matter says, and what the draft was made from."""

    batch_id: str
    date: str
    owner: str
    base_commit: str
    config: str
    rules: int


def render_csv(draft: MappingDraft) -> str:
    """The table alone."""
    return csv_table(draft.rows)


def render_markdown(draft: MappingDraft, heading: Heading, words: Language) -> str:
    """The whole document, ending in a newline."""
    say = words.document
    goal = say["goal"].format(files=len(draft.rows), rules=heading.rules, config=code(heading.config))
    parts = [
        _front_matter(draft, heading),
        f"# {say['title']}\n",
        f"## 1. {say['goals']}\n\n- {goal}\n- {say['non_goal']}\n",
        f"## 2. {say['summary']}\n\n{_list(_summary(draft, words))}",
        f"## 3. {say['table']}\n\n{markdown_table(draft.rows)}",
        f"## 4. {say['open']}\n\n{_list(open_questions(draft, words)) or say['nothing_open'] + chr(10)}",
    ]
    return "\n".join(parts)


def open_questions(draft: MappingDraft, words: Language) -> Iterator[str]:
    """What somebody has to decide, a line each: destinations that clash, files between layers, files without a row."""
    say = words.document
    for clash in draft.clashes:
        yield say["taken" if clash.taken else "clash"].format(new=code(clash.new), paths=_codes(clash.paths))
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


def _front_matter(draft: MappingDraft, heading: Heading) -> str:
    contexts = sorted({row.context for row in draft.rows})
    lines = [
        "doc_type: migration_batch",
        *(f"{key}: {_quoted(value)}" for key, value in zip(Heading._fields[:4], heading[:4], strict=True)),
        "status: planned",
        "scope:",
        f"  bounded_contexts: [{', '.join(map(_quoted, contexts))}]",
        f"  layers: [{', '.join(_quoted(layer) for layer, _ in _layers(draft))}]",
    ]
    return "\n".join(("---", *lines, "---", ""))


def _summary(draft: MappingDraft, words: Language) -> Iterator[str]:
    for layer, count in _layers(draft):
        yield words.document["by_layer"].format(layer=layer, count=count)
    found = Counter(row.confidence for row in draft.rows)
    counts = words.comma.join(f"{name} {found[name]}" for name in CONFIDENCES if found[name])
    if counts:
        yield words.document["by_confidence"].format(counts=counts)


def _layers(draft: MappingDraft) -> list[tuple[str, int]]:
    """The layers with their number of files, the largest last: what the others stand on."""
    return sorted(Counter(row.layer for row in draft.rows).items(), key=lambda pair: (pair[1], pair[0]))


def _rule(rule: Classification) -> str:
    return f"{rule.origin.path}:{rule.origin.line}"


def _codes(paths: Iterable[str]) -> str:
    return ", ".join(map(code, paths))


def _list(lines: Iterable[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)


def _quoted(text: str) -> str:
    """A double quoted scalar of YAML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in escaped) + '"'

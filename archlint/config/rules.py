"""Parse the `[[rules]]` of layers.toml: sentences, ids, severities and exceptions."""

from __future__ import annotations

import re
from collections.abc import Mapping

from archlint.config.items import Item
from archlint.config.scan import TESTS
from archlint.model.location import Origin
from archlint.model.policy import SEVERITIES, Exemption, Rule, Tests
from archlint.rules.sentence import Names, SentenceError, parse_sentence

_RULE = ("rule", "id", "because", "severity", "tests", "except", "optional")
_EXCEPTION = ("from", "to", "because", "until")
_ID = re.compile(r"[^\W_][\w./-]*")
_LONGEST_ID = 80


def parse_rules(section: Item, names: Names, tests: Tests) -> tuple[Rule, ...]:
    """Parse all rules. `tests` is the default for rules without a `tests` key."""
    tables = [fields for _, fields in section.tables(_RULE, of="tables: write [[rules]]")]
    taken: dict[str, int] = {}
    for fields in tables:
        _check_id(fields["id"], taken)
    seen: dict[tuple[str, str], int] = {}  # sentence and tests policy -> line
    numbers: dict[str, int] = {}
    rules = []
    for fields in tables:
        rule = _rule(fields, names, tests)
        if rule is None:
            continue
        if not rule.id:
            rule = rule._replace(id=_free_id(slug(rule.sentence), taken, numbers))
            taken[rule.id] = rule.origin.line
        before = seen.get((rule.sentence, rule.tests))
        if before is not None:
            fields["rule"].complain(f"repeats the rule on line {before}", "remove one of the two")
        seen[rule.sentence, rule.tests] = rule.origin.line
        rules.append(rule)
    return tuple(rules)


def slug(sentence: str) -> str:
    """Return the id of a rule without an `id` key: its words in lower case, joined by hyphens."""
    text = sentence.replace(">", " above ").replace("|", " beside ").lower()
    words = re.findall(r"[^\W_]+", text)
    kept = ""
    for word in words:
        if kept and len(kept) + len(word) >= _LONGEST_ID:
            break
        kept = f"{kept}-{word}" if kept else word[:_LONGEST_ID]
    return kept or "rule"


def _free_id(wanted: str, taken: Mapping[str, int], numbers: dict[str, int]) -> str:
    """Return an id that no rule has. `numbers` holds the last number used for each wanted id."""
    if wanted not in taken:
        return wanted
    number = numbers.get(wanted, 1) + 1
    while f"{wanted}-{number}" in taken:
        number += 1
    numbers[wanted] = number
    return f"{wanted}-{number}"


def _check_id(item: Item, taken: dict[str, int]) -> None:
    name = item.text()
    if name and not _ID.fullmatch(name):
        hint = "start with a letter or digit, and use letters, digits, - _ . and /"
        item.complain(f'"{name}" is not a valid id', hint)
    elif name in taken:
        item.complain(f'the rule on line {taken[name]} already has the id "{name}"', "give each rule an id of its own")
    elif name:
        taken[name] = item.origin.line


def _rule(fields: Mapping[str, Item], names: Names, tests: Tests) -> Rule | None:
    """Parse one rule; its id is "" if it has no `id` key. Return None, after complaints, if the sentence is invalid."""
    severity = fields["severity"].choice(SEVERITIES, "error")
    own_tests = fields["tests"].choice(TESTS, tests)
    because = fields["because"].text()
    exceptions = tuple(_exception(item.origin, keys) for item, keys in fields["except"].tables(_EXCEPTION))
    item = fields["rule"].required('e.g. rule = "Domain must not import Infrastructure"')
    sentence = item.text()
    parsed = _parse(item, sentence, names) if sentence else None
    if parsed is None:
        return None
    form, clause = parsed
    name = fields["id"].text()
    optional = fields["optional"].flag(default=False)
    return Rule(
        name,
        sentence,
        form,
        clause=clause,
        severity=severity,
        because=because,
        tests=own_tests,
        exceptions=exceptions,
        origin=item.origin,
        optional=optional,
    )


def _parse(item: Item, sentence: str, names: Names) -> tuple[str, object] | None:
    try:
        return parse_sentence(sentence, names, hints=item.hints)
    except SentenceError as wrong:
        for message, hint in wrong.problems:
            item.complain(message, hint)
        return None


def _exception(origin: Origin, fields: Mapping[str, Item]) -> Exemption:
    source = fields["from"].required("the glob of the files or packages that may import").glob()
    target = fields["to"].required("the glob of what they may import").glob()
    because = fields["because"].required("say why, so that the exception can be removed one day").text()
    return Exemption(source, target, because, until=fields["until"].day(), origin=origin)

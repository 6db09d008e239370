"""The sentences in words: what `archlint rules` prints, made from the forms themselves."""

from __future__ import annotations

from archlint.model.policy import Config
from archlint.rules import FORMS
from archlint.text.lists import one_line


def describe_forms() -> str:
    """Every sentence form: its words, when it breaks, the kinds of finding it gives, an example."""
    lines = [
        "A rule is one sentence. A and B are layers, groups, std, third-party, unassigned, or a glob in quotes;",
        "lists are joined by commas and `and` or `or`.",
        "",
    ]
    for form in FORMS.values():
        body = (form.meaning, f"example: {form.example}", f"finding: {form.name}")
        lines += [form.sentence, *(f"    {line}" for line in body), ""]
    return "\n".join(lines)


def describe_rules(config: Config) -> list[str]:
    """The rules of one configuration, read aloud with their reasons, in lines."""
    lines: list[str] = []
    for rule in config.rules:
        lines += [
            f"{rule.id} ({rule.severity}, {rule.origin.path}:{rule.origin.line})",
            f"    {one_line(rule.sentence)}",
            f"    because {one_line(rule.because)}" if rule.because else "    no reason is given",
            f"    means: {FORMS[rule.form].meaning}",
            "",
        ]
    return lines[:-1] or [f"{config.path} has no rules; `archlint rules` prints what one can say."]

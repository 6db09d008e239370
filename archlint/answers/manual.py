"""The text of `archlint rules`, made from the sentence forms."""

from __future__ import annotations

from archlint.model.policy import Config
from archlint.rules import FORMS
from archlint.text.lists import one_line


def describe_forms() -> str:
    """Describe every sentence form: its words, its meaning, an example, its kind of finding."""
    lines = [
        "A rule is one sentence. A and B are layers, groups, std, third-party, unassigned, or globs in quotes;",
        "join lists with commas and `and` or `or`.",
        "",
    ]
    for form in FORMS.values():
        body = (form.meaning, f"example: {form.example}", f"finding: {form.name}")
        lines += [form.sentence, *(f"    {line}" for line in body), ""]
    return "\n".join(lines)


def describe_rules(config: Config) -> list[str]:
    """Describe the rules of a configuration with their reasons, in lines."""
    lines: list[str] = []
    for rule in config.rules:
        lines += [
            f"{rule.id} ({rule.severity}, {rule.origin.path}:{rule.origin.line})",
            f"    {one_line(rule.sentence)}",
            f"    because {one_line(rule.because)}" if rule.because else "    no reason given",
            f"    means: {FORMS[rule.form].meaning}",
            "",
        ]
    return lines[:-1] or [f"{config.path} has no rules; `archlint rules` lists the sentence forms."]

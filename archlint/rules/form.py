"""What a sentence form is: the contract between the rules, the configuration that parses them and the run that asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from archlint.model.findings import Finding
from archlint.model.policy import Rule
from archlint.view import View


class Form(NamedTuple):
    """One sentence form. Its module holds all of it: words, meaning, example, check.

    `name` is its key in the registry, in kebab-case; `kinds` the finding kinds it can give; `sentence` the template as
    DESIGN's table prints it; `meaning` when it breaks, in one sentence; `example` a sentence that a user would write;
    `advice` what to do about a finding.

    `parse` gives the form's own clause record, or None where the sentence is of another form. `check` yields findings
    in any order (the run sorts them); it reads the view and nothing else. `subjects` names what the rule judged, as
    sorted package ids (or names of layers, slices, folders), so that reports can show what passed; an empty answer
    means that the rule is inert.
    """

    name: str
    kinds: tuple[str, ...]
    sentence: str
    meaning: str
    example: str
    advice: str
    parse: Callable[..., Any]
    check: Callable[[Rule, View], Iterator[Finding]]
    subjects: Callable[[Rule, View], tuple[str, ...]]

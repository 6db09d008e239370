"""From the text of a rule to its form and clause: the one way in for the configuration."""

from __future__ import annotations

from typing import Any

from archlint.rules import FORMS
from archlint.rules.names import Names, Reader
from archlint.rules.tokens import SentenceError, Tokens, tokenise

__all__ = ["Names", "SentenceError", "parse_sentence"]


def parse_sentence(text: str, names: Names) -> tuple[str, Any]:
    """Read a sentence; gives the name of its form (a key of FORMS) and the form's clause.

    Raises SentenceError with every problem found: a name nobody knows, a malformed glob, a quote left open, a sentence
    that fits no form.
    """
    tokens = tokenise(text)
    if not tokens:
        raise SentenceError(("the sentence is empty", f"e.g. {FORMS['forbidden-import'].example}"))
    for form in FORMS.values():
        reader = Reader(tokens, names)
        clause = form.parse(reader)
        if reader.problems:
            raise SentenceError(*reader.problems)
        if clause is not None:
            return form.name, clause
    raise SentenceError((f"no form of sentence fits {text.strip()!r}", _nearest_form(tokens)))


def _nearest_form(tokens: Tokens) -> str:
    """The template whose fixed words are nearest to the sentence's, with an example."""
    from difflib import SequenceMatcher  # only a mistake needs it

    said = [token.text.casefold() for token in tokens if not token.quoted]

    def likeness(template: str) -> float:
        fixed = [word for word in template.split() if not (len(word) == 1 and word.isupper())]
        return SequenceMatcher(None, said, fixed, autojunk=False).ratio()

    best = max(FORMS.values(), key=lambda form: likeness(form.sentence))
    if any(word in ("<", "->", "=>") for word in said):
        best = FORMS["layer-order"]
    return f"the nearest is: {best.sentence} (e.g. {best.example}); `archlint rules` prints them all"

"""From the text of a rule to its form and clause: the one way in for the configuration."""

from __future__ import annotations

from archlint.rules import FORMS
from archlint.rules.form import Form
from archlint.rules.names import KEYWORDS, Names, Reader
from archlint.rules.tokens import SentenceError, Tokens, tokenise

__all__ = ["Names", "SentenceError", "parse_sentence"]

_MEANT = {
    "can": "may",
    "can't": "must not",
    "cannot": "must not",
    "mustn't": "must not",
    "never": "must not",
    "no": "must not",
    "shouldn't": "must not",
    "shall": "must",
    "should": "must",
    "depend": "import",
    "depends": "import",
    "imports": "import",
    "use": "import",
    "uses": "import",
    "nobody": "only",
    "nothing": "only",
    "but": "",
    "acyclic": "form cycles",
    "cycle": "cycles",
    "package": "packages",
}
"""Words that people use for those of the rule language: for finding the form that they meant, never for reading."""


_LONGEST = 200
"""Words of a sentence that are held against the forms; the comparison is quadratic."""


def parse_sentence(text: str, names: Names, *, hints: bool = True) -> tuple[str, object]:
    """Read a sentence; gives the name of its form (a key of FORMS) and the form's clause.

    `hints` says whether to look for what a wrong word was meant to be.

    Raises SentenceError with every problem found: a name nobody knows, a malformed glob, a quote left open, a sentence
    that fits no form.
    """
    tokens = tokenise(text)
    if not tokens:
        raise SentenceError(("the sentence is empty", f"e.g. {FORMS['forbidden-import'].example}"))
    for form in FORMS.values():
        reader = Reader(tokens, names, hints=hints)
        clause = form.parse(reader)
        if reader.problems:
            raise SentenceError(*reader.problems)
        if clause is not None:
            return form.name, clause
    hint = _nearest_form(tokens[:_LONGEST]) if hints else "`archlint rules` prints the forms"
    raise SentenceError((f"no form of sentence fits {text.strip()!r}", hint))


def _nearest_form(tokens: Tokens) -> str:
    """The template whose fixed words are nearest to the sentence's, with an example."""
    from difflib import SequenceMatcher  # only a mistake needs it

    spoken = [token.text.casefold() for token in tokens if not token.quoted]
    said = [word for heard in spoken for word in _MEANT.get(heard, heard).split()]
    fixed = {form.name: _fixed_words(form.sentence) for form in FORMS.values()}

    def likeness(form: Form) -> float:
        return SequenceMatcher(None, said, fixed[form.name], autojunk=False).ratio()

    best = max(FORMS.values(), key=likeness)
    if any(word in ("<", "->", "=>") for word in spoken):
        best = FORMS["layer-order"]
    example = "" if best.example == best.sentence else f" (e.g. {best.example})"
    return f"the nearest is: {best.sentence}{example}; `archlint rules` prints them all"


def _fixed_words(template: str) -> list[str]:
    """The words of a template that are not names."""
    words = (word.strip("[],") for word in template.split())
    return [word for word in words if word not in ("A", "B", "C", *KEYWORDS)]

"""Parse the sentence of a rule into its form and clause. The configuration calls only this."""

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
"""What people write instead of the words of the rule language. Used only to suggest a form, never to parse."""


_LONGEST = 200
"""How many words of a sentence are compared with the forms. The comparison is quadratic."""


def parse_sentence(text: str, names: Names, *, hints: bool = True) -> tuple[str, object]:
    """Parse a sentence. Return the name of its form (a key of FORMS) and the form's clause.

    `hints` says whether to suggest spellings for wrong words.

    Raises SentenceError with all problems: an unknown name, a malformed glob, an unclosed quote, a sentence that
    matches no form.
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
    hint = _nearest_form(tokens[:_LONGEST]) if hints else "`archlint rules` lists the sentence forms"
    raise SentenceError((f"{text.strip()!r} matches no sentence form", hint))


def _nearest_form(tokens: Tokens) -> str:
    """Return the template whose fixed words are closest to the sentence's, with an example."""
    from difflib import SequenceMatcher  # only a mistake needs it

    written = [token.text.casefold() for token in tokens if not token.quoted]
    words = [word for word in written for word in _MEANT.get(word, word).split()]
    fixed = {form.name: _fixed_words(form.sentence) for form in FORMS.values()}

    def likeness(form: Form) -> float:
        return SequenceMatcher(None, words, fixed[form.name], autojunk=False).ratio()

    best = max(FORMS.values(), key=likeness)
    if any(word in ("<", "->", "=>") for word in written):
        best = FORMS["layer-order"]
    example = "" if best.example == best.sentence else f" (e.g. {best.example})"
    return f"the closest form is: {best.sentence}{example}; `archlint rules` lists all forms"


def _fixed_words(template: str) -> list[str]:
    """Return the words of a template that aren't names."""
    words = (word.strip("[],") for word in template.split())
    return [word for word in words if word not in ("A", "B", "C", *KEYWORDS)]

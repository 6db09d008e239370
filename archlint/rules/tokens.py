"""Split a sentence into tokens and match them against templates. First step of parsing a rule; it ignores names.

A template is a sentence with a capital letter for each list of names, as `archlint rules` prints it:
`A must not import B`. Keywords match in any letter case.
"""

import re
from typing import NamedTuple


class SentenceError(ValueError):
    """A sentence is invalid. `problems` holds a (message, hint) for each problem; a hint may be ""."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{message} ({hint})" if hint else message for message, hint in problems))
        self.problems = problems


class Word(NamedTuple):
    """A word, a mark, or a quoted text without its quotes; `column` is 1-based within the sentence.

    Marks are `,` `>` `|`, and also `<` `->` `=>`. No form has the last three; as marks they can't be taken for names.
    """

    text: str
    column: int
    quoted: bool = False

    def says(self, word: str) -> bool:
        """Report whether this is the keyword or mark `word`, in any letter case, and not a quoted text."""
        return not self.quoted and self.text.casefold() == word


Tokens = tuple[Word, ...]

_TOKEN = re.compile(r"""\s+|(?P<mark>->|=>|[,<>|])|(?P<quote>["'])|(?P<word>(?!')(?:(?!->|=>)[^\s,<>|"])+)""")
_STOPS = ("must", "may", "only", "not", "each", "strictly")
"""Keywords that end a list of names."""


def tokenise(text: str) -> Tokens:
    """Split a sentence into tokens, without the full stop at its end. Raises SentenceError for an unclosed quote."""
    tokens: list[Word] = []
    at = 0
    while found := _TOKEN.match(text, at):  # its alternatives cover every character, so it fails only at the end
        at = found.end()
        if found["quote"]:
            end = text.find(found["quote"], at)
            if end < 0:
                message = f"the quote opened at column {found.start() + 1} is never closed"
                raise SentenceError((message, f"write {found['quote']} after the glob"))
            tokens.append(Word(text[at:end], found.start() + 1, quoted=True))
            at = end + 1
        elif found["mark"] or found["word"]:
            tokens.append(Word(found[0], found.start() + 1))
    return _without_full_stop(tokens)


def _without_full_stop(tokens: list[Word]) -> Tokens:
    if tokens and not tokens[-1].quoted and tokens[-1].text.endswith("."):
        last = tokens.pop()
        if last.text.rstrip("."):
            tokens.append(last._replace(text=last.text.rstrip(".")))
    return tuple(tokens)


def match(template: str, tokens: Tokens) -> tuple[Tokens, ...] | None:
    """Match tokens against a template. Return the tokens for each capital letter, None if they don't match."""
    at = 0
    holes: list[Tokens] = []
    for word in template.split():
        if len(word) == 1 and word.isupper():
            end = at
            while end < len(tokens) and (tokens[end].quoted or tokens[end].text.casefold() not in _STOPS):
                end += 1
            if end == at:
                return None
            holes.append(tokens[at:end])
            at = end
        elif at < len(tokens) and tokens[at].says(word):
            at += 1
        else:
            return None
    return tuple(holes) if at == len(tokens) else None


def split(tokens: Tokens, mark: str) -> list[Tokens]:
    """Split tokens at each `mark`. Empty parts stay, so that the caller can complain about them."""
    parts: list[list[Word]] = [[]]
    for token in tokens:
        if token.says(mark):
            parts.append([])
        else:
            parts[-1].append(token)
    return [tuple(part) for part in parts]

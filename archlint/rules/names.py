"""Parse the names in a sentence: layers, groups, slices, keywords and quoted globs. Second step, after `tokens`.

A form's `parse` takes a `Reader`. The reader collects all problems, so that two unknown names are reported at once.
"""

from collections.abc import Collection, Iterable
from itertools import chain
from typing import NamedTuple

from archlint.globs import problem as glob_problem
from archlint.model.policy import Selector, Term, TermKind
from archlint.rules.tokens import Tokens, Word, match
from archlint.text.lists import listed

KEYWORDS: tuple[TermKind, ...] = ("std", "third-party", "unassigned")
"""Names that every configuration has."""

RESERVED = (*KEYWORDS, "and", "or", "only", "must", "may", "not", "each", "strictly")
NODE_WORDS = ("packages", "layers", "folders")
"""The nodes in `... must not form cycles`, besides slices. A family of slices can't have such a name."""

INSIDE: tuple[TermKind, ...] = ("layer", "glob", "unassigned")
"""Kinds of names that match files of the tree. Only these can import."""

ROOT = Term("glob", ".")
"""The scan root, in forms that take folders."""

ANYTHING: tuple[TermKind, ...] = ("layer", "group", "std", "third-party", "unassigned", "glob")
"""All kinds of names."""

MOST_HINTS = 10
"""After this many problems in a sentence, no more spelling suggestions are computed."""

MOST_PROBLEMS = 100
"""After this many problems, the rest of a sentence is skipped."""


class Names(NamedTuple):
    """The names that a configuration defines."""

    layers: Collection[str] = ()
    groups: Collection[str] = ()
    slices: Collection[str] = ()


def problem_with_name(name: str, *, slices: bool = False) -> str:
    """Return why a layer, a group or a family of slices can't have this name, "" if it can."""
    if not name.strip():
        return "is empty"
    if any(character.isspace() or character in ",<>|\"'" for character in name):
        return "contains a space, a quote or one of , < > |, which separate the words of a sentence"
    if name.endswith("."):
        return "ends with a full stop, which ends a sentence"
    if name.casefold() in (RESERVED + NODE_WORDS if slices else RESERVED):
        return "is a keyword of the rule language"
    return ""


class Reader:
    """Parses one sentence: its tokens, the names it may use, and the problems found so far."""

    def __init__(self, tokens: Tokens, names: Names, *, hints: bool = True) -> None:
        self.tokens = tokens
        self.names = names
        self._hints = hints
        self.problems: list[tuple[str, str]] = []

    def match(self, template: str) -> tuple[Tokens, ...] | None:
        """Match the sentence against a template, see `tokens.match`."""
        return match(template, self.tokens)

    def complain(self, message: str, hint: str = "") -> None:
        """Record a problem."""
        self.problems.append((message, hint))

    def names_in(self, tokens: Tokens, kinds: Iterable[TermKind], role: str, *, root: bool = False) -> Selector:
        """Parse a list of names, joined by `,`, `and`, `or`. Record a problem for names of other kinds than `kinds`;
        `role` says why. With `root`, the glob "." is the scan root."""
        allowed = tuple(kinds)
        terms: dict[Term, None] = {}
        for token in self._listed(tokens):
            if len(self.problems) >= MOST_PROBLEMS:
                break
            term = ROOT if root and token.quoted and token.text == "." else self._term(token)
            if term is None:
                continue
            if term in terms:
                self.complain(f"{term} is listed twice", "remove one of the two")
            elif term.kind not in allowed:
                self.complain(f"{term} isn't allowed here: {role}", _kinds_hint(allowed))
            else:
                terms[term] = None
        return tuple(terms)

    def slices_in(self, tokens: Tokens) -> str:
        """Parse the name of one family of slices. Record a problem and return "" if it's something else."""
        text = tokens[0].text
        if len(tokens) == 1 and not tokens[0].quoted and text in self.names.slices:
            return text
        shown = " ".join(token.text for token in tokens)
        if not self.names.slices:
            hint = 'define it in [slices], e.g. context = "services/{context}/**"'
        else:
            hint = self._near(shown, self.names.slices)
        self.complain(f"'{shown}' isn't a family of slices", hint)
        return ""

    def _listed(self, tokens: Tokens) -> list[Word]:
        """Return the names in a list, without `,`, `and`, `or`."""
        found: list[Word] = []
        joined = True
        before = ""
        for token in tokens:
            if any(token.says(word) for word in (",", "and", "or")):
                if joined and (before != "," or token.text == ","):
                    self.complain(f"a name is missing before '{token.text}' (column {token.column})")
                joined = True
            else:
                if not joined:
                    self.complain(
                        f"nothing joins '{before}' and '{token.text}' (column {token.column})",
                        "join names with a comma or 'and'; put a glob in quotes",
                    )
                found.append(token)
                joined = False
            before = token.text
        if joined:
            self.complain(f"a name is missing after '{before}'")
        return found

    def _term(self, token: Word) -> Term | None:
        text = token.text
        if token.quoted:
            wrong = glob_problem(text)
            if wrong:
                self.complain(f'the glob "{text}" {wrong}')
                return None
            return Term("glob", text)
        if text in self.names.layers:
            return Term("layer", text)
        if text in self.names.groups:
            return Term("group", text)
        for keyword in KEYWORDS:
            if token.says(keyword):
                return Term(keyword, keyword)
        self._unknown(text)
        return None

    def _unknown(self, text: str) -> None:
        if text in self.names.slices:
            self.complain(
                f"'{text}' is a family of slices, not a layer or group",
                f"write '{text} must not import each other', '{text} must not form cycles' "
                f"or '{text} must be imported through ...'",
            )
        elif any(mark in text for mark in "/*"):
            self.complain(f"'{text}' isn't a name", f'put a glob in quotes: "{text}"')
        else:
            known = chain(self.names.layers, self.names.groups, KEYWORDS)
            self.complain(f"unknown name '{text}'", self._near(text, known))

    def _near(self, text: str, known: Iterable[str]) -> str:
        if not self._hints or len(self.problems) >= MOST_HINTS:
            return ""
        from archlint.suggest import hint_for  # only a mistake needs it

        return hint_for(text, known)


def _kinds_hint(kinds: tuple[TermKind, ...]) -> str:
    words = {"layer": "a layer", "group": "a group", "glob": "a quoted glob"}
    shown = [words.get(kind, f"'{kind}'") for kind in kinds]
    return f"write {listed(shown, 'or')}"

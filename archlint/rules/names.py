"""The names in a sentence: layers, groups, slices, keywords and quoted globs. Second step of reading a rule.

A `Reader` is what a form's `parse` is given. It collects every problem, so that a sentence with two unknown names is
told both at once.
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
"""What `... must not form cycles` is said of, besides slices: no family of slices can have such a name."""

INSIDE: tuple[TermKind, ...] = ("layer", "glob", "unassigned")
"""Kinds that name files of the tree: what can import."""

ROOT = Term("glob", ".")
"""The scan root, where a form takes folders."""

ANYTHING: tuple[TermKind, ...] = ("layer", "group", "std", "third-party", "unassigned", "glob")


MOST_HINTS = 10
"""Problems of a sentence from which on the nearest spelling is not looked for."""


MOST_PROBLEMS = 100
"""Problems of a sentence after which the rest of it is not looked at."""


class Names(NamedTuple):
    """The names that a configuration defines."""

    layers: Collection[str] = ()
    groups: Collection[str] = ()
    slices: Collection[str] = ()


def problem_with_name(name: str, *, slices: bool = False) -> str:
    """Say why a sentence could not speak of a layer, group or family of slices of this name, "" where it can."""
    if not name.strip():
        return "is empty"
    if any(character.isspace() or character in ",<>|\"'" for character in name):
        return "has a space, a quote or one of , < > | in it, which no sentence can name"
    if name.endswith("."):
        return "ends with a full stop, as a sentence does"
    if name.casefold() in (RESERVED + NODE_WORDS if slices else RESERVED):
        return "is a word of the rule language"
    return ""


class Reader:
    """One sentence being read: its tokens, the names it may use, and the problems found so far."""

    def __init__(self, tokens: Tokens, names: Names, *, hints: bool = True) -> None:
        self.tokens = tokens
        self.names = names
        self._hints = hints
        self.problems: list[tuple[str, str]] = []

    def match(self, template: str) -> tuple[Tokens, ...] | None:
        """Hold the sentence against a template, see `tokens.match`."""
        return match(template, self.tokens)

    def complain(self, message: str, hint: str = "") -> None:
        """Note a problem and go on."""
        self.problems.append((message, hint))

    def names_in(self, tokens: Tokens, kinds: Iterable[TermKind], role: str, *, root: bool = False) -> Selector:
        """Read a list of names, joined by `,`, `and`, `or`. `role` says what they are for where one does not fit;
        `root` lets "." stand for the scan root."""
        allowed = tuple(kinds)
        terms: dict[Term, None] = {}
        for token in self._listed(tokens):
            if len(self.problems) >= MOST_PROBLEMS:
                break
            term = ROOT if root and token.quoted and token.text == "." else self._term(token)
            if term is None:
                continue
            if term in terms:
                self.complain(f"{term} is named twice", "once is enough")
            elif term.kind not in allowed:
                self.complain(f"{term} cannot stand here: {role}", _kinds_hint(allowed))
            else:
                terms[term] = None
        return tuple(terms)

    def slices_in(self, tokens: Tokens) -> str:
        """Read the name of one family of slices; "" (and a problem) where it is none."""
        text = tokens[0].text
        if len(tokens) == 1 and not tokens[0].quoted and text in self.names.slices:
            return text
        shown = " ".join(token.text for token in tokens)
        if not self.names.slices:
            hint = 'define it in [slices], e.g. context = "services/{context}/**"'
        else:
            hint = self._near(shown, self.names.slices)
        self.complain(f"'{shown}' is not a family of slices", hint)
        return ""

    def _listed(self, tokens: Tokens) -> list[Word]:
        """The names of a list without what joins them."""
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
                        f"'{before}' and '{token.text}' stand side by side (column {token.column})",
                        "join names with a comma or 'and'; put quotes round a glob",
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
                f"slices appear in '{text} must not import each other', '{text} must not form cycles' "
                f"and '{text} must be imported through ...'",
            )
        elif any(mark in text for mark in "/*"):
            self.complain(f"'{text}' is not a name", f'put quotes round a glob: "{text}"')
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

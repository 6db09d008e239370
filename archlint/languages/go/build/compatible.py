"""Decides whether two build constraints can hold in one build. Files that can't may declare the same name.

A build has one operating system and one architecture. This module tries each that the constraints name, and one that
they don't name. Every other tag is on or off, except that `ignore` is always off, by convention. This is the
satisfiability problem, which can take exponential time, so the steps are counted: past a limit the answer is yes.
"""

from __future__ import annotations

from itertools import product

from archlint.languages.go.build.constraints import ARCHITECTURES, SYSTEMS, Configuration
from archlint.languages.go.build.expressions import Expression, evaluate, parse_expression

MOST_STEPS = 20_000
"""The most steps for two constraints. Real trees need less than a hundred."""

MOST_STEPS_IN_ALL = 4_000_000
"""The most steps for all pairs of a run."""

_OTHER = "?"
_OPERATORS = ("!", "&&", "||")
_COMPILERS = {"gc": "gccgo", "gccgo": "gc"}
_EXCLUDING = SYSTEMS | ARCHITECTURES | {"unix", "ignore", "!", *_COMPILERS}

Known = dict[str, bool]


class Compatible:
    """Reports whether two constraints can hold in one build: `compatible(one, other)`. It caches the answers of a run.

    The constraint "" always holds; one that Go rejects never does.
    """

    def __init__(self) -> None:
        self._left = MOST_STEPS_IN_ALL
        self._answers: dict[tuple[str, str], bool] = {}
        self._parsed: dict[str, Expression | None] = {"": ()}

    def __call__(self, one: str, other: str) -> bool:
        if one == other:
            return True
        pair = (one, other) if one < other else (other, one)
        if pair not in self._answers:
            self._answers[pair] = self._can_hold(pair)
        return self._answers[pair]

    def _can_hold(self, texts: tuple[str, str]) -> bool:
        expressions: list[Expression] = []
        for text in texts:
            parsed = self._expression(text)
            if parsed is None:
                return False
            if parsed:
                expressions.append(parsed)
        named = {tag for expression in expressions for tag in expression}
        if named.isdisjoint(_EXCLUDING):
            return True  # both hold if every tag is on
        systems = [*sorted(named & SYSTEMS), *(["linux"] if "unix" in named else []), _OTHER]
        architectures = [*sorted(named & ARCHITECTURES), _OTHER]
        platform = sorted(named & (SYSTEMS | ARCHITECTURES | {"unix"}))
        steps = MOST_STEPS
        for goos, goarch in product(systems, architectures):
            build = Configuration(goos=goos, goarch=goarch, cgo=False, release=0, compiler="")
            waiting: list[Known] = [{"ignore": False, **{tag: build.holds(tag) for tag in platform}}]
            while waiting:
                known = waiting.pop()
                took = len(known) + sum(map(len, expressions))
                steps -= took
                self._left -= took
                if steps < 0 or self._left < 0:
                    return True
                values = [evaluate(expression, known.get) for expression in expressions]
                if False in values:
                    continue
                if None not in values:
                    return True
                undecided = expressions[values.index(None)]
                tag = next(item for item in undecided if item not in _OPERATORS and item not in known)
                waiting.append({**known, tag: False})
                waiting.append({**known, tag: True, **({_COMPILERS[tag]: False} if tag in _COMPILERS else {})})
        return False

    def _expression(self, text: str) -> Expression | None:
        """The parsed constraint: () if it always holds, None if Go rejects it."""
        if text not in self._parsed:
            try:
                items = parse_expression(text)
                self._parsed[text] = tuple(
                    "goexperiment.boringcrypto" if tag == "boringcrypto" else tag for tag in items
                )
            except ValueError:
                self._parsed[text] = None
        return self._parsed[text]

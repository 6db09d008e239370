"""Parses, evaluates and writes the expressions of build constraints, such as `linux && (amd64 || !cgo)`.

An expression is a tuple of tags and the operators `!`, `&&` and `||` in postfix order, so that deep or long expressions
need no recursion. Source: `go help buildconstraint`; errors are those of go/build/constraint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Expression = tuple[str, ...]

LARGEST = 1000
_BINDING = {"||": 1, "&&": 2, "!": 3}


class ConstraintError(ValueError):
    """A constraint that Go rejects."""


def parse_expression(text: str) -> Expression:
    """Parse the text after `//go:build `. Raise ConstraintError with Go's message."""
    if "\n" in text:
        raise ConstraintError("multiple //go:build comments")
    parser = _Parser(text)
    parser.operand()
    while parser.operator():
        parser.operand()
    return tuple(parser.out)


class _Parser:
    """Converts infix to postfix. `out` is the result so far, `_waiting` are the open operators and parentheses."""

    def __init__(self, text: str) -> None:
        self.out: list[str] = []
        self._text, self._pos = text, 0
        self._waiting: list[str] = []
        self._operands = self._open = 0

    def operand(self) -> None:
        """Read one tag, with any `!` and `(` before it."""
        while True:
            self._operands += 1
            if self._operands > LARGEST:
                raise ConstraintError("build expression too large")
            word = self._next()
            if word == "!":
                self._waiting.append(word)
                word = self._next()
                if word == "!":
                    raise ConstraintError("double negation not allowed")
            if word != "(":
                break
            self._waiting.append(word)
            self._open += 1
        if word in (")", "&&", "||"):
            raise ConstraintError(f"unexpected token {word}")
        if not word:
            raise ConstraintError("missing close paren" if self._open else "unexpected end of expression")
        self.out.append(word)

    def operator(self) -> bool:
        """Read any `)`, then an operator or the end. Report whether there was an operator."""
        while True:
            word = self._next()
            if word in ("&&", "||"):
                self._settle(_BINDING[word])
                self._waiting.append(word)
                return True
            self._settle(0)
            if not self._open:
                if word:
                    raise ConstraintError(f"unexpected token {word}")
                return False
            self._waiting.pop()
            if word != ")":
                raise ConstraintError("missing close paren")
            self._open -= 1

    def _settle(self, binding: int) -> None:
        """Move the waiting operators that bind at least as strongly to `out`, up to an open parenthesis."""
        while self._waiting and _BINDING.get(self._waiting[-1], -1) >= binding:
            self.out.append(self._waiting.pop())

    def _next(self) -> str:
        """The next tag, operator or parenthesis; "" at the end."""
        text, start = self._text, self._pos
        while text[start : start + 1] in (" ", "\t"):
            start += 1
        char = text[start : start + 1]
        end = start + len(char)
        if char in ("&", "|"):
            end += 1
            if text[start:end] != char + char:
                raise ConstraintError(f"invalid syntax at {char}")
        elif char and char not in "()!":
            end = start
            while end < len(text) and (text[end].isalpha() or text[end].isdecimal() or text[end] in "_."):
                end += 1
            if end == start:
                raise ConstraintError(f"invalid syntax at {_shown(char)}")
        self._pos = end
        return text[start:end]


def _shown(char: str) -> str:
    """The character; U+FFFD for a byte that isn't UTF-8 (a lone surrogate), as in Go."""
    return "\ufffd" if "\udc80" <= char <= "\udcff" else char


def evaluate(expression: Expression, holds: Callable[[str], bool | None]) -> bool | None:
    """Return the value of an expression; None if it isn't known. `holds` returns the value of a tag."""
    stack: list[bool | None] = []
    for item in expression:
        if item == "!":
            last = stack.pop()
            stack.append(None if last is None else not last)
        elif item in _BINDING:
            right, left = stack.pop(), stack.pop()
            decides = item == "||"
            if left is decides or right is decides:
                stack.append(decides)
            else:
                stack.append(None if left is None or right is None else not decides)
        else:
            stack.append(holds(item))
    return stack.pop()


def render(expression: Expression) -> str:
    """Return an expression as text, with the same parentheses that Go writes."""
    stack: list[tuple[str, str]] = []  # text, and its outermost operator
    for item in expression:
        if item == "!":
            text, operator = stack.pop()
            stack.append((f"!({text})" if operator in ("&&", "||") else f"!{text}", "!"))
        elif item in _BINDING:
            (right, right_operator), (left, left_operator) = stack.pop(), stack.pop()
            other = "&&" if item == "||" else "||"
            left = f"({left})" if left_operator == other else left
            right = f"({right})" if right_operator == other else right
            stack.append((f"{left} {item} {right}", item))
        else:
            stack.append((item, ""))
    return stack.pop()[0]

"""The expressions of build constraints: `linux && (amd64 || !cgo)` parsed, evaluated and written.

Source: `go help buildconstraint`; errors are those of go/build/constraint. An expression is kept in postfix order, as a
tuple of tags and the operators `!`, `&&` and `||`, so that neither depth nor length needs recursion.
"""

from __future__ import annotations

from collections.abc import Callable

Expression = tuple[str, ...]

LARGEST = 1000
_BINDING = {"||": 1, "&&": 2, "!": 3}


class ConstraintError(ValueError):
    """A constraint that Go refuses; `offset` is the place in the text (code points, 0-based)."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


def parse_expression(text: str) -> Expression:
    """Parse the text behind `//go:build `. Raises ConstraintError, with the message that Go gives."""
    if "\n" in text:
        raise ConstraintError("multiple //go:build comments", text.index("\n"))
    out: list[str] = []
    waiting: list[tuple[str, int]] = []  # operators and open parentheses, with their place
    operands, open_parentheses, wants_operand = 0, 0, True
    pos = 0
    while True:
        if wants_operand and not (waiting and waiting[-1][0] == "!"):
            operands += 1
            if operands > LARGEST:
                raise ConstraintError("build expression too large", pos)
        token, start, pos = _lex(text, pos)
        if wants_operand:
            after_not = bool(waiting) and waiting[-1][0] == "!"
            if token == "!" and after_not:
                raise ConstraintError("double negation not allowed", start)
            if token in ("!", "("):
                waiting.append((token, start))
                open_parentheses += token == "("
            elif token in ("", ")", "&&", "||"):
                raise _no_operand(token, start, open_parentheses)
            else:
                out.append(token)
                wants_operand = False
        elif token in ("&&", "||"):
            _unwind(out, waiting, _BINDING[token])
            waiting.append((token, start))
            wants_operand = True
        elif open_parentheses:
            _unwind(out, waiting, 0)
            _, opened = waiting.pop()
            if token != ")":
                raise ConstraintError("missing close paren", opened)
            open_parentheses -= 1
        elif token:
            raise ConstraintError(f"unexpected token {token}", start)
        else:
            _unwind(out, waiting, 0)
            return tuple(out)


def _no_operand(token: str, start: int, open_parentheses: int) -> ConstraintError:
    if token:
        return ConstraintError(f"unexpected token {token}", start)
    return ConstraintError("missing close paren" if open_parentheses else "unexpected end of expression", start)


def _unwind(out: list[str], waiting: list[tuple[str, int]], binding: int) -> None:
    """Give out the waiting operators that bind at least as strongly; an open parenthesis stops it."""
    while waiting and _BINDING.get(waiting[-1][0], -1) >= binding:
        out.append(waiting.pop()[0])


def _lex(text: str, pos: int) -> tuple[str, int, int]:
    """The next token ("" at the end), its start and its end."""
    while pos < len(text) and text[pos] in " \t":
        pos += 1
    char = text[pos : pos + 1]
    if char in ("", "(", ")", "!"):
        return char, pos, pos + len(char)
    if char in "&|":
        if text[pos + 1 : pos + 2] != char:
            raise ConstraintError(f"invalid syntax at {char}", pos)
        return char + char, pos, pos + 2
    end = pos
    while end < len(text) and (text[end].isalpha() or text[end].isdecimal() or text[end] in "_."):
        end += 1
    if end == pos:
        raise ConstraintError(f"invalid syntax at {_shown(char)}", pos)
    return text[pos:end], pos, end


def _shown(char: str) -> str:
    """A byte that is not UTF-8 (a lone surrogate here) is U+FFFD to Go."""
    return "\ufffd" if "\udc80" <= char <= "\udcff" else char


def evaluate(expression: Expression, holds: Callable[[str], bool]) -> bool:
    """The value of an expression, `holds` telling that of each tag."""
    stack: list[bool] = []
    for item in expression:
        if item == "!":
            stack.append(not stack.pop())
        elif item in _BINDING:
            right, left = stack.pop(), stack.pop()
            stack.append(left and right if item == "&&" else left or right)
        else:
            stack.append(holds(item))
    return stack.pop()


def render(expression: Expression) -> str:
    """An expression as text, with parentheses where Go writes them."""
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

"""Go's literals, read to the letter: numbers, escapes, and the value of a string. Used by the exact scanner alone.

Source: Go spec, "Lexical elements"; messages and positions are those of Go's own scanner.
All functions work on decoded text in which a byte that is not UTF-8 stands as a lone surrogate (PEP 383).
"""

from __future__ import annotations

import re
from collections.abc import Callable

Report = Callable[[int, str], None]

_INTEGER = re.compile(r"0[xX](?P<x>[0-9a-fA-F_]*)|0[oO](?P<o>[0-9_]*)|0[bB](?P<b>[0-9_]*)|(?P<l>0[0-9_]*)|[0-9_]*")
_DECIMALS = re.compile(r"[0-9_]*")
_HEXADECIMALS = re.compile(r"[0-9a-fA-F_]*")
_EXPONENT = re.compile(r"[eEpP][+-]?([0-9_]*)")
_BEYOND = {"o": re.compile(r"[89]"), "l": re.compile(r"[89]"), "b": re.compile(r"[2-9]")}
_NAMES = {"x": "hexadecimal literal", "o": "octal literal", "l": "octal literal", "b": "binary literal"}

_ESCAPE_LENGTHS = {"x": (2, 16, 0xFF), "u": (4, 16, 0x10FFFF), "U": (8, 16, 0x10FFFF)}
_ESCAPE = re.compile(
    r'\\(?:(?P<plain>[abfnrtv\\"])|(?P<octal>[0-7]{3})|x(?P<byte>[0-9a-fA-F]{2})'
    r"|u(?P<short>[0-9a-fA-F]{4})|U(?P<long>[0-9a-fA-F]{8})|(?P<wrong>))"
)
_PLAIN = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, '"': 34}
_LONE_BYTE = re.compile(r"[\udc80-\udcff]")


def describe(char: str) -> str:
    """One character as Go's `%#U` prints it: `U+0023 '#'`. A byte that is not UTF-8 is U+FFFD to Go."""
    char = _LONE_BYTE.sub("\ufffd", char)
    quoted = f" '{char}'" if char.isprintable() else ""
    return f"U+{ord(char):04X}{quoted}"


def scan_number(text: str, start: int, report: Report) -> tuple[str, int]:
    """Read the number at `start` (a digit, or a `.` before a digit); return its kind (INT, FLOAT, IMAG) and its end.

    Malformed numbers are read as far as Go reads them, and reported.
    """
    kind, prefix, digits, pos = "INT", "", "", start
    if text[start] != ".":
        match = _INTEGER.match(text, start)
        assert match is not None  # the pattern matches the empty string
        prefix, pos = match.lastgroup or "", match.end()
        digits = match[prefix] if prefix else match[0]
    if text.startswith(".", pos):
        kind = "FLOAT"
        if prefix in ("o", "b"):
            report(pos, f"invalid radix point in {_NAMES[prefix]}")
        fraction = (_HEXADECIMALS if prefix == "x" else _DECIMALS).match(text, pos + 1)
        assert fraction is not None
        digits, pos = digits + fraction[0], fraction.end()
    name = _NAMES.get(prefix, "decimal literal")
    if not digits.strip("_"):
        report(pos, f"{name} has no digits")
    if exponent := _EXPONENT.match(text, pos):
        kind = "FLOAT"
        _check_exponent(exponent, prefix, report)
        pos = exponent.end()
    elif prefix == "x" and kind == "FLOAT":
        report(pos, "hexadecimal mantissa requires a 'p' exponent")
    if text.startswith("i", pos):
        kind, pos = "IMAG", pos + 1
    literal = text[start:pos]
    if kind == "INT" and prefix in _BEYOND and (digit := _BEYOND[prefix].search(literal, 1)):
        report(start + digit.start(), f"invalid digit '{digit[0]}' in {name}")
    if "_" in literal and (at := _misplaced_separator(literal)) >= 0:
        report(start + at, "'_' must separate successive digits")
    return kind, pos


def _check_exponent(exponent: re.Match[str], prefix: str, report: Report) -> None:
    letter = exponent[0][0]
    if letter in "eE" and prefix not in ("", "l"):
        report(exponent.start(), f"'{letter}' exponent requires decimal mantissa")
    if letter in "pP" and prefix != "x":
        report(exponent.start(), f"'{letter}' exponent requires hexadecimal mantissa")
    if not exponent[1].strip("_"):
        report(exponent.end(), "exponent has no digits")


def _misplaced_separator(literal: str) -> int:
    """Offset of the first `_` that does not stand between two digits (a prefix such as `0x` counts as one), or -1."""
    prefixed = len(literal) > 1 and literal[0] == "0" and literal[1] in "xXoObB"
    hexadecimal = prefixed and literal[1] in "xX"
    previous = "0" if prefixed else "."
    for at in range(2 if prefixed else 0, len(literal)):
        char = literal[at]
        if char == "_":
            if previous != "0":
                return at
        elif char in "0123456789" or hexadecimal and char in "abcdefABCDEF":
            char = "0"
        else:
            if previous == "_":
                return at - 1
            char = "."
        previous = char
    return len(literal) - 1 if previous == "_" else -1


def scan_escape(text: str, pos: int, quote: str, report: Report) -> tuple[bool, int]:
    """Read the escape whose backslash stands before `pos`; return whether it is sound, and where reading goes on."""
    char = text[pos : pos + 1]
    if char and char in "abfnrtv\\" + quote:
        return True, pos + 1
    if char and char in "01234567":
        count, base, limit, at = 3, 8, 255, pos
    elif char in _ESCAPE_LENGTHS:
        count, base, limit = _ESCAPE_LENGTHS[char]
        at = pos + 1
    else:
        report(pos, "unknown escape sequence" if char else "escape sequence not terminated")
        return False, pos
    digits = "0123456789abcdefABCDEF" if base == 16 else "01234567"
    value = 0
    for at in range(at, at + count):
        char = text[at : at + 1]
        if not char or char not in digits:
            what = f"illegal character {describe(char)} in escape sequence" if char else "escape sequence not terminated"
            report(at, what)
            return False, at
        value = value * base + int(char, 16)
    if value > limit or 0xD800 <= value < 0xE000:
        report(pos, "escape sequence is invalid Unicode code point")
        return False, at + 1
    return True, at + 1


def unquote(literal: str) -> str | None:
    """The value of a string literal, raw or interpreted; None where it has none (not closed, or a bad escape).

    A Go string is bytes: those that are not UTF-8 are kept as lone surrogates.
    """
    if len(literal) < 2 or literal[0] != literal[-1]:
        return None
    body = literal[1:-1]
    if literal[0] == "`":
        return body.replace("\r", "")
    body = _LONE_BYTE.sub("\ufffd", body)
    if "\\" not in body:
        return body
    try:
        value = b"".join(_pieces(body))
    except ValueError:
        return None
    return value.decode("utf-8", "surrogateescape")


def _pieces(body: str) -> list[bytes]:
    """The bytes of an interpreted string, piece by piece; ValueError at an escape that has no value."""
    pieces, last = [], 0
    for match in _ESCAPE.finditer(body):
        pieces.append(body[last : match.start()].encode())
        last = match.end()
        kind, digits = match.lastgroup, match[match.lastgroup or 0]
        if kind == "plain":
            pieces.append(bytes([_PLAIN[digits]]))
        elif kind in ("octal", "byte"):
            pieces.append(bytes([int(digits, 8 if kind == "octal" else 16)]))
        elif kind == "wrong":
            raise ValueError(body)
        else:
            pieces.append(chr(int(digits, 16)).encode())
    pieces.append(body[last:].encode())
    return pieces

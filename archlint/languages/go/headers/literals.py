"""Go's literals: scans numbers and escapes, and returns the value of strings.

Source: Go spec, "Lexical elements". Messages and positions are those of go/scanner. The text is decoded; a byte that
isn't UTF-8 is a lone surrogate (PEP 383).
"""

from __future__ import annotations

import re
from collections.abc import Callable

Report = Callable[[int, str], None]

# These patterns are compiled when first needed, because few headers have a number or an escape.
_INTEGER = r"0[xX](?P<x>[0-9a-fA-F_]*)|0[oO](?P<o>[0-9_]*)|0[bB](?P<b>[0-9_]*)|(?P<l>0[0-9_]*)|[0-9_]*"
_EXPONENT = r"[eEpP][+-]?([0-9_]*)"
_ESCAPE = (
    r'\\(?:(?P<plain>[abfnrtv\\"])|(?P<octal>[0-7]{3})|x(?P<byte>[0-9a-fA-F]{2})'
    r"|u(?P<short>[0-9a-fA-F]{4})|U(?P<long>[0-9a-fA-F]{8})|(?P<wrong>))"
)
_DECIMALS, _HEXADECIMALS = "0123456789_", "0123456789abcdefABCDEF_"
_BEYOND = {"o": "89", "l": "89", "b": "23456789"}
_NAMES = {"x": "hexadecimal literal", "o": "octal literal", "l": "octal literal", "b": "binary literal"}

_ESCAPE_LENGTHS = {"x": (2, 16, 0xFF), "u": (4, 16, 0x10FFFF), "U": (8, 16, 0x10FFFF)}
_PLAIN = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, '"': 34}
_LONE_BYTE = r"[\udc80-\udcff]"  # compiled when first needed


def printable(text: str) -> str:
    """Return the text with U+FFFD for each byte that isn't UTF-8, like Go."""
    return re.sub(_LONE_BYTE, "\ufffd", text)


def describe(char: str) -> str:
    """Return a character in the format of Go's `%#U`: `U+0023 '#'`."""
    char = printable(char)
    quoted = f" '{char}'" if char.isprintable() else ""
    return f"U+{ord(char):04X}{quoted}"


def scan_number(text: str, start: int, report: Report) -> tuple[str, int]:
    """Scan the number at `start` (a digit, or a `.` before a digit). Return its kind (INT, FLOAT, IMAG) and its end.

    A malformed number is reported, and ends where it ends for Go.
    """
    kind, prefix, digits, pos = "INT", "", "", start
    if text[start] != "." and (integer := re.compile(_INTEGER).match(text, start)):
        prefix, pos = integer.lastgroup or "", integer.end()
        digits = integer[prefix or 0]
    name = _NAMES.get(prefix, "decimal literal")
    if text.startswith(".", pos):
        kind = "FLOAT"
        if prefix in ("o", "b"):
            report(pos, f"invalid radix point in {name}")
        fraction = pos + 1
        pos = _skip(text, fraction, _HEXADECIMALS if prefix == "x" else _DECIMALS)
        digits += text[fraction:pos]
    if not digits.strip("_"):
        report(pos, f"{name} has no digits")
    if exponent := re.compile(_EXPONENT).match(text, pos):
        kind = "FLOAT"
        _check_exponent(exponent, prefix, report)
        pos = exponent.end()
    elif prefix == "x" and kind == "FLOAT":
        report(pos, "hexadecimal mantissa requires a 'p' exponent")
    if text.startswith("i", pos):
        kind, pos = "IMAG", pos + 1
    _check_digits(text[start:pos], kind, prefix, report=lambda offset, message: report(start + offset, message))
    return kind, pos


def _skip(text: str, pos: int, chars: str) -> int:
    """The offset after a run of the given characters."""
    while pos < len(text) and text[pos] in chars:
        pos += 1
    return pos


def _check_digits(literal: str, kind: str, prefix: str, report: Report) -> None:
    wrong = [at for at, char in enumerate(literal) if at and char in _BEYOND.get(prefix, "")]
    if kind == "INT" and wrong:
        report(wrong[0], f"invalid digit '{literal[wrong[0]]}' in {_NAMES[prefix]}")
    if "_" in literal and (at := _misplaced_separator(literal)) >= 0:
        report(at, "'_' must separate successive digits")


def _check_exponent(exponent: re.Match[str], prefix: str, report: Report) -> None:
    letter = exponent[0][0]
    if letter in "eE" and prefix not in ("", "l"):
        report(exponent.start(), f"'{letter}' exponent requires decimal mantissa")
    if letter in "pP" and prefix != "x":
        report(exponent.start(), f"'{letter}' exponent requires hexadecimal mantissa")
    if not exponent[1].strip("_"):
        report(exponent.end(), "exponent has no digits")


def _misplaced_separator(literal: str) -> int:
    """The offset of the first `_` that isn't between two digits, or -1. A prefix such as `0x` counts as a digit."""
    prefixed = len(literal) > 1 and literal[0] == "0" and literal[1] in "xXoObB"
    hexadecimal = prefixed and literal[1] in "xX"
    previous = "0" if prefixed else "."
    for at in range(2 if prefixed else 0, len(literal)):
        char = literal[at]
        if char == "_":
            if previous != "0":
                return at
        elif char in _DECIMALS or (hexadecimal and char in _HEXADECIMALS):
            char = "0"
        else:
            if previous == "_":
                return at - 1
            char = "."
        previous = char
    return len(literal) - 1 if previous == "_" else -1


def scan_escape(text: str, pos: int, quote: str, report: Report) -> tuple[bool, int]:
    """Scan the escape whose backslash is before `pos`. Return whether it is valid, and the offset to continue at."""
    char = text[pos : pos + 1]
    if char and char in "abfnrtv\\" + quote:
        return True, pos + 1
    if char and char in "01234567":
        count, base, limit, first = 3, 8, 255, pos
    elif char in _ESCAPE_LENGTHS:
        count, base, limit = _ESCAPE_LENGTHS[char]
        first = pos + 1
    else:
        report(pos, "unknown escape sequence" if char else "escape sequence not terminated")
        return False, pos
    allowed = _HEXADECIMALS[:-1] if base == 16 else "01234567"
    end = first
    while end < first + count:
        char = text[end : end + 1]
        if not char or char not in allowed:
            illegal = f"illegal character {describe(char)} in escape sequence" if char else ""
            report(end, illegal or "escape sequence not terminated")
            return False, end
        end += 1
    value = int(text[first:end], base)
    if value > limit or 0xD800 <= value < 0xE000:
        report(pos, "escape sequence is invalid Unicode code point")
        return False, end
    return True, end


def unquote(literal: str) -> str | None:
    """Return the value of a raw or interpreted string literal; None if it isn't closed or has an invalid escape.

    A Go string consists of bytes; those that aren't UTF-8 become lone surrogates.
    """
    if len(literal) < 2 or literal[0] != literal[-1]:
        return None
    body = literal[1:-1]
    if literal[0] == "`":
        return body.replace("\r", "")
    body = printable(body)
    if "\\" not in body:
        return body
    try:
        value = b"".join(_pieces(body))
    except ValueError:
        return None
    return value.decode("utf-8", "surrogateescape")


def _pieces(body: str) -> list[bytes]:
    """The bytes of an interpreted string in pieces. Raise ValueError for an invalid escape."""
    pieces, last = [], 0
    for match in re.finditer(_ESCAPE, body):
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
            pieces.append(_character(int(digits, 16)).encode())
    pieces.append(body[last:].encode())
    return pieces


def _character(value: int) -> str:
    """The character of a code point. Raise ValueError if it is invalid (`chr` overflows above 31 bits)."""
    if value > 0x10FFFF or 0xD800 <= value < 0xE000:
        raise ValueError(value)
    return chr(value)

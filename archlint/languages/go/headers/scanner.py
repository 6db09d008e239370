"""The exact Go scanner. It returns the same tokens and errors as go/scanner.

The text is decoded, so offsets count code points; a byte that isn't UTF-8 is a lone surrogate (PEP 383). Source: Go
spec, "Lexical elements", and the behaviour of go/scanner, which the tests compare with.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from archlint.languages.go.headers.literals import describe, scan_escape, scan_number
from archlint.languages.go.headers.words import KEYWORDS

BYTE_ORDER_MARK = "\ufeff"
MOST_ERRORS = 100

_ENDS_STATEMENT = frozenset((
    "IDENT", "INT", "FLOAT", "IMAG", "CHAR", "STRING", "break", "continue", "fallthrough", "return", ")", "]", "}",
    "++", "--",
))  # fmt: skip
_OPERATORS = frozenset((
    "+", "-", "*", "/", "%", "&", "|", "^", "<", ">", "=", "!", "(", ")", "[", "]", "{", "}", ",", ";", ".", ":", "~",
    "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<=", ">=", "==", "!=", ":=", "&&", "||", "++", "--", "<-", "<<",
    ">>", "&^", "<<=", ">>=", "&^=", "...",
))  # fmt: skip
_ALONE = frozenset("()[]{},;")
"""Operators that no other operator starts with."""

_BLANKS = re.compile(r"[ \t\r]*")
_SPACE = frozenset(" \t\r\n")
_BLANKS_AND_NEWLINES = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"\w+")
_PLAIN_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?![0-9A-Za-z_.])")
_BAD = re.compile(r"[\x00\ufeff\udc80-\udcff]")
_NEWLINE_INSIDE = re.compile(r"\n(?!\Z)")
_UTF16 = ("\udcff\udcfe", "\udcfe\udcff")
_LARGEST_LINE = 1 << 30


_make = tuple.__new__  # makes a NamedTuple without calling Python code


class CutShortError(Exception):
    """The text ends within a token, and the file has more."""


class Token(NamedTuple):
    """One token. `kind` is IDENT, STRING, INT, FLOAT, IMAG, CHAR, ILLEGAL, EOF, or the keyword or operator itself.

    `text` is the literal as in Go, "\\n" for a semicolon that Go inserts. `start` and `end` are offsets.
    """

    kind: str
    text: str
    start: int
    end: int


class Scanner:
    """Splits one text into tokens. Unless it is the `whole` file, reading to its end raises CutShortError.

    `errors` are pairs of offset and message, at most MOST_ERRORS; `comments` are the start and end of each comment.
    """

    def __init__(self, text: str, *, whole: bool) -> None:
        self.errors: list[tuple[int, str]] = []
        self.error_count = 0
        self.last_error_line = 0  # with the `//line` comments before it applied
        self.comments: list[tuple[int, int]] = []
        self._directives: list[tuple[int, int]] = []
        self._line_starts: list[int] = []
        self._cached_line = (0, 0, 0)  # the last answer of `adjusted_line`: start and end offset, line
        self._text, self._whole = text, whole
        self._pos = 0
        self._seen = 0  # the characters before this offset have been checked
        self._insert = False
        self._newline_at = -1
        if text.startswith(_UTF16):
            self.report(0, "illegal UTF-8 encoding (got UTF-16)")
            self._text, self._whole, self._seen = text[:1], True, 1
        elif text.startswith(BYTE_ORDER_MARK):
            self._pos = self._seen = 1

    def report(self, offset: int, message: str) -> None:
        """Record an error. Only the first MOST_ERRORS are kept, but all are counted."""
        self.error_count += 1
        self.last_error_line = self.adjusted_line(offset)
        if len(self.errors) < MOST_ERRORS:
            self.errors.append((offset, message))

    def position(self, offset: int) -> tuple[int, int]:
        """Return the 1-based line and column (code points) of an offset, without regard to `//line` comments."""
        if not self._line_starts:
            # In Go, a newline at the end of the file doesn't start a line.
            self._line_starts = [0, *(match.end() for match in _NEWLINE_INSIDE.finditer(self._text))]
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def width(self, start: int, end: int) -> int:
        """Return the number of code points from `start` to `end`, or to the end of the line if that comes first."""
        newline = self._text.find("\n", start, end)
        return (end if newline < 0 else newline) - start

    def adjusted_line(self, offset: int) -> int:
        """Return the line of an offset according to `//line` comments.

        Many errors on one line ask for it again and again, so the last answer is cached.
        """
        start, end, answer = self._cached_line
        if not start <= offset < end:
            answer = line = self.position(offset)[0]
            at = bisect_right(self._directives, (offset, _LARGEST_LINE)) - 1
            if at >= 0:
                begin, given = self._directives[at]
                answer = given + line - self.position(begin)[0]
            end = self._line_starts[line] if line < len(self._line_starts) else offset + 1
            self._cached_line = offset, end, answer
        return answer

    def scan(self) -> Token:
        """Return the next token, without comments. At the end, return EOF any number of times."""
        while True:
            if self._newline_at >= 0:
                at, self._newline_at = self._newline_at, -1
                return Token(";", "\n", at, at)
            start = self._pos
            char = self._text[start : start + 1]
            if char in _SPACE:
                blanks = (_BLANKS if self._insert else _BLANKS_AND_NEWLINES).match(self._text, start)
                start = blanks.end() if blanks else start
                char = self._text[start : start + 1]
            self._read_to(start)
            if char == "/" and self._text.startswith(("//", "/*"), start):
                self._skip_comment(start)
                continue
            token = self._token(start)
            if token.kind != "ILLEGAL":
                self._insert = token.kind in _ENDS_STATEMENT
            self._read_to(token.end)
            return token

    def _read_to(self, offset: int) -> None:
        """Move to `offset`, and report each NUL, BOM and invalid UTF-8 up to it. Go has read that character too."""
        if not self._whole and offset + 1 >= len(self._text):
            raise CutShortError
        self._pos = offset
        if self._seen > offset:
            return
        for bad in _BAD.finditer(self._text, self._seen, offset + 1):
            if self.error_count >= MOST_ERRORS:
                break
            what = {"\0": "illegal character NUL", BYTE_ORDER_MARK: "illegal byte order mark"}
            self.report(bad.start(), what.get(bad[0], "illegal UTF-8 encoding"))
        self._seen = offset + 1

    def _token(self, start: int) -> Token:
        text = self._text
        char = text[start : start + 1]
        if not char or char == "\n":  # a newline gets here only if it ends a statement
            return Token(";", "\n", start, start + len(char)) if self._insert else Token("EOF", "", start, start)
        if char in _ALONE:
            return _make(Token, (char, char if char == ";" else "", start, start + 1))
        if word := _WORD.match(text, start):
            if _is_letter(char):
                return self._identifier(start, word[0])
            if "0" <= char <= "9":
                return self._number(start)
        if char == "." and "0" <= text[start + 1 : start + 2] <= "9":
            return self._number(start)
        if char == '"':
            return self._string(start)
        if char == "`":
            return self._raw_string(start)
        if char == "'":
            return self._rune(start)
        for length in (3, 2, 1):
            if (operator := text[start : start + length]) in _OPERATORS:
                return Token(operator, operator if operator == ";" else "", start, start + len(operator))
        return self._illegal(start, char)

    def _identifier(self, start: int, word: str) -> Token:
        if not word.isascii():  # \w matches more digits than Go allows
            for at, char in enumerate(word):
                if not (_is_letter(char) or char.isdecimal()):
                    word = word[:at]
                    break
        return Token(word if word in KEYWORDS else "IDENT", word, start, start + len(word))

    def _number(self, start: int) -> Token:
        if plain := _PLAIN_NUMBER.match(self._text, start):
            return Token("INT", plain[0], start, plain.end())
        kind, end = scan_number(self._text, start, self.report)
        return Token(kind, self._text[start:end], start, end)

    def _illegal(self, start: int, char: str) -> Token:
        if char in "“”":
            self.report(start, f"curly quotation mark '{char}' (use neutral '\"')")
        elif char != BYTE_ORDER_MARK:
            self.report(start, f"illegal character {describe(char)}" if self.error_count < MOST_ERRORS else "")
        return Token("ILLEGAL", char, start, start + 1)

    def _string(self, start: int) -> Token:
        text, pos = self._text, start + 1
        while True:
            char = text[pos : pos + 1]
            if not char or char == "\n":
                self._read_to(pos)
                self.report(start, "string literal not terminated")
                break
            pos += 1
            if char == '"':
                break
            if char == "\\":
                _, pos = scan_escape(text, pos, quote='"', report=self.report)
        return Token("STRING", text[start:pos], start, pos)

    def _raw_string(self, start: int) -> Token:
        end = self._text.find("`", start + 1) + 1
        if not end:
            end = len(self._text)
            self._read_to(end)
            self.report(start, "raw string literal not terminated")
        return Token("STRING", self._text[start:end].replace("\r", ""), start, end)

    def _rune(self, start: int) -> Token:
        text, pos, valid, count = self._text, start + 1, True, 0
        while True:
            char = text[pos : pos + 1]
            if not char or char == "\n":
                if valid:
                    self.report(start, "rune literal not terminated")
                    valid = False
                break
            pos += 1
            if char == "'":
                break
            count += 1
            if char == "\\":
                valid_escape, pos = scan_escape(text, pos, quote="'", report=self.report)
                valid = valid and valid_escape
        if valid and count != 1:
            self.report(start, "illegal rune literal")
        return Token("CHAR", text[start:pos], start, pos)

    def _skip_comment(self, start: int) -> None:
        text = self._text
        if text[start + 1] == "/":
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            self._read_to(end)
            starts_line = start == 0 or text[start - 1] == "\n"
            body, after = text[start + 2 : end], end + 1
            body = body.removesuffix("\r")
        else:
            end = text.find("*/", start + 2) + 2
            closed = end > 1
            end = end if closed else len(text)
            self._read_to(end)
            if not closed:
                self.report(start, "comment not terminated")
            newline = text.find("\n", start, end)
            if self._insert and newline >= 0:
                self._newline_at, self._insert = newline, False
            starts_line = closed
            body, after = text[start + 2 : end - 2], end
        self.comments.append((start, end))
        if starts_line and body.startswith("line "):
            self._line_directive(body, start + 2, after)

    def _line_directive(self, body: str, start: int, after: int) -> None:
        """Apply `//line name:line:column`, or report it as invalid. Error recovery compares these lines."""
        begin = len("line ")
        colon = body.rfind(":", begin) + 1
        if not colon:
            return
        line, at = _parse_uint(body[colon:]), colon
        if line is None:
            self.report(start + colon, f"invalid line number: {body[colon:]}")
            return
        before = body.rfind(":", begin, colon - 1) + 1
        if before and (number := _parse_uint(body[before : colon - 1])) is not None:
            if line == 0 or line > _LARGEST_LINE:
                self.report(start + colon, f"invalid column number: {body[colon:]}")
                return
            line, at, body = number, before, body[: colon - 1]
        if line == 0 or line > _LARGEST_LINE:
            self.report(start + at, f"invalid line number: {body[at:]}")
        elif after < len(self._text) and not (self._directives and self._directives[-1][0] >= after):
            self._directives.append((after, line))
            self._cached_line = (0, 0, 0)


def _is_letter(char: str) -> bool:
    return char == "_" or char.isalpha()


def _parse_uint(text: str) -> int | None:
    """Parse an unsigned decimal number of at most 64 bits into a signed one, as Go does."""
    if not (text.isascii() and text.isdecimal()) or len(text.lstrip("0")) > 20:
        return None
    value = int(text)
    return None if value >= 1 << 64 else value - (1 << 64) if value >= 1 << 63 else value

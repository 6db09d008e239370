"""Text from the tree under check, made harmless for those who read reports.

A stranger's pull request chooses file names, source lines and configuration texts. What a terminal, an XML parser or
a build log would act on is shown instead: byte 0xff of a name that is not UTF-8 as `\\xff`, ESC as `\\x1b`, a
right-to-left override as `\\u202e`. So no reader is fooled, different names stay different, and the text stays plain
Unicode.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Patterns as texts: `re` compiles each where it is first needed, which is seldom, and takes milliseconds.
_SURROGATE = "[\ud800-\udfff]"
_NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
# Controls, the marks that reorder or hide text (Unicode TR36, TR39), separators that break lines, non-characters.
_UNPRINTABLE = (
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_STEERING = _UNPRINTABLE.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f")  # all but tabs and line ends
# The colours of `ansi`, and nothing else that a terminal obeys.
_COLOR = r"\x1b\[(?:[0-2]|36|1;3[1236])m"
# What the runners of build servers take for a command: `::` where a line starts (GitHub); `##[`, `##vso[`,
# `##teamcity[` and the like anywhere (GitHub, Azure, TeamCity). Colour at the start of a line is looked through, so
# that a report has the same words with and without it.
_WORD = r"#(?=#\w*\[)"
_COMMAND = rf"(?m)^((?:[^\S\n]|{_COLOR})*):(?=:)|{_WORD}"


def unicode_text(text: str) -> str:
    """Text that can be written as UTF-8: lone surrogates are shown, all else stays."""
    return text if text.isascii() else re.sub(_SURROGATE, _shown, text)


def xml_text(text: str) -> str:
    """Text of characters that XML 1.0 allows ("Char" in its grammar); the others are shown. Markup is not escaped."""
    return re.sub(_NOT_XML, _shown, text)


def visible(text: str) -> str:
    """One line for a terminal: every control, invisible or reordering character is shown, line ends and tabs too."""
    return text if text.isascii() and text.isprintable() else re.sub(_UNPRINTABLE, _shown, text)


def visible_lines(lines: Iterable[str]) -> str:
    """Lines for a terminal as one text: none of them can steer it, or pass for two."""
    return "".join(f"{visible(line)}\n" for line in lines)


def for_people(text: str, *, color: bool = False) -> str:
    """Lines that are printed for a person, at a terminal or in a build log: nothing in them is an order to either.

    Our own colours stay where there is to be `color`. Where `visible` has been over each part of the text, nothing
    changes; this is for the parts that it has not been over.
    """
    text = without_commands(text)
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return re.sub(f"(?!{_COLOR}){_STEERING}" if color else _STEERING, _shown, text)


def holds_commands(text: str) -> bool:
    """Whether a build server would take something in the text for a command."""
    return ("::" in text or "##" in text) and re.search(_COMMAND, text) is not None


def without_commands(text: str, *, inside: bool = False) -> str:
    """A report for a build log: nothing in it is a command to the runner that prints the log. `inside` tells that the
    text will stand within a line."""
    if not holds_commands(text):
        return text
    sign = _WORD if inside else _COMMAND
    return re.sub(sign, lambda match: "\\x23" if match[0] == "#" else f"{match[1]}\\x3a", text)


def xml_document(text: str) -> str:
    """An XML document, with the same meaning to every parser: what would reorder or hide its text, or be a command in a
    build log, is written as a reference."""
    if holds_commands(text):
        text = re.sub(_COMMAND, lambda match: f"{match[1]}&#58;" if match[0] != "#" else "&#35;", text)
    text = text.replace("\x7f", "&#127;")
    return text if text.isascii() else re.sub(_STEERING, lambda match: f"&#{ord(match[0])};", text)


def json_text(dumped: str) -> str:
    """Dumped JSON, made safe to read and to write as UTF-8, with the same meaning to every parser.

    Lone surrogates are not Unicode, and many parsers stop at their escapes: they become text, byte 0xff `\\\\xff`.
    Invisible and reordering characters, and what would be a command in a build log, are written as JSON's own escapes.
    """
    if "##" in dumped:  # in a string, since JSON itself has no such sign
        dumped = re.sub(_WORD, "\\\\u0023", dumped)
    if dumped.isascii() and dumped.isprintable():
        return dumped
    return re.sub(_UNPRINTABLE, _json_escape, dumped)


def _json_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xD800 <= code <= 0xDFFF:
        return "\\" + _shown(match)
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # PEP 383: a byte that is not UTF-8
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

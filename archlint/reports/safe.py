"""Escapes text from the tree under check, which is untrusted.

A pull request from a stranger chooses file names, source lines and configuration texts. Characters that a terminal, an
XML parser or a build log would act on are escaped: byte 0xff of a name that isn't UTF-8 becomes `\\xff`, ESC becomes
`\\x1b`, a right-to-left override becomes `\\u202e`. Different names stay different, and the text is valid Unicode.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Patterns are strings, because most runs need none of them, and compiling one takes milliseconds.
_SURROGATE = "[\ud800-\udfff]"
_NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
# Control characters, marks that reorder or hide text (Unicode TR36, TR39), line separators, non-characters.
_UNPRINTABLE = (
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_NOT_MULTILINE = _UNPRINTABLE.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f")  # all but tabs and line ends
# The colours of `ansi`, and no other escape sequence.
_COLOR = r"\x1b\[(?:[0-2]|36|1;3[1236])m"
# What the runners of build servers take for a command: `::` at the start of a line (GitHub); `##[`, `##vso[`,
# `##teamcity[` and the like anywhere (GitHub, Azure, TeamCity). Colour at the start of a line is ignored, so that a
# report has the same text with and without it.
_WORD = r"#(?=#\w*\[)"
_COMMAND = rf"(?m)^((?:[^\S\n]|{_COLOR})*):(?=:)|{_WORD}"


def unicode_text(text: str) -> str:
    """Return text that can be encoded as UTF-8: lone surrogates are escaped."""
    return text if text.isascii() else re.sub(_SURROGATE, _shown, text)


def xml_text(text: str) -> str:
    """Return text of characters that XML 1.0 allows ("Char" in its grammar); others are escaped. Markup stays."""
    return re.sub(_NOT_XML, _shown, text)


def visible(text: str) -> str:
    """Return one line for a terminal: control (with tabs, line ends), invisible, reordering characters are escaped."""
    return text if text.isascii() and text.isprintable() else re.sub(_UNPRINTABLE, _shown, text)


def visible_lines(lines: Iterable[str]) -> str:
    """Return lines for a terminal as one text; see `visible`."""
    return "".join(f"{visible(line)}\n" for line in lines)


def for_people(text: str, *, color: bool = False) -> str:
    """Return lines for a terminal or a build log, with everything escaped that either would act on.

    archlint's own colours stay if `color` is true. Text from `visible` doesn't change.
    """
    text = without_commands(text)
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return re.sub(f"(?!{_COLOR}){_NOT_MULTILINE}" if color else _NOT_MULTILINE, _shown, text)


def holds_commands(text: str) -> bool:
    """Report whether a build server would take something in the text for a command."""
    return ("::" in text or "##" in text) and re.search(_COMMAND, text) is not None


def without_commands(text: str, *, inside: bool = False) -> str:
    """Return text for a build log, with everything escaped that the runner would take for a command.

    `inside` means that the text doesn't start a line.
    """
    if not holds_commands(text):
        return text
    sign = _WORD if inside else _COMMAND
    return re.sub(sign, lambda match: "\\x23" if match[0] == "#" else f"{match[1]}\\x3a", text)


def xml_document(text: str) -> str:
    """Return an equivalent XML document that is safe in a build log.

    Characters that would reorder or hide text, or start a command, become character references.
    """
    if holds_commands(text):
        text = re.sub(_COMMAND, lambda match: f"{match[1]}&#58;" if match[0] != "#" else "&#35;", text)
    text = text.replace("\x7f", "&#127;")
    return text if text.isascii() else re.sub(_NOT_MULTILINE, lambda match: f"&#{ord(match[0])};", text)


def json_text(dumped: str) -> str:
    """Return equivalent JSON that can be encoded as UTF-8 and is safe in a build log.

    Lone surrogates aren't valid Unicode, and many parsers reject their escapes, so they become text: byte 0xff becomes
    `\\\\xff`. Invisible and reordering characters, and what would start a command, become JSON escapes.
    """
    if "##" in dumped:  # it can only be in a string
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

"""Text from the tree under check, made harmless for those who read reports.

A stranger's pull request chooses file names, source lines and configuration texts. What a terminal, an XML parser or
a build log would act on is shown instead: byte 0xff of a name that is not UTF-8 as `\\xff`, ESC as `\\x1b`, a
right-to-left override as `\\u202e`. So no reader is fooled, different names stay different, and the text stays plain
Unicode.
"""

from __future__ import annotations

import re

# Patterns as texts: `re` compiles each where it is first needed, which is seldom, and takes milliseconds.
_SURROGATE = "[\ud800-\udfff]"
_NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
# Controls, the marks that reorder or hide text (Unicode TR36, TR39), separators that break lines, non-characters.
_UNPRINTABLE = (
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
# What GitHub's and Azure's runners take for a command: `::` where a line starts, `##[` and `##vso[` anywhere.
# Colour at the start of a line is looked through, so that a report has the same words with and without it.
_COMMAND = r"(?m)^((?:[^\S\n]|\x1b\[[0-9;]*m)*):(?=:)|#(?=#(?:\[|vso\[))"


def unicode_text(text: str) -> str:
    """Text that can be written as UTF-8: lone surrogates are shown, all else stays."""
    return text if text.isascii() else re.sub(_SURROGATE, _shown, text)


def xml_text(text: str) -> str:
    """Text of characters that XML 1.0 allows ("Char" in its grammar); the others are shown. Markup is not escaped."""
    return re.sub(_NOT_XML, _shown, text)


def visible(text: str) -> str:
    """One line for a terminal: every control, invisible or reordering character is shown, line ends and tabs too."""
    return text if text.isascii() and text.isprintable() else re.sub(_UNPRINTABLE, _shown, text)


def without_commands(text: str) -> str:
    """A report for a build log: nothing in it is a command to the runner that prints the log."""
    if "::" not in text and "##" not in text:
        return text
    return re.sub(_COMMAND, lambda match: f"{match[1]}\\x3a" if match[0] != "#" else "\\x23", text)


def json_text(dumped: str) -> str:
    """Dumped JSON, made safe to read and to write as UTF-8, with the same meaning to every parser.

    Lone surrogates are not Unicode, and many parsers stop at their escapes: they become text, byte 0xff `\\\\xff`.
    Invisible and reordering characters are written as JSON's own escapes.
    """
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

"""The Go front end: the first bytes of a file in, its facts out, with the result that go/parser gives (ImportsOnly).

Imports stand before every other declaration, so a header is all there is to read. Two ways lead to the same facts: the
fast path reads what gofmt writes, with a few patterns and a memory of lines that come again and again; whatever else a
file holds goes the exact path (`exact`), which takes some ten times as long. No two ways through a pattern match
the same text, so that a hostile file costs linear time.
"""

from __future__ import annotations

import codecs
import re
from sys import intern

from archlint.languages.go.build.constraints import file_name_constraint, header_constraint, join_constraints
from archlint.languages.go.headers.words import KEYWORDS, is_generated_mark
from archlint.languages.go.language import scope_of
from archlint.model.facts import FileFacts, Import

# Blank space and comments, except those that mean something: `//line`, which can be wrong, and `//archlint:`. Before
# the package clause a comment may tell more: a build line, or something that has to be looked into.
_BLOCK = rb"/\*(?!line )[^*]*\*+(?:[^/*][^*]*\*+)*/"
_GAP = rb"(?:[ \t\r\n]|//(?!line |archlint:)[^\n]*\n|" + _BLOCK + rb")*"
_TELLING = rb"[^!-~\n]*(?:Code generated |\+build)"
_LEAD = (
    rb"(?:[ \t\r\n]|//(?!line |archlint:|go:build|" + _TELLING + rb")[^\n]*\n"
    rb"|//go:build (?P<build>[^\n]*)\n|(?P<tells>//(?:go:build(?! )|" + _TELLING + rb")[^\n]*\n|" + _BLOCK + rb"))*"
)
_LINE_END = rb"[ \t\r]*(?://(?!archlint:)[^\n]*)?\n"
_NEXT = (
    _GAP
    + rb"(?:import[ \t]*(?P<group>\()"
    + _LINE_END
    + rb"|(?<=\n)(?P<single>import(?:[ \t]+[^( \t\n]|[\"`.])[^\n]*)\n"
    rb"|(?P<declaration>(?:func|type|var|const)[ \t(])|(?P<end>\Z))"
)
_match_first = re.compile(_LEAD + rb"package[ \t]+(?P<name>[A-Za-z_][A-Za-z0-9_]*)" + _LINE_END + _NEXT).match
_match_after = re.compile(rb"(?:\)" + _LINE_END + rb"|\n)" + _NEXT).match

_SPEC = rb'(?:([A-Za-z_][A-Za-z0-9_]*|\.)[ \t]*)?"([^"\\]*)"[ \t\r]*(?://(?!archlint:).*)?'
_GROUPED_SPEC = re.compile(rb"[ \t\r]*(?:" + _SPEC + rb"|//(?!line |archlint:).*)?", re.DOTALL)
_SINGLE_SPEC = re.compile(rb"import[ \t]*" + _SPEC, re.DOTALL)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_KEYWORDS = frozenset(map(str.encode, KEYWORDS))

_LONGEST_FAST = 262_144
_MOST_LINES = 50_000
_LONGEST_LINE = 512
_MOST_LEADS = 5_000
_LONGEST_LEAD = 2_048

_record = tuple.__new__  # makes a NamedTuple without the detour through Python code


class _UnusualError(Exception):
    """A line that the fast path does not know."""


class _Spec(dict[int, Import]):
    """The import that a line of text holds, by the number of the line: files that have it on the same one share it."""

    __slots__ = ("_alias", "_column", "_path")

    def __init__(self, path: str, column: int, alias: str) -> None:
        super().__init__()
        self._path, self._column, self._alias = path, column, alias

    def __missing__(self, line: int) -> Import:
        path, column = self._path, self._column
        spec = self[line] = Import(path, line, column, column + len(path) + 2, self._alias)
        return spec


class _Lines(dict[bytes, "_Spec | None"]):
    """What a line of imports holds, remembered: most lines of a tree have been seen before. None: no import in it."""

    def __init__(self, pattern: re.Pattern[bytes]) -> None:
        super().__init__()
        self._pattern = pattern

    def __missing__(self, line: bytes) -> _Spec | None:
        if len(self) >= _MOST_LINES:
            self.clear()
        match = self._pattern.fullmatch(line)
        if match is None or match[1] in _KEYWORDS:
            raise _UnusualError
        try:
            path, alias = (match[2] or b"").decode(), (match[1] or b"").decode()
        except UnicodeDecodeError:
            raise _UnusualError from None
        column = match.start(2)
        spec = None if match[2] is None else _Spec(path, column, alias)
        if len(line) <= _LONGEST_LINE:
            self[line] = spec
        return spec


class _Stated(dict[bytes, str]):
    """The constraint that the comments before a package clause state, remembered."""

    def __missing__(self, lead: bytes) -> str:
        if len(self) >= _MOST_LEADS:
            self.clear()
        stated = header_constraint(lead.decode("utf-8", "surrogateescape"))
        if len(lead) <= _LONGEST_LEAD:
            self[lead] = stated
        return stated


class HeaderReader:
    """Reads the headers of Go files.

    It remembers lines, so make one for a run; what it has read before never changes what it gives.
    """

    def __init__(self) -> None:
        self._grouped, self._single, self._stated = _Lines(_GROUPED_SPEC), _Lines(_SINGLE_SPEC), _Stated()

    def read(self, path: str, data: bytes, *, whole: bool) -> FileFacts | None:
        """The facts of one file from its first bytes, or None when they do not tell and there are more (not `whole`).

        `path` is relative to the scan root, with `/`. Never raises for what the file holds: errors are in `problems`.
        """
        if len(data) <= _LONGEST_FAST:
            try:
                facts = self._read_fast(path, data, whole=whole)
            except _UnusualError:
                facts = None
            if facts or (not whole and len(data) < _LONGEST_FAST):
                return facts
        return read_exactly(path, data, whole=whole)

    def _read_fast(self, path: str, data: bytes, *, whole: bool) -> FileFacts | None:
        """The facts, or None where the exact path has to decide."""
        first = _match_first(data)
        if first is None:
            return None
        name, tells, build = first.group("name", "tells", "build")
        imports: list[Import] = []
        end = self._imports(first, data, imports, whole=whole)
        head = data[:end]
        if not end or name in _KEYWORDS or not (head.isascii() or _is_utf8(head)) or 0 in head:
            return None
        if 13 in head and head.count(b"\r") != head.count(b"\r\n"):
            return None  # Go drops a lone carriage return from a comment, and so may make a mark of it
        file_name, generated = path[path.rfind("/") + 1 :], False
        package, constraint, scope = intern(name.decode()), "", "production"
        if "_" in file_name:
            constraint, scope = file_name_constraint(file_name), scope_of(file_name, package)
        if tells is not None:
            lead = data[: first.start("name")]
            constraint = join_constraints(constraint, self._stated[lead]) if b"build" in lead else constraint
            generated = b"// Code generated " in lead and _is_generated(lead)
        elif build is not None:
            constraint = join_constraints(constraint, self._stated[_build_lines(build, data, first)])
        return _record(FileFacts, (path, package, tuple(imports), constraint, generated, (), (), scope))

    def _imports(self, match: re.Match[bytes] | None, data: bytes, imports: list[Import], *, whole: bool) -> int:
        """Collect the imports from the first match on; the end of the header, or 0 where it cannot be told."""
        pos, line = 0, 1
        while match is not None:
            what = match.lastgroup
            if what == "declaration" or (what == "end" and whole):
                return match.end()
            if what == "group":
                start = match.end()
                line += data.count(b"\n", pos, start)
                pos = data.find(b"\n)", start - 1) + 1
                if not pos:
                    return 0
                specs = self._grouped
                for text in data[start : pos - 1].split(b"\n") if pos > start else ():
                    if (spec := specs[text]) is not None:
                        imports.append(spec[line])
                    line += 1
            elif what == "single":
                start, text = match.start(what), match[what]
                line += data.count(b"\n", pos, start)
                pos = start + len(text)
                if (spec := self._single[text]) is not None:
                    imports.append(spec[line])
            else:
                return 0
            match = _match_after(data, pos)
        return 0


def _is_utf8(head: bytes) -> bool:
    """Whether a header is UTF-8 without a byte order mark, which Go refuses wherever it stands but at the start."""
    try:
        head.decode()
    except UnicodeDecodeError:
        return False
    return codecs.BOM_UTF8 not in head


def _is_generated(lead: bytes) -> bool:
    """Whether the comments that hold `// Code generated ` are the mark."""
    return any(map(is_generated_mark, _COMMENT.findall(lead.decode("utf-8", "surrogateescape"))))


def _build_lines(build: bytes, data: bytes, first: re.Match[bytes]) -> bytes:
    """The build line if there is but one, which is remembered better, else all before the package clause."""
    end = first.start("name")
    return b"//go:build " + build if data.count(b"//go:build ", 0, end) == 1 else data[:end]


def read_exactly(path: str, data: bytes, *, whole: bool) -> FileFacts | None:
    """The facts by the exact path; None when `data` ends too early and is not all there is."""
    from archlint.languages.go.headers.exact import parse_header  # few trees need it

    text, _ = codecs.utf_8_decode(data, "surrogateescape", whole)
    return parse_header(path, text, whole=whole)

"""Reads the facts of a Go file from its first bytes, with the same result as go/parser (ImportsOnly).

Imports come before all other declarations, so this only reads the header of a file. The fast path reads what gofmt
writes, with a few patterns and a cache of lines, because the same lines occur again and again. For any other file, the
exact path (`exact`) takes about ten times as long. Each pattern can match a text in only one way, so that a hostile
file takes linear time.
"""

from __future__ import annotations

import codecs
import re
from sys import intern

from archlint.languages.go.build.constraints import file_name_constraint, header_constraint, join_constraints
from archlint.languages.go.headers.words import KEYWORDS, is_generated_mark
from archlint.languages.go.language import scope_of
from archlint.model.facts import FileFacts, Import

# White space and comments, except those with a meaning: `//line`, which can be invalid, and `//archlint:`. Before the
# package clause more comments have a meaning: build constraints and the mark of generated code (`special`).
_BLOCK = rb"/\*(?!line )[^*]*\*+(?:[^/*][^*]*\*+)*/"
_GAP = rb"(?:[ \t\r\n]|//(?!line |archlint:)[^\n]*\n|" + _BLOCK + rb")*"
_SPECIAL = rb"[^!-~\n]*(?:Code generated |\+build)"
_LEAD = (
    rb"(?:[ \t\r\n]|//(?!line |archlint:|go:build|" + _SPECIAL + rb")[^\n]*\n"
    rb"|//go:build (?P<build>[^\n]*)\n|(?P<special>//(?:go:build(?! )|" + _SPECIAL + rb")[^\n]*\n|" + _BLOCK + rb"))*"
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

_record = tuple.__new__  # makes a NamedTuple without calling Python code


class _UnusualError(Exception):
    """A line that the fast path can't read."""


class _Spec(dict[int, Import]):
    """The import on a line of text, by line number. Files with the same text on the same line share one record."""

    __slots__ = ("_alias", "_column", "_path")

    def __init__(self, path: str, column: int, alias: str) -> None:
        super().__init__()
        self._path, self._column, self._alias = path, column, alias

    def __missing__(self, line: int) -> Import:
        path, column = self._path, self._column
        spec = self[line] = Import(path, line, column, column + len(path) + 2, self._alias)
        return spec


class _Lines(dict[bytes, "_Spec | None"]):
    """A cache of the import on a line of text, None for no import. Most lines of a tree occur in several files."""

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


class _Constraints(dict[bytes, str]):
    """A cache of the build constraint in the comments before a package clause."""

    def __missing__(self, lead: bytes) -> str:
        if len(self) >= _MOST_LEADS:
            self.clear()
        constraint = header_constraint(lead.decode("utf-8", "surrogateescape"))
        if len(lead) <= _LONGEST_LEAD:
            self[lead] = constraint
        return constraint


class HeaderReader:
    """Reads the headers of Go files. It caches lines, so use one reader for a run."""

    def __init__(self) -> None:
        self._grouped, self._single, self._constraints = _Lines(_GROUPED_SPEC), _Lines(_SINGLE_SPEC), _Constraints()

    def read(self, path: str, data: bytes, *, whole: bool) -> FileFacts | None:
        """Return the facts of one file from its first bytes, or None if it needs more bytes.

        `path` is relative to the scan root, with `/`. `whole` says that `data` is the whole file; the result is then
        never None. Errors in the file are in `problems`.
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
        """The facts, or None if the exact path must read the file."""
        first = _match_first(data)
        if first is None:
            return None
        name, special, build = first.group("name", "special", "build")
        imports: list[Import] = []
        end = self._imports(first, data, imports, whole=whole)
        head = data[:end]
        if not end or name in _KEYWORDS or not (head.isascii() or _is_utf8(head)) or 0 in head:
            return None
        if 13 in head and head.count(b"\r") != head.count(b"\r\n"):
            return None  # Go removes a lone carriage return from a comment, which may turn it into the mark
        file_name, generated = path[path.rfind("/") + 1 :], False
        package, constraint, scope = intern(name.decode()), "", "production"
        if "_" in file_name:
            constraint, scope = file_name_constraint(file_name), scope_of(file_name, package)
        if special is not None:
            lead = data[: first.start("name")]
            constraint = join_constraints(constraint, self._constraints[lead]) if b"build" in lead else constraint
            generated = b"// Code generated " in lead and _is_generated(lead)
        elif build is not None:
            constraint = join_constraints(constraint, self._constraints[_build_lines(build, data, first)])
        return _record(FileFacts, (path, package, tuple(imports), constraint, generated, (), (), scope))

    def _imports(self, match: re.Match[bytes] | None, data: bytes, imports: list[Import], *, whole: bool) -> int:
        """Collect the imports after the first match. Return the end of the header, or 0 if it isn't found."""
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
    """Whether a header is UTF-8 without a byte order mark, which Go rejects except at the start of a file."""
    try:
        head.decode()
    except UnicodeDecodeError:
        return False
    return codecs.BOM_UTF8 not in head


def _is_generated(lead: bytes) -> bool:
    """Whether a comment is the mark of generated code."""
    return any(map(is_generated_mark, _COMMENT.findall(lead.decode("utf-8", "surrogateescape"))))


def _build_lines(build: bytes, data: bytes, first: re.Match[bytes]) -> bytes:
    """The build line if there is only one, because that is a better cache key; else all before the package clause."""
    end = first.start("name")
    return b"//go:build " + build if data.count(b"//go:build ", 0, end) == 1 else data[:end]


def read_exactly(path: str, data: bytes, *, whole: bool) -> FileFacts | None:
    """Return the facts by the exact path, or None if it needs more bytes (see `HeaderReader.read`)."""
    from archlint.languages.go.headers.exact import parse_header  # few trees need it

    text, _ = codecs.utf_8_decode(data, "surrogateescape", whole)
    return parse_header(path, text, whole=whole)

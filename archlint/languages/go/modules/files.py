"""Reads go.mod and go.work: where modules begin, what they are called, and which of them stand in for others.

Source: "go.mod files" and "go.work files" in the Go Modules Reference. Directives that say nothing about the structure
of a tree (exclude, retract, tool, toolchain, godebug, and whatever a later Go adds) are passed over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from archlint.languages.go.headers.literals import unquote
from archlint.model.facts import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_T = TypeVar("_T")

_BLANKS = re.compile(r"[ \t\r]*")
_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*"|`[^`]*`)|(?P<open>["`])|(?P<mark>[()\[\]{},])'
    r"|(?P<word>(?:(?!//|/\*)[^\s()\[\]{},])+)"
)
_FOLDER = r"\.\.?\Z|\.{0,2}[/\\]|[A-Za-z]:"  # compiled when first needed
_VERSION = re.compile(r"[1-9][0-9]*\.(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?(?:[a-z]+[0-9]+)?")


class Replace(NamedTuple):
    """A replace directive. `version` is "" where it holds for every version; `target_version` is "" for a folder."""

    module: str
    version: str
    target: str
    target_version: str

    @property
    def local(self) -> bool:
        """Whether the target is a folder, relative to that of the go.mod unless it is absolute."""
        return not self.target_version


class ModFile(NamedTuple):
    """A go.mod. `module` is "" where there is no module directive to read, `go` where there is no go directive.

    `ignores` are the folders of ignore directives (Go 1.25): with a leading `./` relative to the module, else the name
    of a folder at any depth; `./...` does not go into them.
    """

    module: str
    go: str = ""
    requires: tuple[str, ...] = ()
    replaces: tuple[Replace, ...] = ()
    ignores: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class _Line(NamedTuple):
    """One directive: verb and arguments, blocks taken apart. `line` and `column` are those of its first token."""

    verb: str
    arguments: tuple[str, ...]
    line: int
    column: int


class _WrongError(Exception):
    """What is wrong with one directive."""


def read_mod(data: bytes) -> ModFile:
    """Read a go.mod. Never raises for what it holds: what cannot be read is left out, and told in `problems`."""
    found = _Found(data, {"module": True, "go": True, "require": False, "replace": False, "ignore": False})
    module = "".join(found.strings("module"))  # one at most
    requires = tuple(dict.fromkeys(found.strings("require", 2)))
    ignores, go, replaces = found.strings("ignore"), found.version(), found.replaces()
    return ModFile(module, go, requires, replaces, ignores, found.problems())


def read_work(data: bytes) -> tuple[Replace, ...]:
    """The replace directives of a go.work."""
    return _Found(data, {"replace": False}).replaces()


class _Found:
    """The directives of a file by verb, and what is wrong with them. `wanted` tells which may stand only once."""

    def __init__(self, data: bytes, wanted: dict[str, bool]) -> None:
        self._problems: list[Problem] = []
        self._lines: dict[str, list[_Line]] = {verb: [] for verb in wanted}
        for line in _directives(data.decode("utf-8", "surrogateescape"), self._problems):
            if line.verb not in wanted:
                continue
            if wanted[line.verb] and self._lines[line.verb]:
                self._complain(line, f"repeated {line.verb} statement")
            else:
                self._lines[line.verb].append(line)

    def problems(self) -> tuple[Problem, ...]:
        return tuple(sorted(self._problems))

    def strings(self, verb: str, count: int = 1) -> tuple[str, ...]:
        """The first argument of every such directive, which has `count` arguments."""
        return tuple(self._each(verb, lambda arguments: _first(verb, arguments, count)))

    def _each(self, verb: str, read: Callable[[tuple[str, ...]], _T]) -> Iterator[_T]:
        """What `read` makes of the arguments of every such directive; what is wrong is told and left out."""
        for line in self._lines[verb]:
            try:
                yield read(line.arguments)
            except _WrongError as wrong:  # each directive stands for itself
                self._complain(line, str(wrong))

    def version(self) -> str:
        """The version of the go directive, "" without one."""
        for line in self._lines["go"]:
            if len(line.arguments) == 1 and _VERSION.fullmatch(line.arguments[0]):
                return line.arguments[0]
            self._complain(line, "the go directive wants one version such as 1.23.0")
        return ""

    def replaces(self) -> tuple[Replace, ...]:
        """The replace directives; of two for one module and version the later one holds."""
        found: dict[tuple[str, str], Replace] = {}
        for replace in self._each("replace", _replace):
            found.pop(replace[:2], None)
            found[replace[:2]] = replace
        return tuple(found.values())

    def _complain(self, line: _Line, message: str) -> None:
        self._problems.append(Problem(line.line, line.column, message))


def _replace(arguments: tuple[str, ...]) -> Replace:
    arrow = arguments.index("=>") if "=>" in arguments else 0
    before, after = arguments[:arrow], arguments[arrow + 1 :]
    if len(before) not in (1, 2) or len(after) not in (1, 2):
        raise _WrongError("usage: replace path [v1.2.3] => path v1.2.3 or ../folder")
    target, version = _value(after[0]), after[1] if len(after) > 1 else ""
    folder = re.match(_FOLDER, target) is not None
    if folder and version:
        raise _WrongError(f"the replacement folder {target} cannot have a version")
    if not folder and not version:
        raise _WrongError(f"the replacement {target} wants a version, or ./ or ../ before a folder")
    return Replace(_value(before[0]), before[1] if len(before) > 1 else "", target, version)


def _first(verb: str, arguments: tuple[str, ...], count: int) -> str:
    if len(arguments) != count:
        raise _WrongError(f"usage: {verb} {'path v1.2.3' if count > 1 else 'path'}")
    return _value(arguments[0])


def _value(argument: str) -> str:
    """The value of an argument, quoted or not."""
    if argument.startswith('"'):
        value = unquote(argument)
        if value is None:
            raise _WrongError(f"invalid quoted string {argument}")
        return value
    if any(quote in argument for quote in "\"'`"):
        raise _WrongError(f"quotes inside of {argument}")
    return argument


def _directives(text: str, problems: list[Problem]) -> Iterator[_Line]:
    """The directives, line by line; a line that is no sequence of tokens ends the reading, as it does for Go."""
    block, opened = "", 0
    number = 0
    for number, raw in enumerate(text.split("\n"), 1):
        try:
            tokens, column = _tokens(raw)
        except _WrongError as wrong:
            problems.append(Problem(number, 1, str(wrong)))
            return
        if not tokens:
            continue
        if opened and tokens[0] == ")":
            if len(tokens) > 1:
                problems.append(Problem(number, column, "a closing parenthesis ends its line"))
                return
            block, opened = "", 0
        elif opened:
            yield _Line(block, tokens, number, column)
        elif tokens[-1] == "(" and len(tokens) > 1:
            block, opened = " ".join(tokens[:-1]), number
        elif tokens[-2:] != ("(", ")"):
            yield _Line(tokens[0], tokens[1:], number, column)
    if opened:
        problems.append(Problem(number, 1, f"the block of line {opened} is not closed"))


def _tokens(line: str) -> tuple[tuple[str, ...], int]:
    """The tokens of a line without its comment, and the column of the first."""
    tokens: list[str] = []
    column, pos = 1, 0
    while True:
        if blanks := _BLANKS.match(line, pos):
            pos = blanks.end()
        if pos == len(line) or line.startswith("//", pos):
            return tuple(tokens), column
        match = _TOKEN.match(line, pos)
        if match is None:
            comment = line.startswith("/*", pos)
            raise _WrongError("comments begin with //, not /*" if comment else f"unexpected character {line[pos]!a}")
        if match.lastgroup == "open":
            raise _WrongError("a string is not closed")
        column = column if tokens else pos + 1
        tokens.append(match[0])
        pos = match.end()

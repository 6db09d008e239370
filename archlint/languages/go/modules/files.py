"""Reads go.mod and go.work files: module paths, requirements, replacements and workspace folders.

Source: "go.mod files" and "go.work files" in the Go Modules Reference. Directives that don't affect the structure of a
tree (exclude, retract, tool, toolchain, godebug, and any that a later Go adds) are ignored.
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
    """A replace directive. `version` is "" if it applies to all versions; `target_version` is "" for a folder."""

    module: str
    version: str
    target: str
    target_version: str

    @property
    def local(self) -> bool:
        """Whether the target is a folder: an absolute path, or relative to the folder of the go.mod."""
        return not self.target_version


class ModFile(NamedTuple):
    """A go.mod. `module` and `go` are "" if the file has no such directive.

    `ignores` are the folders of ignore directives (Go 1.25), which `./...` skips: a path with a leading `./` is
    relative to the module, any other matches folders at any depth.
    """

    module: str
    go: str = ""
    requires: tuple[str, ...] = ()
    replaces: tuple[Replace, ...] = ()
    ignores: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class _Line(NamedTuple):
    """One directive, also from a block: verb and arguments. `line` and `column` are those of its first token."""

    verb: str
    arguments: tuple[str, ...]
    line: int
    column: int


class _InvalidError(Exception):
    """Why a directive is invalid."""


def read_mod(data: bytes) -> ModFile:
    """Read a go.mod. Directives that can't be read are left out and reported in `problems`."""
    found = _Directives(data, {"module": True, "go": True, "require": False, "replace": False, "ignore": False})
    module = "".join(found.strings("module"))  # one at most
    requires = tuple(dict.fromkeys(found.strings("require", 2)))
    ignores, go, replaces = found.strings("ignore"), found.version(), found.replaces()
    return ModFile(module, go, requires, replaces=replaces, ignores=ignores, problems=found.problems())


class WorkFile(NamedTuple):
    """A go.work. `uses` are the folders of use directives, as written."""

    uses: tuple[str, ...] = ()
    replaces: tuple[Replace, ...] = ()


def read_work(data: bytes) -> WorkFile:
    """Read a go.work. Directives that can't be read are left out."""
    found = _Directives(data, {"use": False, "replace": False})
    return WorkFile(tuple(dict.fromkeys(found.strings("use"))), found.replaces())


class _Directives:
    """The directives of a file by verb, and their problems. `once` says, for each verb, whether it can't repeat."""

    def __init__(self, data: bytes, once: dict[str, bool]) -> None:
        self._problems: list[Problem] = []
        self._lines: dict[str, list[_Line]] = {verb: [] for verb in once}
        for line in _directives(data.decode("utf-8", "surrogateescape"), self._problems):
            if line.verb not in once:
                continue
            if once[line.verb] and self._lines[line.verb]:
                self._complain(line, f"repeated {line.verb} statement")
            else:
                self._lines[line.verb].append(line)

    def problems(self) -> tuple[Problem, ...]:
        return tuple(sorted(self._problems))

    def strings(self, verb: str, count: int = 1) -> tuple[str, ...]:
        """The first argument of each directive with this verb. The directive must have `count` arguments."""
        return tuple(self._each(verb, lambda arguments: _first(verb, arguments, count)))

    def _each(self, verb: str, read: Callable[[tuple[str, ...]], _T]) -> Iterator[_T]:
        """Apply `read` to the arguments of each directive with this verb. Invalid ones are reported and left out."""
        for line in self._lines[verb]:
            try:
                yield read(line.arguments)
            except _InvalidError as wrong:  # the other directives are still good
                self._complain(line, str(wrong))

    def version(self) -> str:
        """The version of the go directive; "" if there is none."""
        for line in self._lines["go"]:
            if len(line.arguments) == 1 and _VERSION.fullmatch(line.arguments[0]):
                return line.arguments[0]
            self._complain(line, "the go directive must have one version, such as 1.23.0")
        return ""

    def replaces(self) -> tuple[Replace, ...]:
        """The replace directives. If there are two for one module and version, the later one wins."""
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
        raise _InvalidError("usage: replace path [v1.2.3] => path v1.2.3 or ../folder")
    target, version = _value(after[0]), after[1] if len(after) > 1 else ""
    folder = re.match(_FOLDER, target) is not None
    if folder and version:
        raise _InvalidError(f"the replacement folder {target} can't have a version")
    if not folder and not version:
        raise _InvalidError(f"the replacement {target} needs a version; a folder must start with ./ or ../")
    return Replace(
        _value(before[0]), version=before[1] if len(before) > 1 else "", target=target, target_version=version
    )


def _first(verb: str, arguments: tuple[str, ...], count: int) -> str:
    if len(arguments) != count:
        raise _InvalidError(f"usage: {verb} {'path v1.2.3' if count > 1 else 'path'}")
    return _value(arguments[0])


def _value(argument: str) -> str:
    """The value of an argument, quoted or not."""
    if argument.startswith('"'):
        value = unquote(argument)
        if value is None:
            raise _InvalidError(f"invalid quoted string {argument}")
        return value
    if any(quote in argument for quote in "\"'`"):
        raise _InvalidError(f"quotes are not allowed inside {argument}")
    return argument


def _directives(text: str, problems: list[Problem]) -> Iterator[_Line]:
    """Yield the directives. A line that can't be split into tokens ends the file, as it does for Go."""
    block, opened = "", 0
    number = 0
    for number, raw in enumerate(text.split("\n"), 1):
        try:
            tokens, column = _tokens(raw)
        except _InvalidError as wrong:
            problems.append(Problem(number, 1, str(wrong)))
            return
        if not tokens:
            continue
        if opened and tokens[0] == ")":
            if len(tokens) > 1:
                problems.append(Problem(number, column, "unexpected text after the closing parenthesis"))
                return
            block, opened = "", 0
        elif opened:
            yield _Line(block, tokens, number, column=column)
        elif tokens[-1] == "(" and len(tokens) > 1:
            block, opened = " ".join(tokens[:-1]), number
        elif tokens[-2:] != ("(", ")"):
            yield _Line(tokens[0], tokens[1:], number, column=column)
    if opened:
        problems.append(Problem(number, 1, f"the block that starts in line {opened} is not closed"))


def _tokens(line: str) -> tuple[tuple[str, ...], int]:
    """The tokens of a line without its comment, and the column of the first token."""
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
            raise _InvalidError("comments start with //, not /*" if comment else f"unexpected character {line[pos]!a}")
        if match.lastgroup == "open":
            raise _InvalidError("string not terminated")
        column = column if tokens else pos + 1
        tokens.append(match[0])
        pos = match.end()

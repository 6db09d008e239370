"""Headers of Go files: both parsers compared with go/parser, on whole files and on their first bytes.

Without a Go toolchain, the two parsers are only compared with each other.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial

from support.documents import Json
from support.go_oracle import Oracle, as_imports_only, of_go

from archlint.languages.go.build.constraints import Configuration, file_name_constraint, matches
from archlint.languages.go.build.expressions import ConstraintError
from archlint.languages.go.headers.reader import HeaderReader, read_exactly
from archlint.model.facts import FileFacts

from .engine import Failure, Fuzzer
from .go_corpus import HAS_GO, some_header
from .go_headers import FRAGMENTS, header, soup
from .mutate import mutated

_NAMES = ("x.go", "x.go", "x.go", "x_linux.go", "x_test.go", "x_windows_amd64_test.go", "x_arm64.go", "x_unix.go")
_CONFIGURATIONS = (
    Configuration(),
    Configuration("windows", "arm64", frozenset({"a", "c"}), cgo=False),
    Configuration("android", "arm64", frozenset({"b", "x"})),
    Configuration("linux", "amd64", frozenset({"a", "b", "ignore"})),
)


class Headers(Fuzzer):
    """The fuzzer of `go.headers.reader` and the modules that it uses."""

    name = "headers"
    suffix = ".go"
    batch = 500

    def __init__(self) -> None:
        self._oracle = Oracle() if HAS_GO else None
        self._reader = HeaderReader()
        if self._oracle is None:
            print("headers: no Go toolchain on PATH: the two ways of reading are compared with each other alone")

    def make(self, source: random.Random) -> bytes:
        """Return a header from the grammar, a real one with changes, or fragments in random order."""
        chance = source.random()
        if chance < 0.4:
            return header(source)
        if chance < 0.55:
            return mutated(source, header(source), FRAGMENTS, header(source))
        if chance < 0.7:
            return mutated(source, some_header(source), FRAGMENTS, header(source))
        return soup(source)

    def check(self, inputs: Sequence[bytes]) -> list[Failure | None]:
        """Compare the whole batch."""
        if len(inputs) == 1:
            self._reader = HeaderReader()  # earlier input must not matter, so that a failing input can be made smaller
        answers = self._oracle.ask(_questions(inputs)) if self._oracle else []
        headers, builds = answers[: len(inputs)], iter(answers[len(inputs) :])
        found: list[Failure | None] = []
        for place, data in enumerate(inputs):
            answer = headers[place] if headers else None
            build = next(builds) if headers and _has_build_lines(data) else None
            found.append(self._judge(data, answer, build))
        return found

    def close(self) -> None:
        """End the Go process."""
        if self._oracle:
            self._oracle.close()

    def _judge(self, data: bytes, answer: Json | None, build: Json | None) -> Failure | None:
        path = _name(data)
        exact = self.guarded(lambda: read_exactly(path, data, whole=True))
        if isinstance(exact, Failure):
            return exact
        if exact is None:
            return Failure("difference", "read_exactly gives nothing for a whole text", "")
        ways: list[tuple[str, Callable[[], FileFacts | None]]] = [
            ("read", lambda: self._reader.read(path, data, whole=True))
        ]
        for cut in _cuts(data):
            start = data[:cut]
            ways.append((f"read of the first {cut} bytes", partial(self._reader.read, path, start, whole=False)))
            ways.append((f"read_exactly of {cut} bytes", partial(read_exactly, path, start, whole=False)))
        for what, way in ways:
            told = self.guarded(way)
            if isinstance(told, Failure):
                return told
            if told != exact and (told is not None or what == "read"):
                return _difference(what.partition(" of ")[0], told, exact, what)
        if answer is None:
            return None
        expected = of_go(answer, path)
        if as_imports_only(exact) != expected:
            return _difference("Go", as_imports_only(exact), expected, "go/parser")
        return None if build is None or exact.problems else _judge_build(path, exact.constraint, build, data)


def _questions(inputs: Sequence[bytes]) -> list[Json]:
    asked: list[Json] = [{"Kind": "header", "Data": data} for data in inputs]
    for data in filter(_has_build_lines, inputs):
        build = _configuration(data)
        asked.append(
            {
                "Kind": "match", "Name": _name(data), "Data": data, "Goos": build.goos, "Goarch": build.goarch,
                "Tags": sorted(build.tags), "Cgo": build.cgo,
            }
        )  # fmt: skip
    return asked


def _has_build_lines(data: bytes) -> bool:
    return b"build" in data


def _name(data: bytes) -> str:
    """A file name for the text, always the same one."""
    return _NAMES[sum(data[-8:]) % len(_NAMES)]


def _configuration(data: bytes) -> Configuration:
    return _CONFIGURATIONS[sum(data[:40]) % len(_CONFIGURATIONS)]


def _cuts(data: bytes) -> tuple[int, ...]:
    """Two places to cut the text, always the same ones."""
    size = len(data)
    return (size * (7 + sum(data[:16]) % 83) // 100, size - 1 - sum(data[-16:]) % 9) if size > 10 else (size // 2,)


def _difference(kind: str, told: FileFacts | None, expected: FileFacts, than: str) -> Failure:
    names = FileFacts._fields if told is None else [
        name for name in FileFacts._fields if getattr(told, name) != getattr(expected, name)
    ]  # fmt: skip
    text = f"{than}:\n  archlint {told}\n  expected {expected}"
    return Failure("difference", f"{kind}: {', '.join(names)} differ", text)


def _judge_build(path: str, constraint: str, answer: Json, data: bytes) -> Failure | None:
    """Compare whether archlint and go/build put the file in a configuration."""
    configuration = _configuration(data)
    try:
        told, refused = matches(constraint, configuration), False
    except ConstraintError:
        told, refused = False, True
    expected, error = answer["Match"], bool(answer["Error"])
    if refused and not error and not matches(file_name_constraint(path), configuration):
        return None  # Go doesn't open a file that its name excludes
    if (told, refused) == (expected, error):
        return None
    text = f"{path} in {configuration}: archlint {told}, refused {refused}; Go {answer}; constraint {constraint!r}"
    return Failure("difference", "Go: the constraint differs", text)


FUZZER = Headers

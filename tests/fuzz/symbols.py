"""Whole Go files: their declarations and free names, compared with go/parser's own resolution of names.

For a file that Go rejects, or without a Go toolchain, the answer must only be the same each time, with places within
the file.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import partial

from support.documents import Json
from support.go_oracle import Oracle
from support.headers import read_header
from support.references import uses_of

from archlint.languages.go.syntax.qualified import qualified_uses
from archlint.languages.go.syntax.symbols import extract
from archlint.model.symbols import Bare, Dotted, Filled, MemberUse, Spot, Symbols

from .engine import Failure, Fuzzer
from .go_corpus import HAS_GO, some_part
from .go_headers import FRAGMENTS
from .go_programs import program
from .mutate import mutated

_LONGEST = 3000
_WORDS = tuple(
    text.encode()
    for text in (
        "func ", "func f() {", "}", "{", "(", ")", "[", "]", "type T ", "type T struct {", "var x = ", "const (", "x := ", ":=",
        "=", ",", ";", "\n", "if ", "for ", "range ", "switch ", "case ", "select {", "go ", "defer ", "return ", "T{", "T{a: 1}",
        "[]T{{a}}", "map[string]T{", ".", "x.y", "x.(type)", "...", "*", "&", "<-", "chan ", "interface{", "struct{", "~int",
        "[T any]", "[P *T]", "/*", "*/", "//", "// c\n", '"', "`", "'", '"s"', "`r`", "'c'", "\\", "goto ", "L:", "_", "new(x)",
        "make([]T)", "iota", "nil", "import \"q\"\n", "package p\n", "func() {}()", "a, b", "a.b.c", "f[int](x)", "0x", "1_0",
    )
)  # fmt: skip


class SymbolFiles(Fuzzer):
    """The fuzzer of `go.syntax.symbols` and `go.syntax.qualified`."""

    name = "symbols"
    suffix = ".go"
    batch = 100

    def __init__(self) -> None:
        self._oracle = Oracle() if HAS_GO else None
        if self._oracle is None:
            print("symbols: no Go toolchain on PATH: nothing is compared, files are only read")

    def make(self, source: random.Random) -> bytes:
        """Return a file from the grammar, a real one with or without changes, or fragments in random order."""
        chance = source.random()
        if chance < 0.45:
            return program(source)
        if chance < 0.6:
            return mutated(source, program(source), _WORDS, program(source))
        if chance < 0.7:
            return some_part(source, _LONGEST)
        if chance < 0.9:
            return mutated(source, some_part(source, _LONGEST), _WORDS, program(source))
        return b"package p\n" + b"".join(source.choices(_WORDS + FRAGMENTS, k=source.randrange(40)))

    def check(self, inputs: Sequence[bytes]) -> list[Failure | None]:
        """Compare the whole batch."""
        answers: Sequence[Json | None] = [None] * len(inputs)
        if self._oracle:
            answers = self._oracle.ask({"Kind": "symbols", "Data": data} for data in inputs)
        return [self._judge(data, answer) for data, answer in zip(inputs, answers, strict=True)]

    def close(self) -> None:
        """End the Go process."""
        if self._oracle:
            self._oracle.close()

    def _judge(self, data: bytes, answer: Json | None) -> Failure | None:
        symbols = self.guarded(lambda: extract("x.go", data))
        if isinstance(symbols, Failure):
            return symbols
        again = self.guarded(lambda: extract("x.go", data))
        if again != symbols:
            return Failure("difference", "extract differs the second time", f"{symbols}\n{again}")
        outside = _outside(symbols, data)
        if outside:
            return Failure("difference", "a place lies outside the file", f"{outside} of {symbols}")
        wanted = answer.get("Symbols") if answer else None
        if wanted is not None:
            if symbols.problem is not None:
                return Failure("refused", "a syntax error where go/parser has none", str(symbols.problem))
            different = _differences(symbols, wanted)
            if different:
                return different
        return self._qualified(data, symbols, valid=wanted is not None)

    def _qualified(self, data: bytes, symbols: Symbols, *, valid: bool) -> Failure | None:
        """Compare the uses of imports that are found with and without parsing, if the file is valid."""
        names = {each.alias or each.path.rpartition("/")[2] for each in read_header("x.go", data).imports} - {
            "_",
            ".",
            "",
        }
        for name in sorted(names):
            told = self.guarded(partial(qualified_uses, "x.go", data, [name]))
            if isinstance(told, Failure):
                return told
            if told is None or not valid:
                continue
            if _dotted(told.dotted) != _dotted(uses_of(symbols, name)):
                detail = f"{name}: qualified_uses {told.dotted}, extract {symbols.dotted}"
                return Failure("difference", "qualified_uses differs from extract", detail)
        return None


def _differences(symbols: Symbols, wanted: Json) -> Failure | None:
    unsure = set(_spots(wanted["Unsure"]))
    told: Mapping[str, Set[tuple[str | int | Spot, ...]]] = {
        "declarations": {
            (each.name, each.kind, each.receiver, each.line, each.column) for each in symbols.declarations
        },
        "free names": _free(symbols) - unsure,
        "dotted names": {pair for pair in _dotted(symbols.dotted) if pair[0] not in unsure},
        "members": {spot for each in symbols.member_uses for spot in each.spots} - unsure,
    }  # fmt: skip
    dotted = list(_spots(wanted["Dotted"]))
    expected: Mapping[str, Set[tuple[str | int | Spot, ...]]] = {
        "declarations": {
            (each["Name"], each["Kind"], each["Receiver"], each["Line"], each["Column"])
            for each in wanted["Declared"] or ()
        },
        "free names": set(_spots(wanted["Free"])),
        "dotted names": set(zip(dotted[::2], dotted[1::2], strict=True)),
        "members": set(_spots(wanted["Members"])) - unsure,
    }
    for what, ours in told.items():
        theirs = expected[what]
        extra, missing = sorted(ours - theirs), sorted(theirs - ours)
        if extra or missing:
            kind = f"Go: {what}: {'extra' if extra else ''}{' and ' if extra and missing else ''}{'missing' if missing else ''}"
            return Failure("difference", kind, f"extra {extra}\nmissing {missing}")
    return None


def _spots(numbers: Sequence[int] | None) -> Iterator[Spot]:
    numbers = numbers or ()
    return map(Spot, numbers[::2], numbers[1::2])


def _free(symbols: Symbols) -> set[Spot]:
    bare = {spot for each in symbols.bare for spot in each.spots}
    return bare | {spot for each in symbols.dotted if each.qualifier != "_" for spot in each.qualifier_spots}


def _dotted(found: Iterable[Dotted]) -> set[tuple[Spot, Spot]]:
    """The places of x and Name of each x.Name. Go rejects `_.Name`, but its parser doesn't."""
    return {
        pair for each in found if each.qualifier != "_" for pair in zip(each.qualifier_spots, each.spots, strict=True)
    }


def _places(symbols: Symbols) -> Iterator[Spot]:
    for term in symbols.terms:
        yield from (Spot(each.line, each.column) for each in term.members)
    for declaration in symbols.declarations:
        yield Spot(declaration.line, declaration.column)
    groups: Iterable[Bare | Dotted | MemberUse | Filled] = (
        *symbols.bare,
        *symbols.dotted,
        *symbols.member_uses,
        *symbols.filled,
    )
    for group in groups:
        yield from group.spots
    yield from _free(symbols)
    for keyed in symbols.keyed:
        yield from (spot for key in keyed.keys for spot in key.spots)
    yield from (each.by_order for each in symbols.filled if each.by_order)
    yield from (Spot(each.line, each.column) for each in symbols.embeds)
    if symbols.problem:
        yield Spot(symbols.problem.line, symbols.problem.column)


def _outside(symbols: Symbols, data: bytes) -> Spot | None:
    """The first place outside the file. A syntax error may be at the end of the file, or after its last newline."""
    lines = [len(line.decode(errors="surrogateescape")) for line in data.split(b"\n")]
    for spot in _places(symbols):
        if not (1 <= spot.line <= len(lines) and 1 <= spot.column <= lines[spot.line - 1] + 1):
            return spot
    return None


FUZZER = SymbolFiles

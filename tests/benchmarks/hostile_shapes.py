"""The shapes of `hostile.py`: for each reader, inputs of any size that are made to be slow.

A shape is a pattern of bytes and the reader for it. `repeat` creates an input of a size from a start, a repeated piece,
and an end; `{n}` in the piece is the number of the repetition.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

Read = Callable[[], object]
MIB = 1 << 20


class Shape(NamedTuple):
    """`prepare(size)` creates an input of about that many bytes and returns a function that reads it. `most` is the
    largest size."""

    name: str
    prepare: Callable[[int], Read]
    most: int = 4 * MIB


SHAPES: list[Shape] = []


def repeat(before: str, piece: str, after: str, size: int) -> str:
    """Return `before`, as many pieces as fit, and `after`."""
    if "{n}" not in piece:
        return before + piece * max(1, (size - len(before) - len(after)) // len(piece)) + after
    pieces: list[str] = []
    left, number = size - len(before) - len(after), 0
    while left > 0 or not pieces:
        pieces.append(piece.replace("{n}", str(number)))
        left -= len(pieces[-1])
        number += 1
    return before + "".join(pieces) + after


def nested(before: str, opening: str, middle: str, closing: str, after: str, size: int) -> str:
    """Return `opening` n times, `middle`, and `closing` n times."""
    count = max(1, (size - len(before) - len(after)) // (len(opening) + len(closing)))
    return before + opening * count + middle + closing * count + after


def add(
    reader: str, read: Callable[[bytes], object], shapes: dict[str, Callable[[int], str | bytes]], most: int = 4 * MIB
) -> None:
    """Register the shapes of one reader, which gets bytes."""
    for name, make in shapes.items():

        def prepare(size: int, make: Callable[[int], str | bytes] = make) -> Read:
            made = make(size)
            data = made if isinstance(made, bytes) else made.encode("utf-8", "surrogateescape")
            return lambda: read(data)

        SHAPES.append(Shape(f"{reader}: {name}", prepare, most))


def pieces(before: str, piece: str, after: str = "") -> Callable[[int], str]:
    """Return a shape of repeated pieces."""
    return lambda size: repeat(before, piece, after, size)


def nest(before: str, opening: str, middle: str, closing: str, after: str = "") -> Callable[[int], str]:
    """Return a shape of nested pieces."""
    return lambda size: nested(before, opening, middle, closing, after, size)


def noise(before: str, words: str, seed: int) -> Callable[[int], str]:
    """Return a shape of words in random order."""

    def make(size: int) -> str:
        chance, choices = random.Random(seed), words.split(" ")
        return before + " ".join(chance.choices(choices, k=size // (len(words) // len(choices) + 1)))

    return make


# --- headers ---------------------------------------------------------------------------------------------------------


def _header(data: bytes) -> object:
    from archlint.languages.go.headers.reader import HeaderReader

    return HeaderReader().read("a/x.go", data, whole=True)


P = "package a\n"
_IGNORE = "//archlint:ignore r x\n"
add("header", _header, {
    "imports as gofmt writes them": pieces(P + "\nimport (\n", '\t"example.com/m/p{n}"\n', ")\n"),
    "single imports": pieces(P, 'import "p{n}"\n'),
    "imports on one line": pieces(P + "import (", '"p{n}";', ")\n"),
    "imports on one line, the exact way": pieces(P + "import (", '"a"; ', ")\n"),
    "raw strings": pieces(P + "import (\n", "x `a{n}`\n", ")\n"),
    "escapes in one path": pieces(P + 'import "', "\\x61", '"\n'),
    "unicode escapes in one path": pieces(P + 'import "', "\\U0001F600", '"\n'),
    "a path of slashes": pieces(P + 'import "', "a/", 'b"\n'),
    "an unclosed path": pieces(P + 'import "', '\\"'),
    "unclosed comments": pieces(P + "import (\n", "/* "),
    "block comments": pieces("", "/**/", P),
    "block comments between imports": pieces(P + "import (\n", '/**/ "a" /**/\n', ")\n"),
    "stars": pieces("/*", "*", "/\n" + P),
    "line comments": pieces("", "// x\n", P),
    "empty line comments behind a group": pieces(P + "import ()", "//\n"),
    "blanks": pieces("", " ", P),
    "newlines": pieces(P, "\n"),
    "semicolons": pieces(P, ";"),
    "carriage returns": pieces("// x", "\r", "\n" + P),
    "byte order marks": pieces(P + "import (", "\ufeff", ")\n"),
    "NUL bytes": pieces("", "\0", P),
    "bytes that are no UTF-8": pieces(P + "// ", "\udcff", "\nimport ()\n"),
    "one long name": pieces("package ", "a", "\n"),
    "one long name, not ASCII": pieces("package ", "é", "\n"),
    "one long number": pieces(P + "import ", "1_"),
    "one long hexadecimal number": pieces(P + "import 0x", "f_", "p"),
    "an unclosed rune": pieces(P + "import '", "\\'"),
    "operators": pieces(P + "import (", "<<=&^=", ")\n"),
    "import keywords": pieces(P, "import "),
    "import parentheses": pieces(P, "import ()\n"),
    "import parentheses without lines": pieces(P, "import();"),
    "nested parentheses": pieces(P, "import ("),
    "generated marks": pieces("", "// Code generated x DO NOT EDIT\n", P),
    "a generated mark with a tail": pieces("// Code generated ", " DO NOT EDIT.", "x\n" + P),
    "line directives": pieces(P + "import (\n", "//line a:{n}\n", ")\n"),
    "a line directive of colons": pieces(P + "//line ", ":1", "\nimport ()\n"),
    "line directives in blocks": pieces(P + "import (\n", "/*line a:1:1*/\n", ")\n"),
    "build lines": pieces("", "//go:build linux\n", P),
    "one long build line": pieces("//go:build a", " && a{n}", "\n\n" + P),
    "a build line of parentheses": nest("//go:build ", "(", "a", ")", "\n\n" + P),
    "a build line of negations": pieces("//go:build ", "!(", "a\n\n" + P),
    "old build lines": pieces("", "// +build linux,!cgo darwin\n", "\n" + P),
    "one long old build line": pieces("// +build a", " a{n},b", "\n\n" + P),
    "old build lines of commas": pieces("// +build a", ",", "\n\n" + P),
    "comments that hold build": pieces("", "/* go:build */ // +build\n", P),
    "go:build within comments": pieces("/*", "*/ /*", "*/\n//go:build x\n" + P),
    "ignores above an import": pieces(P, _IGNORE, 'import "fmt"\n'),
    "ignores, each above an import": pieces(P, _IGNORE + 'import "fmt"\n'),
    "ignores behind imports": pieces(P, 'import "fmt" //archlint:ignore r x\n'),
    "ignores without an import": pieces(P, _IGNORE),
    "ignores, then an unclosed string": pieces(P + _IGNORE + 'import "fmt"; func f() { x := "', '\\"'),
    "ignores, then quotes": pieces(P + _IGNORE + 'import "fmt"; func f() { x := ', "\"'"),
    "ignores, then unclosed comments": pieces(P + _IGNORE + 'import "fmt"; ', "/* "),
    "ignores, then one unclosed raw string": pieces(P + _IGNORE + 'import "fmt"; `', "x"),
    "an ignore with blanks in its reason": pieces(P + "//archlint:ignore r x", " ", 'y\nimport "fmt"\n'),
    "an ignore of blanks": pieces(P + "//archlint:ignore", " \t", 'y\nimport "fmt"\n'),
    "an ignore, then comments": pieces(P + _IGNORE, "//\n", 'import "fmt"\n'),
    "ignores in a long line": pieces(P + "import (", '"a"; /* //archlint:ignore r x */', ")\n"),
    "an ignore of carriage returns": pieces(P + "//archlint:ignore r x", "\r", 'y\nimport "fmt"\n'),
    "noise": noise(P + "import ( ", "( ) \" ' ` ; . , import package \\ // /* */ \n \"a\" x _ \r \ufeff \0 1.5e 0x \udc80", 1),
})  # fmt: skip

# --- whole Go files --------------------------------------------------------------------------------------------------


def _symbols(data: bytes) -> object:
    from archlint.languages.go.syntax.symbols import extract

    return extract("a/x.go", data)


F = P + "func f() {\n"
add("whole file", _symbols, {
    "functions": pieces(P, "func f{n}() int { return g{n}(x.Y{n}) + 1 }\n"),
    "statements": pieces(F, "\tx.F{n}(a, b{n}.C)\n", "}\n"),
    "unclosed comments": pieces(P + "var x = ", "/* "),
    "an unclosed string": pieces(P + 'var x = "', '\\"'),
    "quotes": pieces(P + "var x = ", '"'),
    "rune quotes": pieces(P + "var x = ", "'"),
    "raw quotes": pieces(P + "var x = ", "`\n"),
    "backslashes": pieces(P + 'var x = "', "\\"),
    "open parentheses": pieces(P + "var x = ", "("),
    "open braces": pieces(P + "func f() ", "{"),
    "open brackets": pieces(P + "var x = ", "["),
    "closing brackets": pieces(P + "var x = ", ")]}"),
    "nested parentheses": nest(P + "var x = ", "(", "1", ")", "\n"),
    "nested blocks": nest(P + "func f() ", "{", "", "}", "\n"),
    "nested functions": nest(P + "var x = ", "func() { ", "", " }()", "\n"),
    "nested literals": nest(P + "var x = []T", "{", "", "}", "\n"),
    "nested keyed literals": nest(P + "var x = T", "{a: ", "1", "}", "\n"),
    "nested calls": nest(P + "var x = ", "f(", "1", ")", "\n"),
    "nested types": nest(P + "var x ", "map[int]", "int", "", "\n"),
    "nested structs": nest(P + "type T ", "struct { a ", "int", "}", "\n"),
    "nested ifs": nest(F, "if x := y; x.z { ", "", "}", "}\n"),
    "else chains": pieces(F + "if a {", "} else if b := c; b.d {", "}}\n"),
    "less than signs": pieces(P + "var x = a", "<b"),
    "generic guesses": pieces(P + "var x = ", "a[b, "),
    "generic calls": pieces(F, "a[b](c); a[b,c](d); ", "}\n"),
    "conversions": pieces(P + "var x = ", "(*a.b)("),
    "composite guesses": pieces(F, "if a == b{} {} ; ", "}\n"),
    "operators": pieces(P + "var x = a", " + b{n} * c"),
    "a chain of selectors": pieces(P + "var x = a", ".b"),
    "a chain of calls": pieces(P + "var x = a", ".b()"),
    "a chain of local selectors": pieces(F + "a := T{}\n_ = a", ".b", "\n}\n"),
    "arrows": pieces(P + "var x = ", "<-"),
    "stars": pieces(P + "var x ", "*", "T\n"),
    "colons": pieces(F, "a: ", "}\n"),
    "keywords": pieces(P, "func if for var type "),
    "unclosed functions": pieces(P, "func f(\n"),
    "garbage": pieces(P, "@#$ \x01 "),
    "words": pieces("", "a "),
    "lines of words": pieces(P, "a b c\n"),
    "half functions": pieces(P, "func f(a b, c) (d e { return ( }\n"),
    "half statements": pieces(F, "x := y := z ( [ ;\n"),
    "half switches": pieces(F, "switch x { case \n"),
    "blocks that shadow a name": pieces(P + "type T struct{ y int }\nfunc f() {\nx := T{}\n", "{ x := x; _ = x.y }\n", "}\n"),
    "nested blocks that shadow a name": nest(P + "func f() {\nx := T{}\n", "{ x := x.y;", "", "}", "x.y;" * 1000 + "}\n"),
    "names declared again": pieces(F + "x := 1\n", "x, y{n} := 1, 2\n", "_ = x.z }\n"),
    "uses behind closed blocks": lambda size: nested(P + "func f() {\nx := T{}\n", "{ x := x;", "", "}", repeat("", "_ = x.y\n", "}\n", size // 2), size // 2),
    "one wide short declaration": lambda size: P + "func f() {\n" + ", ".join(f"a{n}" for n in range(size // 24)) + " := " + ", ".join("1" for _ in range(size // 24)) + "\n" + "".join(f"_ = a{n}.b\n" for n in range(size // 24)) + "}\n",
    "one wide var": lambda size: P + "var " + ", ".join(f"a{n}" for n in range(size // 12)) + " = " + ", ".join("1" for _ in range(size // 12)) + "\n",
    "one wide call assigned": lambda size: F + ", ".join(f"a{n}" for n in range(size // 20)) + " := g()\n" + "".join(f"_ = a{n}.b\n" for n in range(size // 20)) + "}\n",
    "wide parameters": lambda size: P + "func f(" + ", ".join(f"a{n} b" for n in range(size // 20)) + ") {\n" + "".join(f"_ = a{n}.b\n" for n in range(size // 20)) + "}\n",
    "wide parameters of one type": lambda size: P + "func f(" + ", ".join(f"a{n}" for n in range(size // 20)) + " T) {\n" + "".join(f"_ = a{n}.b\n" for n in range(size // 20)) + "}\n",
    "parameters without names": pieces(P + "func f(", "a, ", "b c) {}\n"),
    "parameters, comments between": pieces(P + "func f(", "a, /**/ ", "b c) {}\n"),
    "unclosed comments between parameters": pieces(P + "func f(a, ", "/* ", "b c) {}\n"),
    "wide results": lambda size: P + "func g() (" + "T, " * (size // 12) + "U) {}\nfunc f() { x := g\n" + "_ = x().y\n" * (size // 20) + "}\n",
    "wide type parameters": lambda size: P + "func f[" + ", ".join(f"A{n} any" for n in range(size // 16)) + "]() {}\n",
    "a wide struct": pieces(P + "type T struct {\n", "\tf{n} T{n}\n", "}\n"),
    "a wide interface": pieces(P + "type T interface {\n", "\tM{n}() (a T)\n", "}\n"),
    "a wide union": pieces(P + "type T interface { a", " | b{n}", " }\n"),
    "a wide literal": pieces(P + "var x = T{\n", "\tf{n}: {a: b},\n", "}\n"),
    "a wide literal by order": pieces(P + "var x = T{\n", "\tf{n},\n", "}\n"),
    "a wide literal of literals": pieces(P + "var x = []T{", "{a: 1}, ", "}\n"),
    "a wide table": pieces(F + "x := []T{{a: 1}}\n", "_ = x[0].a; ", "}\n"),
    "a literal with comments": pieces(P + "var x = T{", "/**/ ", "a, b}\n"),
    "a wide switch": pieces(F + "switch a := b.(type) {\n", "case T{n}: _ = a.b\n", "}}\n"),
    "a wide case": pieces(F + "switch a := b.(type) {\ncase T", ", T{n}", ": _ = a.b }}\n"),
    "many ranges": pieces(F + "x := []T{}\n", "for _, y := range x { _ = y.z }\n", "}\n"),
    "ranges in one another": nest(F + "x := []T{}\n", "for _, x := range x {", "_ = x.y", "}", "}\n"),
    "variables made of one another": pieces(F + "a0 := T{}\n", "x{n} := a0.b; a0 := x{n}\n", "}\n"),
    "embeds": pieces(P, "//go:embed a b c\nvar x{n} embed.FS\n"),
    "one long embed": pieces(P + "//go:embed ", '"\\', "\nvar x embed.FS\n"),
    "a wide const block": pieces(P + "const (\n", "\tA{n} = iota\n", ")\n"),
    "receivers": pieces(P, "func (r *T[K, V]) m{n}() {}\n"),
    "a wide receiver": pieces(P + "func (r T[", "K{n}, ", "V]) m() {}\n"),
    "a receiver of parentheses": nest(P + "func (r ", "(", "T", ")", ") m() {}\n"),
    "new and make": pieces(F, "new(a + 1); make := 1; new := 2;\n", "}\n"),
    "new and blanks": pieces(F + "_ = new", " ", "x }}\n"),
    "if and blanks": pieces(F + "if", " ", "x }}\n"),
    "if without a condition": pieces(F, "if ; a {}\n", "}\n"),
    "labels": pieces(F, "_: a; nil := 1\n", "}\n"),
    "one long name": lambda size: P + "type " + "T" * (size // 2) + " struct{}\nfunc f() { x := " + "T" * (size // 4) + "{}\n" + "_ = x.y\n" * (size // 32) + "}\n",
    "long lines that are not ASCII": pieces(P + "func f() { _ = \"", "é\" ; x.a ; _ = \"", "\" }\n"),
    "bytes that are no UTF-8": pieces(P + "var x = ", "\udcff"),
    "NUL bytes": pieces(P + "var x = ", "\0"),
    "noise": noise(P, "func ( ) { } [ ] x := . , ; \n if for range switch case type struct interface \" ` ' /* */ <- + T{ a: return", 2),
    "noise of statements": noise(F, "{ } x := y.z ; \n if for range switch case a ( ) , T{ a: 1 }", 3),
    "noise of types": noise(P, "type T struct { } interface [ ] map[ * , \n ( ) func a int | ~", 4),
})  # fmt: skip


def _qualified(data: bytes) -> object:
    from archlint.languages.go.syntax.qualified import qualified_uses

    return qualified_uses("a/x.go", data, ("q", "r"))


def _many_qualifiers(data: bytes) -> object:
    from archlint.languages.go.syntax.qualified import qualified_uses

    return qualified_uses("a/x.go", data, tuple(f"q{n}" for n in range(len(data) // 20)))


add("qualified uses", _qualified, {
    "uses": pieces(P, "q.F{n}()\n"),
    "unclosed comments": pieces(P + "q.F()\n", "/* "),
    "an unclosed string": pieces(P + 'q.F()\n"', '\\"'),
    "an unclosed rune": pieces(P + "q.F()\n'", "\\'"),
    "unclosed raw strings": pieces(P + "q.F()\n`", "x"),
    "quotes on lines": pieces(P + "q.F()\n", "\"\n'\n"),
    "comments before each use": pieces(P, "/**/ q.F()\n"),
    "many comments before a use": pieces(P + "x", "/**/ ", ".q"),
    "blanks before uses": pieces(P + "x.", " ", "q"),
    "blanks behind": pieces(P + "q", " ", "x"),
    "the name in words": pieces(P, "qq"),
    "the name and dots": pieces(P, "q."),
})  # fmt: skip
add("qualified uses of many imports", _many_qualifiers, {"uses": pieces(P, "q{n}.F(); x.Y();\n")})

# --- build constraints -----------------------------------------------------------------------------------------------


def _constraints(data: bytes) -> object:
    from archlint.languages.go.build.compatible import Compatible

    compatible = Compatible()
    texts = [line.decode() for line in data.split(b"\n") if line]
    return [compatible(one, other) for one in texts for other in texts[:2]]


def _words(size: int) -> str:
    systems = "(linux||windows||darwin||freebsd||js||aix||plan9||solaris||ios) && (amd64||arm||arm64||386||wasm||mips)"
    return repeat("", systems + "".join(f" && (t{n} || !t{(n + 1) % 10})" for n in range(10)) + " && x{n}\n", "", size)


def _chance(size: int) -> str:
    chance = random.Random(5)
    lines = []
    while size > 0:
        clauses = (
            " || ".join(chance.choice(("", "!")) + f"t{chance.randrange(40)}" for _ in range(3)) for _ in range(170)
        )
        lines.append(" && ".join(f"({clause})" for clause in clauses))
        size -= len(lines[-1])
    return "\n".join(lines)


add("build constraints held against each other", _constraints, {
    "systems, architectures and tags": _words,
    "three of forty tags, a hundred and seventy times": _chance,
    "one tag each": pieces("", "tag{n}\n"),
    "long conjunctions": pieces("", " && ".join(f"a{n}" for n in range(100)) + " && b{n}\n"),
}, MIB)  # fmt: skip

# --- go.mod, go.work -------------------------------------------------------------------------------------------------


def _mod(data: bytes) -> object:
    from archlint.languages.go.modules.files import read_mod

    return read_mod(data)


def _work(data: bytes) -> object:
    from archlint.languages.go.modules.files import read_work

    return read_work(data)


M = "module example.com/m\n"
_MODULES: dict[str, Callable[[int], str | bytes]] = {
    "requires": pieces(M + "require (\n", "\texample.com/p{n} v1.0.0\n", ")\n"),
    "replaces": pieces(M, "replace a{n} => ./b{n}\n"),
    "ignores": pieces(M + "ignore (\n", "\tn{n}\n", ")\n"),
    "unclosed strings": pieces(M + 'replace "', '\\"'),
    "unclosed raw strings": pieces(M, "require `\n"),
    "one long line": pieces(M + "require ", "a "),
    "one long word": pieces(M + "require ", "a", " v1\n"),
    "escapes": pieces('module "', "\\x61", '"\n'),
    "parentheses": pieces(M, "require ((\n"),
    "slashes": pieces(M + "require ", "/ "),
    "blocks": pieces(M, "require (\n)\n"),
    "uses": pieces("go 1.24\nuse (\n", "\t./a{n}\n", ")\n"),
    "a version of digits": pieces(M + "go 1.", "1", "x\n"),
}
add("go.mod", _mod, _MODULES)
add("go.work", _work, _MODULES)


def _ignored_folders(size: int) -> Read:
    from archlint.edge.tree import Ignores
    from archlint.languages.go.modules.files import read_mod

    ignored = Ignores()
    ignored.add("", read_mod(repeat(M + "ignore (\n", "\tn{n}\n", ")\n", size // 2).encode()))
    folders = [f"a/d{n}" for n in range(size // 16)]
    return lambda: [ignored.has(folder) for folder in folders]


SHAPES.append(Shape("go.mod: ignores, and as many folders", _ignored_folders))

# --- mappings --------------------------------------------------------------------------------------------------------


def _mapping(name: str) -> Callable[[bytes], object]:
    def read(data: bytes) -> object:
        from archlint.errors import MappingError
        from archlint.mapping import read_mapping

        try:
            return read_mapping(name, data)
        except MappingError as wrong:
            return [str(complaint) for complaint in wrong.complaints]

    return read


def _front_matter(data: bytes) -> object:
    """Read as much of it as a plan reads. A longer text is rejected before it is read."""
    from archlint.errors import MappingError
    from archlint.mapping.front_matter import LONGEST, read_front_matter

    try:
        return read_front_matter("m.md", data.decode()[:LONGEST])
    except MappingError as wrong:
        return [str(complaint) for complaint in wrong.complaints]


T = "| old_path | new_path |\n|---|---|\n"
add("mapping", _mapping("m.md"), {
    "rows": pieces(T, "| `a/f{n}.go` | `b/f{n}.go` |\n"),
    "rows that contradict": pieces(T, "| a/f.go | b/f{n}.go |\n"),
    "rows that contradict a long one": lambda size: repeat(T + f"| a/f.go | {'b/' * (size // 4)}f.go |\n", "| a/f.go | b.go |\n", "", size),
    "wrong rows": pieces(T, "| /a{n} | b |\n"),
    "narrow rows": pieces(T, "| a\n"),
    "wide rows": pieces(T + "| a ", "| b "),
    "a wide header": pieces("| old_path | new_path ", "| c{n} ", "|\n|---|---|\n"),
    "a header of one column": lambda size: "|" + " old_path |" * (size // 16) + "\n|" + "---|" * (size // 16) + "\n",
    "a header of near columns": lambda size: "|" + " old_pth |" * (size // 16) + "\n|" + "---|" * (size // 16) + "\n",
    "a header of layers": lambda size: "| old_path | new_path |" + " target_laier |" * (size // 20) + "\n|" + "---|" * (size // 20 + 2) + "\n",
    "a long header": lambda size: f"| old_path | new_path | {'target_layr' * (size // 12)} |\n|---|---|---|\n| a.go | b.go | |\n",
    "delimiter rows": pieces("a | b\n", "|---|---|\n"),
    "a delimiter of dashes": pieces("| old_path | new_path |\n|", "-", "x|\n"),
    "a delimiter of blanks": pieces("| old_path | new_path |\n|--", " ", "x|\n"),
    "tables": pieces("", "| old_path | new_path |\n|---|---|\n| a{n}.go | b{n}.go |\n\n"),
    "escaped pipes": pieces(T + "| a", "\\|", " | b |\n"),
    "backslashes": pieces(T + "| a", "\\", " | b |\n"),
    "backticks": pieces(T + "| ", "`", "x` | b |\n"),
    "backticks in pairs": pieces(T + "| ``", "x`x``x", " | b |\n"),
    "fences": pieces("", "```\n~~~\n"),
    "long fences": pieces("", "`", "\n" + T),
    "unclosed HTML comments": pieces("", "<!--\n"),
    "rules": pieces(T, "- - - - - x\n"),
    "a rule": pieces("-", " -", "x\n" + T),
    "deep paths": pieces(T + "| ", "a/", "b.go | c.go |\n"),
    "dots": pieces(T + "| ", "./", "b.go | c.go |\n"),
    "front matter": pieces("---\n", "k{n}: v\n", "---\n" + T),
    "unclosed front matter": pieces("---\n", "k: v\n"),
    "carriage returns": pieces(T, "\r"),
    "noise": noise("---\n", "| \\ ` --- \n : # \" ' [ ] a/b.go old_path new_path - > | | \n", 6),
})  # fmt: skip
add("front matter", _front_matter, {
    "keys": pieces("", "k{n}: v\n"),
    "nested keys": pieces("k:\n", "  k{n}: v\n", ""),
    "items": pieces("k:\n", "  - v # x\n", ""),
    "a flow list": pieces("k: [", "a, 'b', ", "c]\n"),
    "a flow list of quotes": pieces("k: [", '"', "]\n"),
    "quotes": pieces('k: a "', '\\"', " #\n"),
    "single quotes": pieces("k: a ", "' ", " #\n"),
    "hashes": pieces("k: a", "#", "\n"),
    "hashes and quotes": pieces("k: a", ' "# ', "\n"),
    "blanks": pieces("k:", " ", "v\n"),
    "a key of dots": pieces("k", ".", "\n"),
    "escapes": pieces('k: "', "\\u0061", '"\n'),
    "block text": pieces("k: |\n", "  text\n", ""),
    "block text of blanks": pieces("k: |\n", "    \n", ""),
    "nested lists": pieces("k: ", "["),
    "lists in lists": pieces("", "- "),
    "keys of keys": pieces("", "? "),
    "anchors": pieces("", "k{n}: &a{n} v\n"),
    "empty keys": pieces("k: [", "a,", "]\n"),
    "noise": noise("", ": # - ? \" ' [ ] { } , | > & * ! % @ \n k v", 6),
})  # fmt: skip
add("mapping as CSV", _mapping("m.csv"), {
    "rows": pieces("old_path,new_path\n", "a/f{n}.go,b/f{n}.go\n"),
    "an unclosed quote": pieces('old_path,new_path\n"', "a\n"),
    "quotes": pieces('old_path,new_path\n"', '""', '",b\n'),
    "wide rows": pieces("old_path,new_path\n", ","),
    "a wide header": pieces("old_path,new_path", ",c{n}", "\n"),
    "a header of one column": pieces("old_path,new_path", ",old_path", "\n"),
    "empty lines": pieces("old_path,new_path\n", "\n"),
})  # fmt: skip


def _resolve(make: Callable[[int], tuple[list[tuple[str, str]], list[str]]]) -> Callable[[int], Read]:
    def prepare(size: int) -> Read:
        from archlint.mapping.resolve import resolve_rows
        from archlint.model.location import Place
        from archlint.model.moves import Mapping, Row

        rows, paths = make(size)
        mapping = Mapping(
            ("m.md",), tuple(Row(old, new, Place("m.md", 1), is_folder=not old.endswith(".go")) for old, new in rows)
        )
        return lambda: resolve_rows(mapping, frozenset(paths))

    return prepare


def _chain(size: int) -> tuple[list[tuple[str, str]], list[str]]:
    count = size // 32
    return [(f"a{n}.go", f"a{n + 1}.go") for n in range(count)], [f"a{count}.go"]


def _folders(size: int) -> tuple[list[tuple[str, str]], list[str]]:
    count = size // 48
    return [(f"a/d{n}", f"b/d{n}") for n in range(count)], [f"a/d{n}/x.go" for n in range(count)]


def _deep(size: int) -> tuple[list[tuple[str, str]], list[str]]:
    return [("a", "b")], [f"{'a/' * 2000}f{n}.go" for n in range(size // 4096 + 1)]


def _arrived(size: int) -> tuple[list[tuple[str, str]], list[str]]:
    count = size // 64
    return [(f"old/d{n}", f"a/d{n}") for n in range(count)], [f"a/d{n}/b/c/x.go" for n in range(count)]


for _name, _make in {"a chain": _chain, "folders": _folders, "deep folders": _deep, "done folders": _arrived}.items():
    SHAPES.append(Shape(f"mapping held against the tree: {_name}", _resolve(_make)))

# --- configuration ---------------------------------------------------------------------------------------------------


def _config(data: bytes) -> object:
    from archlint.config.document import parse_config
    from archlint.errors import ConfigError

    try:
        return parse_config(data, "layers.toml")
    except ConfigError as wrong:
        return [str(complaint) for complaint in wrong.complaints]


V = "version = 1\n"
add("layers.toml", _config, {
    "rules": pieces(V + '[layers]\nA = "a/**"\nB = "b/**"\n', '[[rules]]\nrule = "A must not import B"\nid = "r{n}"\n'),
    "rules without ids": pieces(V + '[layers]\nA = "a/**"\nB = "b/**"\n', '[[rules]]\nrule = "A must not import B"\n'),
    "rules with ids that clash": pieces(V + '[layers]\nA = "a/**"\n', '[[rules]]\nrule = "A must not import std"\nid = "r"\n'),
    "wrong rules": pieces(V + '[layers]\nA = "a/**"\n', '[[rules]]\nrule = "A must not imprt B{n}"\n'),
    "unknown names": pieces(V + '[layers]\nA = "a/**"\n', '[[rules]]\nrule = "A must not import Q{n}"\n'),
    "unknown names and many layers": lambda size: repeat(repeat(V + "[layers]\n", 'Layer{n} = "a{n}/**"\n', "", size // 2), '[[rules]]\nrule = "Layr{n} must not import std"\n', "", size),
    "unknown names in one rule": lambda size: repeat(repeat(V + "[layers]\n", 'Layer{n} = "a{n}/**"\n', '[[rules]]\nrule = """', size // 2), "Layr{n},\n", 'A must not import std"""\n', size),
    "unknown keys": pieces(V, "kye{n} = 1\n"),
    "unknown keys of rules": pieces(V, "[[rules]]\nrul = 1\n"),
    "layers": pieces(V + "[layers]\n", 'L{n} = "a{n}/**"\n'),
    "globs": pieces(V + "[layers]\nA = [\n", '"a{n}/**",\n', "]\n"),
    "globs that repeat": pieces(V + "[layers]\nA = [\n", '"a/**",\n', "]\n"),
    "wrong globs": pieces(V + "[layers]\nA = [\n", '"/a{n}",\n', "]\n"),
    "long globs": pieces(V + "[layers]\nA = [\n", '"' + "*a" * 1000 + '{n}",\n', "]\n"),
    "globs of stars": pieces(V + "[layers]\nA = [\n", '"' + "**/a/" * 400 + '{n}",\n', "]\n"),
    "globs of question marks": pieces(V + "[layers]\nA = [\n", '"' + "?" * 1500 + '{n}",\n', "]\n"),
    "placeholders": pieces(V + "[slices]\n", 's{n} = "' + "a/{c}/" * 100 + '"\n'),
    "a long sentence": pieces(V + '[layers]\nA = "a/**"\n[[rules]]\nrule = """A must not import ', '"x{n}/**",\n', 'std"""\n'),
    "a sentence of marks": pieces(V + '[[rules]]\nrule = """A', " >\n", 'B"""\n'),
    "a sentence of one name": pieces(V + '[layers]\nA = "a/**"\n[[rules]]\nrule = """A must not import std', ',\nA', '"""\n'),
    "a sentence of keywords": pieces(V + '[[rules]]\nrule = """', "must\n", '"""\n'),
    "a sentence of quotes": pieces(V + "[[rules]]\nrule = '''", "\"\"\n", "'''\n"),
    "exceptions": pieces(V + '[layers]\nA = "a/**"\n[[rules]]\nrule = "A must not import std"\nexcept = [\n', '{ from = "a/x{n}", to = "b", because = "c" },\n', "]\n"),
    "dotted keys": pieces(V, "a" + ".b" * 50 + "{n} = 1\n"),
    "deep headers": pieces(V, "[a" + ".b" * 500 + ".c{n}]\n"),
    "arrays of tables": pieces(V, "[[a.b]]\n"),
    "arrays in one another": nest(V + "a = ", "[\n", "", "]\n"),
    "inline tables in one another": nest(V + "a = ", "{a=", "1", "}", "\n"),
    "an array of numbers": pieces(V + "a = [", "1,\n", "]\n"),
    "a long text": pieces(V + 'a = """', "x\n", '"""\n'),
    "a text of quotes": pieces(V + 'a = """', '""x\n', '"""\n'),
    "a text of escapes": pieces(V + 'a = """', "\\\n", 'x"""\n'),
    "a literal text of quotes": pieces(V + "a = '''", "''x\n", "'''\n"),
    "an unclosed text": pieces(V + 'a = """', "\\\\\n"),
    "comments": pieces(V, "# x\n"),
    "mapping files": pieces(V + "[mapping]\nfiles = [\n", '"a{n}/*.md",\n', "]\n"),
    "classify": pieces(V, '[[classify]]\npath = "a/{c}/x{n}/*.go"\nto = "b/{c}/"\n'),
    "excludes": pieces(V + "[scan]\nexclude = [\n", '"a{n}/**",\n', "]\n"),
    "tags": pieces(V + '[scan]\nbuild = { goos = "linux", goarch = "amd64", tags = [\n', '"a{n}",\n', "] }\n"),
    "noise": noise(V, "[ ] [[ ]] = \" ' \"\"\" ''' . , { } # \n a b 1 true \\ layers rules\n", 7),
})  # fmt: skip


def _glob(text: str) -> Callable[[bytes], object]:
    def read(data: bytes) -> object:
        from archlint.globs import compile_glob

        return compile_glob(text, placeholders=None).matches_file(data.decode())

    return read


for _text in ("**/a/**/b", "**/a/b/a/b/c", "*a*a*a*b", "**/*a*/**/*b*/**/x", "**/?/?/?/x", "a/**/*/**/b", "{x:**}/a/{y}/b", "**", "a/**", "**/" + "a/" * 30 + "b"):  # fmt: skip
    add(f"glob {_text if len(_text) < 24 else _text[:20] + '...'}", _glob(_text), {
        "a long path": pieces("", "a/", "a"), "one long name": pieces("", "a"), "folders": pieces("x/", "ab/a/", "b/c"),
        "long folders": pieces("", "a" * 500 + "/"),
    }, MIB)  # fmt: skip


def _baseline(data: bytes) -> object:
    from archlint.errors import BaselineError
    from archlint.pipeline.baseline import read_baseline

    try:
        return read_baseline("b.json", data)
    except BaselineError as wrong:
        return [str(complaint) for complaint in wrong.complaints]


_ENTRY = '{"fingerprint": "f{n}", "kind": "k", "rule": "r", "from": "a", "to": "b"},\n'
add("baseline", _baseline, {
    "entries": pieces('{"archlint-baseline": 1, "entries": [\n', _ENTRY, _ENTRY.rstrip(",\n") + "]}\n"),
    "entries that repeat": pieces('{"archlint-baseline": 1, "entries": [\n', _ENTRY.replace("{n}", ""), _ENTRY.rstrip(",\n") + "]}\n"),
    "wrong entries": pieces('{"archlint-baseline": 1, "entries": [', "{}, ", "{}]}\n"),
    "members": pieces('{"archlint-baseline": 1, "entries": [{"members": [', '"a{n}", ', '"b"]}]}\n'),
    "keys": pieces('{"archlint-baseline": 1, "entries": [{', '"k{n}": 1, ', '"b": 1}]}\n'),
    "arrays in one another": nest('{"archlint-baseline": 1, "entries": ', "[", "", "]", "}"),
    "a long number": pieces('{"archlint-baseline": ', "1", ', "entries": []}'),
    "an unclosed text": pieces('{"archlint-baseline": "', '\\"'),
})  # fmt: skip


def _known(size: int, *, cycles: bool) -> Read:
    from archlint.model.findings import Cycle, Finding
    from archlint.model.location import Place
    from archlint.pipeline.baseline import entry_for, split

    def finding(number: int, extra: str) -> Finding:
        members = (f"p{number:07}", f"q{number:07}")
        return Finding(
            kind="package-cycle", rule="r", severity="error", message="", place=Place(f"a{number}{extra}.go", 1),
            source="a", target="a", cycle=Cycle(members, (), ()) if cycles else None, identity=(f"{number}{extra}",),
        )  # fmt: skip

    count = size // 200
    entries = [entry_for(finding(number, "")) for number in range(count)]
    found = [finding(number, "x") for number in range(count)]
    return lambda: split(found, entries, files=frozenset(), today="2026-01-01")


SHAPES.append(Shape("baseline: entries of files that are gone", lambda size: _known(size, cycles=False)))
SHAPES.append(Shape("baseline: cycles that have shrunk", lambda size: _known(size, cycles=True)))

# --- other languages -------------------------------------------------------------------------------------------------


def _proto(data: bytes) -> object:
    from archlint.languages.proto import read_proto

    return read_proto(data)


def _python(data: bytes) -> object:
    from archlint.languages.python import read_python, resolve

    return resolve([read_python("a/x.py", data)])


S = 'syntax = "proto3";\n'
add("proto", _proto, {
    "messages": pieces(S, "message M{n} { string x = 1; }\n"),
    "an unclosed string": pieces(S + 'message M { string x = 1 [default = "', '\\"'),
    "an unclosed string of the other quote": pieces(S + "import '", "\\'"),
    "unclosed comments": pieces(S, "/* "),
    "quotes on lines": pieces(S, "\"\n'\n"),
    "words": pieces(S, "a "),
    "dots": pieces(S, "a."),
    "braces": pieces(S, "{"),
    "imports": pieces(S, 'import "a{n}.proto";\n'),
    "services": pieces(S + "service S {\n", "rpc M{n}(A) returns (B);\n", "}\n"),
})  # fmt: skip
add("Python", _python, {
    "imports": pieces("", "import a.b{n}\n"),
    "imports on one line": pieces("", "import a; "),
    "imports on one line, not ASCII": pieces("é = 1; ", "import a; "),
    "from imports on one line": pieces("", "from a import b; "),
    "from imports on one line, not ASCII": pieces("é = 1; ", "from a import b; "),
    "names of one import": pieces("from a import (", "b{n}, ", "c)\n"),
    "names of one import, on lines": pieces("from a import (", "b{n},\n", "c)\n"),
    "names of one plain import": pieces("import a", ", b{n}", "\n"),
    "one long module": pieces("from a", ".a", " import b\n"),
    "one long module, blanks": pieces("from a", " . a", " import b\n"),
    "one long module, continued": pieces("from a", "\\\n.a", " import b\n"),
    "one long plain module": pieces("import a", ".a", "\n"),
    "dots": pieces("from ", ".", " import b\n"),
    "dots and blanks": pieces("from ", ". ", "import b\n"),
    "blanks": pieces("from a", " ", "import b\n"),
    "parentheses": nest("x = ", "(", "1", ")", "\n"),
    "sums": pieces("x = 1", " + 1", "\n"),
    "blocks": lambda size: "".join(f"{' ' * n}if x:\n" for n in range(int((2 * size) ** 0.5))),
    "else chains": pieces("if x:\n  pass\n", "elif y:\n  pass\n"),
    "strings": pieces("x = ", '"a" ', "\n"),
    "f-strings": pieces("x = f'", "{a}", "'\n"),
    "f-strings on lines": pieces("x = f\"\"\"", "{a}\n", "\"\"\"\n"),
    "f-strings on long lines": pieces("x = f\"\"\"", "{a} and what is said of it\n", "\"\"\"\n"),
    "an unclosed text": pieces('x = """', '\\"'),
    "functions": pieces("", "def f{n}():\n  import a\n"),
    "backslashes": pieces("x = 1", "\\\n", "+ 1\n"),
    "punycode": pieces("# coding: punycode\nx = '", "a", "-zzzzzzzz'\n"),
    "punycode of letters": pieces("# coding: punycode\n-", "kva"),
    "UTF-7": pieces("# coding: utf-7\nx = '", "+AGE-", "'\n"),
    "UTF-7, f-strings on lines": pieces("# coding: utf-7\nx = f\"\"\"", "+AHs-a+AH0-\n", "\"\"\"\n"),
    "UTF-7, backslashes": pieces("# coding: utf-7\nx = 1", "+AFw-\n", "+ 1\n"),
}, 190 * 1024)  # fmt: skip

# --- graphs ----------------------------------------------------------------------------------------------------------


def _graph(
    read: Callable[[dict[str, dict[str, int]]], object], make: Callable[[int], Iterator[tuple[str, str]]]
) -> Callable[[int], Read]:
    """A graph with import lines of this total size, at 24 bytes each.

    At 1 MB it has up to 43,000 packages that all depend on each other. Beyond that its dictionaries fit in no processor
    cache: the calls still double but each takes longer, so the time no longer shows the algorithm.
    """

    def prepare(size: int) -> Read:
        graph: dict[str, dict[str, int]] = {}
        for source, target in make(size // 24):
            graph.setdefault(source, {})[target] = 1
            graph.setdefault(target, {})
        return lambda: read(graph)

    return prepare


def _cuts(graph: dict[str, dict[str, int]]) -> object:
    from archlint.graphs.cuts import cheapest_cuts

    return cheapest_cuts(graph, graph)


def _shortest(graph: dict[str, dict[str, int]]) -> object:
    from archlint.graphs.cycles import shortest_cycle, strongly_connected

    return [shortest_cycle(graph, members) for members in strongly_connected(graph)]


def _paths(graph: dict[str, dict[str, int]]) -> object:
    from archlint.graphs.cycles import shortest_path

    return shortest_path(graph, min(graph), max(graph))


def _node(number: int) -> str:
    return f"n{number:06}"


def _ring(edges: int) -> Iterator[tuple[str, str]]:
    return ((_node(n), _node((n + 1) % edges)) for n in range(edges))


def _pairs(edges: int) -> Iterator[tuple[str, str]]:
    return ((_node(n), _node(n ^ 1)) for n in range(edges - edges % 2))


def _complete(edges: int) -> Iterator[tuple[str, str]]:
    count = int(edges**0.5) + 1
    return ((_node(a), _node(b)) for a in range(count) for b in range(count) if a != b)


def _random(degree: int) -> Callable[[int], Iterator[tuple[str, str]]]:
    def make(edges: int) -> Iterator[tuple[str, str]]:
        chance, count = random.Random(8), max(2, edges // degree)
        return ((_node(chance.randrange(count)), _node(chance.randrange(count))) for _ in range(edges))

    return make


def _long_girth(edges: int) -> Iterator[tuple[str, str]]:
    """Layers in a ring, where each node has edges to all nodes of the next layer: every cycle is as long as the
    ring."""
    width = 4
    layers = max(2, edges // width**2)
    for layer in range(layers):
        for a in range(width):
            for b in range(width):
                yield _node(layer * width + a), _node((layer + 1) % layers * width + b)


def _wide_ring(edges: int) -> Iterator[tuple[str, str]]:
    width = max(2, int((edges / 50) ** 0.5))
    for layer in range(50):
        for a in range(width):
            for b in range(width):
                yield _node(layer * width + a), _node((layer + 1) % 50 * width + b)


def _star(edges: int) -> Iterator[tuple[str, str]]:
    for n in range(1, edges // 2 + 1):
        yield _node(0), _node(n)
        yield _node(n), _node(0)


def _back(edges: int) -> Iterator[tuple[str, str]]:
    """A long chain with an edge from each node back to a much earlier node."""
    for n in range(edges // 2):
        yield _node(n), _node(n + 1)
        yield _node(n + 1), _node(n // 2)


_GRAPHS: dict[str, Callable[[int], Iterator[tuple[str, str]]]] = {
    "a ring": _ring, "pairs": _pairs, "a complete graph": _complete, "random, two edges a node": _random(2),
    "random, ten edges a node": _random(10), "random, two hundred edges a node": _random(200),
    "a ring of layers": _long_girth, "a wide ring of layers": _wide_ring, "a star": _star, "a chain with ways back": _back,
}  # fmt: skip
for _reader, _read in {"cheapest cuts": _cuts, "shortest cycles": _shortest, "shortest path": _paths}.items():
    for _name, _shape in _GRAPHS.items():
        SHAPES.append(Shape(f"{_reader}: {_name}", _graph(_read, _shape), MIB))

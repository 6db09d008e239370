"""Package clause, imports, errors and marks of Go files: by example, by law, and compared with Go's own parser."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.go_oracle import NEEDS_GO, as_imports_only, ask, goroot, of_go, sources
from support.headers import read_header

from archlint.languages.go.headers.exact import MOST_PROBLEMS
from archlint.languages.go.headers.reader import HeaderReader, read_exactly
from archlint.model.facts import Import, Problem


def imports_of(text: str) -> list[tuple[str, str, int, int, int]]:
    facts = read_header("x.go", text.encode())
    assert facts.problems == ()
    return [(one.alias, one.path, one.line, one.column, one.end_column) for one in facts.imports]


# --- by example -------------------------------------------------------------------------------------------------------


def test_a_header_as_gofmt_writes_it() -> None:
    text = (
        'package shop\n\nimport (\n\t"fmt"\n\n\t_ "embed" // for the files\n\tdb "example.com/x/db"\n)\n\nfunc f() {}\n'
    )
    assert imports_of(text) == [
        ("", "fmt", 4, 2, 7),
        ("_", "embed", 6, 4, 11),
        ("db", "example.com/x/db", 7, 5, 23),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('package p\nimport "a"\nimport . "b"\n', [("", "a", 2, 8, 11), (".", "b", 3, 10, 13)]),
        ('package p; import "a"; import (c "d"); var x int', [("", "a", 1, 19, 22), ("c", "d", 1, 34, 37)]),
        ("package p\nimport `a/b`\n", [("", "a/b", 2, 8, 13)]),
        ('package p\nimport "\\x61\\u4e16"\n', [("", "a世", 2, 8, 20)]),
        ('package p\nimport ()\nimport (\n)\n', []),
        ('\ufeffpackage p; import "a"\n', [("", "a", 1, 20, 23)]),
        ('package p\r\nimport (\r\n\t"a"\r\n\r\n\t"b"\r\n)\r\n', [("", "a", 3, 2, 5), ("", "b", 5, 2, 5)]),
        ('package p\n/* 世界 */ import 世 "世"\n', [("世", "世", 2, 19, 22)]),
        ('package p\nimport/**/"a"/*\n*/import "b"', [("", "a", 2, 11, 14), ("", "b", 3, 10, 13)]),
        ('package p\n// import "b"\n/*\nimport "b"\n*/\nimport "a"\n\nvar s = `\nimport "b"`', [("", "a", 6, 8, 11)]),
        ('package p\n\n/*\n#include <x.h>\n)\n*/\nimport "C"\n', [("", "C", 7, 8, 11)]),
        ('package p\n//line y.go:100\nimport "a"\n', [("", "a", 3, 8, 11)]),
        ('package p\nimport "a";import\n\t"b"\n', [("", "a", 2, 8, 11), ("", "b", 3, 2, 5)]),
        ('package p\nimport "a"\nfunc bar "not looked at', [("", "a", 2, 8, 11)]),
        ('package p\nimport `a\nb`\n', [("", "a\nb", 2, 8, 10)]),
    ],
)  # fmt: skip
def test_imports(text: str, expected: list[tuple[str, str, int, int, int]]) -> None:
    assert imports_of(text) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", Problem(1, 1, "expected 'package', found 'EOF'")),
        (b"\x7fELF\0\0", Problem(1, 1, "illegal character U+007F")),
        (b"package func\n", Problem(1, 9, "expected 'IDENT', found 'func'")),
        (b"package p import", Problem(1, 11, "expected ';', found 'import'")),
        (b"package p\nimport\n", Problem(2, 8, "missing import path")),
        (b"package p\nimport 'a'\n", Problem(2, 8, "import path must be a string")),
        (b'package p\nimport "a" "b"\n', Problem(2, 12, "expected ';', found \"b\"")),
        (b'package p\nimport ("a"\n', Problem(2, 13, "expected ')', found 'EOF'")),
        (b'package p\nimport "a\n', Problem(2, 8, "string literal not terminated")),
        (b"package p\nimport `a\n", Problem(2, 8, "raw string literal not terminated")),
        (b"package p\n\n/* import", Problem(3, 1, "comment not terminated")),
        (b'package p\nimport "a\\q"\n', Problem(2, 11, "unknown escape sequence")),
        (b"package p // \xff\n", Problem(1, 14, "illegal UTF-8 encoding")),
        (b"\xff\xfep\0a\0", Problem(1, 1, "illegal UTF-8 encoding (got UTF-16)")),
        ('package p\n"世"\ufeff\n'.encode(), Problem(2, 4, "illegal byte order mark")),
    ],
)
def test_problems(text: bytes, problem: Problem) -> None:
    assert problem in read_header("x.go", text).problems


def test_imports_before_an_error_are_kept() -> None:
    facts = read_header("x.go", b'package p\nimport "a"\nimport "b\n')
    assert facts.package == "p"
    assert facts.imports == (Import("a", line=2, column=8, end_column=11),)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b'package a\n\nimport "x"\n<<<<<<< HEAD\nimport "y"\n', Problem(4, 1, "expected declaration, found '<<'")),
        (b"package a\nfucn main() {}\n", Problem(2, 1, "expected declaration, found fucn")),
        (b"package a;;", Problem(1, 11, "expected declaration, found ';'")),
        (b"package a\n}", Problem(2, 1, "expected declaration, found '}'")),
    ],
)
def test_anything_but_a_declaration_after_the_imports_is_a_problem(text: bytes, problem: Problem) -> None:
    """The messages are those of gofmt, which reads the whole file. The marks of a merge conflict could hide imports."""
    assert read_header("x.go", text).problems == (problem,)


@pytest.mark.parametrize("follows", [b"", b"func f() {}", b"type (\n)", b"var x = 1", b"const c = 1", b"// end"])
def test_declarations_after_the_imports_are_valid(follows: bytes) -> None:
    assert read_header("x.go", b'package a\n\nimport "x"\n\n' + follows).problems == ()


def test_more_than_ten_errors_drop_all_imports_as_in_go() -> None:
    facts = read_header("x.go", b'package p\nimport "a"\n' + b"import 'a'\n" * 20)
    assert (facts.package, facts.imports, len(facts.problems)) == ("", (), MOST_PROBLEMS)


@pytest.mark.parametrize(
    ("text", "generated"),
    [
        ("// Code generated by x. DO NOT EDIT.\npackage p\n", True),
        ("// Code generated by x. DO NOT EDIT.\r\n\r\npackage p\r\n", True),
        ("/* x\n// Code generated by x. DO NOT EDIT.\n*/\npackage p\n", True),
        ("  // Code generated by x. DO NOT EDIT.\npackage p\n", True),
        ("// Code generated by x. DO NOT EDIT. \npackage p\n", False),
        ("// Code\r generated by x. DO NOT EDIT.\npackage p", True),
        ("//Code generated by x. DO NOT EDIT.\npackage p\n", False),
        ("package p\n// Code generated by x. DO NOT EDIT.\n", False),
        ("// see: // Code generated by x. DO NOT EDIT.\npackage p\n", False),
    ],
)
def test_generated(text: str, generated: bool) -> None:
    assert read_header("x.go", text.encode()).generated is generated


@pytest.mark.parametrize(
    ("path", "text", "constraint"),
    [
        ("a/x.go", "package p\n", ""),
        ("a/x_linux.go", "package p\n", "linux"),
        ("a/x_test.go", "//go:build e2e\n\npackage p\n", "e2e"),
        ("a/x_linux_arm64_test.go", "//go:build a || b\n\npackage p\n", "linux && arm64 && (a || b)"),
        ("a/x.go", "// Copyright\n\n//go:build  linux  \npackage p\n", "linux"),
        (
            "a/x.go",
            "// +build linux,amd64 darwin\n// +build !cgo\n\npackage p\n",
            "((linux && amd64) || darwin) && !cgo",
        ),
        ("a/x.go", "// +build linux\npackage p\n", ""),
        ("a/x.go", "/* x */ //go:build linux\npackage p\n", ""),
        ("a/x.go", "package p\n\n//go:build linux\n", ""),
    ],
)
def test_constraint(path: str, text: str, constraint: str) -> None:
    assert read_header(path, text.encode()).constraint == constraint


def test_deep_nesting_after_the_header_does_not_matter() -> None:
    text = b'package p\nimport "a"\nvar x = ' + b"(" * 10_000
    assert read_header("x.go", text).imports == (Import("a", line=2, column=8, end_column=11),)


@pytest.mark.parametrize(
    "filling", [b"\n", b"/**/", b"//\n", b"/*", b"package ", b"import (\n)\n", b'"a";', b"_", b"\0"]
)
def test_hostile_texts_take_bounded_time(filling: bytes) -> None:
    """Time is linear. A quadratic reader would take hours."""
    text = b"package p\n" + filling * (1 << 20 // len(filling))
    assert read_header("x.go", text) == read_exactly("x.go", text, whole=True)


# --- by law -----------------------------------------------------------------------------------------------------------

_FRAGMENTS = [
    "package ", "package p", "import ", "import (", "\n", "\n", "\n\n", "\r\n", " ", "\t", ";", "(", ")", "\n)",
    ")\n", '"fmt"', '\t"a/b"\n', '_ "x"', '. "y"', 'z "w" // c', "`raw`", "`ra\r\nw`", '""', "'c'", "'cc'", '"open',
    "`open", '"\\x41"', '"\\u4e16"', '"\\ud800"', '"\\xff\\400"', '"\\q"', '"\\', "'\\''", "'\\x4'", "' ", "'\\",
    '"\\U00110000"', "// c\n", "// c", "/* c */", "/*\n*/", "/*", "/*/", "*/", "/**/", "/* * / */", "/***/", "/*\r*/",
    "//\r\n", "/", "//", "//line f:7\n", "//line f:0\n", "//line :3:4\n", "/*line f:9*/", "/*line f:1:0*/",
    "//line f:x\n", "//line\n", "//line f:99999999999\n", "//line f:12345678901234567890123\n",
    "//line f:18446744073709551615\n", "\n//line f:2\n", "//go:build linux\n", "//go:build\n", "// +build a,b c\n\n",
    "//go:build x\n//go:build y\n", "//go:buildx\n", "//archlint:ignore r why\n", "//archlint:x\n",
    "// Code\r generated x DO NOT EDIT.\n", "// Code generated by x DO NOT EDIT.\n",
    "/*\n// Code generated by x DO NOT EDIT.\n*/", "// Code generated x\n", "func ", "func(", "var\n", "type T",
    "const", "return\n", "break", "x", "_", ".", "..", "...", ",", "{", "}", "]", "0x", "0x1p", "1_", "1__0", "0b12",
    "0o8", "08", "1e", "1.5i", ".5", "0x.p1", "0b1.0", "0_", "1e+_", "0xe+1", "1p2", "=", "==", "++", "--", "<-",
    "<<=", "&^=", "!", "~", "#", "@", "\\", "$", "“", "”", "é", "世界", "²", "٣", "x²", "\x01", "\ufeff", "\0",
    "\xa0", "\u2028", "\ufffd", "\U0001f600", "\x7f", "\x0c", "\udcff", "\udce4\udcb8", "\udced\udca0\udc80",
]  # fmt: skip
_STARTS = [
    "", "package p\n", "// c\n\npackage p\n\n", 'package p\n\nimport (\n\t"fmt"\n', 'package p\nimport "fmt"\n',
    "\ufeff", "\udcff\udcfe",
]  # fmt: skip


def soup(random_source: random.Random) -> bytes:
    """A random text that is almost a header."""
    pieces = [random_source.choice(_STARTS)]
    pieces += random_source.choices(_FRAGMENTS, k=random_source.randrange(12))
    return "".join(pieces).encode("utf-8", "surrogateescape")


soups = st.builds(lambda start, pieces: "".join([start, *pieces]).encode("utf-8", "surrogateescape"),
                  st.sampled_from(_STARTS), st.lists(st.sampled_from(_FRAGMENTS), max_size=12))  # fmt: skip


@settings(max_examples=1000, deadline=None)
@given(soups)
def test_fast_and_exact_path_agree(text: bytes) -> None:
    assert read_header("x.go", text) == read_exactly("x.go", text, whole=True)


@settings(max_examples=300, deadline=None)
@given(soups)
def test_a_truncated_file_has_the_same_facts_or_needs_more_bytes(text: bytes) -> None:
    """A reader that gets the start of a file returns the same as for the whole file, or needs more bytes."""
    facts, reader = read_header("x.go", text), HeaderReader()
    for cut in range(len(text)):
        for told in (reader.read("x.go", text[:cut], whole=False), read_exactly("x.go", text[:cut], whole=False)):
            assert told is None or told == facts


def test_long_headers_need_more_bytes_until_complete() -> None:
    text = b"package p\n\n/*\n" + b"x" * 300_000 + b'*/\nimport "C"\n\nfunc f()\n' + b"y" * 1000
    reader = HeaderReader()
    assert reader.read("x.go", text[:4096], whole=False) is None
    assert reader.read("x.go", text[:200_000], whole=False) is None
    facts = reader.read("x.go", text[:-900], whole=False)
    assert facts is not None
    assert facts.imports == (Import("C", line=5, column=8, end_column=11),)


def test_the_cache_of_lines_changes_nothing() -> None:
    texts = [soup(random.Random(seed)) for seed in range(2000)]
    reader = HeaderReader()
    for text in [*texts, *texts]:
        assert reader.read("x.go", text, whole=True) == read_header("x.go", text)


# --- against Go -------------------------------------------------------------------------------------------------------


def check_files(files: list[Path]) -> None:
    assert files
    answers = ask({"Kind": "header", "File": str(path)} for path in files)
    reader, differences = HeaderReader(), []
    for path, answer in zip(files, answers, strict=True):
        data, expected = path.read_bytes(), of_go(answer, str(path))
        first = data[:4096]
        told = [reader.read(str(path), data, whole=True), read_exactly(str(path), data, whole=True)]
        told.append(reader.read(str(path), first, whole=len(first) < 4096))
        differences += [(facts, expected) for facts in told if facts and as_imports_only(facts) != expected]
    assert differences == []


@NEEDS_GO
def test_the_standard_library_as_go_reads_it() -> None:
    check_files(sources(goroot() / "src"))


@NEEDS_GO
def test_the_compilers_own_tests_as_go_reads_them() -> None:
    if not (folder := goroot() / "test").is_dir():
        pytest.skip("this Go toolchain doesn't have its test folder")
    check_files(sources(folder))


@NEEDS_GO
def test_other_trees_as_go_reads_them() -> None:
    trees = [Path(tree) for tree in os.environ.get("ARCHLINT_TREES", "").split(os.pathsep) if tree]
    if not trees:
        pytest.skip("ARCHLINT_TREES names no trees")
    for tree in trees:
        check_files(sources(tree))


def check_texts(texts: list[bytes]) -> None:
    answers = ask({"Kind": "header", "Data": text} for text in texts)
    for text, answer in zip(texts, answers, strict=True):
        expected = of_go(answer, "x.go")
        exactly = read_exactly("x.go", text, whole=True)
        assert exactly is not None
        assert (text, as_imports_only(read_header("x.go", text))) == (text, expected)
        assert (text, as_imports_only(exactly)) == (text, expected)


@NEEDS_GO
def test_random_texts_as_go_reads_them() -> None:
    seed = int(os.environ.get("ARCHLINT_SEED", "1"))
    source = random.Random(seed)
    check_texts([soup(source) for _ in range(int(os.environ.get("ARCHLINT_SOUPS", "20000")))])


@NEEDS_GO
def test_texts_cut_at_every_byte_as_go_reads_them() -> None:
    texts = [
        '// Code generated x.\n\n//go:build a\n\npackage 世 // c\n\nimport (\n\t_ "a" /* x\n */\n\tb `世\r\n`\n)',
        'package p;import . "\\u4e16\\x41";import ("b";c "d")\n\n/* x\n*/ func f() {}',
        'package p\n//line x:3\n/*line y:4*/ import ("x" "y"\n"z" \'\\\'\' 0x1p-2 1_0i ...',
    ]
    check_texts([text.encode()[:cut] for text in texts for cut in range(len(text.encode()) + 1)])

"""Build constraints: by example, and compared with go/build and go/build/constraint."""

from __future__ import annotations

import random

import pytest
from support.documents import Json
from support.go_oracle import NEEDS_GO, ask
from support.headers import read_header

from archlint.languages.go.build.constraints import (
    Configuration,
    file_name_constraint,
    header_constraint,
    ignored_dir,
    ignored_file,
    join_constraints,
    matches,
)
from archlint.languages.go.build.expressions import ConstraintError, parse_expression, render

LINUX = Configuration()


@pytest.mark.parametrize(
    ("constraint", "configuration", "holds"),
    [
        ("", LINUX, True),
        ("linux && amd64", LINUX, True),
        ("ignore", LINUX, False),
        ("unix", LINUX, True),
        ("unix", Configuration(goos="windows"), False),
        ("linux", Configuration(goos="android"), True),
        ("android", LINUX, False),
        ("solaris", Configuration(goos="illumos"), True),
        ("darwin && unix", Configuration(goos="ios"), True),
        ("cgo", LINUX, True),
        ("cgo", Configuration(cgo=False), False),
        ("e2e", LINUX, False),
        ("e2e", Configuration(tags=frozenset({"e2e"})), True),
        ("go1.21", Configuration(release=21), True),
        ("go1.22", Configuration(release=21), False),
        ("go1.021 || go1.x || go1. || go1", LINUX, False),
        ("gc && !gccgo", LINUX, True),
        ("boringcrypto", Configuration(experiments=frozenset({"goexperiment.boringcrypto"})), True),
        ("!(linux || windows) || amd64 && linux", LINUX, True),
    ],
)
def test_matches(constraint: str, configuration: Configuration, holds: bool) -> None:
    assert matches(constraint, configuration) is holds


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "unexpected end of expression"),
        ("a b", "unexpected token b"),
        ("a &&", "unexpected end of expression"),
        ("(a", "missing close paren"),
        ("(a ||", "missing close paren"),
        ("!!a", "double negation not allowed"),
        ("a & b", "invalid syntax at &"),
        ("a-b", "invalid syntax at -"),
        ("||".join(["a"] * 1001), "build expression too large"),
        ("a\n//go:build b", "multiple //go:build comments"),
    ],
)
def test_invalid_expressions(text: str, message: str) -> None:
    with pytest.raises(ConstraintError, match=f"^{message}$"):
        parse_expression(text)


def test_joined_constraints_are_invalid_if_one_is() -> None:
    assert join_constraints("linux", "a) || (b") == "linux && a) || (b"
    assert join_constraints("linux", "a || b") == "linux && (a || b)"
    with pytest.raises(ConstraintError):
        matches(join_constraints("linux", header_constraint("//go:build a\n//go:build b\n\npackage")), LINUX)


def test_deep_and_long_expressions_need_no_recursion() -> None:
    deep = "!(" * 999 + "a" + ")" * 999
    assert matches(deep, LINUX)
    assert render(parse_expression(deep)) == "!" * 999 + "a"


@pytest.mark.parametrize(
    ("name", "constraint"),
    [
        ("linux.go", ""),
        ("x_linux.go", "linux"),
        ("x_linux_test.go", "linux"),
        ("x_arm64.go", "arm64"),
        ("x_linux_arm64.go", "linux && arm64"),
        ("x_arm64_linux.go", "linux"),
        ("x_linux.pb.go", "linux"),
        ("x.linux.go", ""),
        ("x_unix.go", ""),
        ("_linux.go", "linux"),
        ("_test.go", ""),
        ("x_test_linux.go", "linux"),
        ("x_LINUX.go", ""),
    ],
)
def test_file_names(name: str, constraint: str) -> None:
    assert file_name_constraint(name) == constraint


def test_files_and_folders_that_go_ignores() -> None:
    assert [name for name in ("vendor", "testdata", "_x", ".git", "x", "vendored") if ignored_dir(name)] == [
        "vendor", "testdata", "_x", ".git",
    ]  # fmt: skip
    assert [name for name in ("_x.go", ".x.go", "x.go", "x_.go") if ignored_file(name)] == ["_x.go", ".x.go"]


# --- against Go -------------------------------------------------------------------------------------------------------

_TOKENS = [
    "a", "linux", "go1.5", "世", "x²", "_.", "(", ")", "!", "&&", "||", "&", "|", " ", "\t", "-", "\xa0", "9", "",
]  # fmt: skip


@NEEDS_GO
def test_expressions_as_go_reads_them() -> None:
    source = random.Random(1)
    texts = ["".join(source.choices(_TOKENS, k=source.randrange(1, 9))).strip() for _ in range(5000)]
    texts += [
        " ".join(source.choices(["a", "b", "c", "(", ")", "!", "&&", "||"], k=source.randrange(1, 12))) for _ in texts
    ]
    sound = 0
    for text, answer in zip(texts, ask({"Kind": "expression", "Data": text.encode()} for text in texts), strict=True):
        try:
            told = (render(parse_expression(text.strip("\xa0"))), "")
            sound += 1
        except ConstraintError as error:
            told = ("", str(error))
        assert (text, *told) == (text, answer["Text"], answer["Error"])
    assert sound > 300


@NEEDS_GO
def test_unicode_letters_and_digits_as_in_go() -> None:
    """Python's Unicode may be newer or older than Go's. They agree on characters that both assign."""
    texts = [chr(point) for point in range(0x80, 0x3000) if not chr(point).isspace()]
    answers = ask({"Kind": "expression", "Data": text.encode()} for text in texts)
    ours = [text.isalpha() or text.isdecimal() for text in texts]
    differing = [text for text, answer, our in zip(texts, answers, ours, strict=True) if our is bool(answer["Error"])]
    assert len(differing) < 100
    assert not any(ord(text) < 0x800 for text in differing)


_LINES = [
    "// c", "", "", "//go:build linux", "//go:build windows || e2e", "//go:build !cgo && unix", "//go:build",
    "//go:build a b", "// +build linux", "//+build windows", "// +build darwin,!e2e linux", "// +build",
    "// +build !!x", "// +build a-b", "/* c */", "/*", "*/", "/* x", "//go:build linux */", "  //go:build windows",
    "\t// +build windows  ", "//go:buildx y", "// +buildx", "/**//*", "*/ // x", "//go:binary-only-package",
    "//go:build go1.99 || arm64 \r", "\xa0", "// +build \x1f",
]  # fmt: skip
_NAMES = [
    "x.go", "x_linux.go", "x_windows.go", "x_android_test.go", "x_linux_arm64.go", "linux.go", "x_amd64_test.go",
    "x_js.go",
]  # fmt: skip


@NEEDS_GO
def test_files_are_chosen_as_go_chooses_them() -> None:
    source = random.Random(2)
    questions: list[Json] = []
    configurations: list[Configuration] = []
    for _ in range(6000):
        lines = source.choices(_LINES, k=source.randrange(7))
        configuration = Configuration(
            source.choice(["linux", "windows", "android", "ios", "js"]), source.choice(["amd64", "arm64", "wasm"]),
            frozenset(source.sample(["e2e", "a", "b", "ignore"], k=source.randrange(3))), cgo=source.random() < 0.5,
        )  # fmt: skip
        bom = "\ufeff" if source.random() < 0.1 else ""
        data = (
            bom + "\n".join([*lines, source.choice(["package p", "\npackage p", "/* c */ package p"]), "\n"])
        ).encode()
        configurations.append(configuration)
        questions.append(
            {
                "Kind": "match", "Name": source.choice(_NAMES), "Data": data, "Goos": configuration.goos,
                "Goarch": configuration.goarch, "Tags": sorted(configuration.tags), "Cgo": configuration.cgo,
            }
        )  # fmt: skip
    chosen = 0
    for question, configuration, answer in zip(questions, configurations, ask(questions), strict=True):
        facts = read_header(question["Name"], question["Data"])
        if facts.problems:
            continue  # there was no package clause, and so no constraint
        try:
            told = (matches(facts.constraint, configuration), False)
        except ConstraintError:
            told = (False, True)
        chosen += told[0]
        expected = (answer["Match"], bool(answer["Error"]))
        if told[1] and not expected[1]:  # Go doesn't open a file that its name excludes
            assert not matches(file_name_constraint(question["Name"]), configuration)
            continue
        assert (question, *told) == (question, *expected)
    assert chosen > 800

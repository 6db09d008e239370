"""go.mod and go.work: by example, and compared with `go mod edit -json` and `go work edit -json`."""

from __future__ import annotations

import json
import random
import subprocess
from typing import TYPE_CHECKING

import pytest
from support.documents import Json
from support.go_oracle import NEEDS_GO

from archlint.languages.go.modules.files import ModFile, Replace, WorkFile, read_mod, read_work

if TYPE_CHECKING:
    from pathlib import Path

MOD = b"""// Deprecated: by hand
module "example.com/shop" // the shop

go 1.22

toolchain go1.23.1

require golang.org/x/net v0.1.0
require (
\t"example.com/a b" v1.0.0 // indirect
\texample.com/b v1.2.3+incompatible
)

exclude example.com/b v1.0.0

replace example.com/b => ../b
replace (
\texample.com/c v1.0.0 => ./c // here
\texample.com/d => example.com/e v1.1.0
)

retract [v1.0.0, v1.1.0] // a mistake

tool example.com/b/cmd/x

ignore ./node_modules

godebug default=go1.21

exclude ()
"""


def test_a_module() -> None:
    assert read_mod(MOD) == ModFile(
        "example.com/shop",
        go="1.22",
        requires=("golang.org/x/net", "example.com/a b", "example.com/b"),
        replaces=(
            Replace("example.com/b", version="", target="../b", target_version=""),
            Replace("example.com/c", version="v1.0.0", target="./c", target_version=""),
            Replace("example.com/d", version="", target="example.com/e", target_version="v1.1.0"),
        ),
        ignores=("./node_modules",),
    )
    assert [replace.local for replace in read_mod(MOD).replaces] == [True, True, False]


def test_a_workspace() -> None:
    text = b'go 1.22.1\r\n\r\nuse (\r\n\t./a // one\r\n\t"./b c"\r\n)\r\nuse ../d\r\nreplace x => ./y\r\n'
    assert read_work(text).replaces == (Replace("x", version="", target="./y", target_version=""),)
    assert read_work(text).uses == ("./a", "./b c", "../d")


def test_empty_files() -> None:
    assert read_mod(b"") == ModFile("")
    assert read_work(b"// nothing\n") == WorkFile()


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        (b"module a\nmodule b\n", 2, 1, "repeated module statement"),
        (b"module\n", 1, 1, "usage: module path"),
        (b"module a b\n", 1, 1, "usage: module path"),
        (b'module "a\\q"\n', 1, 1, 'invalid quoted string "a\\q"'),
        (b"module a`b`\n", 1, 1, "quotes are not allowed inside a`b`"),
        (b"go x\n", 1, 1, "the go directive must have one version, such as 1.23.0"),
        (b"module a\nrequire (\n\tb\n)\n", 3, 2, "usage: require path v1.2.3"),
        (b"module a\nrequire (\n\tb v1.0.0\n", 4, 1, "the block that starts in line 2 is not closed"),
        (b"module a\nrequire (\n) x\n", 3, 1, "unexpected text after the closing parenthesis"),
        (b"module a\nreplace b => c\n", 2, 1, "the replacement c needs a version; a folder must start with ./ or ../"),
        (b"module a\nreplace b => ./c v1.0.0\n", 2, 1, "the replacement folder ./c can't have a version"),
        (b"module a\nreplace b ./c\n", 2, 1, "usage: replace path [v1.2.3] => path v1.2.3 or ../folder"),
        (b"module a\n/* x */\n", 2, 1, "comments start with //, not /*"),
        (b'module a\nreplace "b => ./c\n', 2, 1, "string not terminated"),
    ],
)  # fmt: skip
def test_problems(text: bytes, line: int, column: int, message: str) -> None:
    assert read_mod(text).problems == ((line, column, message),)


def test_readable_directives_are_kept() -> None:
    assert read_mod(b"module a\nreplace b => ./c\nfuture thing ( x )\n/*\nreplace d => ./e\n").replaces == (
        Replace("b", version="", target="./c", target_version=""),
    )


@pytest.mark.parametrize("filling", [b"(", b"a ", b'"', b"require (\n", b")\n", b"\n", b"=> ", b"a => ./b\n"])
def test_hostile_texts_take_bounded_time(filling: bytes) -> None:
    read_mod(b"module a\n" + filling * (1 << 18))


# --- against Go -------------------------------------------------------------------------------------------------------


def go_edit(kind: str, path: Path, text: bytes) -> Json | None:
    """Return the result of `go mod edit -json` or `go work edit -json`; None if it rejects the file."""
    path.write_bytes(text)
    told = subprocess.run(["go", kind, "edit", "-json", str(path)], capture_output=True, cwd=path.parent, text=True)
    answer: Json | None = json.loads(told.stdout) if told.returncode == 0 else None
    return answer


def replaces_of_go(answer: Json) -> tuple[Replace, ...]:
    return tuple(
        Replace(
            one["Old"]["Path"],
            one["Old"].get("Version", ""),
            one["New"]["Path"],
            target_version=one["New"].get("Version", ""),
        )
        for one in answer.get("Replace") or ()
    )


def mod_of_go(answer: Json) -> ModFile:
    return ModFile(
        answer["Module"]["Path"],
        answer.get("Go", ""),
        tuple(dict.fromkeys(one["Path"] for one in answer.get("Require") or ())),
        replaces=replaces_of_go(answer),
        ignores=tuple(one["Path"] for one in answer.get("Ignore") or ()),
    )


_DIRECTIVES = [
    "go 1.21", "go 1.21.3 // c", "require a.b/c v1.0.0", 'require "a.b/d" v1.0.0',
    "require (\n\ta.b/e v1.0.0 // indirect\n\n)", "replace a.b/c => ../c", "replace a.b/c v1.0.0 => ./c",
    "replace a.b/d => a.b/x v1.3.0", "replace (\n a.b/e => /e\n)", "exclude a.b/c v1.1.0", "retract v1.0.0",
    "retract [v1.0.0, v1.1.0]", "tool a.b/c/cmd", "toolchain go1.22.0", "// c", "", "ignore ./x",
    "ignore (\n\tnode_modules\n\t./y\n)", "require ()", "replace (", ")", "/* c */", "future x", "require a.b/c",
    "module again", "godebug x=y", "replace a.b/c => d", 'replace "a.b/c" => "./d e"', "replace\ta.b/c\t=>\t..//c",
    "require (\n)",
]  # fmt: skip
_SOUND = 26


@NEEDS_GO
def test_modules_as_go_reads_them(tmp_path: Path) -> None:
    source, accepted = random.Random(3), 0
    for _ in range(60):
        directives = source.sample(
            _DIRECTIVES[:_SOUND] if source.random() < 0.8 else _DIRECTIVES, k=source.randrange(6)
        )
        text = "\n".join(["module example.com/x", *directives, ""]).encode()
        answer = go_edit("mod", tmp_path / "go.mod", text)
        if answer is not None:
            accepted += 1
            assert (text, read_mod(text)) == (text, mod_of_go(answer))
    assert accepted > 20


@NEEDS_GO
@pytest.mark.parametrize("text", [MOD.replace(b'"example.com/a b"', b'"example.com/a"'), b"module (\n\tx.y/z\n)\n"])
def test_odd_modules_as_go_reads_them(tmp_path: Path, text: bytes) -> None:
    answer = go_edit("mod", tmp_path / "go.mod", text)
    assert answer is not None
    assert read_mod(text) == mod_of_go(answer)


@NEEDS_GO
@pytest.mark.parametrize(
    "text",
    [
        b'go 1.22\n\nuse ./a\nuse (\n\t../b // c\n\t"./c d"\n\t/e\n)\nreplace a.b/c v1.0.0 => ./c\ntoolchain go1.22\n',
        b"use .\r\n",
        b"go 1.21\nuse ()\n",
    ],
)  # fmt: skip
def test_workspaces_as_go_reads_them(tmp_path: Path, text: bytes) -> None:
    answer = go_edit("work", tmp_path / "go.work", text)
    assert answer is not None
    assert read_work(text).replaces == replaces_of_go(answer)
    assert read_work(text).uses == tuple(use["DiskPath"] for use in answer.get("Use") or ())

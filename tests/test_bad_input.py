"""Bad input: each input ends in a finding or a clear error with the documented exit status, in bounded time. There is
never a traceback, and archlint reads nothing outside the root."""

from __future__ import annotations

import ast
import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import txtar
from support.command import Outcome, archlint, environment
from support.documents import Json

from archlint.reports import FORMATS

TREE = """
-- layers.toml --
version = 1

[layers]
All = ["**"]

[[rules]]
rule = "All must not import third-party"
-- go.mod --
module example.com/shop
-- good.go --
package shop

import "github.com/acme/thing"
"""
POSIX = pytest.mark.skipif(os.name == "nt", reason="POSIX files")
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository that has only a tree with one good file, which has one finding."""
    txtar.read(TREE).write(tmp_path / "tree")
    (tmp_path / "tree" / ".git").mkdir()
    return tmp_path / "tree"


def check(root: Path, *arguments: str | Path) -> Json:
    """Return the JSON document of a check that ran: no traceback, no bug, status 0 or 1."""
    found = archlint("check", root, "-f", "json", "-q", *arguments, cwd=root)
    assert_sound(found)
    document: Json = json.loads(found.out)
    assert (document["problems"], found.err) == ([], "")
    assert found.status == (1 if document["summary"]["failing"] else 0)
    return document


def refused(root: Path, *arguments: str | Path) -> list[str]:
    """Return the problems of a check that can't run, one on each line. Other commands report the same."""
    found = archlint("check", root, "-f", "concise", *arguments, cwd=root)
    assert_sound(found)
    assert (found.status, found.err) == (2, "")
    drawn = archlint("graph", root, *arguments, cwd=root)
    assert_sound(drawn)
    if drawn.status == 2:
        assert drawn.out == ""
        assert drawn.err.startswith("archlint: error: ")
    return found.out.splitlines()


def assert_sound(found: Outcome) -> None:
    assert found.status in (0, 1, 2), found.err
    assert "Traceback" not in found.out + found.err


def problems(document: Json, path: str) -> list[tuple[int, str]]:
    """Return line and message of the parse errors of one file."""
    found = [finding for finding in document["findings"] if finding["place"]["path"] == path]
    return [(finding["place"]["line"], finding["message"]) for finding in found if finding["kind"] == "parse-error"]


def still_checked(document: Json) -> bool:
    """Report whether the good file has its finding."""
    return any(finding["place"]["path"] == "good.go" for finding in document["findings"])


# Go files


BAD_SOURCES = {
    "empty": b"",
    "blank": b" \t\r\n\n",
    "binary": bytes(range(256)) * 40,
    "elf": b"\x7fELF\x02\x01\x01" + b"\0" * 5000,
    "nul": b'package p\n\nimport "a\0b"\n',
    "not UTF-8": b'package p\n\nimport "caf\xe9"\n',
    "UTF-16": "package p\n".encode("utf-16"),
    "no clause": b'import "fmt"\n',
    "cut off": b'package p\n\nimport (\n\t"fmt"\n',
    "open comment": b"package p\n\n/* never closed",
    "open string": b'package p\n\nimport "fmt\n',
    "open raw string": b"package p\n\nimport `fmt\n",
    "keyword": b"package func\n",
    "BOM inside": b'package p\n\xef\xbb\xbf\nimport "fmt"\n',
    "two BOMs": b"\xef\xbb\xbf\xef\xbb\xbfpackage p\n",
    "python": b"import os\n\nprint(os.name)\n",
    "html": b"<!DOCTYPE html>\n<html></html>\n",
    "one byte": b"\xff",
    "parentheses": b"package p\n\nimport " + b"(" * 10_000,
}


@pytest.mark.parametrize("name", BAD_SOURCES)
def test_bad_source(root: Path, name: str) -> None:
    (root / "bad.go").write_bytes(BAD_SOURCES[name])
    document = check(root)
    assert still_checked(document)
    assert problems(document, "bad.go")
    assert all(message.startswith("This file doesn't parse: ") for _, message in problems(document, "bad.go"))


GOOD_SOURCES = {
    "CRLF": b'package shop\r\n\r\nimport (\r\n\t"net/http"\r\n\r\n\t"github.com/acme/thing"\r\n)\r\n',
    "BOM": b'\xef\xbb\xbfpackage shop\n\nimport (\n\t"net/http"\n\n\t"github.com/acme/thing"\n)\n',
    "no end of line": b'package shop\n\nimport (\n\t"net/http"\n\n\t"github.com/acme/thing")',
    "CR in comments": b'package shop // a\r b\n\nimport (\n\t"net/http"\n\n\t"github.com/acme/thing"\n)\n',
    "not UTF-8 below": b'package shop\n\nimport (\n\t"net/http"\n\n\t"github.com/acme/thing"\n)\n\nvar x = "\xff"\n',
    "NUL below": b'package shop\n\nimport (\n\t"net/http"\n\n\t"github.com/acme/thing"\n)\n\nvar x = "\0"\n',
}


@pytest.mark.parametrize("name", GOOD_SOURCES)
def test_unusual_but_valid_source(root: Path, name: str) -> None:
    (root / "bad.go").write_bytes(GOOD_SOURCES[name])
    found = [finding for finding in check(root)["findings"] if finding["place"]["path"] == "bad.go"]
    assert [finding["kind"] for finding in found] == ["forbidden-import"]
    assert found[0]["place"] == {"path": "bad.go", "line": 6, "column": 2, "end_column": 25}


@pytest.mark.parametrize("opening", ["(", "[", "{", "func(){", "/*", "if x {", "struct{ a ", "`", "-", "map[int]"])
def test_ten_thousand_nested_brackets(root: Path, opening: str) -> None:
    header = 'package shop\n\nimport "github.com/acme/deep"\n\nvar x = '
    (root / "deep.go").write_text(header + opening * 10_000)
    document = check(root)
    assert [finding["place"]["line"] for finding in document["findings"] if finding["place"]["path"] == "deep.go"] == [
        3
    ]
    found = archlint("graph", root, "--level", "file", cwd=root)
    assert_sound(found)


def test_ten_thousand_nested_brackets_before_the_package_clause(root: Path) -> None:
    (root / "deep.go").write_text("(" * 10_000 + "\npackage shop\n")
    document = check(root)
    assert problems(document, "deep.go")
    assert still_checked(document)


def test_only_the_header_of_a_50_megabyte_file_is_read(root: Path) -> None:
    head = b'package shop\n\nimport "github.com/acme/big"\n\nvar x = 1\n'
    (root / "big.go").write_bytes(head)
    small = check(root)
    with (root / "big.go").open("ab") as big:
        big.write(b"var y = `")
        big.truncate(50 * 1024 * 1024)
    large = check(root)
    assert large["findings"] == small["findings"]


def test_a_50_megabyte_comment_before_the_package_clause(root: Path) -> None:
    with (root / "big.go").open("wb") as big:
        big.write(b"/*")
        big.truncate(50 * 1024 * 1024)
        big.seek(0, os.SEEK_END)
        big.write(b"*/\npackage shop\n")
    document = check(root)
    assert problems(document, "big.go")
    assert still_checked(document)


def test_two_package_clauses_in_one_folder(root: Path) -> None:
    txtar.read("-- p/a.go --\npackage a\n-- p/b.go --\npackage b\n-- p/c.go --\npackage b\n").write(root)
    (root / "good.go").write_text('package shop\n\nimport "example.com/shop/p"\n')
    assert check(root)["summary"]["packages"] == 3
    drawn = json.loads(archlint("graph", root, cwd=root).out)
    assert [node["id"] for node in drawn["nodes"]] == [
        "example.com/shop",
        "example.com/shop/p",
        "example.com/shop/p [a]",
    ]
    assert [(edge["from"], edge["to"]) for edge in drawn["edges"]] == [("example.com/shop", "example.com/shop/p")]


def test_self_imports_empty_imports_and_cycles(root: Path) -> None:
    txtar.read(
        """
-- layers.toml --
version = 1
[layers]
All = ["**"]
[[rules]]
rule = "packages must not form cycles"
-- self/s.go --
package self
import "example.com/shop/self"
-- a/a.go --
package a
import "example.com/shop/b"
-- b/b.go --
package b
import "example.com/shop/a"
-- lost/l.go --
package lost
import (
	"example.com/shop/never/written"
	"./relative"
	"/absolute"
)
"""
    ).write(root)
    document = check(root)
    assert [finding["cycle"]["members"] for finding in document["findings"]] == [
        ["example.com/shop/a", "example.com/shop/b"],
        ["example.com/shop/self"],
    ]
    drawn = json.loads(archlint("graph", root, cwd=root).out)
    pairs = {(edge["from"], edge["to"]) for edge in drawn["edges"]}
    assert ("example.com/shop/self", "example.com/shop/self") in pairs
    assert ("example.com/shop/lost", "example.com/shop/never/written") in pairs
    shown = archlint("explain", "example.com/shop/never/written", root, cwd=root)
    assert shown.status == 0
    assert "no scanned file" in shown.out


# Directory entries that aren't regular files


@POSIX
@pytest.mark.skipif(AS_ROOT, reason="root can read everything; a test without rights needs another user")
def test_unreadable_file_and_folder(root: Path) -> None:
    (root / "secret.go").write_text("package shop\n")
    (root / "secret.go").chmod(0)
    (root / "closed").mkdir(mode=0)
    try:
        document = check(root)
    finally:
        (root / "closed").chmod(0o700)
    assert problems(document, "secret.go") == [
        (1, "This file doesn't parse: the file can't be read: Permission denied.")
    ]
    assert problems(document, "closed") == [
        (1, "This file doesn't parse: the folder can't be read: Permission denied.")
    ]
    assert still_checked(document)


def test_read_errors_of_the_system(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replaces the test above if the tests run as root."""
    txtar.read("-- secret.go --\npackage shop\n-- closed/x.go --\npackage closed\n").write(root)
    real_open, real_scan = os.open, os.scandir

    def guarded_open(path: str, flags: int, *more: int) -> int:
        if str(path).endswith("secret.go"):
            raise PermissionError(13, "Permission denied", path)
        return real_open(path, flags, *more)

    def guarded_scan(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return real_scan(path)

    monkeypatch.setattr(os, "open", guarded_open)
    monkeypatch.setattr(os, "scandir", guarded_scan)
    document = check(root)
    monkeypatch.undo()
    (secret,), (closed,) = problems(document, "secret.go"), problems(document, "closed")
    assert "Permission denied" in secret[1]
    assert "Permission denied" in closed[1]
    assert still_checked(document)


@POSIX
def test_links_are_reported_and_never_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    txtar.read('-- x.go --\npackage outside\n\nimport "github.com/acme/secret"\n').write(outside)
    (root / "file.go").symlink_to(outside / "x.go")
    (root / "folder").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "self.go").symlink_to("self.go")
    (root / "gone.go").symlink_to("nowhere")
    (root / "inner.go").symlink_to("good.go")
    found = archlint("check", root, cwd=root)
    assert found.status == 1
    assert "secret" not in found.out + found.err
    document = check(root)
    told = {finding["place"]["path"] for finding in document["findings"] if finding["kind"] == "parse-error"}
    assert told == {"file.go", "self.go", "gone.go", "inner.go"}
    assert still_checked(document)
    assert document["summary"]["files"] == 1


WATCHED = """
import os, sys
from archlint.cli import run
def watch(event, arguments):
    if event in ("open", "os.scandir", "os.listdir") and isinstance(arguments[0], str):
        seen.add(os.path.abspath(arguments[0]))
for command in (["check", "-f", "sarif=report"], ["graph", "--level", "file"], ["check", "-m", "moves.md"]):
    run(command)  # what is imported along the way is no part of the tree
seen = set()
sys.addaudithook(watch)
for command in (["check", "-f", "sarif=report"], ["graph", "--level", "file"], ["check", "-m", "moves.md"]):
    run(command)
sys.stderr.write("SEEN " + repr(sorted(seen)))
"""


@POSIX
def test_outside_the_root_only_its_go_mod_and_go_work_are_opened(tmp_path: Path) -> None:
    repository, outside = tmp_path / "repository", tmp_path / "outside"
    root = repository / "service"
    txtar.read(TREE).write(root)
    (root / "go.mod").rename(repository / "go.mod")
    (repository / ".git").mkdir()
    txtar.read("-- x.go --\npackage outside\n-- go.mod --\nmodule m\n-- sub/y.go --\npackage sub\n").write(outside)
    txtar.read("-- beside/b.go --\npackage beside\n-- root.go --\npackage shop\n").write(repository)
    (root / "moves.md").write_text("| old_path | new_path |\n|---|---|\n| `good.go` | `new/good.go` |\n")
    (root / "a").mkdir()
    (root / "a" / "link.go").symlink_to(outside / "x.go")
    (root / "a" / "go.mod").symlink_to(outside / "go.mod")
    (root / "a" / "go.work").symlink_to(outside / "go.mod")
    (root / "b").symlink_to(outside)
    (root / "up").symlink_to(repository)
    done = subprocess.run(
        [sys.executable, "-c", WATCHED], cwd=root, env=environment(), capture_output=True, text=True, check=False
    )
    seen = ast.literal_eval(done.stderr.rpartition("SEEN ")[2])
    there = {path for path in seen if path.startswith(f"{tmp_path}{os.sep}")}
    beyond = {path for path in there if path != str(root) and not path.startswith(f"{root}{os.sep}")}
    assert beyond == {str(repository / "go.mod"), str(repository / "go.work")}
    assert str(root / "good.go") in there
    assert not {path for path in there if path.startswith((f"{root}/b/", f"{root}/up/"))}


@POSIX
def test_pipes_sockets_and_devices_with_go_file_names(root: Path) -> None:
    os.mkfifo(root / "pipe.go")
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.getcwd()
        os.chdir(root)  # the path of a socket has a maximum length
        try:
            listener.bind("socket.go")
        finally:
            os.chdir(here)
        names = {"pipe.go", "socket.go"}
        try:
            os.mknod(root / "null.go", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
            names.add("null.go")
        except OSError:
            pass  # only root can create devices
        document = check(root)
    assert {path for path in names if problems(document, path)} == names
    assert still_checked(document)


@POSIX
@pytest.mark.parametrize("name", ["go.mod", "go.work", "layers.toml"])
def test_pipes_instead_of_input_files(root: Path, name: str) -> None:
    (root / name).unlink(missing_ok=True)
    os.mkfifo(root / name)
    if name == "go.work":
        assert still_checked(check(root))
    else:
        assert refused(root)


def test_a_folder_with_a_go_file_name(root: Path) -> None:
    txtar.read("-- folder.go/x.go --\npackage folder\n-- go.sum/x.go --\npackage sum\n").write(root)
    document = check(root)
    assert document["summary"]["files"] == 3
    assert [finding["kind"] for finding in document["findings"]] == ["forbidden-import"]


STEERING = frozenset("\x1b\x07\x7f\x01\r\u202e\u2028")
"""Characters that no report may contain: they control terminals, reorder text or break lines."""
XML = ("checkstyle", "junit")
HOSTILE_NAMES = [
    b"new\nline.go",
    b'quote".go',
    b"<script>&amp;.go",
    b"a::error::b.go",
    b"\x1b[31mred.go",
    b"caf\xe9.go",
    b"\xff\xfe.go",
    "right\u202eog.to.left.go".encode(),
    "\u2028.go".encode(),
    "\U0001f600 日本.go".encode(),
    b"100%s{}.go",
    b"-rf.go",
    b"]]>.go",
    b"|`pipe`|.go",
    b"\\back\\slash.go",
    b" .go",
    b"a\rb\tc.go",
    b"\x7f\x01.go",
    b"::set-output name=x::y.go",
    b"##[error]x.go",
    b"x" * 250 + b".go",
]


@pytest.mark.skipif(sys.platform != "linux", reason="other file systems don't allow such names")
@pytest.mark.parametrize("form", FORMATS)
def test_hostile_names_in_every_report(root: Path, form: str) -> None:
    for number, name in enumerate(HOSTILE_NAMES):
        folder = os.fsencode(root) + b"/d" + str(number).encode() + b"-" + name.removesuffix(b".go")[:200]
        for path in (os.fsencode(root) + b"/" + name, folder + b"/x.go"):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            Path(os.fsdecode(path)).write_text('package shop\n\nimport "github.com/acme/thing"\n')
    found = archlint("check", root, "-f", form, "-v", cwd=root)
    assert found.status == 1
    assert_sound(found)
    for text in (found.out, found.err):
        assert not set(text) & STEERING or form in XML  # file names are for programs there
        assert not any(line.startswith("::") for line in text.splitlines() if form in ("text", "concise", "json"))
    count = 2 * len(HOSTILE_NAMES) + 1
    if form == "json":
        paths = {finding["place"]["path"] for finding in json.loads(found.out)["findings"]}
        assert len(paths) == count
    elif form in XML:
        from lxml import etree

        assert etree.fromstring(found.out.encode()) is not None
    elif form == "sarif":
        assert len(json.loads(found.out)["runs"][0]["results"]) == count
    elif form == "concise":
        assert len(found.out.splitlines()) == count
    for command in (["graph"], ["graph", "-f", "dot"], ["graph", "-f", "mermaid"], ["graph", "--level", "file"]):
        drawn = archlint(*command, root, cwd=root)
        assert drawn.status == 0
        assert not set(drawn.out) & STEERING


def test_names_that_differ_only_by_letter_case(root: Path) -> None:
    (root / "a.go").write_text("package shop\n")
    (root / "A.go").write_text('package shop\n\nimport "github.com/acme/thing"\n')
    if len({name.lower() for name in os.listdir(root)}) == len(os.listdir(root)):
        pytest.skip("this file system ignores letter case")
    document = check(root)
    assert [finding["place"]["path"] for finding in document["findings"]] == ["A.go", "good.go"]


@POSIX
@pytest.mark.parametrize(("name", "depth"), [("d", 1200), ("d" * 250, 20)], ids=["many", "long"])
def test_nested_folders(root: Path, name: str, depth: int) -> None:
    """Nested deeper than Python's recursion limit or the maximum length of a path. archlint checks what the system can
    name."""
    here = os.getcwd()
    os.chdir(root)
    try:
        for level in range(depth):
            os.mkdir(name)
            os.chdir(name)
            if level in (0, 5, 1199):
                Path("x.go").write_text("package d\n")
        os.chdir(here)
        document = check(root)
        assert archlint("graph", root, "-f", "dot", cwd=root).status == 0
    finally:
        os.chdir(root)
        for _ in range(depth):
            os.chdir(name)
        for _ in range(depth):
            Path("x.go").unlink(missing_ok=True)
            os.chdir("..")
            os.rmdir(name)
        os.chdir(here)
    assert still_checked(document)
    assert document["summary"]["files"] == (4 if name == "d" else 3)
    told = [finding["message"] for finding in document["findings"] if finding["kind"] == "parse-error"]
    if name == "d":
        assert told == []
    else:
        assert told == ["This file doesn't parse: the folder can't be read: File name too long."]


# The configuration


BAD_CONFIGS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "layers.toml:1:1: error config version: is missing"),
    "not TOML": (b"layers:\n  Domain: x\n", "layers.toml:1:1: error config is not valid TOML: "),
    "JSON": (b'{"version": 1}', "layers.toml:1:1: error config is not valid TOML: "),
    "not UTF-8": (b"version = 1\n# caf\xe9\n", "layers.toml:2:1: error config byte 0xe9 is not UTF-8"),
    "UTF-16": ("version = 1\n".encode("utf-16"), "layers.toml:1:1: error config byte 0xff is not UTF-8"),
    "NUL": (b"version = 1\n\0\n", "layers.toml:2:1: error config is not valid TOML: "),
    "cut off": (b"version = 1\n[layers", "layers.toml:2:1: error config is not valid TOML: "),
    "twice": (b"version = 1\nversion = 1\n", "layers.toml:2:1: error config is not valid TOML: "),
    "deep": (b"version = 1\nx = " + b"[\n" * 3000 + b"]\n" * 3000, "layers.toml:1:1: error config arrays"),
    "long": (b"version = 1\nx = '" + b"x" * 100_000 + b"'\n", "layers.toml:2:1: error config the line is longer than"),
    "other version": (b"version = 99\n", "layers.toml:1:1: error config version: "),
    "unknown key": (b"version = 1\nlayer = 1\n", "layers.toml:2:1: error config layer: "),
    "wrong type": (b"version = 1\nlayers = 3\n", "layers.toml:2:1: error config layers: "),
    "bad glob": (b"version = 1\n[layers]\nA = ['../x/**']\n", "layers.toml:3:1: error config layers.A"),
    "absolute glob": (b"version = 1\n[layers]\nA = ['/etc/**']\n", "layers.toml:3:1: error config layers.A"),
}


@pytest.mark.parametrize("name", BAD_CONFIGS)
def test_bad_config(root: Path, name: str) -> None:
    text, said = BAD_CONFIGS[name]
    (root / "layers.toml").write_bytes(text)
    lines = refused(root)
    assert any(line.startswith(said) for line in lines), lines


def test_config_is_missing(root: Path) -> None:
    (root / "layers.toml").unlink()
    (line,) = refused(root)
    assert line.startswith(f"layers.toml:1:1: error config not found at or above {root} (run `archlint init`")
    (line,) = refused(root, "--config", "other.toml")
    assert line == "other.toml:1:1: error config the configuration doesn't exist"


def test_config_is_a_folder(root: Path) -> None:
    (root / "layers.toml").unlink()
    (root / "layers.toml").mkdir()
    (line,) = refused(root)
    assert line == "layers.toml:1:1: error config the configuration is a folder, not a file"


def test_config_is_huge(root: Path) -> None:
    with (root / "layers.toml").open("ab") as config:
        config.truncate(5 * 1024 * 1024)
    (line,) = refused(root)
    assert line == "layers.toml:1:1: error config the configuration is larger than 1 MiB"


@pytest.mark.parametrize("text", [None, b"version =", b"version = 1\nlayer = 2\n"], ids=["missing", "broken", "wrong"])
def test_the_config_has_the_same_name_from_every_folder(root: Path, tmp_path: Path, text: bytes | None) -> None:
    (root / "conf").mkdir()
    if text is not None:
        (root / "conf" / "arch.toml").write_bytes(text)
    said = archlint("check", "-c", "conf/arch.toml", ".", "-f", "concise", cwd=root)
    assert said.status == 2
    assert all(line.startswith("conf/arch.toml:") for line in said.out.splitlines())
    assert archlint("check", "-c", "tree/conf/arch.toml", "tree", "-f", "concise", cwd=tmp_path) == said
    assert archlint("check", "-c", root / "conf/arch.toml", root, "-f", "concise", cwd=Path("/")) == said


def test_config_with_thousands_of_lines(root: Path) -> None:
    rules = "".join(
        f'[[rules]]\nid = "r{number}"\nrule = "All must not reach nothing{number}"\n' for number in range(2000)
    )
    (root / "layers.toml").write_text('version = 1\n[layers]\nAll = ["**"]\n' + rules)
    assert len(refused(root)) == 2000


@POSIX
def test_config_is_a_dangling_link(root: Path) -> None:
    (root / "layers.toml").unlink()
    (root / "layers.toml").symlink_to("layers.toml")
    (line,) = refused(root)
    assert "error config the configuration can't be read: " in line


def test_config_outside_the_root(root: Path, tmp_path: Path) -> None:
    (root / "layers.toml").rename(tmp_path / "elsewhere.toml")
    document = check(root, "--config", tmp_path / "elsewhere.toml")
    assert still_checked(document)
    assert document["config"] == "../elsewhere.toml"


def test_report_of_a_bad_config_names_no_path_of_the_machine(root: Path) -> None:
    """The configuration of a named part is found by a search, which makes its path absolute."""
    (root / "layers.toml").write_text("version = 1\n[")
    done = archlint("check", "domain", "--format", "json", cwd=root)
    assert json.loads(done.out)["config"] == "layers.toml"


def test_config_names_a_root(root: Path, tmp_path: Path) -> None:
    config = tmp_path / "layers.toml"
    config.write_text((root / "layers.toml").read_text().replace("[layers]", '[scan]\nroot = "tree"\n\n[layers]'))
    (root / "layers.toml").unlink()
    found = archlint("check", "-f", "json", "-q", cwd=tmp_path)
    assert (found.status, still_checked(json.loads(found.out))) == (1, True)
    config.write_text(config.read_text().replace('"tree"', '"nowhere"'))
    found = archlint("check", "-f", "concise", cwd=tmp_path)
    assert found.status == 2
    assert "scan.root: the scan root 'nowhere' isn't a folder" in found.out


def test_all_mistakes_are_reported_at_once(root: Path) -> None:
    (root / "layers.toml").write_text(
        """version = 1
[layers]
Domain = ["domain/**"]
Infra = ["infra/*/"]
[[rules]]
rule = "Domian must not import Infra"
severity = "fatal"
[[rules]]
rule = "Domain must never import Infra"
"""
    )
    assert [line.split(" ")[0] for line in refused(root)] == [f"layers.toml:{line}:1:" for line in (3, 4, 6, 7, 9)]


def test_all_inert_entries_are_reported_at_once(root: Path) -> None:
    txtar.read("-- domain/d.go --\npackage domain\n").write(root)
    (root / "layers.toml").write_text(
        """version = 1
[scan]
exclude = ["**/mocks/**"]
[layers]
Domain = ["domian/**"]
Rest = ["**"]
[slices]
context = "services/{context}/**"
[[rules]]
rule = "\\"tools/**\\" must not import Rest"
[[rules]]
rule = "Rest must not import third-party"
except = [{ from = "x/**", to = "y", because = "z" }]
"""
    )
    lines = refused(root)
    assert [line.split(" ")[2] for line in lines[:5]] == [
        "inert-exclude",
        "inert-layer",
        "inert-slices",
        "inert-rule",
        "inert-exception",
    ]
    assert "did you mean domain/**?" in lines[1]


def test_mistakes_do_not_hide_inert_entries(root: Path) -> None:
    """All at once: misspelled entries, and other entries of the configuration that match nothing."""
    txtar.read("-- domain/d.go --\npackage domain\n").write(root)
    (root / "layers.toml").write_text(
        """version = 1
extra = 1
[scan]
exclude = ["**/mocks/**"]
[layers]
Domain = ["domian/**"]
Rest = ["**"]
[slices]
context = "services/{context}/**"
[[rules]]
rule = '"tools/**" must not import Rest'
severity = "fatal"
[[rules]]
rule = "Rset must not import std"
[[rules]]
rule = "Rest must not import third-party"
except = [{ from = "x/**", to = "y", because = "z" }, { from = "x/**", because = "z" }]
"""
    )
    assert [tuple(line.split(" ")[:3]) for line in refused(root)] == [
        ("layers.toml:2:1:", "error", "config"),
        ("layers.toml:4:1:", "error", "inert-exclude"),
        ("layers.toml:6:1:", "error", "inert-layer"),
        ("layers.toml:9:1:", "error", "inert-slices"),
        ("layers.toml:11:1:", "error", "inert-rule"),
        ("layers.toml:12:1:", "error", "config"),
        ("layers.toml:14:1:", "error", "config"),
        ("layers.toml:17:1:", "error", "inert-exception"),
        ("layers.toml:17:1:", "error", "config"),
    ]


@pytest.mark.parametrize(
    "mistake",
    [
        "[layers]\nDomain = ['/abs/**']\n[[rules]]\nrule = 'Domain must not import std'",
        "[layers]\nDomain = 3\n[[rules]]\nrule = 'Domain must not import std'",
        "[layers]\nAll = '**'\n[slices]\ncontext = '{a}/{b}'\n[[rules]]\nrule = 'context must not import each other'",
        "[layers]\nAll = '**'\n[groups]\nweb = ['/x']\n[[rules]]\nrule = 'All must not import web'",
        "[layers]\nAll = '**'\n[[rules]]\nrule = 'Al must not import std'",
        "[layers]\nAll = '**'\n[scan]\nexclude = ['/x', 'y/**']\n[[rules]]\nrule = 'All must not import std'",
        "[layers]\nAll = '**'\n[scan]\nlanguage = 'ruby'\n[[rules]]\nrule = 'All must not import std'",
        "[layers]\nAll = '**'\n[[rules]]\nrule = 'All must not import std'\nexcept = [{ from = '/x' }]",
    ],
)
def test_entries_that_are_inert_because_of_a_mistake_are_not_reported_too(root: Path, mistake: str) -> None:
    (root / "layers.toml").write_text(f"version = 1\n{mistake}\n")
    assert {line.split(" ")[2] for line in refused(root)} == {"config"}


def test_a_layer_that_loses_all_its_files_is_empty(root: Path) -> None:
    """Its globs match files, but more specific globs get all of them: without an error, a rule about the layer would
    always pass."""
    txtar.read("-- a/b/x.go --\npackage b\n-- a/b/c/x.go --\npackage c\n").write(root)
    layers = """version = 1
[layers]
Root = "*.go"
One = "a/b/**"
Two = "a/b/c/**"
Lost = ["**/b/**", "**/c/**"]
[[rules]]
rule = "layers must not form cycles"
"""
    (root / "layers.toml").write_text(layers)
    (line,) = [line for line in refused(root) if " inert-" in line]
    assert line.startswith("layers.toml:6:1: error inert-layer layers.Lost: the layer Lost has no files: ")
    assert "more specific globs of 'One' and 'Two' win all its files" in line
    (root / "layers.toml").write_text(layers.replace("Lost = [", "Lost.optional = true\nLost.files = ["))
    assert archlint("check", root, cwd=root).status == 0


# The root


def test_roots_that_are_none(root: Path) -> None:
    assert refused_path(root, "missing") == "missing:1:1: error input the path doesn't exist"
    assert refused_path(root, "") == "error input the path doesn't exist"
    assert refused_path(root, "good.go/") == "good.go/:1:1: error input the path doesn't exist"


def refused_path(root: Path, path: str) -> str:
    found = archlint("check", path, "-f", "concise", cwd=root)
    assert found.status == 2
    return found.out.rstrip("\n")


def test_spellings_of_the_root(root: Path, tmp_path: Path) -> None:
    (root / "sub").mkdir()
    expected = archlint("check", cwd=root)
    assert expected.status == 1
    for path, cwd in (
        (".", root),
        ("./", root),
        ("..", root / "sub"),
        ("../", root / "sub"),
        ("tree", tmp_path),
        ("tree/", tmp_path),
        ("./tree//", tmp_path),
        ("tree/sub/..", tmp_path),
        ("../tree", root),
        (str(root), tmp_path),
        (f"{root}/", Path("/")),
    ):
        assert archlint("check", path, cwd=cwd) == expected, path


@POSIX
def test_the_root_may_be_a_link(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    assert archlint("check", "link", cwd=tmp_path) == archlint("check", root, cwd=tmp_path)


@pytest.mark.parametrize("flags", ["-mod=vendor -tags=e2e", "nonsense", '"'])
def test_the_go_environment_has_no_effect(root: Path, flags: str) -> None:
    env = {"GOFLAGS": flags, "GOOS": "plan9", "GOARCH": "none", "GO111MODULE": "off", "GOPATH": "/", "GOWORK": "/x"}
    assert archlint("check", cwd=root, env=env) == archlint("check", cwd=root)


NOTHING = {
    "no file": "",
    "no Go file": "-- README.md --\nhello\n",
    "only tests": "-- a_test.go --\npackage a\n",
    "only what Go ignores": "-- vendor/x/x.go --\npackage x\n-- testdata/x.go --\npackage x\n-- _a.go --\npackage a\n"
    "-- .b/x.go --\npackage b\n",
    "only documentation": "-- doc.go --\npackage documentation\n",
}


@pytest.mark.parametrize("name", NOTHING)
def test_nothing_to_check(root: Path, name: str) -> None:
    (root / "good.go").unlink()
    txtar.read(NOTHING[name]).write(root)
    (line,) = refused(root)
    assert "error inert-scan no Go file to check" in line


def test_everything_is_excluded(root: Path) -> None:
    config = root / "layers.toml"
    config.write_text(config.read_text().replace("[layers]", '[scan]\nexclude = ["**"]\n\n[layers]'))
    (line,) = refused(root)
    assert "error inert-scan no Go file to check (left out: 1 excluded" in line


# go.mod


BAD_MODULES = {
    "binary": bytes(range(256)),
    "block": b"module example.com/shop\nrequire (\n",
    "string": b'module "example.com/shop\n',
    "twice": b"module example.com/shop\nmodule example.com/other\n",
    "version": b"module example.com/shop\ngo one\n",
    "comment": b"module example.com/shop /* a */\n",
    "replace": b"module example.com/shop\nreplace a b\n",
}


@pytest.mark.parametrize("name", BAD_MODULES)
def test_bad_go_mod(root: Path, name: str) -> None:
    (root / "go.mod").write_bytes(BAD_MODULES[name])
    found = archlint("check", root, "-f", "concise", "-q", cwd=root)
    assert_sound(found)
    assert found.status in (1, 2)
    assert found.out.startswith("go.mod:")


@pytest.mark.parametrize("text", [b"", b"// nothing\n", b"go 1.22\n", b"\xff\xfe"])
def test_go_mod_without_a_module(root: Path, text: bytes) -> None:
    (root / "go.mod").write_bytes(text)
    found = archlint("check", root, "-f", "concise", "-q", cwd=root)
    assert_sound(found)
    assert found.status == 2
    assert "its import path is unknown: no go.mod at or above the scan root" in found.out


def test_huge_go_mod(root: Path) -> None:
    with (root / "go.mod").open("ab") as mod:
        mod.write(b"require (\n" + b"\texample.com/a v1.0.0\n" * 40_000 + b")\n")
    document = check(root)
    assert still_checked(document)


@POSIX
def test_go_mod_that_is_a_link(root: Path, tmp_path: Path) -> None:
    (root / "go.mod").rename(tmp_path / "outside.mod")
    (root / "go.mod").symlink_to(tmp_path / "outside.mod")
    assert refused(root)[0] == "go.mod:1:1: error input not a regular file; archlint doesn't follow links"


def test_go_mod_that_is_a_folder(root: Path) -> None:
    (root / "go.mod").unlink()
    (root / "go.mod").mkdir()
    assert refused(root)[0] == "go.mod:1:1: error input not a regular file; archlint doesn't follow links"


def test_a_go_mod_further_up_does_not_replace_a_bad_one(root: Path) -> None:
    txtar.read("-- sub/go.mod --\nmodule\n-- sub/x.go --\npackage sub\n-- sub/deep/x.go --\npackage deep\n").write(root)
    for start in ("sub", "sub/deep"):
        found = archlint("check", start, "--config", "layers.toml", "-f", "concise", cwd=root)
        assert found.status == 2
        assert "its import path is unknown: no go.mod at or above the scan root" in found.out


# Any input


_names = st.sampled_from(
    ["a.go", "b/b.go", "b/c_test.go", "b/d/x.go", "go.mod", "go.work", "vendor/v.go", "e.py", "c/go.mod"]
)
_pieces = st.sampled_from(
    [
        b"package a\n",
        b"import ",
        b'"fmt"\n',
        b'"m/b"\n',
        b"(",
        b")",
        b"\n",
        b'"',
        b"`",
        b"/*",
        b"//go:build ",
        b"\xff",
        b"\0",
        b"\xef\xbb\xbf",
        b"func ",
        b"{",
        b"}",
        b"module m\n",
        b"replace a => ./b\n",
        b"//archlint:ignore x y\n",
        b"x",
        b".",
    ]
)
_sources = st.one_of(st.binary(max_size=60), st.lists(_pieces, max_size=12).map(b"".join))
_keys = st.sampled_from(
    ["version", "layers", "groups", "slices", "scan", "rules", "mapping", "A", "b", "rule", "exclude", "tests"]
)
_values = st.one_of(
    st.sampled_from(
        [
            "1",
            "true",
            '"**"',
            '["**"]',
            '["b/**"]',
            '"{b}/**"',
            "[]",
            "{}",
            '"A must not import std"',
            '"include"',
            "'x'",
            "1.5",
        ]
    ),
    st.text(max_size=6).map(json.dumps),
)
_lines = st.one_of(
    st.tuples(_keys, _values).map(lambda pair: f"{pair[0]} = {pair[1]}"),
    _keys.map(lambda key: f"[{key}]"),
    st.sampled_from(["[[rules]]", "version = 1", "[layers]", 'A = ["**"]', 'rule = "A must not reach third-party"']),
    st.text(max_size=8),
)
_configs = st.one_of(
    st.just(TREE.partition("-- go.mod")[0].partition("--\n")[2].encode()),
    st.lists(_lines, max_size=10).map(lambda lines: "\n".join(lines).encode("utf-8", "surrogatepass")),
    st.binary(max_size=40),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(files=st.dictionaries(_names, _sources, max_size=5), config=_configs)
def test_any_bytes_in_any_file(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], config: bytes
) -> None:
    root = tmp_path_factory.mktemp("any")
    (root / ".git").mkdir()
    (root / "layers.toml").write_bytes(config)
    for name, source in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(source)
    found = archlint(
        "check", "-f", "json", "-f", "text=out/text", "-f", "junit=out/xml", "-f", "sarif=out/sarif", cwd=root
    )
    assert_sound(found)
    assert json.loads(found.out)["summary"]["exit_status"] == found.status
    for command in (["graph"], ["graph", "--level", "layer", "-f", "mermaid"], ["explain", "a.go"]):
        assert_sound(archlint(*command, cwd=root))

"""Text of a tree reaches a terminal and a build log as plain text, from every command and in every format."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import txtar
from support.command import archlint

from archlint.reports import FORMATS
from archlint.reports.ansi import CODES, Pen
from archlint.reports.safe import for_people, holds_commands, json_text, visible, without_commands, xml_document

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HIDDEN = "\u00ad\u200b\u2060\ufeff\U000e0001"
CONTROLS = "".join(map(chr, [*range(9), *range(11, 32), *range(127, 160)]))
STEERING = CONTROLS + BIDI + HIDDEN + "\u2028\u2029"
COMMANDS = [
    "::error::x",
    " ::stop-commands::x",
    "##[error]x",
    "##vso[task.x]y",
    "##teamcity[x]",
    "\u3000::set-output::",
]
POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX file names")
NASTY = "x\x1b]0;pwn\x07\n::error::gotcha\r##vso[task.setvariable]y\u202e\x9b2J ##teamcity[z"
"""The name of a folder with all of it."""
PRINTABLE = "::error::gotcha ##vso[task.setvariable]y ##teamcity[z"
"""Texts that a configuration may contain."""

TREE = f"""
-- go.mod --
module example.com/m
-- {NASTY.replace(chr(10), "%0A").replace(chr(13), "%0D")}/x.go --
package a

import "net/http"

var _ = http.Get
-- x##vso[z]/y.go --
package y
-- b/b.go --
package b
"""


@pytest.fixture
def nasty(tmp_path: Path) -> Path:
    """A tree whose folder, rule, reason, layer and mapping contain commands for terminals and build servers."""
    root = tmp_path / "tree"
    for path, text in txtar.read(TREE).files.items():
        target = root / path.replace("%0A", "\n").replace("%0D", "\r")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    (root / ".git").mkdir()
    text = json.dumps(PRINTABLE)
    (root / "layers.toml").write_text(
        'version = 1\n[layers]\nA = ["x*/**"]\nB = ["b/**"]\n'
        f'[[rules]]\nid = "r"\nrule = "A must not import \\"net/http\\""\nbecause = {text}\n'
        '[[rules]]\nrule = "B must not import A"\n'
        f'[[classify]]\npath = "**"\nto = "new/"\nlayer = "A"\ncontext = {text}\nreason = {text}\n'
        'confidence = "High"\n'
    )
    (root / "m.md").write_text(
        f"---\nbatch_id: a\nowner: {json.dumps(NASTY)}\n---\n\n| old_path | new_path | reason |\n|---|---|---|\n"
        f"| `b/` | `c/` | {PRINTABLE} |\n| `gone/::x.go` | `d/x.go` | {PRINTABLE} |\n"
    )
    return root


def assert_plain(text: str, *, color: bool = False) -> None:
    """Assert that it contains no command for a terminal or a build server."""
    if color:
        text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    for char in STEERING:
        assert char not in text, (hex(ord(char)), text)
    for line in text.split("\n"):
        assert not line.strip().startswith("::"), line
        assert not re.search(r"##\w*\[", line), line


PRINTED = [
    ["check"],
    ["check", "-f", "concise"],
    ["check", "-f", "markdown"],
    ["check", "-v"],
    ["check", "-m", "m.md"],
    ["check", "-m", "m.md", "--view", "both"],
    ["explain", "r"],
    ["explain", NASTY],
    ["explain", f"{NASTY}/x.go"],
    ["explain", f"{NASTY} -> net/http"],
    ["rules", "-c", "layers.toml"],
    ["plan", "-m", "m.md"],
    ["plan", "-m", "m.md", "--status"],
    ["plan", "-m", "m.md", "--layer", NASTY],
    ["map", "--check", "m.md"],
    ["baseline"],
    ["check", "-c", NASTY],
    ["check", NASTY],
    [NASTY],
    ["check", f"--{NASTY}"],
    ["check", "-m", NASTY],
    ["check", "-f", NASTY],
    ["check", "-f", f"json=go.mod/{NASTY}"],
]


@POSIX
@pytest.mark.parametrize("arguments", PRINTED)
def test_no_control_sequence_reaches_a_terminal(nasty: Path, arguments: list[str]) -> None:
    found = archlint(*arguments, cwd=nasty)
    assert found.status in (0, 1, 2), found.err
    assert found.out + found.err
    assert_plain(found.out + found.err)


@POSIX
def test_only_archlints_own_colors_pass(nasty: Path) -> None:
    found = archlint("check", "--color", "always", cwd=nasty)
    assert "\x1b[1;31m" in found.out
    assert_plain(found.out, color=True)
    codes = set(re.findall(r"\x1b\[([0-9;]*)m", found.out))
    assert codes <= {"0", *CODES.values()}


@POSIX
@pytest.mark.parametrize("form", [name for name in FORMATS if name != "github"])
def test_no_format_contains_a_control_sequence(nasty: Path, form: str) -> None:
    found = archlint("check", "-f", form, cwd=nasty)
    assert found.status == 1, found
    assert_plain(found.out + found.err)
    archlint("check", "-f", f"{form}=report", cwd=nasty)
    assert (nasty / "report").read_text("utf-8") == found.out, "the same as in a file"


@POSIX
def test_the_github_format_contains_only_its_own_commands(nasty: Path) -> None:
    found = archlint("check", "-f", "github", cwd=nasty)
    lines = found.out.splitlines()
    assert lines
    assert all(re.match(r"::(error|warning|notice) (file|title)=", line) for line in lines)
    assert not re.search(r"##\w*\[", found.out)
    assert_plain("".join(line.removeprefix("::") for line in lines))


@POSIX
def test_machines_read_unchanged_names(nasty: Path) -> None:
    path = f"{NASTY}/x.go"
    graph = json.loads(archlint("graph", "--level", "file", cwd=nasty).out)
    assert path in {node["id"] for node in graph["nodes"]}
    document = json.loads(archlint("check", "-f", "json", cwd=nasty).out)
    assert path in {finding["place"]["path"] for finding in document["findings"]}
    shown = path.replace("\x1b", "\\x1b").replace("\x07", "\\x07")  # XML can't contain these
    root = ElementTree.fromstring(archlint("check", "-f", "checkstyle", cwd=nasty).out.encode())  # noqa: S314  # ours
    assert [file.get("name") for file in root] == [shown]


@POSIX
@pytest.mark.parametrize(
    "arguments",
    [
        ["graph"],
        ["graph", "--level", "file"],
        ["graph", "--format", "mermaid"],
        ["graph", "--format", "dot"],
        ["graph", "--format", "dot", "--level", "file"],
        ["plan", "-m", "m.md", "--format", "json"],
    ],
)
def test_documents_contain_no_command(nasty: Path, arguments: list[str]) -> None:
    found = archlint(*arguments, cwd=nasty)
    assert found.out, found.err
    assert_plain(found.out + found.err)


@POSIX
def test_a_document_with_a_command_must_go_to_a_file(nasty: Path) -> None:
    found = archlint("map", cwd=nasty)
    assert (found.status, found.out) == (2, "")
    assert "a build server would run a line of it as a command" in found.err
    assert "--output" in found.err
    assert archlint("map", "-o", "file", cwd=nasty).status in (0, 1)
    assert "##vso[" in (nasty / "file").read_text()


@POSIX
@pytest.mark.parametrize("arguments", [["map"], ["map", "--format", "csv"], ["graph", "--format", "dot"]])
def test_a_document_is_shown_on_a_terminal(nasty: Path, arguments: list[str]) -> None:
    found = archlint(*arguments, cwd=nasty, tty=True)
    assert found.status in (0, 1), found
    assert_plain(found.out + found.err)


def test_a_table_with_a_command_must_go_to_a_file(tmp_path: Path) -> None:
    txtar.read("-- go.mod --\nmodule m\n-- a/x.go --\npackage a\n").write(tmp_path)
    (tmp_path / "layers.toml").write_text(
        'version = 1\n[layers]\nA = ["**"]\n[[classify]]\npath = "**"\nto = "new/"\nlayer = "A"\n'
        'context = "c"\nreason = "##vso[task.complete]x"\nconfidence = "High"\n'
    )
    assert archlint("map", "--format", "csv", cwd=tmp_path)[:2] == (2, "")
    assert archlint("map", "--format", "csv", "-o", "m.csv", cwd=tmp_path).status == 0
    assert "##vso[" in (tmp_path / "m.csv").read_text()


ANY = st.text(st.one_of(st.sampled_from(STEERING + ":#[ \n\tvso\x1bm0;31"), st.characters()), max_size=40)


@given(st.lists(st.one_of(ANY, st.sampled_from(COMMANDS)), max_size=5).map("".join))
def test_escaping_works_for_any_text(text: str) -> None:
    assert_plain(for_people(text))
    assert_plain(for_people(text, color=True), color=True)
    assert for_people(for_people(text)) == for_people(text)
    assert not holds_commands(without_commands(text))
    dumped = json_text(json.dumps(text, ensure_ascii=False))
    assert_plain(dumped)
    if not re.search("[\ud800-\udfff]", text):
        assert json.loads(dumped) == text


@given(
    st.lists(st.one_of(st.sampled_from([*COMMANDS, "\u202e", "\x85", "\n", "\ufeff"]), ANY), max_size=5).map("".join)
)
def test_escaped_xml_has_the_same_meaning(text: str) -> None:
    text = re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
    element = ElementTree.Element("a", {"b": text})
    element.text = text
    written = xml_document(ElementTree.tostring(element, encoding="unicode"))
    read = ElementTree.fromstring(written.encode())  # noqa: S314  # our own text
    assert (read.get("b"), read.text or "") == (text, text)
    assert_plain(written)


@pytest.mark.parametrize("style", CODES)
def test_own_colors_pass(style: str) -> None:
    text = Pen(color=True)(style, "x") + "\n"
    assert for_people(text, color=True) == text
    assert for_people(text) == visible(text.strip("\n")) + "\n"


def test_hidden_characters_are_those_of_unicode() -> None:
    """Every control character, format character and line separator of Unicode is shown, except tabs and line ends."""
    missed = []
    for char in map(chr, range(0x110000)):
        breaks = unicodedata.category(char) in ("Cc", "Zl", "Zp")
        reorders = unicodedata.bidirectional(char) in ("RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI")
        if (breaks or reorders) and char not in "\n\t" and for_people(char) == char:
            missed.append(hex(ord(char)))
    assert missed == []

"""A team adopts archlint on a tree with findings: it drafts a configuration, records a baseline, and passes. Then every
report and the hook show one new import at its line, and nothing else."""

from __future__ import annotations

import json
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from support import txtar
from support.command import archlint
from support.documents import Json
from support.git import Repository, new_repository
from support.precommit import Hook, install_hook, try_commit
from support.reading import to_html
from support.real import real_tree

from archlint.reports import FORMATS

SMALL = """\
-- go.mod --
module example.com/shop
-- layers.toml --
version = 1
[layers]
Kit    = ["pkg/**"]
Server = ["internal/**"]
[[rules]]
id      = "kit-below"
rule    = "Kit must not import Server"
because = "what others may use must not know this server"
[[rules]]
id      = "folders"
rule    = 'folders in "pkg" must not form cycles'
because = "a folder is a part with a direction"
[[rules]]
id      = "plain"
rule    = "Server may import only Kit, std"
because = "the server stands on our own kit alone"
-- pkg/a/a.go --
package a

import _ "example.com/shop/pkg/b/deep"
-- pkg/b/b.go --
package b

import _ "example.com/shop/pkg/a"
-- pkg/b/deep/deep.go --
package deep

import _ "example.com/shop/internal/api"
-- pkg/kit/kit.go --
package kit // as every kit

const Kit = 1
-- internal/api/api.go --
package api

import (
	_ "example.com/shop/pkg/kit"
	_ "github.com/gin-gonic/gin"
)
-- internal/types/types.go --
package types
"""


class Change(NamedTuple):
    """A new line in a file after its package clause: a forbidden import."""

    path: str
    target: str

    def make(self, root: Path) -> int:
        """Make the change. Return the line of the import."""
        lines = (root / self.path).read_text("utf-8").splitlines(keepends=True)
        line = next(number for number, text in enumerate(lines, 1) if text.startswith("package ")) + 1
        lines.insert(line - 1, f'import _ "{self.target}"\n')
        (root / self.path).write_text("".join(lines), "utf-8", newline="")
        return line


def small(folder: Path) -> Path:
    txtar.read(SMALL).write(folder / "shop")
    return folder / "shop"


def wukongim(folder: Path) -> Path:
    """WuKongIM under the rules of the small tree, because its layout is the same."""
    root = real_tree("wukongim", folder)
    (root / ".git").rmdir()
    for path in ("main.go", "cmd", "version"):
        assert (root / path).exists()
    (root / "layers.toml").write_text(txtar.read(SMALL).files["layers.toml"])
    return root


TREES: dict[str, tuple[Callable[[Path], Path], Change]] = {
    "small": (small, Change("pkg/kit/kit.go", "example.com/shop/internal/types")),
    "wukongim": (wukongim, Change("pkg/wkutil/aes.go", "github.com/WuKongIM/WuKongIM/internal/types")),
}


@pytest.fixture(scope="session")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Hook:
    return install_hook(tmp_path_factory)


def reports(root: Path) -> tuple[int, dict[str, str]]:
    """Run one check with all reports. Return the status and the reports."""
    folder = root.parent / "reports"
    formats = [word for name in FORMATS for word in ("--format", f"{name}={folder / name}")]
    status = archlint("check", *formats, cwd=root).status
    return status, {name: (folder / name).read_text("utf-8") for name in FORMATS}


def places(texts: dict[str, str]) -> dict[str, list[str]]:
    """Return the findings that count in each report as path:line, read with a parser of its format."""
    sarif = json.loads(texts["sarif"])["runs"][0]["results"]
    locations = [item["locations"][0]["physicalLocation"] for item in sarif if not item.get("suppressions")]
    cases = ET.fromstring(texts["junit"]).iter("testcase")  # noqa: S314  # our own report
    failures = [failure for case in cases for failure in case.iter("failure")]
    checkstyle = ET.fromstring(texts["checkstyle"])  # noqa: S314
    found: dict[str, list[str]] = {
        "sarif": [f"{item['artifactLocation']['uri']}:{item['region']['startLine']}" for item in locations],
        "junit": [re.findall(r"\S+\.go:\d+", failure.text or "")[0] for failure in failures],
        "github": re.findall(r"^::error file=(.+?),line=(\d+)", texts["github"], re.MULTILINE),
        "text": re.findall(r"^(\S+\.go:\d+):\d+: error", texts["text"], re.MULTILINE),
        "concise": re.findall(r"^(\S+\.go:\d+):", texts["concise"], re.MULTILINE),
        "checkstyle": [
            f"{file.get('name')}:{error.get('line')}"
            for file in checkstyle.iter("file")
            for error in file.iter("error")
        ],
    }
    found["github"] = [":".join(pair) for pair in found["github"]]
    for name, line in (("json", json_place), ("gitlab", gitlab_place), ("rdjson", rdjson_place)):
        document = json.loads(texts[name])
        items = document
        if isinstance(document, dict):
            items = document["findings" if "findings" in document else "diagnostics"]
        found[name] = [line(item) for item in items]
    return found


def json_place(item: Json) -> str:
    return f"{item['place']['path']}:{item['place']['line']}"


def gitlab_place(item: Json) -> str:
    location = item["location"]
    begin = location["lines"]["begin"] if "lines" in location else location["positions"]["begin"]["line"]
    return f"{location['path']}:{begin}"


def rdjson_place(item: Json) -> str:
    return f"{item['location']['path']}:{item['location']['range']['start']['line']}"


@pytest.mark.parametrize("tree", TREES)
def test_every_report_shows_only_the_new_import(tree: str, tmp_path: Path) -> None:
    make, change = TREES[tree]
    root = make(tmp_path)
    new_repository(root)
    status, texts = reports(root)
    before = places(texts)
    assert status == 1
    assert all(found for name, found in before.items() if name != "text")
    counted = {len(found) for name, found in before.items() if name not in ("github", "junit", "text")}
    heads = re.findall(r"^\w+\[.*\], ([\d,]+) findings?: ", texts["text"], re.MULTILINE)  # of many, text has numbers
    counted.add(sum(int(number.replace(",", "")) for number in heads) or len(before["text"]))
    assert len(counted) == 1  # github has a limit, and junit has one case for each importing package
    assert archlint("baseline", cwd=root).status == 0
    status, texts = reports(root)
    assert (status, {found for several in places(texts).values() for found in several}) == (0, set())
    line = change.make(root)
    status, texts = reports(root)
    assert status == 1
    assert places(texts) == {name: [f"{change.path}:{line}"] for name in before}
    assert f"{change.path}:{line}" in texts["markdown"].replace("#L", ":")
    assert json.loads(texts["json"])["findings"][0]["to"] == change.target
    assert archlint("baseline", cwd=root).status == 1  # it doesn't grow automatically
    assert archlint("check", cwd=root).status == 1


@pytest.mark.parametrize("tree", TREES)
def test_the_hook_shows_only_the_new_import(tree: str, tmp_path: Path, hook: Hook) -> None:
    make, change = TREES[tree]
    root = make(tmp_path)
    repo = new_repository(root)
    repo.write(".pre-commit-config.yaml", hook.configuration())
    assert archlint("baseline", cwd=root).status == 0
    repo.commit_all()
    shims = root / ".git/hooks"
    shims.mkdir(exist_ok=True)
    (shims / "pre-commit").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pre_commit run\n')
    (shims / "pre-commit").chmod(0o755)
    repo.write(change.path, (root / change.path).read_text("utf-8") + "\n// changed\n")
    green = try_commit(hook, repo, "--all")
    assert (green.status, "Passed" in green.out) == (0, True), green.out
    line = change.make(root)
    red = try_commit(hook, repo, "--all")
    assert red.status == 1
    assert re.findall(r"^\s*(\S+\.go:\d+):\d+: error", red.out, re.MULTILINE) == [f"{change.path}:{line}"]


@pytest.mark.parametrize("tree", TREES)
def test_after_init_with_a_baseline(tree: str, tmp_path: Path) -> None:
    make, change = TREES[tree]
    root = make(tmp_path)
    (root / "layers.toml").unlink()
    Repository(new_repository(root).folder).commit_all()
    assert archlint("init", "--preset", "plain", "--baseline", cwd=root).status == 0
    assert archlint("check", cwd=root).status == 0
    # The draft has an order of folders or, if there is none, the imports that each folder doesn't have.
    rules = (root / "layers.toml").read_text()
    assert "Internal" in rules
    line = change.make(root)
    status, texts = reports(root)
    expected = {f"{change.path}:{line}"} if tree == "wukongim" else set()  # in the small tree they depend on each other
    assert {place for several in places(texts).values() for place in several} == expected
    assert status == (1 if expected else 0)


def test_fixed_findings_leave_the_baseline(tmp_path: Path) -> None:
    """A fixed finding is reported and leaves the baseline. After that it fails the check again."""
    root = small(tmp_path)
    (root / ".git").mkdir()
    archlint("baseline", cwd=root)
    text = (root / "pkg/b/deep/deep.go").read_text()
    (root / "pkg/b/deep/deep.go").write_text("package deep\n")
    status, texts = reports(root)
    assert status == 0
    assert len(json.loads(texts["json"])["stale"]) == 1
    assert "1 resolved and removed" in archlint("baseline", cwd=root).out
    (root / "pkg/b/deep/deep.go").write_text(text)
    status, texts = reports(root)
    assert status == 1
    assert set(map(tuple, places(texts).values())) == {("pkg/b/deep/deep.go:3",)}


HOSTILE = [
    "line\nbreak", "]]>", "::error::forged", "%0A::error::forged", "a|b", "`code`", "```\n# forged", "<!-- x -->",
    "\x00", "<script>alert(1)</script>", "</details>", "\u202ereversed", "\ufffe\uffff", "\x1b[31mred", "&lt;", "'\"\\",
    "[a](javascript:b)", "\u2028x", "##[error]x", "{{x}}", "$(x)", "x" * 5000, "@everyone #1", "\xe9\u65e5\U0001f600",
]  # fmt: skip


def quoted(text: str) -> str:
    """The text as a TOML string. JSON has the same escapes."""
    return json.dumps(text, ensure_ascii=False)


@pytest.mark.parametrize("text", HOSTILE, ids=[f"text{number}" for number in range(len(HOSTILE))])
def test_hostile_texts_leave_every_report_valid(tmp_path: Path, text: str) -> None:
    """Text from a stranger as the reason of a rule, the reason of an ignore, a note of the baseline, and a folder."""
    root = small(tmp_path)
    (root / ".git").mkdir()
    rules = (root / "layers.toml").read_text()
    if text.replace("\n", "").isprintable() and len(text) < 4000:  # others are rejected with their line
        rules = rules.replace('"what others may use must not know this server"', quoted(text))
    (root / "layers.toml").write_text(rules)
    api = root / "internal/api/api.go"
    one_line = " ".join(text.replace("\x00", " ").split()) or "old debt"
    ignored = f'package api\n\n//archlint:ignore plain {one_line}\nimport _ "github.com/gin-gonic/gin"\n'
    api.write_text(ignored, "utf-8", newline="")
    assert archlint("baseline", cwd=root).status == 0
    baseline = json.loads((root / "archlint-baseline.json").read_text())
    for entry in baseline["entries"]:
        entry["reason"] = entry["owner"] = text
    (root / "archlint-baseline.json").write_text(json.dumps(baseline))
    folder = root / "pkg" / ("x" + re.sub(r"[/\x00]", "_", text)[:60])
    folder.mkdir()
    (folder / "new.go").write_text('package x\n\nimport _ "example.com/shop/internal/types"\n')
    status, texts = reports(root)
    document = json.loads(texts["json"])
    assert (status, document["problems"]) == (1, [])
    assert len(document["known"]) == len(baseline["entries"]) + 1
    assert [item["place"]["line"] for item in document["findings"]] == [3]
    for name, found in places_by_count(texts).items():
        assert found == 1, name
    commands = [line for line in texts["github"].splitlines() if line.lstrip().startswith("::")]
    assert len(commands) == len(texts["github"].splitlines()) == 2
    assert commands[1].startswith("::notice title=archlint::Failed: 1 error; also ")
    for name in ("text", "concise"):
        assert not any(line.lstrip().startswith(("::", "##[")) for line in texts[name].splitlines())
        assert not set(texts[name]) & set("\x00\x1b\u202e\u2028")
    assert "<script" not in to_html(texts["markdown"])
    again, second = reports(root)
    assert (again, second) == (status, texts)


def places_by_count(texts: dict[str, str]) -> dict[str, int]:
    """Count the findings in each machine format."""
    sarif = json.loads(texts["sarif"])["runs"][0]["results"]
    return {
        "sarif": sum(not item.get("suppressions") for item in sarif),
        "junit": sum(1 for _ in ET.fromstring(texts["junit"]).iter("failure")),  # noqa: S314
        "checkstyle": sum(1 for _ in ET.fromstring(texts["checkstyle"]).iter("error")),  # noqa: S314
        "gitlab": len(json.loads(texts["gitlab"])),
        "rdjson": len(json.loads(texts["rdjson"])["diagnostics"]),
        "json-lines": len([line for line in texts.get("json-lines", "{}").splitlines() if '"finding"' in line]) or 1,
    }

"""The output is the same for any order of files, hash seed, working directory, locale, umask and time zone."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support import txtar
from support.command import REPOSITORY, archlint, process

from archlint.reports import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

MORE = """
-- services/stock/domain/ring/a/a.go --
package a
import "example.com/shop/services/stock/domain/ring/b"
-- services/stock/domain/ring/b/b.go --
package b
import "example.com/shop/services/stock/domain/ring/c"
-- services/stock/domain/ring/c/c.go --
package c
import (
	"example.com/shop/services/stock/domain/ring/a"
	"example.com/shop/services/stock/domain/ring/d"
)
-- services/stock/domain/ring/d/d.go --
package d
import "example.com/shop/services/stock/domain/ring/b"
-- services/lager/domain/größe.go --
package domain
import "github.com/acme/größe"
-- services/istanbul/domain/İıIi.go --
package domain
import "net/http"
-- services/日本/infrastructure/x.go --
package infrastructure
-- tools/broken.go --
package tools
import (
-- tools/other/go.mod --
module example.com/other
go one
-- tools/other/o.go --
package other
import "example.com/shop/services/stock/domain/ring/a"
"""
RULES = """
[[rules]]
id = "ring"
rule = "packages must not form cycles"
[[rules]]
id = "slices"
rule = "context must not import each other"
severity = "note"
"""
PROBLEMS = """version = 1
[scan]
exclude = ["**/mocks/**", "**/gen/**"]
[layers]
Domain = ["services/*/domain/**", "domain/**", "core/**"]
Rest = ["services/orders/**", "*/billing/**", "services/*/**"]
Other = ["*/*/domain/**"]
[groups]
web = ["net/htp", "net/http/**", "github.com/nobody/**"]
[[rules]]
rule = "Domain must not import web"
except = [{ from = "a", to = "b", because = "c" }, { from = "d", to = "e", because = "f" }]
[[rules]]
rule = "\\"nowhere/**\\" must not import Rest"
"""
REPORTS = [name for name in FORMATS if name != "text"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The broken example with more of everything, in a repository."""
    repository = tmp_path_factory.mktemp("repository")
    (repository / ".git").mkdir()
    root = repository / "shop"
    shutil.copytree(REPOSITORY / "examples" / "broken", root)
    txtar.read(MORE).write(root)
    config = root / "layers.toml"
    config.write_text(config.read_text() + RULES)
    (root / "problems.toml").write_text(PROBLEMS)
    if sys.platform == "linux":
        for name in (b"caf\xe9.go", b"new\nline.go"):
            Path(os.fsdecode(os.fsencode(root) + b"/tools/" + name)).write_text('package tools\n\nimport "net/http"\n')
    return root


def everything(root: Path, into: Path, start: Path | None = None) -> dict[str, bytes]:
    """Return all output of archlint about the tree, by name, from this process."""
    out: dict[str, bytes] = {}
    for config in ("layers.toml", "problems.toml"):
        files = [f"--format={name}={into}/{name}" for name in REPORTS]
        path = os.path.relpath(root, start or root)
        named = os.path.relpath(root / config, start or root)
        found = archlint(
            "check", path, "-c", named, "-v", "-f", "text", *files, "--today", "2026-01-01", cwd=start or root
        )
        assert found.status == (1 if config == "layers.toml" else 2), found.err
        out |= {f"{config} {name}": (into / name).read_bytes() for name in REPORTS}
        out[f"{config} text"] = found.out.encode()
    for arguments in (["--external"], ["--level", "layer", "-f", "mermaid"], ["--level", "file"], ["-f", "dot"]):
        drawn = archlint("graph", root, *arguments, cwd=root)
        assert (drawn.status, drawn.err) == (0, "")
        out[f"graph {arguments}"] = drawn.out.encode()
    for subject in ("ring", "Domain", "services/orders/domain/audit.go", "cmd/shop -> services/orders/domain"):
        told = archlint("explain", subject, root, cwd=root)
        assert (told.status, told.err) == (0, "")
        out[f"explain {subject}"] = told.out.encode()
    return out


@pytest.fixture(scope="module")
def expected(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    said = everything(shop, tmp_path_factory.mktemp("expected"))
    assert [name for name, text in said.items() if not text] == []
    assert said["layers.toml json"].count(b'"kind": ') > 15
    assert said["problems.toml json"].count(b'"kind": ') > 8
    return said


class Shuffled:
    """A folder listing in another order."""

    def __init__(self, listing: AbstractContextManager[Iterable[os.DirEntry[str]]], shuffler: random.Random) -> None:
        with listing as entries:
            self.entries = list(entries)
        shuffler.shuffle(self.entries)

    def __enter__(self) -> Iterator[os.DirEntry[str]]:
        return iter(self.entries)

    def __exit__(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("seed", range(3))
def test_order_of_discovery(
    shop: Path, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    real, shuffler, seen = os.scandir, random.Random(seed), []

    def scandir(path: str) -> Shuffled:
        listing = Shuffled(real(path), shuffler)
        seen.append([entry.name for entry in listing.entries])
        return listing

    monkeypatch.setattr(os, "scandir", scandir)
    said = everything(shop, tmp_path)
    monkeypatch.undo()
    assert any(names != sorted(names) for names in seen)
    assert said == expected


@pytest.mark.parametrize("start", ["..", "services/orders", "/"])
def test_working_directory(shop: Path, expected: dict[str, bytes], tmp_path: Path, start: str) -> None:
    assert everything(shop, tmp_path, (shop / start).resolve()) == expected


@pytest.mark.skipif(os.name == "nt", reason="umask is POSIX")
@pytest.mark.parametrize("mask", [0o077, 0o000])
def test_umask(shop: Path, expected: dict[str, bytes], tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        assert everything(shop, tmp_path) == expected
    finally:
        os.umask(before)


# Separate processes


def reports(root: Path, into: Path, env: dict[str, str]) -> dict[str, bytes]:
    """Return all reports of one process."""
    into.mkdir(exist_ok=True)
    files = [f"--format={name}={into}/{name}" for name in REPORTS]
    done = process("check", root, *files, "-f", "text", "-v", "--today", "2026-01-01", cwd=root, env=env)
    assert (done.returncode, done.stderr) == (1, b"")
    return {"text": done.stdout, **{name: (into / name).read_bytes() for name in REPORTS}}


def same(expected: dict[str, bytes], said: dict[str, bytes]) -> None:
    assert said == {name: expected[f"layers.toml {name}"] for name in FORMATS}


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_hash_seed(shop: Path, expected: dict[str, bytes], tmp_path: Path, seed: str) -> None:
    same(expected, reports(shop, tmp_path, {"PYTHONHASHSEED": seed}))


ENVIRONMENTS: dict[str, dict[str, str]] = {
    "C": {"LC_ALL": "C"},
    "POSIX": {"LC_ALL": "POSIX"},
    "C without UTF-8 mode": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "UTF-8 mode": {"PYTHONUTF8": "1"},
    "other encoding of streams": {"PYTHONIOENCODING": "latin-1:strict"},
    "time zone": {"TZ": "Pacific/Kiritimati"},
    "optimised": {"PYTHONOPTIMIZE": "2"},
    "CI": {"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": "/elsewhere", "GITLAB_CI": "true"},
    "narrow terminal": {"COLUMNS": "20", "LINES": "5", "TERM": "dumb"},
    "Go": {"GOFLAGS": "-tags=x", "GOOS": "plan9", "GOPATH": "/", "GOROOT": "/nowhere"},
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_environment(shop: Path, expected: dict[str, bytes], tmp_path: Path, name: str) -> None:
    same(expected, reports(shop, tmp_path, ENVIRONMENTS[name]))


LOCALES = {
    "tr_TR.UTF-8": ("tr_TR", "UTF-8"),
    "de_DE.ISO-8859-1": ("de_DE", "ISO-8859-1"),
    "ja_JP.EUC-JP": ("ja_JP", "EUC-JP"),
}


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the locales that this test compiles."""
    return tmp_path_factory.mktemp("locales")


@pytest.mark.parametrize("name", LOCALES)
def test_locale(shop: Path, expected: dict[str, bytes], tmp_path: Path, locales: Path, name: str) -> None:
    if shutil.which("localedef") is None:
        pytest.skip("no localedef to compile a locale with")
    source, charmap = LOCALES[name]
    made = ["localedef", "-i", source, "-f", charmap, str(locales / name)]
    subprocess.run(made, capture_output=True, check=False)
    if not (locales / name).exists():
        pytest.skip(f"localedef has no source for {name}")
    same(expected, reports(shop, tmp_path, {"LC_ALL": name, "LOCPATH": str(locales)}))

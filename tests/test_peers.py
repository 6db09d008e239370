"""Test cases of similar tools, rewritten: each archive is a tree, its layers.toml, and the findings on the lines that
cause them. They run end to end, through the command line in this process. `tests/cases/peers/README.md` lists the
differences.

A line of Go ends in `// want KIND "part of the message" cuts A -> B (FILES)`, several joined by `; `. A line of
layers.toml ends in `# want KIND` for a problem of the configuration.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from support import txtar
from support.documents import Json

from archlint.cli import run

CASES = sorted((Path(__file__).parent / "cases" / "peers").glob("*.txtar"))

_WANT = re.compile(r"(?://|#) want (.*)")
_ITEM = re.compile(r"(?P<kind>[a-z-]+)(?: \"(?P<message>[^\"]*)\")?(?: cuts (?P<cuts>.*))?")


def wanted(archive: txtar.Archive) -> dict[tuple[str, int, str], re.Match[str]]:
    """Return what the archive expects, by file, line and kind."""
    found = {}
    for name, text in archive.files.items():
        for number, line in enumerate(text.splitlines(), start=1):
            note = _WANT.search(line)
            for item in note[1].split("; ") if note and '"' not in note[1] else [note[1]] if note else []:
                parts = _ITEM.fullmatch(item.strip())
                assert parts, f"{name}:{number}: cannot read {item!r}"
                found[name, number, parts["kind"]] = parts
    return found


def header(archive: txtar.Archive, word: str) -> str:
    """Return the rest of the header's line that starts with `word`; "" if there is none."""
    return next((line[len(word) :].strip() for line in archive.comment.splitlines() if line.startswith(word)), "")


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_peer(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = txtar.read_file(path)
    archive.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    command = header(archive, "$ archlint ").split()
    status = run([*command, "--no-cache", "--format", "json=out.json"])
    report = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    expected = wanted(archive)
    assert found_in(report, command) == sorted(expected)
    assert status == int(header(archive, "exit ")), report["problems"]
    assert report["summary"]["unassigned"] == header(archive, "unassigned ").split()
    for finding in report["findings"]:
        _check_words(finding, expected[_key(finding, command)])


def found_in(report: Json, command: list[str]) -> list[tuple[str, int, str]]:
    """Return what the report has, by file, line and kind."""
    found = [_key(finding, command) for finding in report["findings"]]
    found += [(problem["path"], problem["line"], problem["kind"]) for problem in report["problems"]]
    return sorted(found)


def _key(finding: Json, command: list[str]) -> tuple[str, int, str]:
    root = command[1] + "/" if len(command) == 2 else ""
    return (root + finding["place"]["path"], finding["place"]["line"], finding["kind"])


def _check_words(finding: Json, want: re.Match[str]) -> None:
    assert (want["message"] or "") in finding["message"]
    if want["cuts"]:
        cuts = [f"{cut['from']} -> {cut['to']} ({cut['files']})" for cut in finding["cycle"]["cuts"]]
        assert ", ".join(cuts) == want["cuts"]


def test_there_are_cases_of_every_peer() -> None:
    peers = {"go-arch-lint", "go-cleanarch", "import-boss", "depguard", "import-linter", "grimp", "dependency-cruiser"}
    peers |= {"packwerk", "archunit", "tach", "deptrac"}
    assert all(any(path.stem.startswith(peer) for path in CASES) for peer in peers)

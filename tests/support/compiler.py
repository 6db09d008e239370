"""Compiles many small module trees at once with the Go compiler: one workspace and a few `go` processes."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

_MODULE = re.compile(r"example\.com/([a-z]+)(?=[/\"\s])")


def verdicts(
    trees: Sequence[Mapping[str, str]], folder: Path, systems: Sequence[str] = ("linux", "windows")
) -> list[str]:
    """Return Go's first complaint about each tree, "" if it builds with its tests on every system.

    Each tree gets its own module paths for `example.com/x`, so that one workspace can contain all trees.
    """
    modules: list[str] = []
    folder.mkdir(parents=True, exist_ok=True)
    for number, files in enumerate(trees):
        for name, text in files.items():
            path = folder / f"w{number}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_MODULE.sub(rf"example.com/\g<1>{number}", text), encoding="utf-8")
            if path.name == "go.mod":
                modules.append(os.path.relpath(path.parent, folder))
    uses = "".join(f"\t./{module}\n" for module in modules)
    (folder / "go.work").write_text(f"go 1.24\n\nuse (\n{uses})\n", encoding="utf-8")
    said = [""] * len(trees)
    for system in systems:
        environment = {**os.environ, "GOOS": system, "GOARCH": "amd64", "CGO_ENABLED": "0", "GOFLAGS": "",
                       "GOTOOLCHAIN": "local", "GOWORK": str(folder / "go.work"), "GOPROXY": "off"}  # fmt: skip
        _load(folder, modules, environment, said)
        _vet(folder, modules, environment, said)
    return said


def _load(folder: Path, modules: list[str], environment: Mapping[str, str], said: list[str]) -> None:
    """What Go rejects before it compiles: cycles, internal packages, imported programs, two package clauses."""
    fields = "-json=ImportPath,Dir,Error,DepsErrors"
    patterns = [f"./{module}/..." for module in modules]
    run = subprocess.run(
        ["go", "list", "-e", "-test", fields, *patterns], cwd=folder, env=environment, capture_output=True, text=True
    )
    decoder, text, at = json.JSONDecoder(), run.stdout, 0
    while at < len(text.rstrip()):
        package, at = decoder.raw_decode(text, at)
        at += len(text[at:]) - len(text[at:].lstrip())
        errors = [package.get("Error"), *(package.get("DepsErrors") or [])]
        for error in filter(None, errors):
            _note(
                said,
                package.get("Dir", "") + " " + package["ImportPath"] + " " + str(error.get("ImportStack")),
                error["Err"],
            )


def _vet(folder: Path, modules: list[str], environment: Mapping[str, str], said: list[str]) -> None:
    """What the compiler rejects. Only one analysis runs, so that only type errors are reported."""
    patterns = [f"./{module}/..." for module in modules if not said[_number(module)]]
    if not patterns:
        return
    run = subprocess.run(["go", "vet", "-bool", *patterns], cwd=folder, env=environment, capture_output=True, text=True)
    package = ""
    for line in run.stderr.splitlines():
        if line.startswith("# "):
            package = line
        elif package:
            _note(said, package, line)


def _note(said: list[str], about: str, message: str) -> None:
    found = re.search(r"/w(\d+)\b|example\.com/[a-z]+(\d+)\b", about)
    assert found, (about, message)
    number = int(found[1] or found[2])
    said[number] = said[number] or message


def _number(module: str) -> int:
    return int(module.partition("/")[0][1:])

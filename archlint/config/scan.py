"""Parse the `[scan]` section of layers.toml: which files belong to the tree."""

from __future__ import annotations

import re

from archlint.config.items import Item
from archlint.languages import NAMES
from archlint.model.policy import Build, Scan, Tests

TESTS: tuple[Tests, ...] = ("include", "exclude", "only")
_KEYS = ("root", "module", "language", "exclude", "tests", "build")
_NOT_IN_MODULE_PATHS = re.compile(r"[\s\\\"'`*]")


def parse_scan(section: Item) -> Scan:
    """Parse the section and fill in the defaults."""
    fields = section.table(_KEYS)
    exclude = fields["exclude"].globs(may_be_empty=True)
    return Scan(
        root=_root(fields["root"]),
        module=_module(fields["module"]),
        language=fields["language"].choice(NAMES, NAMES[0]),
        exclude=tuple(item.string for item in exclude),
        exclude_origins=tuple(item.origin for item in exclude),
        tests=fields["tests"].choice(TESTS, "exclude"),
        build=_build(fields["build"]),
    )


def root_problem(root: str) -> str:
    """Return why a text can't be the scan root, "" if it can."""
    if root.startswith("/") or re.match(r"[A-Za-z]:", root):
        return "is absolute; the root has to be relative to the folder of this file"
    if "\\" in root:
        return "has a backslash; write / between folders, on Windows too"
    return "" if root.isprintable() else "has an unprintable character"


def _root(item: Item) -> str:
    root = item.text()
    if root and root_problem(root):
        item.complain(f'"{root}" {root_problem(root)}')
    return root


def _module(item: Item) -> str:
    module = item.text()
    if module and (module != module.strip("/") or _NOT_IN_MODULE_PATHS.search(module)):
        item.complain(f'"{module}" is not a module path', "write it as in go.mod, e.g. example.com/shop")
    return module


def _build(item: Item) -> Build | None:
    """Parse `"all"` or one configuration. Nothing defaults to this machine: the same tree has the same findings."""
    if not item.given or item.raw == "all":
        return None
    if not isinstance(item.raw, dict):
        item.complain('must be "all" or a table', 'e.g. build = { goos = "linux", goarch = "amd64" }')
        return None
    from archlint.languages.go.build.constraints import ARCHITECTURES, SYSTEMS

    fields = item.table(("goos", "goarch", "tags", "cgo"))
    hint = "a build configuration needs both goos and goarch"
    return Build(
        fields["goos"].required(hint).choice(tuple(sorted(SYSTEMS)), "linux"),
        fields["goarch"].required(hint).choice(tuple(sorted(ARCHITECTURES)), "amd64"),
        tuple(tag.string for tag in fields["tags"].strings(may_be_empty=True)),
        cgo=fields["cgo"].flag(default=True),
    )

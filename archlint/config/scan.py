"""The `[scan]` section of layers.toml: what belongs to the tree."""

from __future__ import annotations

import re

from archlint.config.items import Item
from archlint.languages import NAMES
from archlint.model.policy import Build, Scan, Tests

TESTS: tuple[Tests, ...] = ("include", "exclude", "only")
_KEYS = ("root", "module", "language", "exclude", "tests", "build")
_NOT_IN_MODULE_PATHS = re.compile(r"[\s\\\"'`*]")


def parse_scan(section: Item) -> Scan:
    """Read the section, with the defaults of what it does not say."""
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
    """Say why a text cannot be the scan root, "" where it can."""
    if root.startswith("/") or re.match(r"[A-Za-z]:", root):
        return "is absolute; the root is relative to the folder of this file"
    if "\\" in root:
        return "has a backslash; write / between folders on every system"
    return "" if root.isprintable() else "has a character that cannot be printed"


def _root(item: Item) -> str:
    root = item.text()
    if root and root_problem(root):
        item.complain(f'"{root}" {root_problem(root)}')
    return root


def _module(item: Item) -> str:
    module = item.text()
    if module and (module != module.strip("/") or _NOT_IN_MODULE_PATHS.search(module)):
        item.complain(f'"{module}" is not a module path', "write it as go.mod would, e.g. example.com/shop")
    return module


def _build(item: Item) -> Build | None:
    """`"all"`, or one configuration. It has no defaults of the machine's own: the same tree, the same findings."""
    if not item.given or item.raw == "all":
        return None
    if not isinstance(item.raw, dict):
        item.complain('must be "all" or a table', 'e.g. build = { goos = "linux", goarch = "amd64" }')
        return None
    from archlint.languages.go.build.constraints import ARCHITECTURES, SYSTEMS

    fields = item.table(("goos", "goarch", "tags", "cgo"))
    hint = "a build configuration names both goos and goarch"
    return Build(
        fields["goos"].required(hint).choice(tuple(sorted(SYSTEMS)), "linux"),
        fields["goarch"].required(hint).choice(tuple(sorted(ARCHITECTURES)), "amd64"),
        tuple(tag.string for tag in fields["tags"].strings(may_be_empty=True)),
        fields["cgo"].flag(default=True),
    )

"""What Go says of itself: which files are tests, which packages are programs, what its tools ignore."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archlint.languages.go.modules.std import GO_VERSION, STD_PACKAGES
from archlint.model.facts import Module, Scope
from archlint.model.language import Language

SUFFIX = ".go"
TEST_SUFFIX = "_test.go"
PROGRAM = "main"
"""The package clause of a program, and the function that it starts with."""
EXTERNAL = "_test"
"""Ends the package clause of an external test."""


def tested_file(path: str) -> str:
    """The file that a test is named after, by its own name: `x.go` for `x_test.go`."""
    return path.removesuffix(TEST_SUFFIX) + SUFFIX


def scope_of(path: str, package: str) -> Scope:
    """The kind of test, as `go help test` has it: `_test.go` files, with `package x_test` compiled apart."""
    if not path.endswith(TEST_SUFFIX):
        return "production"
    return "external-test" if package.endswith(EXTERNAL) else "test"


class Go(Language):
    """Go, as `go help packages` and `go help test` have it."""

    __slots__ = ()
    name = "go"
    title = "Go"
    suffix = SUFFIX
    tools = "Go"
    ignored = "testdata, names that start with _ or ."
    std = STD_PACKAGES
    program = PROGRAM
    external = EXTERNAL
    module_file = "go.mod"

    def is_test(self, path: str) -> bool:
        """Whether `go test` alone compiles the file."""
        return path.endswith(TEST_SUFFIX)

    def knows_std(self, modules: Iterable[Module]) -> bool:
        """Whether no module asks for a newer Go than that of the list, which may have packages unknown to archlint."""
        releases = (re.match(r"1\.([0-9]{1,9})", module.go) for module in modules)
        return all(found is None or int(found[1]) <= GO_VERSION for found in releases)


GO = Go()

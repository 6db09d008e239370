"""What Go says of itself: which files are tests, which packages are programs, what its tools ignore."""

from __future__ import annotations

from archlint.languages.go.modules.std import STD_PACKAGES
from archlint.model.facts import Scope
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


GO = Go()

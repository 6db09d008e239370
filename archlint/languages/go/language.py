"""What archlint knows about Go: which files are tests, which packages are programs, what Go's tools ignore."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archlint.languages.go.modules.std import GO_VERSION, STD_PACKAGES
from archlint.model.facts import Module, Scope
from archlint.model.language import Language

SUFFIX = ".go"
TEST_SUFFIX = "_test.go"
PROGRAM = "main"
"""The package name of a program, and the name of the function that it starts with."""
EXTERNAL = "_test"
"""The suffix of the package name of an external test."""


def tested_file(path: str) -> str:
    """Return the path of the file that a test file is named after: `x.go` for `x_test.go`."""
    return path.removesuffix(TEST_SUFFIX) + SUFFIX


def scope_of(path: str, package: str) -> Scope:
    """Return the kind of test (`go help test`): the package clause `x_test` makes a test file external."""
    if not path.endswith(TEST_SUFFIX):
        return "production"
    return "external-test" if package.endswith(EXTERNAL) else "test"


class Go(Language):
    """Go (`go help packages`, `go help test`)."""

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
        """Report whether only `go test` compiles the file."""
        return path.endswith(TEST_SUFFIX)

    def knows_std(self, modules: Iterable[Module]) -> bool:
        """Report whether no module needs a newer Go version, whose standard library may have packages unknown to
        archlint."""
        releases = (re.match(r"1\.([0-9]{1,9})", module.go) for module in modules)
        return all(found is None or int(found[1]) <= GO_VERSION for found in releases)


GO = Go()

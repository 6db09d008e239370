"""The list of the standard library, compared with the toolchain."""

from __future__ import annotations

import os
import subprocess

import pytest
from support.go_oracle import NEEDS_GO, goroot

from archlint.languages.go.modules.std import STD_PACKAGES


@pytest.mark.parametrize(
    "path", ["fmt", "net/http", "unsafe", "C", "encoding/json/v2", "internal/abi", "vendor/golang.org/x/net/idna"]
)
def test_std(path: str) -> None:
    assert path in STD_PACKAGES


@pytest.mark.parametrize(
    "path",
    [
        "",
        "golang.org/x/net/idna",
        "mycompany/tool",
        "internal/foo",
        "net/httpx",
        "cmd/go",
        "std",
        "Fmt",
        "fmt/",
        "main",
    ],
)
def test_not_std(path: str) -> None:
    assert path not in STD_PACKAGES


@NEEDS_GO
@pytest.mark.parametrize("goos", ["linux", "windows", "darwin"])
def test_the_list_is_that_of_the_toolchain(goos: str) -> None:
    """A newer Go may have more packages. Then add them to the list."""
    environment = {**os.environ, "GOOS": goos, "GOARCH": "amd64", "GOFLAGS": ""}
    told = subprocess.run(["go", "list", "-e", "std"], check=True, capture_output=True, text=True, env=environment)
    assert set(told.stdout.split()) - STD_PACKAGES == set()


@NEEDS_GO
def test_every_name_of_the_list_is_a_folder_of_the_toolchain() -> None:
    """Only the release that the list is from has all of them."""
    missing = [path for path in STD_PACKAGES - {"C"} if not (goroot() / "src" / path).is_dir()]
    assert len(missing) < len(STD_PACKAGES) // 5

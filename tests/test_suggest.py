"""The closest spelling of a word, and of a glob that matches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import txtar
from support.command import archlint

from archlint.suggest import nearest_glob, typos

if TYPE_CHECKING:
    from pathlib import Path

PATHS = (
    "cmd/main.go",
    "internal/services/order/domain/order.go",
    "internal/services/order/domain/order_gen.go",
    "internal/util/text.go",
    "lib/internal/service/x.go",
    "net/http",
)


@pytest.mark.parametrize(
    ("glob", "near"),
    [
        ("cdm/**", "cmd/**"),
        ("cmd/mian.go", "cmd/main.go"),
        ("Internal/Util/**", "internal/util/**"),
        ("**/domian/**", "**/domain/**"),
        ("internal/*/order/domian/*_gen.go", "internal/*/order/domain/*_gen.go"),
        ("internl/servces/{context}/**", "internal/services/{context}/**"),
        ("internal/service/**", "internal/services/**"),  # `service` is a folder too, but in another place
        ("net/htpp", "net/http"),
        ("cmd/*/deep/**", ""),  # every word is right, but nothing is there: no suggestion
        ("internal/util/*.py", ""),
        ("zzz/**", ""),
        ("**", ""),
        ("*", ""),
    ],
)
def test_nearest_glob(glob: str, near: str) -> None:
    assert nearest_glob(glob, PATHS) == near


@pytest.mark.parametrize("folder", ["a\\b", "a[b", "a\x1bb", "a\u202eb", "a{b"])
def test_invalid_globs_are_not_suggested(folder: str) -> None:
    assert nearest_glob("ab/**", [f"{folder}/x.go"]) == ""


TREE = """
-- go.mod --
module example.com/shop
-- services/order/order.go --
package order

import "fmt"
-- store/store.go --
package store
-- mocks/store.go --
package mocks
-- layers.toml --
version = 1
[scan]
exclude = ["mocks/**", "stroe/**"]
[layers]
Order = ["services/order/**"]
Rest  = ["**"]
Deep  = ["store/*/deep/**"]
[slices]
context = "servics/{context}/**"
[[rules]]
rule = 'Order must not import "net/htpp"'
[[rules]]
rule = 'Order must not import "sotre/**"'
[[rules]]
rule = '"service/**" must not import Rest'
[[rules]]
rule   = "Order must not import std"
except = [
    { from = "services/ordr/**", to = "fmt", because = "left" },
    { from = "services/order/**", to = "fnt", because = "right" },
]
"""


def test_every_inert_glob_has_a_suggestion(tmp_path: Path) -> None:
    txtar.read(TREE).write(tmp_path)
    found = archlint("check", "-f", "concise", "-q", cwd=tmp_path)
    assert found.status == 2
    hints = [
        (line.split(" ")[2], line.partition("did you mean ")[2].rstrip("?)"))
        for line in found.out.splitlines()
        if " inert-" in line
    ]
    assert hints == [
        ("inert-exclude", "store/**"),
        ("inert-layer", ""),
        ("inert-slices", "services/{context}/**"),
        ("inert-rule", "net/http"),
        ("inert-rule", "store/**"),
        ("inert-rule", "services/**"),
        ("inert-exception", "services/order/**"),
        ("inert-exception", "fmt"),
    ]


MODULES = (
    "example.com/m/v2/store",
    "github.com/jackc/pgx/v5",
    "github.com/spf13/cobra",
    "golang.org/x/text",
    "net/http",
)


@pytest.mark.parametrize(
    ("glob", "right"),
    [
        ("github.com/spf13/cobar/**", "github.com/spf13/cobra/**"),
        ("github.com/spf14/cobra/doc", "github.com/spf13/cobra/doc"),
        ("gitub.com/spf13/corba", "github.com/spf13/cobra"),
        ("net/htpp", "net/http"),
        ("github.com/jackc/pgx", "github.com/jackc/pgx/v5"),
        ("github.com/jackc/pgx/v4/**", "github.com/jackc/pgx/v5/**"),
        ("example.com/m/store/**", "example.com/m/v2/store/**"),
        ("golang.org/x/net", ""),  # two of three or four letters differ: another name
        ("github.com/spf13/viper", ""),
        ("github.com/*/cobar", ""),
        ("nett", ""),
        ("gitub.com/spf14/cobar", ""),  # three segments differ
    ],
)
def test_typos(glob: str, right: str) -> None:
    assert [near for _, near in typos(glob, [path.split("/") for path in MODULES])] == ([right] if right else [])

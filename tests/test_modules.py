"""The module map: from folders to import paths and back, by example, and compared with `go list`."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from support import txtar
from support.documents import Json
from support.go_oracle import NEEDS_GO

from archlint.edge.sources import Sources
from archlint.edge.tree import read_tree
from archlint.errors import InputError
from archlint.graphs.modules import ModuleMap, module_map
from archlint.languages.go.modules.std import STD_PACKAGES
from archlint.model.facts import Module, Tree
from archlint.model.policy import Config, Scan
from archlint.pipeline.placing import modules_of, today_view

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def of(*modules: Module, folders: Iterable[str] = (), inside: str = "") -> ModuleMap:
    return module_map(modules, folders=folders, is_std=STD_PACKAGES.__contains__, inside=inside)


# By example: folder -> import path, and import path -> folder


ONE = of(Module("example.com/shop", ""))
NESTED = of(Module("example.com/shop", ""), Module("example.com/shop/tools", "tools"), Module("other.org/x", "third/x"))
BELOW = of(Module("example.com/a", "a"), Module("example.com/b/v2", "libs/b"))
ABOVE = of(Module("example.com/shop", ".."), inside="services/order")
STD = of(Module("std", ""), Module("cmd", "cmd"), folders=("fmt", "net/http", "cmd/go"))
DOTLESS = of(Module("shop", ""))
CLASHING = of(Module("net", ""))
TWINS = of(Module("example.com/shop", "a"), Module("example.com/shop", "b"))
REPLACED = of(Module("example.com/shop", "", (("github.com/acme/lib", "third/lib"), ("example.com/x", "."))))


@pytest.mark.parametrize(
    ("modules", "folder", "import_path"),
    [
        (ONE, "", "example.com/shop"),
        (ONE, "a/b", "example.com/shop/a/b"),
        (NESTED, "tool", "example.com/shop/tool"),
        (NESTED, "tools", "example.com/shop/tools"),
        (NESTED, "tools/gen", "example.com/shop/tools/gen"),
        (NESTED, "third", "example.com/shop/third"),
        (NESTED, "third/x/y", "other.org/x/y"),
        (BELOW, "a/p", "example.com/a/p"),
        (BELOW, "libs/b/p", "example.com/b/v2/p"),
        (BELOW, "libs/c", "./libs/c"),
        (BELOW, "log", "./log"),
        (BELOW, "", "."),
        (ABOVE, "", "example.com/shop/services/order"),
        (ABOVE, "domain", "example.com/shop/services/order/domain"),
        (STD, "net/http", "net/http"),
        (STD, "cmd/go", "cmd/go"),
        (DOTLESS, "", "shop"),
        (DOTLESS, "log", "shop/log"),
        (CLASHING, "", "."),
        (CLASHING, "http", "./http"),
        (CLASHING, "order", "net/order"),
        (TWINS, "a/p", "example.com/shop/p"),
        (TWINS, "b/p", "./b/p"),
        (of(), "a", "./a"),
    ],
)
def test_import_path(modules: ModuleMap, folder: str, import_path: str) -> None:
    assert modules.import_path(folder) == import_path
    if not import_path.startswith("."):
        assert modules.folder(import_path) == folder
        assert modules.origin(import_path) == "tree"


@pytest.mark.parametrize(
    ("modules", "import_path", "folder", "origin"),
    [
        (ONE, "example.com/shop", "", "tree"),
        (ONE, "example.com/shop/never/written", "never/written", "tree"),
        (ONE, "example.com/shopping", None, "third-party"),
        (ONE, "example.com", None, "third-party"),
        (ONE, "fmt", None, "std"),
        (ONE, "net/http", None, "std"),
        (ONE, "net/http/cookies", None, "third-party"),
        (ONE, "golang.org/x/net/html", None, "third-party"),
        (ONE, "C", None, "std"),
        (ONE, "unsafe", None, "std"),
        (ONE, "./relative", None, "third-party"),
        (ONE, "", None, "third-party"),
        (NESTED, "example.com/shop/tools/gen", "tools/gen", "tree"),
        (NESTED, "other.org/x", "third/x", "tree"),
        (NESTED, "other.org", None, "third-party"),
        (BELOW, "example.com/b/p", None, "third-party"),
        (BELOW, "example.com/b/v2", "libs/b", "tree"),
        (ABOVE, "example.com/shop/services/order/domain", "domain", "tree"),
        (ABOVE, "example.com/shop/services/order", "", "tree"),
        (ABOVE, "example.com/shop/services/orders", "..", "tree"),
        (ABOVE, "example.com/shop/platform", "..", "tree"),
        (STD, "fmt", "fmt", "tree"),
        (STD, "cmd/go", "cmd/go", "tree"),
        (STD, "unsafe", None, "std"),
        (DOTLESS, "shop/order", "order", "tree"),
        (DOTLESS, "shops", None, "third-party"),
        (CLASHING, "net/http", "http", "std"),
        (CLASHING, "net/order", "order", "tree"),
        (REPLACED, "github.com/acme/lib/sub", "third/lib/sub", "tree"),
        (REPLACED, "github.com/acme/library", None, "third-party"),
    ],
)
def test_folder_and_origin(modules: ModuleMap, import_path: str, folder: str | None, origin: str) -> None:
    assert (modules.folder(import_path), modules.origin(import_path)) == (folder, origin)


def test_two_modules_of_one_path_each_mean_themselves() -> None:
    assert TWINS.meant("example.com/shop/p", "a/x") == "example.com/shop/p"
    assert TWINS.meant("example.com/shop/p", "b/x") == "./b/p"
    assert TWINS.meant("example.com/shop", "b") == "./b"
    assert TWINS.meant("example.com/shopping", "b") == "example.com/shopping"
    assert TWINS.meant("fmt", "b") == "fmt"
    assert TWINS.meant("example.com/shop/p", "elsewhere") == "example.com/shop/p"


# From the files


def read(root: Path, text: str, scan: Scan | None = None, below: str = "") -> tuple[Tree, ModuleMap]:
    txtar.read(text).write(root)
    if not (root / ".git").exists():
        (root / ".git").mkdir()
    tree = read_tree(Sources(os.path.join(root, below) if below else str(root)), scan or Scan(), "include")
    return tree, modules_of(tree)


def edges(tree: Tree) -> set[tuple[str, str]]:
    """Return the imports inside the tree, as (package, package)."""
    graph = today_view(tree, Config()).graph
    return {(edge.source.id, edge.target.id) for edge in graph.edges if edge.target.origin == "tree"}


def test_module_from_the_configuration(tmp_path: Path) -> None:
    text = '-- a/a.go --\npackage a\n\nimport "example.com/given/b"\n-- b/b.go --\npackage b\n'
    with pytest.raises(InputError, match=r"no go\.mod at or above the scan root"):
        read(tmp_path, text)
    tree, _ = read(tmp_path, text, Scan(module="example.com/given"))
    assert edges(tree) == {("example.com/given/a", "example.com/given/b")}


def test_go_mod_has_priority_over_the_configuration(tmp_path: Path) -> None:
    text = "-- go.mod --\nmodule example.com/real\n-- a/a.go --\npackage a\n"
    _, modules = read(tmp_path, text, Scan(module="example.com/given"))
    assert modules.import_path("a") == "example.com/real/a"


def test_scan_root_below_go_mod(tmp_path: Path) -> None:
    text = """
-- go.mod --
module example.com/shop
-- platform/p.go --
package platform
-- services/order/o.go --
package order
import (
	"example.com/shop/platform"
	"example.com/shop/services/order/domain"
)
-- services/order/domain/d.go --
package domain
"""
    tree, modules = read(tmp_path, text, below="services/order")
    assert [module.folder for module in tree.modules] == [".."]
    assert tree.inside == "services/order"
    assert modules.import_path("domain") == "example.com/shop/services/order/domain"
    order = "example.com/shop/services/order"
    assert edges(tree) == {(order, f"{order}/domain"), (order, "example.com/shop/platform")}


def test_go_mod_above_the_repository_isnt_read(tmp_path: Path) -> None:
    txtar.read("-- go.mod --\nmodule example.com/outside\n").write(tmp_path)
    with pytest.raises(InputError, match=r"no go\.mod at or above the scan root"):
        read(tmp_path / "repository", "-- a.go --\npackage a\n")


def test_modules_next_to_each_other_and_files_in_none(tmp_path: Path) -> None:
    text = """
-- svc/go.mod --
module example.com/svc
-- svc/main.go --
package main
import (
	"log"
	"example.com/lib/log"
)
-- lib/go.mod --
module example.com/lib
-- lib/log/l.go --
package log
-- log/loose.go --
package log
"""
    tree, modules = read(tmp_path, text)
    assert modules.import_path("log") == "./log"
    assert edges(tree) == {("example.com/svc", "example.com/lib/log")}
    assert modules.origin("log") == "std"


def test_go_work_next_to_go_mod(tmp_path: Path) -> None:
    text = """
-- go.work --
go 1.22
use (
	.
	./lib
)
replace example.com/far => ./near
-- go.mod --
module example.com/shop
-- a.go --
package shop
import (
	"example.com/lib"
	"example.com/far/x"
)
-- lib/go.mod --
module example.com/lib
-- lib/l.go --
package lib
-- near/go.mod --
module example.com/far
-- near/x/x.go --
package x
"""
    tree, modules = read(tmp_path, text)
    assert modules.import_path("") == "example.com/shop"
    assert edges(tree) == {("example.com/shop", "example.com/lib"), ("example.com/shop", "example.com/far/x")}


def test_replacements_that_leave_the_tree(tmp_path: Path) -> None:
    text = """
-- go.mod --
module example.com/shop
replace (
	example.com/outside => ../outside
	example.com/absolute => /absolute
	example.com/fork => github.com/me/fork v1.0.0
	example.com/root => ./
	example.com/inner => ./x/../inner
)
-- a.go --
package shop
"""
    _, modules = read(tmp_path, text)
    assert modules.folders_by_path == {"example.com/shop": "", "example.com/root": "", "example.com/inner": "inner"}


def test_twins_dont_mix(tmp_path: Path) -> None:
    text = ""
    for name in ("one", "two"):
        text += f"""
-- {name}/go.mod --
module example.com/shop
-- {name}/a/a.go --
package a
import "example.com/shop/b"
-- {name}/b/b.go --
package b
"""
    tree, _ = read(tmp_path, text)
    assert edges(tree) == {("example.com/shop/a", "example.com/shop/b"), ("./two/a", "./two/b")}


def test_a_module_named_like_a_standard_package(tmp_path: Path) -> None:
    text = """
-- go.mod --
module sort
-- s.go --
package sort
-- bubble/b.go --
package bubble
import "sort"
-- main/m.go --
package main
import "sort/bubble"
"""
    tree, _ = read(tmp_path, text)
    view = today_view(tree, Config())
    assert view.packages["sort"].origin == "std"
    assert view.packages["."].files == ("s.go",)
    assert edges(tree) == {("sort/main", "sort/bubble")}


# Compared with Go's own tools


WORKSPACES = {
    "one module": """
-- go.mod --
module example.com/shop
go 1.22
-- a.go --
package shop
import (
	"fmt"
	"net/http"
	"example.com/shop/b"
)
-- b/b.go --
package b
import "os"
-- internal/c/c_test.go --
package c_test
import "example.com/shop/b"
""",
    "nested modules and replace": """
-- go.mod --
module example.com/shop
go 1.22
require (
	example.com/lib v0.0.0
	example.com/shop/tools v0.0.0
	github.com/acme/fork v1.0.0
)
replace (
	example.com/lib => ./third/lib
	example.com/shop/tools => ./tools
	github.com/acme/fork => ./third/fork
)
-- a.go --
package shop
import (
	"example.com/lib/sub"
	"example.com/shop/tools/gen"
	"github.com/acme/fork"
)
-- third/lib/go.mod --
module example.com/lib
-- third/lib/sub/s.go --
package sub
import "strings"
-- third/fork/go.mod --
module github.com/acme/fork
-- third/fork/f.go --
package fork
-- third/plain/p.go --
package plain
-- tools/go.mod --
module example.com/shop/tools
-- tools/gen/g.go --
package gen
""",
    "workspace": """
-- go.work --
go 1.22
use (
	./shop
	./libs/stock
)
-- shop/go.mod --
module example.com/shop
go 1.22
-- shop/a.go --
package shop
import "example.com/stock/v2/item"
-- libs/stock/go.mod --
module example.com/stock/v2
go 1.22
-- libs/stock/item/i.go --
package item
import (
	"embed"
	"math/rand/v2"
)
""",
    "dotless": """
-- go.mod --
module shop
go 1.22
-- a.go --
package main
import (
	"log"
	"shop/log"
	"shop/sort"
)
-- log/l.go --
package log
import "log"
-- sort/s.go --
package sort
import "sort"
""",
    "standard name": """
-- go.mod --
module net
go 1.22
-- a/a.go --
package a
import (
	"net"
	"net/http"
	"net/order"
)
-- order/o.go --
package order
""",
}


def go_list(root: Path) -> dict[str, Json]:
    """The output of `go list` for the packages below the root and their dependencies, by import path."""
    env = {**os.environ, "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local", "GO111MODULE": "on"}
    env.pop("GOWORK", None)
    patterns = ["./..."]
    if (root / "go.work").exists():
        env["GOFLAGS"] = ""
        patterns = [f"./{path.parent.relative_to(root)}/..." for path in sorted(root.rglob("go.mod"))]
    fields = "ImportPath,Dir,Standard,ForTest,Imports,TestImports,XTestImports"
    command = ["go", "list", "-e", "-deps", "-test", f"-json={fields}", *patterns]
    text = subprocess.run(command, cwd=root, env=env, capture_output=True, check=True, text=True).stdout
    decoder, at = json.JSONDecoder(), 0
    found = {}
    while at < len(text.rstrip()):
        package, at = decoder.raw_decode(text, at)
        at += 1
        if not package.get("ForTest") and not package["ImportPath"].endswith(".test"):
            found[package["ImportPath"]] = package
    return found


@NEEDS_GO
@pytest.mark.parametrize("name", WORKSPACES)
def test_against_go_list(name: str, tmp_path: Path) -> None:
    _, modules = read(tmp_path, WORKSPACES[name])
    packages = go_list(tmp_path)
    inside = {path: item for path, item in packages.items() if is_below(item, tmp_path)}
    assert len(inside) > 1
    for path, item in inside.items():
        folder = os.path.relpath(item["Dir"], tmp_path)
        assert modules.import_path("" if folder == "." else folder) == path
    for path in {path for item in inside.values() for path in imports(item)}:
        go_says = "std" if packages[path].get("Standard") else "tree" if path in inside else "third-party"
        assert (path, modules.origin(path)) == (path, go_says)


def is_below(package: Json, root: Path) -> bool:
    return str(package.get("Dir", "")).startswith(f"{root}{os.sep}") or package.get("Dir") == str(root)


def imports(package: Json) -> list[str]:
    return [path for key in ("Imports", "TestImports", "XTestImports") for path in package.get(key, ())]

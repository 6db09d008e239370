"""A mapping document that a team wrote by hand, for tests that compare with it: its location, and the facts in its
cells.

The repository can't include it. Its cells have facts in fixed words: imports by kind, exported names, functions. Each
list that is cut has the total number after it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from support.command import REPOSITORY

TEAM_MAPPING = REPOSITORY.parent / "shared" / "seed" / "2026-01-18-ddd-mapping.md"

_CELL = re.compile(
    r"(?P<place>.*?)。导入/依赖: (?P<imports>.*?)；导出: (?P<exports>.*?)；关键函数/方法: (?P<functions>.*?)[；。]"
)
_LIST = re.compile(r"(.*?)(?: 等 (\d+) 项)?")
_GROUPS = {"外部": "third party", "内部": "inside", "标准库": "std"}
_KINDS = {
    "处理器实现": "handler",
    "事件处理/事件定义": "event",
    "服务端实现": "server",
    "客户端实现": "client",
    "模型定义": "model",
    "配置/选项定义": "options",
    "类型/常量定义": "types",
    "模块实现": "implementation",
    "包文档": "documentation",
    "Protobuf 协议定义": "protobuf",
    "自动生成代码": "generated",
    "空文件（无声明）": "empty",
}


class Listed(NamedTuple):
    """A list of names that may be cut, and its total number."""

    names: tuple[str, ...] = ()
    total: int = 0


class Told(NamedTuple):
    """The facts of one cell: the kind of file, and the lists by their subject."""

    kind: str
    lists: dict[str, Listed]


def read_cell(text: str) -> Told:
    """Parse a `responsibility` cell in Chinese, from the document or from a draft."""
    found = _CELL.match(text)
    assert found, text
    lists = {name: Listed() for name in (*_GROUPS.values(), "exported", "functions")}
    if not found["imports"].startswith("无"):
        for part in found["imports"].split("，"):
            group, _, names = part.partition(" ")
            lists[_GROUPS[group]] = _listed(names)
    lists["exported"], lists["functions"] = _listed(found["exports"]), _listed(found["functions"])
    kind = next(kind for words, kind in _KINDS.items() if found["place"].endswith(words))
    return Told(kind, lists)


def _listed(text: str) -> Listed:
    if text.startswith("无"):
        return Listed()
    found = _LIST.fullmatch(text)
    assert found
    names = tuple(found[1].split(", "))
    return Listed(names, int(found[2] or len(names)))


def team_mapping() -> bytes:
    """Return the document. Skip the test without it."""
    if not TEAM_MAPPING.is_file():
        pytest.skip("the mapping document is not beside this repository")
    return TEAM_MAPPING.read_bytes()


def wukongim() -> Path:
    """Return the tree that the document is about. Skip the test if ARCHLINT_TREES doesn't have it."""
    for folder in os.environ.get("ARCHLINT_TREES", "").split(":"):
        for candidate in (Path(folder), Path(folder) / "wukongim"):
            if folder and candidate.name == "wukongim" and (candidate / "go.mod").is_file():
                return candidate
    pytest.skip("no folder in ARCHLINT_TREES holds the tree wukongim")

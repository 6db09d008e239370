"""The words of a drafted mapping, in English and in Chinese: templates only, every figure and name comes from facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from archlint.drafting.facts import FileKind, Inventory

_IMPORTS_SHOWN = 3
_NAMES_SHOWN = 8


class Language(NamedTuple):
    """One language. `kinds` says what a kind of file is called; `several` tells some of many names with their number.

    The texts of `document` are templates with named fields, by the name of the place they stand in.
    """

    kinds: dict[FileKind, str]
    opening: str
    imports: str
    no_imports: str
    groups: tuple[str, str, str]
    exports: str
    functions: str
    none: str
    comma: str
    semicolon: str
    end: str
    several: Callable[[tuple[str, ...], int], str]
    document: dict[str, str]


def responsibility(words: Language, path: str, inventory: Inventory) -> str:
    """One cell: the kind of file, its imports by kind, what it exports, its key functions, each with its number."""
    folder = path.rpartition("/")[0] or "."
    groups = zip(words.groups, (inventory.third_party, inventory.inside, inventory.std), strict=True)
    told = [f"{group} {words.several(tuple(map(_plain, names)), _IMPORTS_SHOWN)}" for group, names in groups if names]
    lists = [words.imports + (words.comma.join(told) or words.no_imports)]
    for label, names in ((words.exports, inventory.exported), (words.functions, inventory.functions)):
        lists.append(label + (words.several(names, _NAMES_SHOWN) if names else words.none))
    opening = words.opening.format(folder=_plain(folder), kind=words.kinds[inventory.kind])
    return opening + words.semicolon.join(lists) + words.end


def _plain(text: str) -> str:
    """A path as it can stand in any document: what Markdown, HTML or a terminal might act on is shown as `?`."""
    return "".join(each if each.isalnum() or each in "/.-_~+@ " else "?" for each in text)


def _some(names: tuple[str, ...], most: int) -> str:
    return ", ".join(names[:most])


def _several_english(names: tuple[str, ...], most: int) -> str:
    more = ", ..." if len(names) > most else ""
    return f"{len(names)} ({_some(names, most)}{more})"


def _several_chinese(names: tuple[str, ...], most: int) -> str:
    return _some(names, most) + (f" 等 {len(names)} 项" if len(names) > most else "")


ENGLISH = Language(
    kinds={
        "generated": "generated code",
        "empty": "file that declares nothing",
        "handler": "handler",
        "event": "events",
        "server": "server",
        "client": "client",
        "model": "model",
        "options": "options",
        "types": "types and constants",
        "implementation": "implementation",
        "protobuf": "Protocol Buffers definitions",
        "other": "file of another kind",
    },
    opening="{folder}: {kind}. ",
    imports="Imports: ",
    no_imports="none",
    groups=("third party", "inside", "standard library"),
    exports="exports: ",
    functions="key functions and methods: ",
    none="none",
    comma=", ",
    semicolon="; ",
    end=".",
    several=_several_english,
    document={
        "title": "Batch: where the files go (planned)",
        "goals": "Goals and non-goals",
        "goal": "Goal: old_path -> new_path for each file that {config} speaks of (rules: {rules}, files: {files}).",
        "non_goal": "Non-goals: no file is moved, no code is changed, and nothing here says that the result compiles.",
        "summary": "Summary",
        "by_layer": "{layer}: {count}",
        "by_confidence": "Confidence: {counts}",
        "table": "Changes (planned mapping)",
        "open": "Open questions",
        "torn": "To be split? {path} goes to {layer} ({rule}), and with equal right to {others}.",
        "unsure": "{path} goes by {rule}; with equal right it would go elsewhere: {others}.",
        "clash": "{new} is where several files would go: {paths}.",
        "taken": "{new}, where {paths} would go, is there already and stays.",
        "low": "Low confidence: {path} ({reason}).",
        "unmatched": "No rule speaks of {path}.",
        "unwritable": "{path} cannot stand in a mapping: rename it, or move it by hand.",
        "nothing_open": "None.",
    },
)

CHINESE = Language(
    kinds={
        "generated": "自动生成代码",
        "empty": "空文件（无声明）",
        "handler": "处理器实现",
        "event": "事件处理/事件定义",
        "server": "服务端实现",
        "client": "客户端实现",
        "model": "模型定义",
        "options": "配置/选项定义",
        "types": "类型/常量定义",
        "implementation": "模块实现",
        "protobuf": "Protobuf 协议定义",
        "other": "其他文件",
    },
    opening="{folder} 下的{kind}。",
    imports="导入/依赖: ",
    no_imports="无",
    groups=("外部", "内部", "标准库"),
    exports="导出: ",
    functions="关键函数/方法: ",
    none="无",
    comma="，",
    semicolon="；",
    end="。",
    several=_several_chinese,
    document={
        "title": "批次：文件去向映射（规划）",
        "goals": "目标与非目标（Goals / Non-goals）",
        "goal": "目标：依据 {config} 中的 {rules} 条规则，为 {files} 个文件各给出一行 old_path -> new_path。",
        "non_goal": "非目标：不移动文件，不修改代码，也不说明结果能否编译。",
        "summary": "摘要",
        "by_layer": "{layer}：{count}",
        "by_confidence": "置信度：{counts}",
        "table": "变更清单（规划映射表）",
        "open": "遗留问题（Open Issues）",
        "torn": "是否拆分？{path} 归入 {layer}（{rule}），同等依据下也可归入 {others}。",
        "unsure": "{path} 依据 {rule}；同等依据下去向不同：{others}。",
        "clash": "多个文件的目标同为 {new}：{paths}。",
        "taken": "{paths} 的目标 {new} 已存在且不移动。",
        "low": "置信度低：{path}（{reason}）。",
        "unmatched": "没有规则涉及 {path}。",
        "unwritable": "{path} 无法写入映射表：请改名或手动移动。",
        "nothing_open": "无。",
    },
)

LANGUAGES = {"en": ENGLISH, "zh": CHINESE}

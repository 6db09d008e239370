"""The words of generated documents in Chinese."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
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
}

SAY: Mapping[str, str] = {
    # the sections of both documents
    "goals": "目标与非目标（Goals / Non-goals）",
    "summary": "摘要",
    "changes": "变更清单（迁移映射表）",
    "decisions": "决策记录（Decisions）与遗留问题（Open Issues）",
    "nothing_open": "无遗留问题。",
    # one cell of a drafted table: what a file is responsible for
    "opening": "{folder} 下的{kind}。",
    "imports": "导入/依赖: ",
    "third_party": "外部",
    "inside": "内部",
    "std": "标准库",
    "exports": "导出: ",
    "functions": "关键函数/方法: ",
    "none": "无",
    "comma": "，",
    "semicolon": "；",
    "end": "。",
    "all": "{names}",
    "some": "{names} 等 {number} 项",
    # a drafted mapping
    "draft_title": "批次：文件去向映射（规划）",
    "draft_goal": "目标：依据 {config} 中的 {rules} 条规则，为 {files} 个文件各给出一行 old_path -> new_path。",
    "draft_non_goal": "非目标：不移动文件，不修改代码，也不说明结果能否编译。",
    "by_layer": "{layer}：{count}",
    "by_confidence": "置信度：{counts}",
    "torn": "是否拆分？{path} 归入 {layer}（{rule}），同等依据下也可归入 {others}。",
    "unsure": "{path} 依据 {rule}；同等依据下去向不同：{others}。",
    "clash": "多个文件的目标同为 {new}：{paths}。",
    "taken": "{paths} 的目标 {new} 已存在且不移动。",
    "low": "置信度低：{path}（{reason}）。",
    "unmatched": "没有规则涉及 {path}。",
    "unwritable": "{path} 无法写入映射表：请改名或手动移动。",
    # a batch
    "title": "批次 {number}/{count}：{units}",
    "verification": "验证结果",
    "rollback": "回退方案（Rollback）",
    "next": "下一批计划（Next）",
    "goal": "Goals：用 `git mv` 迁移 {packages} 的 {files}，同步改写引用它们的 import，迁移后代码树保持可用。",
    "non_goal": "Non-goals：除 import、限定名与 `MIGRATION-META` 注释外，不修改代码。",
    "leaning": "被迁移的包依赖本批次之外的树内包：{leaning}，其中已迁移：{done}。",
    "importers": "本批次之外引用它们：{importers}；需改写：{rewrites}，见 `{csv}`。",
    "joined": "必须一起迁移，原因：{why}",
    "sound": "已由 archlint 判定：本批次及之前各批次完成后，不新增包循环、未导出名跨包使用、方法与类型分离、重名冲突、"
    "导入 main 包或不可见的 internal 包。",
    "run": "在扫描根目录执行：",
    "worse": "新增违规（{lasting}）：{text}",
    "for_good": "完整映射本身即如此",
    "for_now": "后续批次会消除",
    "better": "不再违规：{text}",
    "behind": "遗留文件：{text}",
    "warning": "Go 不会报告：{text}",
    "no_table": "文件名无法写入表格，仅见于脚本：{text}",
    "companions": "没有 responsibility 的行是由 `--companions` 添加的伴随文件。",
    "undo": "提交之前，在扫描根目录执行：",
    "next_batch": "下一批：`{id}`，{files}（{units}）。",
    "last": "这是最后一批；暂缓：{blocked}。",
    "more": "等共多 {count} 项",
    # what is set apart
    "blocked_title": "暂缓：目前无法安全迁移的映射行",
    "blocked_goal": "以下各行在采取解除办法之前保持原位；之后重新规划。",
    "reasons": "{folder}：{files}，原因：{reasons}",
    "stays": "{path} 暂不移动：{why}",
    "way": "解除办法（{proven}）：{text}",
    "proven": "已验证：完成后可安全迁移",
    "unproven": "尚不充分",
}

_NOUNS = {"file": "个文件", "package": "个包", "row": "行", "place": "处"}


def count(number: int, noun: str) -> str:
    """`3 个文件`."""
    return f"{number:,} {_NOUNS[noun]}"

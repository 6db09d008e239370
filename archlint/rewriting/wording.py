"""The fixed words of batch documents, by language: English, and Chinese with the seed's own headings."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "zh")

EN: Mapping[str, str] = {
    "title": "Batch {number} of {count}: {units}",
    "blocked-title": "Set apart: rows that cannot be moved soundly yet",
    "goals": "1. Goals and non-goals",
    "summary": "2. Dependency summary",
    "changes": "3. Changes",
    "verification": "4. Verification",
    "decisions": "5. Decisions and open issues",
    "rollback": "6. Rollback",
    "next": "7. Next",
    "goal": "Goal: move {files} of {packages} by `git mv`, with the imports that name them, and leave the tree sound.",
    "non-goal": "Non-goals: no code is changed but import specs, qualifiers and the `MIGRATION-META` comments.",
    "leaning": "The moved packages import {leaning} of the tree outside this batch; {done} of them have moved.",
    "importers": "{importers} outside this batch import them; {rewrites} are to be rewritten, see `{csv}`.",
    "joined": "Moved together, because: {why}",
    "sound": "Judged by archlint: with this batch and all before it, no package cycle, broken unexported use, split "
    "receiver, clash, import of a program or of an `internal` package out of reach that was not there before.",
    "run": "Run in the scan root:",
    "worse": "A rule is broken anew ({lasting}): {text}",
    "for-good": "so the finished mapping has it",
    "for-now": "a later batch mends it",
    "better": "No more broken: {text}",
    "behind": "Left behind: {text}",
    "no-issue": "No open issue.",
    "no-table": "Its name cannot stand in a table; it is in the script alone: {text}",
    "companions": "Rows without a responsibility are companions, added by `--companions`.",
    "undo": "Before a commit, in the scan root:",
    "next-batch": "Next: `{id}`, {files} ({units}).",
    "last": "This is the last batch; {blocked} set apart.",
    "more": "and {count} more",
    "reasons": "{folder}: {files} because of {reasons}",
    "way": "Way out ({proven}): {text}",
    "proven": "checked: sound after that",
    "unproven": "not the whole way",
    "blocked-goal": "These rows stay where they are until one of the ways below is taken; then plan again.",
}

ZH: Mapping[str, str] = {
    "title": "批次 {number}/{count}：{units}",
    "blocked-title": "暂缓：目前无法安全迁移的映射行",
    "goals": "1. 目标与非目标（Goals / Non-goals）",
    "summary": "2. 依赖分析摘要",
    "changes": "3. 变更清单（迁移映射表）",
    "verification": "4. 验证结果",
    "decisions": "5. 决策记录（Decisions）与遗留问题（Open Issues）",
    "rollback": "6. 回退方案（Rollback）",
    "next": "7. 下一批计划（Next）",
    "goal": "Goals：用 `git mv` 迁移 {packages} 的 {files}，同步改写引用它们的 import，迁移后代码树保持可用。",
    "non-goal": "Non-goals：除 import、限定名与 `MIGRATION-META` 注释外，不修改代码。",
    "leaning": "被迁移的包依赖本批次之外的树内包：{leaning}，其中已迁移：{done}。",
    "importers": "本批次之外引用它们：{importers}；需改写：{rewrites}，见 `{csv}`。",
    "joined": "必须一起迁移，原因：{why}",
    "sound": "已由 archlint 判定：本批次及之前各批次完成后，不新增包循环、未导出名跨包使用、方法与类型分离、重名冲突、"
    "导入 main 包或不可见的 internal 包。",
    "run": "在扫描根目录执行：",
    "worse": "新增违规（{lasting}）：{text}",
    "for-good": "完整映射本身即如此",
    "for-now": "后续批次会消除",
    "better": "不再违规：{text}",
    "behind": "遗留文件：{text}",
    "no-issue": "无遗留问题。",
    "no-table": "文件名无法写入表格，仅见于脚本：{text}",
    "companions": "没有 responsibility 的行是由 `--companions` 添加的伴随文件。",
    "undo": "提交之前，在扫描根目录执行：",
    "next-batch": "下一批：`{id}`，{files}（{units}）。",
    "last": "这是最后一批；暂缓：{blocked}。",
    "more": "等共多 {count} 项",
    "reasons": "{folder}：{files}，原因：{reasons}",
    "way": "解除办法（{proven}）：{text}",
    "proven": "已验证：完成后可安全迁移",
    "unproven": "尚不充分",
    "blocked-goal": "以下各行在采取解除办法之前保持原位；之后重新规划。",
}

_NOUNS_ZH = {"file": "个文件", "package": "个包", "row": "行", "place": "处"}


def words(language: str) -> Mapping[str, str]:
    """The words of a language."""
    return ZH if language == "zh" else EN


def count(number: int, noun: str, language: str = "en") -> str:
    """`1 file`, `3 files`, `3 个文件`."""
    if language == "zh":
        return f"{number} {_NOUNS_ZH[noun]}"
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

"""Titled lists as Markdown, each of them folded away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archlint.reports.change_sections import Section
from archlint.reports.markdown_text import fitting, fold, prose

_MORE = 40
"""The bytes that it takes to count what doesn't fit."""


def folded(sections: Iterable[Section], budget: int | None = None) -> Iterator[str]:
    """Yield a block for each list. With a budget of bytes, the lists share it: what doesn't fit is counted."""
    left = 0
    budget = budget and budget - _MORE
    for section in sections:
        title = f"{section.title}: {len(section.items):,}"
        lines, more = [f"- {prose(item)}" for item in section.items], 0
        if budget is not None:
            room = min(budget // 2, budget - len(fold(title, "").encode("utf-8")) - _MORE)
            lines, more = fitting(lines, room)
        if more:
            lines.append(f"- and {more:,} more")
        block = fold(title, "\n".join(lines))
        if budget is not None:
            budget -= len(block.encode("utf-8")) + 2
            if budget < 0:
                left += 1
                continue
        yield block
    if left:
        yield f"and {left:,} more lists"

"""What `archlint diff` prints: the change of the architecture between two trees, as text, JSON or Markdown."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from archlint.model.findings import Result, RunInfo
from archlint.reports.ansi import Pen
from archlint.reports.change_sections import Section, all_sections
from archlint.reports.json_changes import changes_record
from archlint.reports.json_document import finding_record
from archlint.reports.json_lines import write
from archlint.reports.markdown_sections import folded
from archlint.reports.markdown_text import prose
from archlint.reports.safe import visible, without_commands
from archlint.text.lists import first_lines

SCHEMA = 1
_SHOWN = 10


class Ends(NamedTuple):
    """The two trees as the user named them."""

    before: str
    after: str


def render_text(result: Result, run: RunInfo, ends: Ends) -> str:
    """Titled lists; one line where nothing changed."""
    pen = Pen(run.color)
    found = all_sections(result, run.prefix)
    blocks = [f"{pen('strong', section.title)}: {len(section.items):,}\n{_items(section, run)}" for section in found]
    return without_commands("\n".join(blocks) if blocks else f"{visible(_nothing(ends))}\n")


def render_markdown(result: Result, run: RunInfo, ends: Ends) -> str:
    """The same for a comment or a job summary, each list folded away."""
    found = all_sections(result, run.prefix)
    head = f"### Architecture: {prose(ends.before)} to {prose(ends.after)}"
    if not found:
        return f"{head}\n\n{prose(_nothing(ends))}\n"
    return "\n\n".join([head, *folded(found)]) + "\n"


def render_json(result: Result, run: RunInfo, ends: Ends) -> str:
    """The document, ending in a newline; `findings` are those that are introduced or retired."""
    findings = [finding for finding in result.findings if finding.change in ("introduced", "retired")]
    return write(
        {
            "schema": SCHEMA,
            "tool": {"name": "archlint", "version": run.version},
            "before": ends.before,
            "after": ends.after,
            "root": run.prefix,
            "findings": [finding_record(finding, run) for finding in findings],
            "loosened": [finding_record(finding, run) for finding in result.loosened],
            "changes": changes_record(result.changes) if result.changes else {},
        }
    )


DIFF_FORMATS: dict[str, Callable[[Result, RunInfo, Ends], str]] = {
    "text": render_text,
    "json": render_json,
    "markdown": render_markdown,
}


def _items(section: Section, run: RunInfo) -> str:
    lines = first_lines((f"  {visible(item)}" for item in section.items), 0 if run.verbose > 0 else _SHOWN)
    return "".join(f"{line}\n" for line in lines)


def _nothing(ends: Ends) -> str:
    return f"Nothing changed in the architecture from {ends.before} to {ends.after}."

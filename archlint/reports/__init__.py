"""Reports: the last stage. Each format is one module with one pure function, `render(result, run) -> str`.

`FORMATS` is the registry. Modules are imported when their format is asked for, so that a run pays for no other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archlint.model.findings import Result, RunInfo

Renderer = Callable[["Result", "RunInfo"], str]

FORMATS: dict[str, str] = {
    "text": "archlint.reports.text",
    "concise": "archlint.reports.concise",
    "json": "archlint.reports.json_document",
    "junit": "archlint.reports.junit",
    "sarif": "archlint.reports.sarif",
    "github": "archlint.reports.github",
    "gitlab": "archlint.reports.gitlab",
    "markdown": "archlint.reports.markdown",
    "checkstyle": "archlint.reports.checkstyle",
    "rdjson": "archlint.reports.rdjson",
}
FOR_PEOPLE = frozenset({"text", "concise", "markdown"})
"""The formats that a person reads as they are."""
NEED_TEXTS = frozenset({"sarif"})
"""The formats that want `RunInfo.texts`: the bytes of every file that a finding stands in."""


def renderer(name: str) -> Renderer:
    """The `render` function of a format named in `FORMATS`; KeyError for any other name."""
    render: Renderer = import_module(FORMATS[name]).render
    return render


def summary(result: Result, run: RunInfo, shown: Collection[str] = ()) -> str:
    """What goes to standard error beside the formats `shown` on standard output; "" for nothing.

    Machine formats want the end of the text report; `concise`, which has findings alone, a line on what doesn't count.
    """
    if "concise" in shown:
        from archlint.reports.concise import render_closing

        return render_closing(result, run)
    if FOR_PEOPLE.intersection(shown):
        return ""
    from archlint.reports.text import render_summary

    return render_summary(result, run)

"""Reports, the last stage. Each format is one module with one pure function, `render(result, run) -> str`.

`FORMATS` is the registry. A module is imported only when a run asks for its format.
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
"""The formats that people read directly."""
NEED_TEXTS = frozenset({"sarif"})
"""The formats that need `RunInfo.texts`: the bytes of every file with a finding."""


def renderer(name: str) -> Renderer:
    """Return the `render` function of a format; raise KeyError if `FORMATS` doesn't have the name."""
    render: Renderer = import_module(FORMATS[name]).render
    return render


def summary(result: Result, run: RunInfo, shown: Collection[str] = ()) -> str:
    """Return what a run prints to standard error when the formats `shown` go to standard output; "" for nothing.

    For a machine format, this is the end of the text report. For `concise`, which lists only findings, it is one line
    about what doesn't count.
    """
    if "concise" in shown:
        from archlint.reports.concise import render_closing

        return render_closing(result, run)
    if FOR_PEOPLE.intersection(shown):
        return ""
    from archlint.reports.text import render_summary

    return render_summary(result, run)

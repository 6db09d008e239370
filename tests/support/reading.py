"""Markdown read back by a reader that is not ours."""

from __future__ import annotations

import pytest

OUR_TAGS = {"h3", "p", "strong", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "details", "summary"}
"""The elements that the markdown report is made of."""


def to_html(markdown: str) -> str:
    """The document as GitHub's reader of Markdown (cmark-gfm) understands it, raw HTML let through."""
    cmarkgfm = pytest.importorskip("cmarkgfm", reason="reading Markdown back wants the package cmarkgfm")
    from cmarkgfm.cmark import Options

    return str(cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE))

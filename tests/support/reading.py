"""Reads Markdown with a parser of another project."""

from __future__ import annotations

import pytest

OUR_TAGS = {"h3", "p", "strong", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "details", "summary"}
"""The elements that the markdown report consists of."""


def to_html(markdown: str) -> str:
    """Return the document as HTML, from GitHub's Markdown parser (cmark-gfm), with raw HTML allowed."""
    cmarkgfm = pytest.importorskip("cmarkgfm", reason="reading Markdown needs the package cmarkgfm")
    from cmarkgfm.cmark import Options

    return str(cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE))

"""Rows are written and read back in both forms, with any names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.mapping import read_mapping
from archlint.mapping.writing import can_be_written, code, csv_table, markdown_table
from archlint.model.location import Place
from archlint.model.moves import Row

SEGMENT = st.text(
    st.one_of(st.sampled_from("ab.|`'\"*_<>&#[](){}!~-+=, ;:\\$%"), st.characters(codec="utf-8")),
    min_size=1,
    max_size=8,
)
NAMES = st.lists(SEGMENT, min_size=1, max_size=3).map("/".join)
WORDS = st.text(st.sampled_from("ab |`*_<>&#[](){}!~-,;:外部\"'"), max_size=12).map(lambda text: " ".join(text.split()))


def rows_of(name: str, text: str) -> list[tuple[str, ...]]:
    return [tuple(str(cell) for cell in (row[:2] + row[4:])) for row in read_mapping(name, text.encode()).rows]


@given(st.lists(st.tuples(NAMES, NAMES, WORDS), min_size=1, max_size=4, unique_by=lambda pair: pair[0]))
def test_a_written_document_is_read_back(given_: list[tuple[str, str, str]]) -> None:
    rows = [
        Row(old + ".x", new + ".x", Place(""), context="c", layer="Domain", responsibility=words, reason=words)
        for old, new, words in given_
        if can_be_written(old + ".x") and can_be_written(new + ".x")
    ]
    if not rows:
        return
    want = [tuple(str(cell) for cell in (row[:2] + row[4:])) for row in rows]
    assert rows_of("m.md", markdown_table(rows)) == want
    assert rows_of("m.csv", csv_table(rows)) == want


@pytest.mark.parametrize(
    "path",
    [
        "a\\b.go",
        "a\nb.go",
        "/a.go",
        "~/a.go",
        "C:/a.go",
        "a//b.go",
        "a/../b.go",
        " a.go",
        "a.go ",
        "a\udcff.go",
        "a\u202eb.go",
    ],
)
def test_a_path_that_a_mapping_cannot_name(path: str) -> None:
    assert not can_be_written(path)


@pytest.mark.parametrize(
    ("path", "span"),
    [
        ("a/b.go", "`a/b.go`"),
        ("a|b.go", "`a|b.go`"),
        ("a`b.go", "`` a`b.go ``"),
        ("a``b`.go", "``` a``b`.go ```"),
        ("a\u202eb.go", "`a\\u202eb.go`"),
        ("a\udcff.go", "`a\\udcff.go`"),
    ],
)
def test_code(path: str, span: str) -> None:
    assert code(path) == span

"""Written text: lists, counts, code spans, tables, quoted strings."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.text.csv_text import csv_text
from archlint.text.escapes import double_quoted, escaped, printable
from archlint.text.lists import count, listed, one_line, quoted
from archlint.text.markdown import code, numbered, row, table


@pytest.mark.parametrize(
    ("number", "noun", "text"),
    [(1, "file", "1 file"), (0, "file", "0 files"), (1_200, "entry", "1,200 entries"), (2, "batch", "2 batches")],
)
def test_count(number: int, noun: str, text: str) -> None:
    assert count(number, noun) == text


def test_lists() -> None:
    assert [listed("abcd"[:length]) for length in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert listed("abc", "or") == "a, b or c"
    assert listed("abc", "or", most=3) == "a, b or c"
    assert listed("abcd", "or", most=3) == "a, b, c and 1 more"
    assert listed("abcd", most=1, how="-v shows all") == "a and 3 more (-v shows all)"
    assert quoted("abcd", most=2) == "'a', 'b' and 2 more"
    assert one_line(" a\n  b\t") == "a b"


def test_code_spans_and_rows() -> None:
    assert [code(text) for text in ("a", "a`b", "`", " a", " ")] == ["`a`", "`` a`b ``", "`` ` ``", "`  a `", ""]
    assert row(["a|b", "c\nd"]) == "| a\\|b | c d |"
    assert table(["x", "y"], [["1", "2"]]) == "| x | y |\n| --- | --- |\n| 1 | 2 |\n"
    assert numbered([("A", "a\n"), ("B", "b\n")]) == "## 1. A\n\na\n\n## 2. B\n\nb\n"


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=2), min_size=1))
def test_csv_is_read_back(rows: list[list[str]]) -> None:
    assert list(csv.reader(io.StringIO(csv_text(rows), newline=""))) == rows


@given(st.text())
def test_quoted_text_is_one_line_and_is_read_back(text: str) -> None:
    line = double_quoted(text)
    assert line.isprintable()
    assert printable(text).isprintable()
    assert escaped(text).isprintable()
    read = json.loads(line)
    assert len(read) == len(text)
    assert all(new in (old, "?") for new, old in zip(read, text, strict=True))
    assert read == text or any(char > "\uffff" or "\ud800" <= char <= "\udfff" for char in text)

"""Records as text: what is written is read back, and nothing else is accepted."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.edge.codec import Codec


class Leaf(NamedTuple):
    text: str
    number: int = 0


class Branch(NamedTuple):
    leaves: tuple[Leaf, ...]
    other: Branch | None = None
    sure: bool = False


CODEC = Codec(Leaf, Branch)
SCALARS = st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.characters(categories=["Cs"]))
VALUES = st.recursive(
    st.one_of(SCALARS, st.builds(Leaf, st.text(), st.integers())),
    lambda inner: st.one_of(
        st.lists(inner).map(tuple), st.builds(Branch, st.lists(inner).map(tuple), inner, st.booleans())
    ),
)


@given(VALUES)
def test_a_written_value_is_read_back(value: object) -> None:
    text = CODEC.text(value)
    assert text.isascii()
    assert "\n" not in text
    again = CODEC.value(text)
    assert again == value
    assert repr(again) == repr(value), "records stay records, and tuples stay tuples"


@pytest.mark.parametrize("value", [[1], {"a": 1}, 1.5, b"x", (1, [2]), Leaf([])])  # type: ignore[arg-type]  # wrong on purpose
def test_other_values_are_rejected(value: object) -> None:
    with pytest.raises(TypeError, match="no text for a"):
        CODEC.text(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        '[2,"a"',
        "[]",
        "{}",
        "[0,{}]",
        "1.5",
        '[2,"too",1,"many"]',
        '["Leaf","a",1]',
        "[4]",
        "[-1]",
        "[1,[1]]",
        "[1,1.5]",
        "[null]",
        "[" * 5000 + "]" * 5000,
    ],
)
def test_other_texts_are_rejected(text: str) -> None:
    with pytest.raises(ValueError):  # the message depends on where the reader failed
        CODEC.value(text)


@given(st.text(alphabet='[]{},0123456789"ab\\u.-enulltrf ', max_size=60))
def test_any_text_gives_a_value_or_a_value_error(text: str) -> None:
    try:
        value = CODEC.value(text)
    except ValueError:
        return
    assert CODEC.value(CODEC.text(value)) == value

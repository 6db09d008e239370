"""The catalogue of kinds: complete, and every entry says all it has to."""

from __future__ import annotations

import re

import pytest

from archlint.catalogue import KINDS, Kind, find


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_entry_is_complete(kind: Kind) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.id)
    assert re.fullmatch(r"[A-Z][A-Za-z]+", kind.name)
    assert all(text.endswith(".") for text in (kind.title, kind.meaning, kind.remedy))
    assert kind.example.strip()
    assert len(kind.title) <= 100
    assert find(kind.id) is kind
    for text in (kind.text, kind.markdown):
        assert kind.meaning in text
        assert kind.remedy in text
        assert kind.example.splitlines()[-1] in text


def test_ids_and_names_are_unique_and_sorted() -> None:
    ids = [kind.id for kind in KINDS]
    assert ids == sorted(set(ids))
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert find("no-such-kind") is None


def test_every_kind_of_a_sentence_form_is_listed() -> None:
    from archlint.rules import FORMS

    listed = {kind.id for kind in KINDS if kind.group == "rule"}
    assert {kind for form in FORMS.values() for kind in form.kinds} <= listed

"""The catalogue of kinds has all kinds, and every entry is complete."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from support.command import archlint as command

import archlint
from archlint.catalogue import KINDS, Kind, find
from archlint.rules import FORMS
from archlint.rules.form import Form


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_entry_is_complete(kind: Kind) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.id)
    assert re.fullmatch(r"[A-Z][A-Za-z]+", kind.name)
    assert all(text.endswith(".") for text in (kind.title, kind.meaning, kind.advice))
    assert kind.example.strip()
    assert len(kind.title) <= 100
    assert find(kind.id) is kind
    for text in (kind.text, kind.markdown):
        assert kind.meaning in text
        assert kind.advice in text
        assert kind.example.splitlines()[-1] in text


def test_ids_and_names_are_unique_and_sorted() -> None:
    ids = [kind.id for kind in KINDS]
    assert ids == sorted(set(ids))
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert find("no-such-kind") is None


def test_kinds_of_rules_use_the_text_of_their_forms() -> None:
    assert {kind.id for kind in KINDS if kind.group == "rule"} == set(FORMS)
    for form in FORMS.values():
        kind = find(form.name)
        assert kind is not None
        assert (kind.title, form.meaning in kind.meaning, form.advice in kind.advice) == (form.title, True, True)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_example_of_a_rule_is_toml(form: Form) -> None:
    kind = find(form.name)
    assert kind is not None
    line = kind.example.splitlines()[0]
    assert line in (f"rule = '{form.example}'", f'rule = "{form.example}"')
    assert line.count(line[-1]) == 2


_OTHER_KINDS = frozenset(("Edge", "Edit", "GraphEdge", "Member"))
"""Records whose kind isn't that of a finding."""


def _said(call: ast.Call) -> list[str]:
    """The kinds written in a call that makes a finding or a complaint."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    at = {"hazard": 0, "Finding": 0, "Complaint": 5}.get(name)
    if name in _OTHER_KINDS:
        return []
    written = [keyword.value for keyword in call.keywords if keyword.arg == "kind"]
    written += call.args[at : at + 1] if at is not None else []
    return [item.value for item in written if isinstance(item, ast.Constant) and isinstance(item.value, str)]


def test_every_kind_in_the_code_is_listed() -> None:
    """Covers every kind written in a call that makes a finding, a hazard or a complaint, anywhere in the code. The
    kind of a rule's findings is the name of its form."""
    package = Path(archlint.__file__).parent
    found: set[str] = {"config"}  # the default of a complaint
    for path in package.rglob("*.py"):
        if path.name != "catalogue.py":
            calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
            found.update(kind for call in calls for kind in _said(call))
            found.update(re.findall(r"\"(inert-[a-z]+)\"", path.read_text("utf-8")))
    assert {"split-receiver", "inert-rule", "inert-group", "parse-error", "baseline", "input", "unused-ignore"} <= found
    assert found <= {kind.id for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_kind_is_explained(kind: Kind, tmp_path: Path) -> None:
    outcome = command("explain", kind.id, cwd=tmp_path)
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out == kind.text

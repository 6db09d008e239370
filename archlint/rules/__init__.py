"""The registry of sentence forms. A new form is its module, one line here, and its cases under tests."""

from __future__ import annotations

from archlint.rules import (
    forbidden_import,
)
from archlint.rules.form import Form

FORMS: dict[str, Form] = {
    module.FORM.name: module.FORM
    for module in (
        forbidden_import,
    )
}
"""Every form by name, in the order in which `archlint rules` prints them."""

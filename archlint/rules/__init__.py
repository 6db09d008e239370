"""The registry of sentence forms. A new form is its module, one line here, and its cases under tests."""

from __future__ import annotations

from archlint.rules import (
    bypassed_door,
    dependent_slices,
    folder_cycle,
    forbidden_import,
    forbidden_reach,
    layer_cycle,
    layer_order,
    missing_import,
    package_cycle,
    protected_import,
    slice_cycle,
    unassigned_file,
    unlisted_import,
)
from archlint.rules.form import Form

FORMS: dict[str, Form] = {
    module.FORM.name: module.FORM
    for module in (
        forbidden_import,
        forbidden_reach,
        unlisted_import,
        protected_import,
        layer_order,
        dependent_slices,
        bypassed_door,
        missing_import,
        package_cycle,
        layer_cycle,
        slice_cycle,
        folder_cycle,
        unassigned_file,
    )
}
"""Every form by name, in the order in which `archlint rules` prints them."""

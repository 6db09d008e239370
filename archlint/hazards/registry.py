"""The registry of hazards: checks of the mapped view that need no rule.

Package cycles aren't here: the mapped view is always checked for `packages must not form cycles`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from archlint.hazards.boundaries import with_boundaries
from archlint.hazards.captures import captured_names, shadowed_predeclared
from archlint.hazards.companions import left_behind
from archlint.hazards.context import HazardContext
from archlint.hazards.dot_imports import dot_import_clash
from archlint.hazards.imports import imports_main, internal_visibility
from archlint.hazards.initialization import lost_init
from archlint.hazards.interfaces import unexported_contracts
from archlint.hazards.linker import stale_symbol
from archlint.hazards.literals import unkeyed_literals
from archlint.hazards.members import unexported_members
from archlint.hazards.merges import name_clash, package_name_clash, two_test_mains
from archlint.hazards.module_files import other_module
from archlint.hazards.module_paths import stale_module_path
from archlint.hazards.paths_in_code import cgo_paths, embedded_apart
from archlint.hazards.programs import missing_main
from archlint.hazards.requirements import unresolved_module
from archlint.hazards.rows import destination_clash, layer_mismatch, missing_source, unmapped_file
from archlint.hazards.splits import split_receiver, unexported_names
from archlint.hazards.variants import imports_without_files, split_variants
from archlint.model.findings import Finding

HAZARDS: tuple[Callable[[HazardContext], Iterator[Finding]], ...] = (
    missing_source,
    destination_clash,
    unmapped_file,
    layer_mismatch,
    left_behind,
    embedded_apart,
    cgo_paths,
    package_name_clash,
    name_clash,
    two_test_mains,
    captured_names,
    shadowed_predeclared,
    dot_import_clash,
    split_receiver,
    split_variants,
    imports_without_files,
    unexported_names,
    unexported_members,
    unexported_contracts,
    unkeyed_literals,
    internal_visibility,
    imports_main,
    missing_main,
    stale_module_path,
    unresolved_module,
    other_module,
    stale_symbol,
    lost_init,
)

BROKEN = frozenset((
    "package-cycle", "split-receiver", "unexported-use", "name-clash", "package-name-clash", "internal-visibility",
    "imports-main", "destination-clash", "split-variants", "unkeyed-literal", "stale-symbol",
    "missing-main",
))  # fmt: skip
"""The kinds of hazards that make a tree unsound, whatever their severity.

A warning of these kinds is a hazard that is `likely`: a type that the tree doesn't show has a part in it. It blocks a
move like an error, because what a plan calls sound must build; the reason of the blocked row says that it is likely.
"""

BROKEN_AS_ERROR = frozenset(("left-behind", "unresolved-module"))
"""The kinds that make a tree unsound only as an error."""

SILENT = frozenset(("lost-init", "changed-embed"))
"""The kinds that change what a program does, although Go accepts the tree. They are warnings."""


def is_unsound(finding: Finding) -> bool:
    """Report whether Go or the file system would reject the tree because of this hazard."""
    return finding.kind in BROKEN or (finding.kind in BROKEN_AS_ERROR and finding.severity == "error")


def find_hazards(context: HazardContext) -> tuple[Finding, ...]:
    """Return all hazards of a mapping, each with its boundary, sorted by place."""
    found = with_boundaries(context, (finding for hazard in HAZARDS for finding in hazard(context)))
    return tuple(sorted(found, key=lambda finding: finding.sort_key))

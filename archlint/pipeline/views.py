"""The views that a check asks for, each made once."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.pipeline.inputs import Inputs
from archlint.pipeline.placing import modules_of, today_view

if TYPE_CHECKING:
    from archlint.model.symbols import Symbols


class Views(NamedTuple):
    """The views to judge: today's, the mapped one, or both in this order.

    `today` makes today's view, with the layers that the mapping gives. `hazards` are the findings that the mapping
    itself causes, `symbols` those of the files that were read whole for it.
    """

    asked: tuple[View, ...]
    today: Callable[[], View]
    hazards: tuple[Finding, ...] = ()
    symbols: Mapping[str, "Symbols"] = MappingProxyType({})


def views_of(inputs: Inputs) -> Views:
    """Make the views. Whole files are read only where the mapped view is asked for and the mapping splits packages."""
    tree, config, mapping = inputs.tree, inputs.config, inputs.mapping
    if mapping is None:
        view = today_view(tree, config)
        return Views((view,), lambda: view)
    from archlint.pipeline.mapped_view import carry_out, every_build, map_tree, planned_today
    from archlint.pipeline.parsed import parsed_of

    tree = every_build(tree)
    mapped_tree = map_tree(tree, config, mapping, modules=modules_of(tree))

    def today() -> View:
        return planned_today(mapped_tree, config)

    if inputs.view == "today":
        return Views((today(),), today)
    symbols = inputs.symbols(mapped_tree.parse) if mapped_tree.parse else {}
    parsed = parsed_of(tree, mapped_tree.relocation.today, symbols, read=inputs.symbols)
    mapped, hazards = carry_out(mapped_tree, tree, config, parsed=parsed)
    # A baseline knows today's findings, so the mapped view alone needs today's view to be compared with.
    before = (today(),) if inputs.view == "both" or inputs.baseline else ()
    return Views((*before, mapped), today, hazards, symbols=symbols)

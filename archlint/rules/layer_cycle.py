"""`layers must not form cycles`: each layer as one node."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archlint.graphs.graph import Edge
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule
from archlint.rules.cycling import Arrow, Arrows, CycleWords, cycle_findings
from archlint.rules.exempting import Exempting
from archlint.rules.form import Ends, Form
from archlint.rules.names import Reader


class AllLayers(NamedTuple):
    """The sentence has no names."""


def parse(reader: Reader) -> AllLayers | None:
    """Read the sentence; None where it is of another form."""
    return None if reader.match("layers must not form cycles") is None else AllLayers()


def check(rule: Rule, view: View, exempting: Exempting | None = None) -> Iterator[Finding]:
    """One finding for each set of layers that all depend on each other."""
    return cycle_findings(rule, view, _TELLING, _ARROWS, exempting)


def _arrows(edge: Edge) -> Iterator[Arrow]:
    return ((edge.layer, layer) for layer in edge.target.layers if edge.layer not in ("", layer))


_ARROWS = Arrows(_arrows)


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """The layers that have a judged file."""
    return tuple(sorted({item.layer for item in view.files_for(rule.tests)} - {""}))


def idle(rule: Rule, view: View) -> str:
    """One layer alone forms no cycle."""
    layers = {item.layer for item in view.files_for(rule.tests)} | {
        layer for package in view.packages.values() for layer in package.layers
    }
    (only, *others) = sorted(layers - {""})
    return "" if others else f"{only} is the only layer with files"


_TELLING = CycleWords(
    "layer",
    "layers",
    "let the layer that is to be the lower one declare an interface instead of importing upwards",
)

FORM = Form(
    name="layer-cycle",
    title="Layers depend on each other in a cycle.",
    sentence="layers must not form cycles",
    meaning="It breaks when two or more layers depend on each other, each layer taken as one node.",
    example="layers must not form cycles",
    breach="Application -> Domain -> Application",
    advice=_TELLING.advice,
    parse=parse,
    check=check,
    subjects=subjects,
    ends=lambda _: Ends(),
    idle=idle,
    exempted=check,
)

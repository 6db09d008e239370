"""`layers must not form cycles`: each layer is one node."""

from collections.abc import Iterator
from typing import NamedTuple

from archlint.graphs.graph import Edge
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule
from archlint.rules.cycle_findings import Arrow, Arrows, CycleWords, cycle_findings
from archlint.rules.exception_matcher import ExceptionMatcher
from archlint.rules.form import Ends, Form
from archlint.rules.names import Reader


class AllLayers(NamedTuple):
    """The sentence has no names."""


def parse(reader: Reader) -> AllLayers | None:
    """Parse the sentence; return None if it has another form."""
    return None if reader.match("layers must not form cycles") is None else AllLayers()


def check(rule: Rule, view: View, matcher: ExceptionMatcher | None = None) -> Iterator[Finding]:
    """Yield a finding for each set of layers that all depend on each other."""
    return cycle_findings(rule, view, _WORDS, arrows=_ARROWS, matcher=matcher)


def _arrows(edge: Edge) -> Iterator[Arrow]:
    return ((edge.layer, layer) for layer in edge.target.layers if edge.layer not in ("", layer))


_ARROWS = Arrows(_arrows)


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """Return the layers with a judged file."""
    return tuple(sorted({item.layer for item in view.files_for(rule.tests)} - {""}))


def why_idle(rule: Rule, view: View) -> str:
    """Return why no cycle is possible: only one layer has files."""
    layers = {item.layer for item in view.files_for(rule.tests)} | {
        layer for package in view.packages.values() for layer in package.layers
    }
    (only, *others) = sorted(layers - {""})
    return "" if others else f"{only} is the only layer with files"


_WORDS = CycleWords(
    "layer",
    "layers",
    "declare an interface in the layer that should be the lower one, instead of importing upwards",
)

FORM = Form(
    name="layer-cycle",
    title="Layers depend on each other in a cycle.",
    sentence="layers must not form cycles",
    meaning="It breaks when two or more layers depend on each other, each layer taken as one node.",
    example="layers must not form cycles",
    violation="Application -> Domain -> Application",
    advice=_WORDS.advice,
    parse=parse,
    check=check,
    subjects=subjects,
    ends=lambda _: Ends(),
    why_idle=why_idle,
    exempted=check,
)

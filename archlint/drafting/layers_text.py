"""The text of a drafted layers.toml: rules that pass are active; others are comments with their number of findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from archlint.graphs.layering import Layering
from archlint.model.policy import Globs
from archlint.text.escapes import double_quoted, escaped
from archlint.text.lists import FEW, count, listed

_WIDTH = 100

Layer = tuple[str, tuple[str, ...]]
"""A name and its globs."""


class Proposal(NamedTuple):
    """A rule to propose."""

    sentence: str
    because: str


class LayersDraft(NamedTuple):
    """The content of the file: layers as (name, globs), the folder whose children are contexts ("" for none), rules."""

    title: str
    layers: tuple[Layer, ...]
    contexts: str
    rules: tuple[Proposal, ...]
    module: str = ""


def render(plan: LayersDraft, paths: list[str], counts: Sequence[int]) -> str:
    """Render the file. `paths` are the scanned files, `counts` the number of findings of each rule, in order."""
    layering = Layering(tuple(Globs(name, globs) for name, globs in plan.layers))
    files = [layering.decide(path).layer for path in paths]
    lines = [
        f"# The architecture of this tree: {plan.title}.",
        "# Drafted by `archlint init`. Edit it freely: `archlint rules` lists the sentence forms,",
        "# and `archlint explain FILE` shows which layer and rules apply to a file.",
        "version = 1",
        "",
        "[scan]",
        *([f"module = {double_quoted(plan.module)}"] if plan.module else []),
        '# exclude = ["**/mocks/**"]  # in addition to what Go ignores: vendor, testdata, _x, .x',
        '# tests   = "include"         # test files are excluded by default',
        "",
        f"[layers]  # {len(files) - files.count('')} of {len(files)} files; the most specific glob wins",
    ]
    keys = {name: name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else double_quoted(name) for name, _ in plan.layers}
    width = max((len(key) for key in keys.values()), default=0)
    for name, globs in plan.layers:
        values = ", ".join(map(double_quoted, globs))
        lines.append(f"{keys[name]:<{width}} = [{values}]  # {count(files.count(name), 'file')}")
    strays = sorted(path for path, layer in zip(paths, files, strict=True) if not layer)
    if strays:
        lines.append(f"# In no layer: {listed(map(escaped, strays), most=FEW)}.")
    if plan.contexts:
        lines += ["", "[slices]", f"context = {double_quoted(plan.contexts + '/{context}/**')}"]
    for rule, found in zip(plan.rules, counts, strict=True):
        lines += ["", *_rule(rule, found)]
    return "\n".join(lines) + "\n"


def _rule(rule: Proposal, found: int) -> Iterator[str]:
    mark = ""
    if found:
        mark = "# "
        yield f"# Fails today: {count(found, 'finding')}. Run `archlint baseline` after you uncomment it."
    yield f"{mark}[[rules]]"
    if len(rule.sentence) <= _WIDTH:
        yield f"{mark}rule    = {_sentence(rule.sentence)}"
    else:
        yield f'{mark}rule    = """'
        yield from (
            f"{mark}    {part}" for part in wrap(rule.sentence, _WIDTH, break_long_words=False, break_on_hyphens=False)
        )
        yield f'{mark}"""'
    yield f"{mark}because = {double_quoted(rule.because)}"


def _sentence(text: str) -> str:
    return f"'{text}'" if '"' in text and "'" not in text else double_quoted(text)
